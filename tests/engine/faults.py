"""Readers that crash, hang or only pretend, opened in real worker processes in place of EasyOCR.

A page says what is to happen to it by the colour of its first pixel (`page_image`), so that faults reach the reader
through files, poppler and the pipeline like any page.
"""

import io
import os
import signal
import threading
import time
from collections.abc import Sequence

import numpy as np
from PIL import Image

from ocr.document import Box, PageImage, PageText, Word
from ocr.errors import ModelMissing

COLOURS = {
    "fine": 250,
    "slow": 200,
    "crash": 150,
    "dying": 125,
    "stopping": 112,
    "hang": 100,
    "error": 50,
    "defect": 25,
}


def page_image(*whats: str, serial: int = 0, delay_ms: int = 0) -> bytes:
    """A TIFF whose pages make the reader do `whats`, "dying" and "stopping" after `delay_ms`; `serial` makes its bytes unlike any other's."""
    images = []
    for what in whats:
        pixels = np.full((64, 96, 3), COLOURS[what], np.uint8)
        pixels[32:, :, 1] = np.arange(96)
        pixels[40:44, :4, 0] = np.frombuffer(serial.to_bytes(4, "big"), np.uint8)
        pixels[44:48, :4, 0] = delay_ms
        images.append(Image.fromarray(pixels))
    buffer = io.BytesIO()
    images[0].save(buffer, "TIFF", save_all=True, append_images=images[1:])
    return buffer.getvalue()


class FaultyReader:
    name = "faulty"

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def read(self, page: PageImage) -> PageText:
        height, width = page.pixels.shape[:2]
        shade = int(page.pixels[0, 0, 0])
        what = min(COLOURS, key=lambda name: abs(COLOURS[name] - shade))
        if what == "crash":
            os.kill(os.getpid(), signal.SIGKILL)
        if what == "hang":
            time.sleep(600)
        if what == "error":
            raise RuntimeError("the network does not like this page")
        if what == "defect":
            raise KeyError("a defect")
        time.sleep(self.seconds * (4 if what == "slow" else 1))
        if what == "dying":  # read, and then its result is lost with the process, or just not
            threading.Timer(int(page.pixels[44, 0, 0]) / 1000, os.kill, (os.getpid(), signal.SIGKILL)).start()
        if what == "stopping":  # read, and stopped as on a machine that has no time for it
            threading.Timer(int(page.pixels[44, 0, 0]) / 1000, os.kill, (os.getpid(), signal.SIGSTOP)).start()
        words = (Word(f"read by {os.getpid()}", Box(1, 1, 40, 12), 0.9),)
        return PageText(page.number, width, height, words, "ocr", self.seconds)

    def read_region(self, page: PageImage, box: Box) -> tuple[Word, ...]:
        return (Word("region", box, 0.8),)

    def read_regions(self, page: PageImage, boxes: Sequence[Box]) -> list[tuple[Word, ...]]:
        return [self.read_region(page, box) for box in boxes]

    def close(self) -> None:
        pass


def open_faulty(settings: object) -> FaultyReader:
    return FaultyReader(0.05)


def open_nothing(settings: object) -> FaultyReader:
    raise ModelMissing(path="nowhere", remedy="Build it.")
