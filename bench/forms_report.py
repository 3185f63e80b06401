"""Writes what bench.forms found: Markdown tables, and a page of failures with the crop beside truth and value.

Separate because neither file needs the reader that made the figures.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import cv2

from bench.documents import Drawn
from bench.forms_score import Mark, calibration_error
from ocr.document import Box
from samples.damage import Grey

CROP_MARGIN = 14
CROP_WIDEST = 640

STYLE = """body{font:14px sans-serif;margin:2em;max-width:90em}table{border-collapse:collapse}
td,th{border:1px solid #bbb;padding:4px 8px;text-align:left;vertical-align:top}code{white-space:pre-wrap}
.silent td{background:#fdd}img{max-width:640px}"""


def table(title: str, groups: Mapping[str, Mapping[str, float]]) -> str:
    """A Markdown table: one row per group, worst first."""
    rows = sorted(groups.items(), key=lambda item: item[1]["exact"])
    lines = [f"| {title} | fields | exact | marked | silent | silent rate |", "|---|---:|---:|---:|---:|---:|"]
    for name, share in rows:
        lines.append(
            f"| {name} | {share['fields']:.0f} | {share['exact']:.2%} | {share['marked']:.2%} "
            f"| {share['silent']:.0f} | {share['silent_rate']:.3%} |"
        )
    return "\n".join(lines)


def markdown(figures: Mapping[str, Any]) -> str:
    """Everything as Markdown."""
    total, clean = figures["total"], figures["straight_through"]
    lines = [
        "# Fields on held-out documents",
        "",
        f"Command: `{figures['command']}`. {figures['documents']} documents, {total['fields']} fields, "
        f"{figures['pages']} pages in {figures['seconds']:.0f} s.",
        "",
        "| figure | measured | target |",
        "|---|---:|---:|",
        f"| field exact match | {total['exact']:.2%} | ≥ 99 % |",
        f"| silent errors | {total['silent']} of {total['fields']} = {total['silent_rate']:.3%} | ≤ 0.1 % |",
        f"| clean documents straight through | {clean['rate']:.1%} of {clean['documents']} | ≥ 80 % |",
        f"| of these with an error | {clean['with_an_error']} | 0 |",
        f"| documents with the wrong number of proofs | {figures['miscounted']} | 0 |",
        f"| proofs of the wrong kind | {figures['wrong_kind']} | 0 |",
        f"| pages that failed | {figures['failed_pages']} | 0 |",
    ]
    for axis in ("field", "kind", "condition"):
        lines += ["", f"## By {axis}", "", table(axis, figures[axis])]
    lines += ["", "## By kind and condition", "", table("kind, condition", figures["kind_condition"])]
    lines += ["", "## Calibration", "", "| confidence | values | mean confidence | exact |", "|---|---:|---:|---:|"]
    for row in figures["calibration"]:
        lines.append(
            f"| {row['from']:g}–{row['to']:g} | {row['values']} | {row['confidence']:.4f} | {row['exact']:.2%} |"
        )
    lines += ["", f"Mean gap: {calibration_error(figures['calibration']):.2%}."]
    lines += ["", "## What remains", "", "| field | reason shown to the person | times |", "|---|---|---:|"]
    lines += [f"| {field} | {review or 'none: silent'} | {count} |" for (field, review), count in figures["remaining"]]
    lines += ["", "## Whose fault", "", "| cause | fields |", "|---|---:|"]
    lines += [f"| {cause} | {count} |" for cause, count in figures["causes"]]
    return "\n".join(lines) + "\n"


def remaining(found: Sequence[Mark]) -> list[tuple[tuple[str, str | None], int]]:
    """Wrong fields by field and mark, most first."""
    return Counter((mark.field, mark.review) for mark in found if not mark.right).most_common()


def crop(picture: Grey, box: Box) -> str:
    """The part of the page round `box` as a data address for an img tag."""
    height, width = picture.shape
    left, top = max(0, int(box.left) - CROP_MARGIN), max(0, int(box.top) - CROP_MARGIN)
    right, bottom = min(width, int(box.right) + CROP_MARGIN), min(height, int(box.bottom) + CROP_MARGIN)
    part = picture[top:bottom, left:right]
    if part.size == 0:
        return ""
    scale = min(1.0, CROP_WIDEST / part.shape[1])
    part = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else part
    data = base64.b64encode(cv2.imencode(".png", part)[1].tobytes()).decode()
    return f"data:image/png;base64,{data}"


def failure(mark: Mark, drawn: Drawn, cause: str, ink: str) -> str:
    """One row of the failure page; `ink` is what was read at the value's place, `cause` says whose fault it is."""
    place = drawn.places.get((mark.record, mark.field)) or drawn.places.get((0, mark.field))
    image = f'<img src="{crop(drawn.pictures[place[0] - 1], place[1])}" alt="">' if place else ""
    cells = [
        escape(mark.name) + f"<br>proof {mark.record + 1}",
        escape(mark.field),
        image,
        f"<code>{escape(mark.truth or '∅')}</code>",
        f"<code>{escape(mark.value or '∅')}</code>",
        f"{mark.confidence:.3f}",
        escape(mark.review or "silent"),
        f"{escape(cause)}<br><code>{escape(ink)}</code>",
    ]
    return f'<tr class="{"silent" if mark.silent else ""}">' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def failures_page(rows: Sequence[str]) -> str:
    """The failure page as HTML that needs no other file."""
    heads = "".join(
        f"<th>{head}</th>" for head in ("document", "field", "ink", "truth", "read", "confidence", "mark", "cause")
    )
    body = f"<h1>{len(rows)} fields read wrong</h1><table><tr>{heads}</tr>{''.join(rows)}</table>"
    return f"<!doctype html><meta charset=utf-8><title>Failures</title><style>{STYLE}</style>{body}"
