"""An outage is told when it begins, now and then while it lasts, and when it is over."""

from __future__ import annotations

import logging

import pytest

from ocr import outage
from ocr.outage import Outage

log = logging.getLogger("ocr.test")


def stumble(away: Outage) -> None:
    try:
        raise ConnectionError("nobody answers")
    except ConnectionError:
        away.go_on()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(outage.time, "monotonic", lambda: now[0])
    return now


def test_a_night_of_it_is_one_traceback_and_a_line_a_minute(
    clock: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    away = Outage(log, began="it did not answer", lasts="no answer for %d s", over="it answers again after %d s")
    away.end()
    for _ in range(240):
        stumble(away)
        clock[0] += 0.5
    away.end()
    away.end()
    told = [(record.getMessage(), bool(record.exc_info)) for record in caplog.records]
    assert told == [
        ("it did not answer", True),
        ("no answer for 60 s: nobody answers", False),
        ("it answers again after 120 s", False),
    ]


def test_the_next_outage_is_told_anew(clock: list[float], caplog: pytest.LogCaptureFixture) -> None:
    away = Outage(log, began="it did not answer", lasts="no answer for %d s", over="it answers again after %d s")
    for _ in range(2):
        stumble(away)
        clock[0] += 5
        away.end()
    assert [record.getMessage() for record in caplog.records] == ["it did not answer", "it answers again after 5 s"] * 2
