"""Draws held-out payment proofs: other typefaces, wordings, layouts and damage than the samples and the training lines.

`python -m bench.documents FOLDER --split test` writes the files, each with its truth as JSON. A document depends on
(seed, split, index) only. Develop on `dev`; report figures of `test` and never look at its failures to tune something.
"""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from bench import templates
from bench.contents import CONTENTS, Content, Pen
from bench.wording import FACES, SPLITS, Face, Split
from ocr.document import FIELD_NAMES, Box, Char, PageText, Upload, Word
from samples import damage
from samples.damage import UNMOVED, Grey, Matrix
from samples.sheet import Sheet, Text, sheets_to_pdf, shown, width_of
from samples.values import digits

SEED = 741
COUNT = 360
"""Documents of a split: each of 15 kinds in each of 8 conditions three times."""

KINDS = (*CONTENTS, "billing-coretax", "ssp", "receipt", "several")
CONDITIONS = ("born-digital", "scan", "photo", "fax", "100dpi", "dot-matrix", "thermal", "stamp")
CLEAN = ("born-digital", "scan")
"""Conditions whose documents should pass without a mark."""

DIGITAL_DPI, SCAN_DPI, LOW_DPI, FAX_DPI = 150, 150, 100, 200
ROLL = (226.0, 620.0)
"""A till roll in points."""


@dataclass(frozen=True)
class Drawn:
    """A document, what a perfect reader finds in it, and its words as a perfect recogniser gives them.

    `places` holds where (record, field) stands: page number and box in pixels of `pictures` (by page); `matrices` are the (3, 3)
    perspectives by which the damage moved the pixels of each.
    """

    upload: Upload
    truth: dict[str, Any]
    page_texts: tuple[PageText, ...]
    pictures: tuple[Grey, ...] = field(repr=False)
    places: Mapping[tuple[int, str], tuple[int, Box]] = field(repr=False)
    matrices: tuple[Matrix, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Plan:
    """What is drawn for one index."""

    kind: str
    condition: str
    rng: Random
    noise: np.random.Generator
    face: Face
    split: Split


def plan(split: Split, index: int, seed: int = SEED) -> Plan:
    """Kind, condition, typeface and generators of a document; raises FontsMissing."""
    rng = Random(f"{seed}/{split}/{index}")
    kind = KINDS[index % len(KINDS)]
    condition = CONDITIONS[(index // len(KINDS)) % len(CONDITIONS)]
    faces = [face for face in FACES[split] if condition not in ("dot-matrix", "thermal") or face.style == "mono"]
    noise = np.random.default_rng([seed, SPLITS.index(split), index])
    return Plan(kind, condition, rng, noise, rng.choice(faces).checked(), split)


def draw(split: Split, index: int, seed: int = SEED) -> Drawn:
    """Document `index` of `split`; the same every time."""
    chosen = plan(split, index, seed)
    return draw_groups(chosen, index, _groups(chosen))


def draw_groups(chosen: Plan, index: int, groups: Sequence[tuple[str, list[Sheet]]]) -> Drawn:
    """The proofs `groups` (kind and sheets of each) as the document that `chosen` plans."""
    sheets = [_of_record(sheet, number) for number, (_, sheets) in enumerate(groups) for sheet in sheets]
    pictures, matrices = zip(*(_picture(chosen, sheet) for sheet in sheets), strict=True)
    name = f"{chosen.split}-{index:04d}-{chosen.kind}-{chosen.condition}"
    if chosen.condition == "born-digital":
        upload = Upload(f"{name}.pdf", sheets_to_pdf(sheets))
    elif len(sheets) > 1 or chosen.rng.random() < 0.5 or chosen.condition == "fax":
        upload = Upload(f"{name}.pdf", _images_to_pdf(pictures, sheets, chosen.condition))
    else:
        upload = Upload(f"{name}.jpg", _jpeg(pictures[0], chosen.rng.randrange(45, 85)))
    scale = _dpi(chosen) / 72
    texts = tuple(
        _page_text(number, sheet, picture, matrix, scale, digital=chosen.condition == "born-digital")
        for number, (sheet, picture, matrix) in enumerate(zip(sheets, pictures, matrices, strict=True), 1)
    )
    places = _places(sheets, matrices, scale)
    return Drawn(upload, _truth(chosen, groups, sheets), texts, pictures, places, matrices)


def _of_record(sheet: Sheet, number: int) -> Sheet:
    """The sheet as part of proof `number`; sheets of several records keep theirs."""
    if number == 0:
        return sheet
    return Sheet(sheet.width, sheet.height, [replace(run, record=number) for run in sheet.texts], sheet.lines)


def _groups(chosen: Plan) -> list[tuple[str, list[Sheet]]]:
    """The proofs of the document: kind and sheets of each; a billing sheet of several records is one group."""
    pen = Pen(chosen.rng, chosen.split)
    if chosen.kind == "billing-coretax":
        first = pen.paid(2025)
        more = [pen.paid(2025) for _ in range(chosen.rng.randrange(0, 3))]
        rows = [first, *(replace(m, billing=first.billing, party=first.party, paid=first.paid) for m in more)]
        return [("billing", templates.coretax_billing(chosen.face, rows, spaced=chosen.rng.random() < 0.5))]
    if chosen.kind == "ssp":
        paid = replace(pen.paid(2011), ntb="15" + digits(chosen.rng, 10), ntpn=digits(chosen.rng, 16))
        return [("ssp", templates.ssp(chosen.face, paid))]
    names = ("bpn-bank", "bpn-bank") if chosen.kind == "several" else (chosen.kind,)
    if chosen.kind == "receipt":
        names = ("bpn-bank",)
    contents = [CONTENTS[name](pen) for name in names]
    return [(content.kind, _set(chosen, content)) for content in contents]


def _set(chosen: Plan, content: Content) -> list[Sheet]:
    rng = chosen.rng
    narrow = chosen.kind == "receipt" or (chosen.condition == "thermal" and content.second_page_from is None)
    if narrow:
        page = templates.Page(rng, chosen.face, rng.uniform(8, 9), *ROLL)
        templates.till(page, content)
    else:
        page = templates.Page(rng, chosen.face, rng.uniform(9, 11))
        rng.choice(templates.TEMPLATES[chosen.split])(page, content)
        page.foot(content)
    return page.sheets


def _dpi(chosen: Plan) -> int:
    return {"fax": FAX_DPI, "100dpi": LOW_DPI, "thermal": FAX_DPI, "born-digital": DIGITAL_DPI}.get(
        chosen.condition, SCAN_DPI
    )


def _picture(chosen: Plan, sheet: Sheet) -> tuple[Grey, Matrix]:
    """The sheet's pixels after its condition, and where its points went."""
    page: Grey = np.asarray(sheet.image(_dpi(chosen)), np.uint8)
    noise = chosen.noise
    askew = float(noise.uniform(-2.2, 2.2))
    match chosen.condition:
        case "born-digital":
            return page, UNMOVED
        case "photo":
            return damage.photo(noise, page, tilt=float(noise.uniform(0.02, 0.08)), table=int(noise.integers(40, 150)))
        case "fax":
            return damage.fax(noise, page, level=int(noise.integers(130, 190)))
        case "thermal":
            return damage.scan(noise, damage.heat(noise, page)[0], skew_deg=askew / 2, grain=4)
        case "dot-matrix":
            printed = damage.needles(
                noise, page, pitch=float(noise.uniform(1.2, 1.5)), ribbon=float(noise.uniform(0.6, 0.9))
            )
            return damage.scan(noise, printed[0], skew_deg=askew / 2, grain=4)
        case "stamp":
            stamped = damage.stamp(
                noise, page, _stamp_place(chosen, sheet), text=str(noise.choice(["LUNAS", "BANK", "COPY"]))
            )
            return damage.scan(noise, stamped[0], skew_deg=askew, blur=0.6)
        case _:
            return damage.scan(noise, page, skew_deg=askew, blur=0.5 if chosen.condition == "100dpi" else 0.8)


def _stamp_place(chosen: Plan, sheet: Sheet) -> tuple[float, float]:
    """The middle of some value."""
    runs = [run for run in sheet.texts if run.shows] or sheet.texts
    x, y = chosen.rng.choice(runs).box.middle
    return x * _dpi(chosen) / 72, y * _dpi(chosen) / 72


def _images_to_pdf(pictures: Sequence[Grey], sheets: Sequence[Sheet], condition: str) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pageCompression=1, invariant=1)
    for picture, sheet in zip(pictures, sheets, strict=True):
        tall = sheet.width * picture.shape[0] / picture.shape[1]
        canvas.setPageSize((sheet.width, tall))
        image: Any = Image.fromarray(picture).convert("1") if condition == "fax" else io.BytesIO(_jpeg(picture, 60))
        canvas.drawImage(ImageReader(image), 0, 0, sheet.width, tall)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _jpeg(picture: Grey, quality: int) -> bytes:
    return bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


def _truth(chosen: Plan, groups: Sequence[tuple[str, list[Sheet]]], sheets: Sequence[Sheet]) -> dict[str, Any]:
    records = []
    page = 1
    for number, (kind, own) in enumerate(groups):
        several = {run.record for sheet in own for run in sheet.texts if run.record is not None and run.shows}
        for record in sorted(several) if len(groups) == 1 else [number]:
            values = shown(sheets, record)
            fields = {name: values.get(name) for name in FIELD_NAMES}
            records.append({"kind": kind, "first_page": page, "last_page": page + len(own) - 1, "fields": fields})
        page += len(own)
    return {
        "kind": records[0]["kind"],
        "pages": len(sheets),
        "layout": chosen.kind,
        "condition": chosen.condition,
        "records": records,
    }


def _moved(box: Box, matrix: Matrix, scale: float) -> Box:
    """The upright box round `box` (points) after `matrix` (pixels)."""
    left, top, right, bottom = (edge * scale for edge in box)
    corners = np.array([[[left, top], [right, top], [right, bottom], [left, bottom]]], np.float64)
    points = cv2.perspectiveTransform(corners, matrix)[0]
    return Box(*(float(v) for v in (*points.min(axis=0), *points.max(axis=0))))


def _places(
    sheets: Sequence[Sheet], matrices: Sequence[Matrix], scale: float
) -> dict[tuple[int, str], tuple[int, Box]]:
    places: dict[tuple[int, str], tuple[int, Box]] = {}
    for number, (sheet, matrix) in enumerate(zip(sheets, matrices, strict=True), 1):
        for run in sheet.texts:
            for name in run.shows:
                key, box = (run.record or 0, name), _moved(run.box, matrix, scale)
                if key in places and places[key][0] == number:
                    box = box.union(places[key][1])
                places[key] = (number, box)
    return places


def _page_text(number: int, sheet: Sheet, picture: Grey, matrix: Matrix, scale: float, *, digital: bool) -> PageText:
    """Perfect words: of a text layer one per printed word, of a recogniser one per stretch without a wide gap."""
    height, width = picture.shape
    runs = [piece for run in sheet.texts for piece in _pieces(run, every=digital)]
    if not digital:
        runs = _joined(runs)
    words = []
    for run in runs:
        chars = () if digital else tuple(Char(letter, 0.999) for letter in run.text)
        words.append(Word(run.text, _moved(run.box, matrix, scale), 1.0 if digital else 0.999, chars))
    return PageText(number, width, height, tuple(words), "text" if digital else "ocr", 0.0)


def _pieces(run: Text, *, every: bool) -> list[Text]:
    """The run cut at its spaces (`every`), or only where two or more stand together."""
    pieces, offset = [], 0
    for part in run.text.split(" " if every else "  "):
        if part.strip():
            lead = len(part) - len(part.lstrip())
            x = run.x + width_of(run.text[: offset + lead], run.font, run.size)
            pieces.append(replace(run, x=x, text=part.strip()))
        offset += len(part) + (1 if every else 2)
    return pieces


def _joined(runs: Sequence[Text]) -> list[Text]:
    """Runs on one baseline with a gap below six tenths of their size, as one."""
    joined: list[Text] = []
    for run in sorted(runs, key=lambda r: (round(r.y / 3), r.x)):
        last = joined[-1] if joined else None
        if last and abs(last.y - run.y) < 0.4 * run.size and -1 < run.x - last.box.right < 0.6 * run.size:
            joined[-1] = replace(last, text=f"{last.text} {run.text}")
        else:
            joined.append(run)
    return joined


def spread(limit: int) -> list[int]:
    """`limit` indices over all kinds and conditions alike: a stride that shares no factor with the count."""
    if limit >= COUNT:
        return list(range(limit))
    stride = 127
    return sorted(index * stride % COUNT for index in range(limit))


def add_options(parser: argparse.ArgumentParser, limit: int = COUNT) -> None:
    """The options of every bench that reads held-out documents: which split, which draw of it, and how many."""
    parser.add_argument("--split", choices=SPLITS, default="dev")
    parser.add_argument("--seed", type=int, default=SEED, help="another one draws another set")
    parser.add_argument("--limit", type=int, default=limit, help="documents, spread over kinds and conditions")


def main() -> None:
    """Writes a split's documents and their truth into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    add_options(parser)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for index in spread(options.limit):
        drawn = draw(options.split, index, options.seed)
        path = options.folder / drawn.upload.name
        path.write_bytes(drawn.upload.data)
        path.with_suffix(".json").write_text(
            json.dumps(drawn.truth, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
