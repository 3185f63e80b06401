"""Right and wrong, counted by condition and kind, and the tables made of them.

Separate because lines and pages are tabulated alike.
"""

from collections import defaultdict
from collections.abc import Mapping

Marks = dict[str, dict[str, list[bool]]]
"""Axis ("condition", "kind", "ntpn", "total") → row → right or wrong of every value."""


def new_marks() -> Marks:
    """Empty marks on every axis."""
    return {axis: defaultdict(list) for axis in ("condition", "kind", "ntpn", "total")}


def table(title: str, axis: str, results: Mapping[str, Marks]) -> str:
    """A Markdown table: one row per condition or kind, one column per engine, percent exact."""
    first = next(iter(results.values()))[axis]
    head = f"| {title} | values | " + " | ".join(results) + " |\n|---|---|" + "---|" * len(results)
    rows = [
        f"| {row} | {len(seen)} | "
        + " | ".join(f"{100 * sum(found[axis][row]) / len(found[axis][row]):.1f}" for found in results.values())
        + " |"
        for row, seen in sorted(first.items())
    ]
    return "\n".join([head, *rows]) + "\n"
