"""Where held-out documents put what they say: six ways to set rows on a page, three per split, and two special sheets.

Separate from the words. Every template takes any content; positions, sizes and gaps are drawn from the generator.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from bench.contents import Content, Row
from bench.wording import Face, Split
from samples import authority
from samples.banks import wrapped
from samples.sheet import A4, Sheet, width_of
from samples.values import Payment

Placed = tuple[list[Sheet], int]


@dataclass
class Page:
    """A content being set: the sheets so far and the next free baseline."""

    rng: Random
    face: Face
    size: float
    width: float = A4[0]
    height: float = A4[1]
    ink: int = 0

    def __post_init__(self) -> None:
        self.sheets = [Sheet(self.width, self.height)]
        self.y = 0.0

    @property
    def sheet(self) -> Sheet:
        """The sheet being written on."""
        return self.sheets[-1]

    def turn(self) -> None:
        """Begins the next sheet."""
        self.sheets.append(Sheet(self.width, self.height))
        self.y = 60.0

    def label(self, x: float, y: float, text: str, *, align: str = "left", size: float | None = None) -> float:
        """Writes a label; gives back its right end."""
        return self.sheet.text(x, y, text, self.face.regular, size or self.size, ink=self.ink, align=align)

    def value(
        self, x: float, row: Row, room: float, *, prefix: str = "", align: str = "left", bold: bool = False
    ) -> float:
        """Writes a value from the current baseline, wrapped into `room`; gives back the last baseline."""
        font = self.face.bold if bold else self.face.regular
        letters = max(12, int(room / (width_of("abcdeABCDE0123", font, self.size) / 14)))
        y = self.y
        for index, line in enumerate(wrapped(row.value, letters) or [""]):
            y = self.y + index * self.size * 1.25
            self.sheet.text(
                x, y, (prefix if index == 0 else "") + line, font, self.size, ink=self.ink, align=align, shows=row.shows
            )
        return y

    def head(self, content: Content, middle: float) -> None:
        """Issuer and titles."""
        self.sheet.text(
            middle if self.width < 300 else 40,
            50,
            content.issuer,
            self.face.bold,
            self.size + 2,
            align="centre" if self.width < 300 else "left",
        )
        self.y = 72.0
        for title in content.titles:
            self.sheet.text(middle, self.y, title, self.face.bold, self.size + 2, align="centre")
            self.y += self.size * 1.6
        self.y += self.size

    def foot(self, content: Content) -> None:
        """The sentences at the end."""
        for line in content.foot:
            self.y += self.size * 1.5
            self.label(40, self.y, line, size=self.size - 2)


def _sections(page: Page, content: Content, draw: Callable[[Row], None], pitch: float) -> None:
    done = 0
    for title, rows in content.sections:
        if title:
            page.sheet.text(40 if page.width > 300 else 10, page.y, title, page.face.bold, page.size)
            page.y += page.size * 1.7
        for row in rows:
            if done == content.second_page_from:
                page.turn()
            draw(row)
            page.y += page.size * pitch
            done += 1
        page.y += page.size * 0.6


def glued(page: Page, content: Content) -> None:
    """Dev: one row per line, the colon glued to the label, values close behind in a column."""
    page.head(content, page.width / 2)
    column = 40 + page.rng.uniform(150, 190)

    def draw(row: Row) -> None:
        page.label(40, page.y, row.label)
        page.y = page.value(column, row, 340, prefix=": ")

    _sections(page, content, draw, page.rng.uniform(1.5, 2.0))


def dotted(page: Page, content: Content) -> None:
    """Dev: label and value at the two margins."""
    page.head(content, page.width / 2)

    def draw(row: Row) -> None:
        page.label(50, page.y, row.label)
        page.y = page.value(page.width - 50, row, 300, align="right")

    _sections(page, content, draw, page.rng.uniform(1.7, 2.2))


def right_aligned(page: Page, content: Content) -> None:
    """Dev: labels right-aligned, no colon, grey."""
    page.head(content, page.width / 2)
    page.ink = 90
    edge = page.rng.uniform(230, 270)

    def draw(row: Row) -> None:
        page.label(edge, page.y, row.label, align="right")
        page.y = page.value(edge + 18, row, 280)

    _sections(page, content, draw, page.rng.uniform(1.8, 2.4))


def ruled(page: Page, content: Content) -> None:
    """Test: a table with lines, label cell and value cell."""
    page.head(content, page.width / 2)
    column = 40 + page.rng.uniform(165, 210)

    def draw(row: Row) -> None:
        top = page.y - page.size * 1.15
        page.label(46, page.y, row.label)
        page.y = page.value(column + 6, row, 320)
        bottom = page.y + page.size * 0.55
        page.sheet.frame(40, top, 555, bottom, 0.5, 110)
        page.sheet.line(column, top, column, bottom, 0.5, 110)

    _sections(page, content, draw, 1.7)


def stacked(page: Page, content: Content) -> None:
    """Test: each value under its small label, two columns side by side."""
    page.head(content, page.width / 2)
    column = page.rng.uniform(290, 320)
    small = page.size - 1.5

    def pair(rows: Sequence[Row]) -> None:
        ends = []
        top = page.y
        for x, row in zip((50, column), rows, strict=False):
            page.label(x, top, row.label, size=small)
            page.y = top + page.size * 1.3
            ends.append(page.value(x, row, 225, bold=True))
        page.y = max(ends) + page.size * 2.1

    done = 0
    for title, rows in content.sections:
        if title:
            page.label(40, page.y, title)
            page.y += page.size * 2
        for start in range(0, len(rows), 2):
            if content.second_page_from is not None and done < content.second_page_from <= done + 2:
                page.turn()
            pair(rows[start : start + 2])
            done += 2


def paired(page: Page, content: Content) -> None:
    """Test: two pairs on a line where they fit, long rows below, values behind a colon in their own column."""
    page.head(content, page.width / 2)
    (title, rows), *others = content.sections
    step = 2 if others and len(rows) % 2 == 0 else 1
    columns = _columns(page, rows, step)
    if columns[-1] > 555:
        step, columns = 1, _columns(page, rows, 1)
    if title:
        page.sheet.text(40, page.y, title + ":", page.face.bold, page.size)
        page.y += page.size * 1.8
    for start in range(0, len(rows), step):
        top = page.y
        for side, row in enumerate(rows[start : start + step]):
            page.y = top
            page.label(columns[2 * side], top, row.label)
            page.y = page.value(columns[2 * side + 1], row, 300, prefix=": ")
        page.y += page.size * 1.6
    column = _columns(page, [row for _, rows in others for row in rows], 1)[1]

    def draw(row: Row) -> None:
        page.label(40, page.y, row.label)
        page.y = page.value(column, row, 320, prefix=": ")

    left = None if content.second_page_from is None else content.second_page_from - len(rows)
    _sections(page, replace(content, sections=tuple(others), second_page_from=left), draw, 1.6)


def _columns(page: Page, rows: Sequence[Row], step: int) -> list[float]:
    """Where labels and values of each of `step` columns begin, and where the last one ends."""
    columns = [40.0]
    for side in range(step):
        gap = page.rng.uniform(8, 14)
        for texts in ([row.label for row in rows[side::step]], [": " + row.value for row in rows[side::step]]):
            widest = max((width_of(text, page.face.regular, page.size) for text in texts), default=0.0)
            columns.append(columns[-1] + widest + gap)
    return columns


def till(page: Page, content: Content) -> None:
    """Both: a till roll, label above long values, colon behind short ones."""
    page.head(content, page.width / 2)
    room = page.width - 20

    def draw(row: Row) -> None:
        label_end = 10 + width_of(row.label + " : ", page.face.regular, page.size)
        short = label_end + width_of(row.value, page.face.regular, page.size) < page.width - 10
        page.label(10, page.y, row.label + (" :" if short else ""))
        if short:
            page.value(max(label_end, 78), row, room) if label_end < 78 and 78 + width_of(
                row.value, page.face.regular, page.size
            ) < page.width - 8 else page.value(label_end, row, room)
        else:
            page.y += page.size * 1.25
            page.y = page.value(10, row, room)

    _sections(page, content, draw, 1.5)


TEMPLATES: dict[Split, tuple[Callable[[Page, Content], None], ...]] = {
    "dev": (glued, dotted, right_aligned),
    "test": (ruled, stacked, paired),
}


def coretax_billing(face: Face, payments: Sequence[Payment], *, spaced: bool) -> list[Sheet]:
    """Coretax's billing sheet in another typeface and scale, its table in other columns."""
    return [_reset(sheet, face, {}) for sheet in authority.coretax_billing(payments, spaced=spaced)]


def ssp(face: Face, payment: Payment) -> list[Sheet]:
    """The paper form in its older wording and another typeface."""
    older = {
        "KEMENTERIAN KEUANGAN R.I": "DEPARTEMEN KEUANGAN RI",
        "Kode Akun Pajak": "MAP/Kode Jenis Pajak",
        "Uraian Pembayaran": "Untuk Pembayaran",
        "Peb": "Feb",
        "Nop": "Nov",
        "LEMBAR 1": "LEMBAR 3",
        "UNTUK ARSIP WP": "UNTUK DILAPORKAN WP KE KPP",
    }
    return [_reset(sheet, face, older) for sheet in authority.ssp(payment)]


def _reset(sheet: Sheet, face: Face, wording: dict[str, str]) -> Sheet:
    """A copy of the sheet in `face`, words exchanged, no run much wider than before."""
    runs = []
    for run in sheet.texts:
        font = face.bold if "bold" in run.font else face.regular
        text = wording.get(run.text, run.text)
        room = width_of(run.text, run.font, run.size)
        size = run.size * min(1.0, max(0.82, room / width_of(text, font, run.size)))
        runs.append(replace(run, text=text, font=font, size=size))
    return Sheet(sheet.width, sheet.height, runs, sheet.lines)
