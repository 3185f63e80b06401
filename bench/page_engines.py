"""The same four engines on whole pages: detection and recognition, each in its own way.

Separate from the line engines because here every engine also finds the text. Pages are (H, W) uint8 grey.
"""

import argparse
import csv
import io
import os
import subprocess
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.report import OUT
from ocr.document import Box, PageImage
from ocr.reader import open_reader
from ocr.settings import load_settings

Grey = NDArray[np.uint8]
Found = list[tuple[str, Box]]

ENGINES = ("payment_g2", "english_g2", "rapidocr", "tesseract")
"""What `page_engine` and `bench.line_engines` open by name."""


def add_options(parser: argparse.ArgumentParser, report: str) -> None:
    """The options of every bench that compares engines: which of them, and where its report, a file name, is written."""
    parser.add_argument("--engines", nargs="+", default=ENGINES, choices=ENGINES)
    parser.add_argument("--out", type=Path, default=OUT / report)


class PageEngine(Protocol):
    """Reads pages."""

    name: str

    def read(self, page: Grey) -> Found:
        """Texts and their boxes in page pixels."""


class CompiledPages:
    """The product's reader with one of its recognisers."""

    def __init__(self, recogniser: str) -> None:
        self.name = recogniser
        self._reader = open_reader(load_settings({"OCR_RECOGNISER": recogniser}))

    def read(self, page: Grey) -> Found:
        """Words of the compiled reader."""
        pixels = np.asarray(cv2.cvtColor(page, cv2.COLOR_GRAY2RGB), np.uint8)
        return [(word.text, word.box) for word in self._reader.read(PageImage(1, pixels, 150)).words]


class RapidPages:
    """RapidOCR as it comes: detection, direction, recognition."""

    name = "rapidocr"

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        threads = {"EngineConfig.onnxruntime.intra_op_num_threads": 1}
        self._engine = RapidOCR(params={"Global.log_level": "error", **threads})

    def read(self, page: Grey) -> Found:
        """Lines of RapidOCR."""
        result = self._engine(cv2.cvtColor(page, cv2.COLOR_GRAY2BGR))
        if result.txts is None:
            return []
        corners = [np.asarray(box) for box in result.boxes]
        boxes = [Box(*map(float, (*box.min(axis=0), *box.max(axis=0)))) for box in corners]
        return list(zip(result.txts, boxes, strict=True))


class TesseractPages:
    """Tesseract 5 with its Indonesian and English models, automatic segmentation."""

    name = "tesseract"

    def read(self, page: Grey) -> Found:
        """Words of Tesseract."""
        command = ["tesseract", "stdin", "stdout", "-l", "ind+eng", "--dpi", "150", "tsv"]
        picture = cv2.imencode(".png", page)[1].tobytes()
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        done = subprocess.run(command, input=picture, capture_output=True, check=True, env=environment)
        rows = csv.DictReader(io.StringIO(done.stdout.decode()), delimiter="\t", quoting=csv.QUOTE_NONE)
        found = []
        for row in rows:
            if row["text"] and row["text"].strip():
                left, top, width, height = (float(row[key]) for key in ("left", "top", "width", "height"))
                found.append((row["text"], Box(left, top, left + width, top + height)))
        return found


def page_engine(name: str) -> PageEngine:
    """The engine called `name`: english_g2, payment_g2, rapidocr or tesseract."""
    if name == "rapidocr":
        return RapidPages()
    return TesseractPages() if name == "tesseract" else CompiledPages(name)
