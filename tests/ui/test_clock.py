"""Times are the reader's, whatever zone the server stands in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from ocr.service import Service
from ocr.store import RecordQuery
from ocr.ui import clock
from tests.store.papers import PAYMENT, finished, record, upload
from tests.ui.conftest import open_app, read_file

LATE = datetime(2024, 1, 31, 18, 30, tzinfo=UTC)


def in_zone(monkeypatch: pytest.MonkeyPatch, name: str | None) -> None:
    monkeypatch.setattr(clock, "st", SimpleNamespace(context=SimpleNamespace(timezone=name)))


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("Asia/Jakarta", "01/02/2024 01:30"), ("Asia/Jayapura", "01/02/2024 03:30"), ("UTC", "31/01/2024 18:30")],
)
def test_a_moment_is_told_by_the_readers_clock(monkeypatch: pytest.MonkeyPatch, zone: str, shown: str) -> None:
    in_zone(monkeypatch, zone)
    assert clock.stamp(LATE) == shown


@pytest.mark.parametrize("zone", [None, "", "Mars/Olympus", "../../etc/passwd", "Asia"])
def test_without_a_zone_that_is_one_the_servers_holds(monkeypatch: pytest.MonkeyPatch, zone: str | None) -> None:
    in_zone(monkeypatch, zone)
    assert clock.local(LATE) == LATE
    assert clock.local(LATE).utcoffset() == LATE.astimezone().utcoffset()


def test_the_audit_in_history_tells_the_clerks_time(service: Service) -> None:
    # The symptom: at 11:23 in Jakarta the audit said 04:23.
    view = read_file(service)
    service.store.edit(view.id, {"stan": "123456"}, who="Ani", version=view.version)
    (line,) = service.store.history(view.id)
    app = open_app("history")
    app.context["timezone"] = "Pacific/Kiritimati"
    app.session_state["ocr"].chosen = view.id
    app.run()
    wanted = f"{line.at.timestamp() + 14 * 3600:.0f}"
    told = datetime.fromtimestamp(int(wanted), UTC)
    assert any(f"{told:%d/%m/%Y %H:%M}" in item.proto.body for item in app.get("html"))


def test_every_month_from_the_oldest_payment_on_can_be_picked(service: Service) -> None:
    # The symptom: the list ended 60 months back, and a payment of 2019 could not be picked.
    finished(service.store, upload(), [record(**{**PAYMENT, "tanggal": "2019-02-04"})])
    months = open_app("history").selectbox(key="history-month")
    assert months.options[-1] == "02/2019"
    assert months.options[1] == f"{date.today():%m/%Y}"
    assert service.store.records(RecordQuery(month="2019-02")).total == 1
