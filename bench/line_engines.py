"""The four recognisers as functions from line crops to texts, each in its own habitat.

Separate from the scoring so that an engine is one class. Crops are (64, W) uint8 grey.
"""

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.reader.crop import in_form
from ocr.reader.language import Language
from ocr.reader.networks import Networks
from ocr.reader.recognise import readings_of
from ocr.settings import load_settings

Grey = NDArray[np.uint8]

MARGIN = 12
"""Pixels of replicated paper round a crop for Tesseract, which misreads lines that touch the picture's edge."""


class LineEngine(Protocol):
    """Reads crops of single lines."""

    name: str

    def read(self, crops: Sequence[Grey]) -> list[str]:
        """The text of each crop, in order; empty where nothing is read."""


class Compiled:
    """The product's own path: compiled network, width buckets, second look at unsure lines."""

    def __init__(self, recogniser: str) -> None:
        self.name = recogniser
        self._networks = Networks(load_settings({"OCR_RECOGNISER": recogniser}))
        self._language = Language.shipped()

    def read(self, crops: Sequence[Grey]) -> list[str]:
        """Texts by the compiled recogniser."""
        strips = [in_form(crop, self._networks.form) for crop in crops]
        networks = self._networks
        readings = readings_of(
            strips, networks.probabilities, networks.characters, networks.second_probabilities, self._language
        )
        return [reading.text for reading in readings]


class Rapid:
    """RapidOCR (PP-OCR on ONNX Runtime), recognition only: each crop is given as one line."""

    name = "rapidocr"

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        threads = {"EngineConfig.onnxruntime.intra_op_num_threads": 1}
        self._engine = RapidOCR(params={"Global.log_level": "error", **threads})

    def read(self, crops: Sequence[Grey]) -> list[str]:
        """Texts by PP-OCR's recogniser."""
        texts = []
        for crop in crops:
            colour = cv2.cvtColor(crop, cv2.COLOR_GRAY2BGR)
            result = self._engine(colour, use_det=False, use_cls=False, use_rec=True)
            texts.append(result.txts[0] if result.txts else "")
        return texts


class Tesseract:
    """Tesseract 5 with its Indonesian and English models, page segmentation "single line", one process for all."""

    name = "tesseract"

    def read(self, crops: Sequence[Grey]) -> list[str]:
        """Texts by Tesseract; its pages come back parted by form feeds."""
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for number, crop in enumerate(crops):
                path = Path(folder) / f"{number}.png"
                border = cv2.copyMakeBorder(crop, *([MARGIN] * 4), cv2.BORDER_REPLICATE)
                cv2.imwrite(str(path), border)
                paths.append(str(path))
            listing = Path(folder) / "lines.txt"
            listing.write_text("\n".join(paths), encoding="utf-8")
            command = ["tesseract", str(listing), "stdout", "--psm", "7", "-l", "ind+eng"]
            environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
            done = subprocess.run(command, capture_output=True, check=True, text=True, env=environment)
        pages = done.stdout.split("\f")[: len(crops)]
        return [" ".join(page.split()) for page in pages]


def line_engine(name: str) -> LineEngine:
    """The engine called `name`: english_g2, payment_g2, rapidocr or tesseract."""
    if name == "rapidocr":
        return Rapid()
    return Tesseract() if name == "tesseract" else Compiled(name)
