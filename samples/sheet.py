"""A sheet of paper one draws on once, given out as PDF text, as pixels or as perfect words.

Separate so that the layouts say what stands where and nothing about file formats. Lengths are points (1/72 inch),
origin top-left, y is the baseline. A run of text says which fields it shows: the truth is what was drawn.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ocr.document import Box

FONTS = {
    "sans": "liberation/LiberationSans-Regular.ttf",
    "sans-bold": "liberation/LiberationSans-Bold.ttf",
    "sans-italic": "liberation/LiberationSans-Italic.ttf",
    "serif": "liberation/LiberationSerif-Regular.ttf",
    "serif-bold": "liberation/LiberationSerif-Bold.ttf",
    "serif-italic": "liberation/LiberationSerif-Italic.ttf",
    "mono": "liberation/LiberationMono-Regular.ttf",
    "mono-bold": "liberation/LiberationMono-Bold.ttf",
    "dejavu": "dejavu/DejaVuSans.ttf",
    "dejavu-bold": "dejavu/DejaVuSans-Bold.ttf",
    "dejavu-mono": "dejavu/DejaVuSansMono.ttf",
}
FONT_FOLDER = Path("/usr/share/fonts/truetype")
A4 = (595.0, 842.0)
Grey = int
"""Ink from 0 (black) to 255 (paper)."""
Shown = Mapping[str, str]
"""Field name → canonical value."""


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text with its left end and baseline, the fields it shows and of which record (None: of all)."""

    x: float
    y: float
    text: str
    font: str
    size: float
    ink: Grey
    shows: Shown = field(default_factory=dict)
    record: int | None = 0

    @property
    def box(self) -> Box:
        """Where the run stands, in points."""
        right = self.x + width_of(self.text, self.font, self.size)
        return Box(self.x, self.y - self.size * 0.76, right, self.y + self.size * 0.22)


@dataclass(frozen=True, slots=True)
class Line:
    """A ruled line, or a filled bar when it is thick."""

    x: float
    y: float
    to_x: float
    to_y: float
    width: float
    ink: Grey


def font_path(font: str) -> Path:
    """Where the font's file lies (a name of FONTS, or a path); FileNotFoundError names the packages when it does not."""
    path = FONT_FOLDER / FONTS.get(font, font)
    if not path.exists():
        raise FileNotFoundError(f"{path}: install the Debian packages fonts-dejavu-core and fonts-liberation")
    return path


@cache
def _registered(font: str) -> str:
    pdfmetrics.registerFont(TTFont(font, str(font_path(font))))
    return font


@cache
def _pixel_font(font: str, size_px: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_path(font)), size_px)


def width_of(text: str, font: str, size: float) -> float:
    """The width of `text` in points."""
    return float(pdfmetrics.stringWidth(text, _registered(font), size))


@dataclass
class Sheet:
    """One page being drawn."""

    width: float = A4[0]
    height: float = A4[1]
    texts: list[Text] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        font: str = "sans",
        size: float = 10,
        *,
        ink: Grey = 0,
        align: str = "left",
        shows: Shown | None = None,
        record: int | None = 0,
    ) -> float:
        """Draws `text` at `x` (its left end, middle or right end by `align`) and gives back where it ends."""
        width = width_of(text, font, size)
        left = x - {"left": 0.0, "centre": width / 2, "right": width}[align]
        if text.strip():
            self.texts.append(Text(left, y, text, font, size, ink, shows or {}, record))
        return left + width

    def line(self, x: float, y: float, to_x: float, to_y: float, width: float = 0.7, ink: Grey = 0) -> None:
        """Draws a straight line."""
        self.lines.append(Line(x, y, to_x, to_y, width, ink))

    def frame(self, left: float, top: float, right: float, bottom: float, width: float = 0.7, ink: Grey = 0) -> None:
        """Draws the four sides of a rectangle."""
        for corner in ((left, top, right, top), (left, bottom, right, bottom)):
            self.line(*corner, width=width, ink=ink)
        for corner in ((left, top, left, bottom), (right, top, right, bottom)):
            self.line(*corner, width=width, ink=ink)

    def image(self, dpi: int) -> Image.Image:
        """The sheet as pixels (mode L) at `dpi`."""
        scale = dpi / 72
        image = Image.new("L", (round(self.width * scale), round(self.height * scale)), 255)
        draw = ImageDraw.Draw(image)
        for rule in self.lines:
            ends = (rule.x * scale, rule.y * scale, rule.to_x * scale, rule.to_y * scale)
            draw.line(ends, fill=rule.ink, width=max(1, round(rule.width * scale)))
        for run in self.texts:
            font = _pixel_font(run.font, run.size * scale)
            draw.text((run.x * scale, run.y * scale), run.text, font=font, fill=run.ink, anchor="ls")
        return image


def shown(sheets: Iterable[Sheet], record: int) -> dict[str, str]:
    """Everything the sheets show of one record: field name → canonical value."""
    runs = (run for sheet in sheets for run in sheet.texts if run.record in (None, record))
    return {name: value for run in runs for name, value in run.shows.items()}


def sheets_to_pdf(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as a digital PDF: real text in embedded fonts, the same bytes every time."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pageCompression=1, invariant=1)
    for sheet in sheets:
        canvas.setPageSize((sheet.width, sheet.height))
        for rule in sheet.lines:
            canvas.setStrokeGray(rule.ink / 255)
            canvas.setLineWidth(rule.width)
            canvas.line(rule.x, sheet.height - rule.y, rule.to_x, sheet.height - rule.to_y)
        for run in sheet.texts:
            canvas.setFillGray(run.ink / 255)
            canvas.setFont(_registered(run.font), run.size)
            canvas.drawString(run.x, sheet.height - run.y, run.text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
