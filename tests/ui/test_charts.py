"""What charts say of their numbers: axes that reach the data, tooltips that tell all of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pandas as pd
import pytest

from ocr.store.pace import Minute
from ocr.ui.charts import Chart, line, stacked_bars, sums
from ocr.ui.pace_charts import counts_by_minute, seconds_by_stage

MOMENT = datetime(2024, 1, 15, 10, 30, 20)
PAID = pd.DataFrame(
    {
        "masa": ["02/2023", "01–12/2024", "01–12/2024"],
        "kode": ["411128", "411121", "411128"],
        "sum": [Decimal("1580886000.50"), Decimal(2), Decimal(3)],
    }
)


@pytest.mark.parametrize(
    "chart",
    [
        line(pd.DataFrame({"at": [MOMENT, MOMENT + timedelta(seconds=2)], "value": [1.0, 2.0]}), "value"),
        stacked_bars(pd.DataFrame({"read": [3], "failed": [1]}, index=[MOMENT]), ("#fff", "#000"), counted=True),
        sums(PAID, "masa", "kode", "sum", ["411121", "411128"]),
    ],
    ids=["line", "stacked", "sums"],
)
def test_a_tooltip_keeps_every_value(chart: Chart) -> None:
    # The symptom: all were called " ", and of values with one name the tooltip shows the last.
    data, spec = chart
    tips = spec["encoding"]["tooltip"]
    assert [tip["title"] for tip in tips] == ["title", " "]
    assert {tip["field"] for tip in tips} <= set(data.columns)


def test_sums_are_told_with_their_code_and_keep_order_and_colours() -> None:
    data, spec = sums(PAID, "masa", "kode", "sum", ["411121", "411124", "411128"])
    assert data["said"].to_list() == ["411128: 1.580.886.000,50", "411121: 2,00", "411128: 3,00"]
    assert spec["encoding"]["x"]["sort"] is None  # the rows' own order: 02/2023 before 01–12/2024
    colours = spec["encoding"]["color"]
    assert colours["scale"]["domain"] == ["411121", "411124", "411128"]
    assert colours["legend"]["values"] == ["411121", "411128"]
    assert spec["encoding"]["y"]["scale"]["domain"] == [0, 1580886000.5]


def test_the_time_axis_reaches_the_last_sample() -> None:
    first, last = datetime(2024, 1, 15, 10, 30, 20, 100_000), datetime(2024, 1, 15, 10, 30, 29, 900_000)
    _, spec = line(pd.DataFrame({"at": [first, last], "value": [1.0, 2.0]}), "value")
    begins, ends = spec["encoding"]["x"]["scale"]["domain"]
    assert begins == {
        "year": 2024,
        "month": 1,
        "date": 15,
        "hours": 10,
        "minutes": 30,
        "seconds": 20,
        "milliseconds": 100,
    }
    assert ends == {**begins, "seconds": 29, "milliseconds": 900}


def test_charts_have_a_row_for_every_minute_of_the_hour() -> None:
    now = datetime(2024, 1, 15, 10, 30, 20, tzinfo=UTC)
    busy = Minute(now.replace(second=0) - timedelta(minutes=3), 4, 1, 0.2, 0.5, None, 0.1)
    counts = counts_by_minute([busy], now, ("read", "failed"))
    assert (len(counts), counts["read"].sum(), counts["failed"].sum()) == (60, 4, 1)
    assert counts.iloc[56].to_list() == [4, 1]
    stages = seconds_by_stage([busy], now, ("a", "b", "c", "d"))
    assert stages.iloc[56].to_list() == [0.2, 0.5, 0.0, 0.1]
