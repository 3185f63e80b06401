"""Charts: clock times and numbers as the house writes them, whole numbers where things are counted.

Separate because Streamlit's own charts write 05 PM under an Indonesian axis and 0.000000 beside an empty queue.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

AT = "at"
HEIGHT_PX = 190
LINE_COLOUR = "#3a8f88"  # 3:1 or more on both grounds


def line(values: pd.DataFrame, name: str, *, most: float | None = None, counted: bool = False) -> alt.Chart:
    """Column `name` over column "at" (naive, the clock on the wall), from zero; `most` fixes the top of the axis."""
    top = max(most or 0.0, float(values[name].max()), 1.0)
    chart: alt.Chart = (
        alt.Chart(values)
        .mark_line(color=LINE_COLOUR, strokeWidth=2)
        .encode(
            x=_time_axis(values[AT], "%H:%M:%S"),
            y=alt.Y(f"{name}:Q", title=None, scale=alt.Scale(domain=[0, top], nice=True), axis=_counts(counted, top)),
            tooltip=[alt.Tooltip(f"{AT}:T", format="%H:%M:%S", title=" "), alt.Tooltip(f"{name}:Q", format=".0f")],
        )
        .properties(height=HEIGHT_PX)
    )
    return chart


def stacked_bars(values: pd.DataFrame, colours: Sequence[str], *, counted: bool = False) -> alt.Chart:
    """The columns of `values` on top of each other, a bar for each row of its index (naive times, a minute apart)."""
    names = list(values.columns)
    long = values.rename_axis(AT).reset_index().melt(AT, var_name="part", value_name="amount")
    long["place"] = long["part"].map({name: place for place, name in enumerate(names)})
    top = max(float(values.sum(axis=1).max()), 1.0)
    chart: alt.Chart = (
        alt.Chart(long)
        .mark_bar(width=5)
        .encode(
            x=_time_axis(long[AT], "%H:%M"),
            y=alt.Y("amount:Q", title=None, scale=alt.Scale(domain=[0, top], nice=True), axis=_counts(counted, top)),
            color=alt.Color(
                "part:N",
                scale=alt.Scale(domain=names, range=list(colours)),
                legend=alt.Legend(title=None, orient="bottom", columns=2, labelLimit=240),
            ),
            order=alt.Order("place:Q"),
            tooltip=[
                alt.Tooltip(f"{AT}:T", format="%H:%M", title=" "),
                alt.Tooltip("part:N", title=" "),
                alt.Tooltip("amount:Q", format=".0f" if counted else ".2f", title=" "),
            ],
        )
        .properties(height=HEIGHT_PX + 40)
    )
    return chart


def sums(values: pd.DataFrame, along: str, part: str, amount: str) -> alt.Chart:
    """Bars of column `amount` for each `along`, in colours by `part`; 1.500.000.000 as on Indonesian paper."""
    top = max(float(values.groupby(along)[amount].sum().max()), 1.0)
    # Vega writes English numbers; both languages of this house print thousands with a point.
    said = "replace(format(datum.value, ',.0f'), /,/g, '.')"
    chart: alt.Chart = (
        alt.Chart(values)
        .mark_bar()
        .encode(
            x=alt.X(f"{along}:N", title=None, sort="ascending"),
            y=alt.Y(
                f"{amount}:Q",
                title=None,
                scale=alt.Scale(domain=[0, top], nice=True),
                axis=alt.Axis(tickCount=4, labelExpr=said),
            ),
            color=alt.Color(f"{part}:N", legend=alt.Legend(title=None, orient="bottom")),
            tooltip=[alt.Tooltip(f"{column}:N", title=" ") for column in (along, part)],
        )
        .properties(height=HEIGHT_PX + 90)
    )
    return chart


def _time_axis(times: pd.Series, form: str) -> alt.X:
    return alt.X(
        f"{AT}:T",
        title=None,
        scale=alt.Scale(domain=[_moment(times.min()), _moment(times.max())]),
        axis=alt.Axis(format=form, tickCount=6, grid=False),
    )


def _moment(time: pd.Timestamp) -> alt.DateTime:
    return alt.DateTime(
        year=time.year,
        month=time.month,
        date=time.day,
        hours=time.hour,
        minutes=time.minute,
        seconds=time.second,
    )


def _counts(counted: bool, top: float) -> alt.Axis:
    more: dict[str, Any] = {"format": "d", "tickCount": int(min(top, 5))} if counted else {"tickCount": 5}
    return alt.Axis(**more)
