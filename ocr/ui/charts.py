"""Charts: clock times and numbers as the house writes them, whole numbers where things are counted.

Separate because Streamlit's own charts write 05 PM under an Indonesian axis and 0.000000 beside an empty queue. Each is its data
and a Vega-Lite specification, `st.vega_lite_chart(*chart)`: Altair would write the same and take 28 MB of a small container.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ocr.ui.values import money

AT = "at"
HEIGHT_PX = 190
WIDEST_PX = 48
"""A bar among few; more of them share the width there is."""
LINE_COLOUR = "#3a8f88"  # 3:1 or more on both grounds

Chart = tuple[pd.DataFrame, dict[str, Any]]


def line(values: pd.DataFrame, name: str, *, most: float | None = None, counted: bool = False) -> Chart:
    """Column `name` over column "at" (naive, the clock on the wall), from zero; `most` fixes the top of the axis."""
    top = max(most or 0.0, float(values[name].max()), 1.0)
    encoding = {
        "x": _time_axis(values[AT], "%H:%M:%S"),
        "y": _amounts(name, top, _counts(counted, top)),
        "tooltip": [_heading(AT, "temporal", "%H:%M:%S"), _said(name, "quantitative", ".0f")],
    }
    return values, _spec({"type": "line", "color": LINE_COLOUR, "strokeWidth": 2}, encoding, HEIGHT_PX)


def stacked_bars(values: pd.DataFrame, colours: Sequence[str], *, counted: bool = False) -> Chart:
    """The columns of `values` on top of each other, a bar for each row of its index (naive times, a minute apart)."""
    names = list(values.columns)
    long = values.rename_axis(AT).reset_index().melt(AT, var_name="part", value_name="amount")
    long["place"] = long["part"].map({name: place for place, name in enumerate(names)})
    long["said"] = [
        f"{name}: {amount:{'.0f' if counted else '.2f'}}" for name, amount in long[["part", "amount"]].values
    ]
    top = max(float(values.sum(axis=1).max()), 1.0)
    legend = {"title": None, "orient": "bottom", "columns": 2, "labelLimit": 240}
    encoding = {
        "x": _time_axis(long[AT], "%H:%M"),
        "y": _amounts("amount", top, _counts(counted, top)),
        "color": _named("part") | {"scale": {"domain": names, "range": list(colours)}, "legend": legend},
        "order": {"field": "place", "type": "quantitative"},
        "tooltip": [_heading(AT, "temporal", "%H:%M"), _said("said")],
    }
    return long, _spec({"type": "bar", "width": 5}, encoding, HEIGHT_PX + 40)


def sums(values: pd.DataFrame, along: str, part: str, amount: str, parts: Sequence[str]) -> Chart:
    """Bars of column `amount` (Decimal) for each `along` in the order of the rows, in colours by `part`; 1.500.000.000 as on Indonesian paper.

    `parts` are those of every chart beside this one, so that a colour means the same in each.
    """
    said = [f"{name}: {money(summed)}" for name, summed in values[[part, amount]].values]
    drawn = values.assign(said=said).astype({amount: float})
    top = max(float(drawn.groupby(along)[amount].sum().max()), 1.0)
    legend = {"title": None, "orient": "bottom", "values": sorted(set(drawn[part]))}
    # Vega writes English numbers; both languages of this house print thousands with a point.
    written = "replace(format(datum.value, ',.0f'), /,/g, '.')"
    encoding = {
        "x": _named(along) | {"title": None, "sort": None},
        "y": _amounts(amount, top, {"tickCount": 4, "labelExpr": written}),
        "color": _named(part) | {"scale": {"domain": list(parts)}, "legend": legend},
        "tooltip": [_heading(along), _said("said")],
    }
    mark = {"type": "bar", "width": {"expr": f"min({WIDEST_PX}, 0.9 * bandwidth('x'))"}}
    return drawn, _spec(mark, encoding, HEIGHT_PX + 90)


def _spec(mark: dict[str, Any], encoding: dict[str, Any], height_px: int) -> dict[str, Any]:
    return {"mark": mark, "encoding": encoding, "height": height_px}


def _named(column: str) -> dict[str, Any]:
    return {"field": column, "type": "nominal"}


def _amounts(column: str, top: float, axis: dict[str, Any]) -> dict[str, Any]:
    scale = {"domain": [0, top], "nice": True}
    return {"field": column, "type": "quantitative", "title": None, "scale": scale, "axis": axis}


def _heading(column: str, kind: str = "nominal", form: str = "") -> dict[str, Any]:
    """Of what a pointed-at mark tells: the tooltip takes the value that is called "title" for its heading."""
    return _said(column, kind, form) | {"title": "title"}


def _said(column: str, kind: str = "nominal", form: str = "") -> dict[str, Any]:
    """The one line below: the tooltip keeps one value of each name, so there is no second."""
    return {"field": column, "type": kind, "title": " "} | ({"format": form} if form else {})


def _time_axis(times: pd.Series, form: str) -> dict[str, Any]:
    axis = {"format": form, "tickCount": 6, "grid": False}
    scale = {"domain": [_moment(times.min()), _moment(times.max())]}
    return {"field": AT, "type": "temporal", "title": None, "scale": scale, "axis": axis}


def _moment(time: pd.Timestamp) -> dict[str, int]:
    """A moment of the clock on the wall, as Vega-Lite takes it: months count from one."""
    day = {"year": time.year, "month": time.month, "date": time.day}
    clock = {"hours": time.hour, "minutes": time.minute, "seconds": time.second}
    return day | clock | {"milliseconds": time.microsecond // 1000}


def _counts(counted: bool, top: float) -> dict[str, Any]:
    return {"format": "d", "tickCount": int(min(top, 5))} if counted else {"tickCount": 5}
