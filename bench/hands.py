"""A reviewer made of keys: goes through the desk or the table with the keyboard alone and counts what it presses.

Separate because the bench and the browser test drive the same hands. They know the truth, as a person's eyes know the
ink, but they look only where the page leads them: a value without a mark is never compared.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from bench.forms_score import same
from ocr.forms import label
from ocr.ui.table import FIELDS
from ocr.ui.values import shown

FIRST_COLUMN = 3
"""Columns of the table before the fields: tick, to check, ink."""

Truth = Mapping[str, str | None]
"""Canonical value of each field."""

_STATE = """() => {
  const root = window.__desk ??= [...document.querySelectorAll("*")].find((n) => n.shadowRoot?.querySelector(".desk")).shadowRoot;
  const active = root.activeElement, block = active?.closest(".field");
  return {
    record: root.querySelector(".queue .item.on")?.dataset.id, left: root.querySelector(".queue .left")?.textContent,
    document: root.querySelector(".head p").childNodes[2].textContent,
    busy: root.querySelector(".desk").classList.contains("busy"), accept: active?.classList.contains("accept") ?? false,
    field: block?.dataset.name, marked: /doubt|rule|wrong/.test(block?.className ?? ""), value: active?.value,
    from: active?.selectionStart, to: active?.selectionEnd,
    choices: [...(block?.querySelectorAll(".char") ?? [])].map((char) => char.querySelector("small")?.textContent ?? ""),
  };
}"""
_DONE = ("Semua selesai", "All done")
WAIT_S = 30


@dataclass
class Work:
    """What one document cost: keys pressed, values compared, values corrected, seconds until the next one was there."""

    name: str
    keys: int = 0
    compared: int = 0
    corrected: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Hands:
    """Presses keys on a page and counts them; a key held with Ctrl or Alt is one action."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0

    def press(self, key: str) -> None:
        """One key, alone or held with others."""
        self.keys += 1
        self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """A text, one key for each character."""
        self.keys += len(text)
        self.page.keyboard.type(text)


def desk_pass(page: Page, truths: Mapping[str, Truth]) -> list[Work]:
    """Reviews every open proof of the desk on `page`; `truths` by file name. One proof a file."""
    hands, done = Hands(page), []
    while (state := _settled(page))["left"] not in _DONE:
        started, before = time.perf_counter(), hands.keys
        work = Work(state["document"])
        _review(hands, truths[work.name], work)
        hands.press("Control+Enter")
        _until_another(page, state["record"])
        work.seconds, work.keys = time.perf_counter() - started, hands.keys - before
        done.append(work)
    return done


def _settled(page: Page) -> dict[str, Any]:
    """The desk once everything done on it is saved."""
    until = time.monotonic() + WAIT_S
    while (state := page.evaluate(_STATE))["busy"]:
        if time.monotonic() > until:
            raise TimeoutError(f"the desk did not save within {WAIT_S} s")
        page.wait_for_timeout(10)
    return dict(state)


def _until_another(page: Page, record: str) -> None:
    until = time.monotonic() + WAIT_S
    while (state := _settled(page))["record"] == record and state["left"] not in _DONE:
        if time.monotonic() > until:
            raise TimeoutError(f"the desk stayed on {record}")
        page.wait_for_timeout(10)


def _review(hands: Hands, truth: Truth, work: Work) -> None:
    """Compares every value that the desk leads to; corrects the wrong ones."""
    while (state := hands.page.evaluate(_STATE))["field"] and state["marked"]:
        name = state["field"]
        work.compared += 1
        if not _stands(name, state["value"], truth[name]):
            _correct(hands, name, state["value"], truth[name])
            work.corrected.append(name)
        hands.press("Enter")
        hands.page.wait_for_function(f"({_STATE})().field !== {name!r}")


def _stands(name: str, text: str, true: str | None) -> bool:
    return same(name, true, text or None) if name == "terbilang" else text == shown(name, true)


def _correct(hands: Hands, name: str, now: str, true: str | None) -> None:
    """With the lens where it offers the one true character, else by typing the value anew."""
    wrong = [at for at, (a, b) in enumerate(zip(now, true or "", strict=False)) if a != b]
    choices = hands.page.evaluate(_STATE)["choices"]
    if true and len(now) == len(true) == len(choices) and len(wrong) == 1 and true[wrong[0]] in choices[wrong[0]]:
        _with_lens(hands, wrong[0], true)
        return
    hands.press("Control+a")
    if true is None:
        hands.press("Delete")
    else:
        hands.write(shown(name, true))


def _with_lens(hands: Hands, at: int, true: str) -> None:
    """F4 to the doubtful character, F2 until it is right."""
    for key, reached in (
        ("F4", lambda state: (state["from"], state["to"]) == (at, at + 1)),
        ("F2", lambda state: state["value"] == true),
    ):
        for _ in range(len(true)):
            hands.press(key)
            if reached(hands.page.evaluate(_STATE)):
                break


# The table: a canvas that keeps a hidden table of what it shows

_CELL = """() => { const cell = document.querySelector("canvas td[aria-selected=true]");
  return cell && { at: cell.id.split("-").slice(2).map(Number), text: cell.textContent }; }"""
_SETTLE_MS = 450
"""The hidden table follows the canvas after a fifth of a second; a person sees the canvas and does not wait for it."""


class TableHands(Hands):
    """Keys in the grid; waiting for the hidden table is no work and not counted as time."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.waited_s = 0.0

    def cell(self) -> tuple[int, int, str]:
        """Column, row and text of the selected cell."""
        started = time.perf_counter()
        self.page.wait_for_timeout(_SETTLE_MS)
        found = self.page.evaluate(_CELL)
        self.waited_s += time.perf_counter() - started
        if found is None:
            raise LookupError("no cell is selected")
        return found["at"][0], found["at"][1], found["text"]

    def go(self, column: int) -> str:
        """Step along the row to `column`; its text."""
        now = self.cell()[0]
        for _ in range(abs(column - now)):
            self.press("ArrowRight" if column > now else "ArrowLeft")
        return self.cell()[2]


def table_pass(page: Page, truths: Mapping[str, Truth]) -> list[Work]:
    """Reviews the rows of the table from the top: what the column "to check" names is compared, the row is ticked."""
    names = _files(page, len(truths))
    hands, done = TableHands(page), []
    for name in names:
        before, started, waited = hands.keys, time.perf_counter(), hands.waited_s
        work = Work(name)
        doubts = hands.go(1)
        fields = [field for field in FIELDS if label(field, "id").split(" (")[0] in doubts.split(", ")]
        for field_name in fields:
            work.compared += 1
            text = hands.go(FIRST_COLUMN + FIELDS.index(field_name))
            if not _in_cell(field_name, text, truths[name][field_name]):
                _overwrite(hands, shown(field_name, truths[name][field_name]))
                work.corrected.append(field_name)
        hands.press("Home")
        hands.press(" ")
        hands.press("ArrowDown")
        work.keys = hands.keys - before
        work.seconds = time.perf_counter() - started - (hands.waited_s - waited)
        done.append(work)
    page.wait_for_timeout(3000)
    return done


def _files(page: Page, count: int) -> list[str]:
    """The file of every row, read by stepping through the last column; the first cell is selected afterwards."""
    hands, names = TableHands(page), []
    page.locator("[data-testid='stDataFrame'] canvas").first.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("End")
    for _ in range(count):
        names.append(hands.cell()[2])
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    for _ in range(count):
        page.keyboard.press("ArrowUp")
    return names


def _in_cell(name: str, text: str, true: str | None) -> bool:
    return text == shown(name, true) if name in ("jumlah", "tanggal") else same(name, true, text or None)


def _overwrite(hands: TableHands, true: str) -> None:
    """Typing replaces the cell; Enter goes one row down, so one step back. The grid needs a moment between the two."""
    if not true:
        hands.press("Delete")
        return
    text, editor = true.removesuffix(",00"), hands.page.locator(".gdg-input")
    hands.write(text[0])
    editor.wait_for()
    hands.write(text[1:])
    hands.cell()
    hands.press("Enter")
    editor.wait_for(state="detached")
    hands.cell()
    hands.press("ArrowUp")
