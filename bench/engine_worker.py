"""One engine in a process of its own: reads page files named on stdin, answers one JSON line per page.

Separate so that every engine's start, time and memory are its own. `python -m bench.engine_worker NAME THREADS`.
Memory is unique memory (USS) of this process and its children, sampled every 20 ms while a page is read.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil

Read = Callable[[np.ndarray], str]
"""(H, W, 3) uint8 RGB → the page's text."""

SAMPLE_S = 0.02


def stock_at_limit(threads: int) -> Read:
    """Stock EasyOCR on the page shrunk to 800×1000 at most, a common guard against its memory."""
    read_whole = stock_whole(threads)

    def read(page: np.ndarray) -> str:
        from PIL import Image

        image = Image.fromarray(page)
        image.thumbnail((800, 1000), Image.Resampling.LANCZOS)
        return read_whole(np.asarray(image))

    return read


def stock_whole(threads: int) -> Read:
    """Stock EasyOCR on the page as it is, all defaults, official weights."""
    import contextlib
    import io
    import warnings

    import torch

    from ocr.models import sources
    from ocr.models.torchvision_ops import make_torchvision_importable

    warnings.simplefilter("ignore")
    torch.set_num_threads(threads)
    make_torchvision_importable()
    import easyocr

    folder = str(sources.official_folder())
    engine = easyocr.Reader(["en"], gpu=False, model_storage_directory=folder, download_enabled=False, verbose=False)

    def read(page: np.ndarray) -> str:
        with contextlib.redirect_stdout(io.StringIO()):
            return "\n".join(text for _, text, _ in engine.readtext(page))

    return read


def tesseract(threads: int) -> Read:
    """Tesseract with its Indonesian model."""
    from PIL import Image

    environment = {**os.environ, "OMP_THREAD_LIMIT": str(threads)}

    def read(page: np.ndarray) -> str:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "page.ppm"
            Image.fromarray(page).save(path)
            command = ["tesseract", str(path), "stdout", "-l", "ind", "--dpi", "150"]
            return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout

    return read


def rapidocr(threads: int) -> Read:
    """RapidOCR with the models of its package, on ONNX Runtime."""
    from rapidocr import RapidOCR

    option = {"EngineConfig.onnxruntime.intra_op_num_threads": threads, "Global.log_level": "error"}
    engine = RapidOCR(params=option)

    def read(page: np.ndarray) -> str:
        return "\n".join(engine(np.ascontiguousarray(page[..., ::-1])).txts or ())

    return read


def compiled(**settings: str) -> Callable[[int], Read]:
    """The product's reader under `settings`."""

    def start(threads: int) -> Read:
        from ocr.document import PageImage
        from ocr.reader import open_warm_reader
        from ocr.settings import load_settings

        reader = open_warm_reader(load_settings({"OMP_NUM_THREADS": str(threads), **settings}))

        def read(page: np.ndarray) -> str:
            return "\n".join(word.text for word in reader.read(PageImage(1, page, 150)).words)

        return read

    return start


ENGINES: dict[str, Callable[[int], Read]] = {
    "easyocr-800x1000": stock_at_limit,
    "easyocr-150dpi": stock_whole,
    "tesseract-ind": tesseract,
    "rapidocr": rapidocr,
    "compiled-english_g2": compiled(OCR_DETECTOR="craft", OCR_RECOGNISER="english_g2"),
    "compiled-wide": compiled(OCR_DETECTOR="craft", OCR_RECOGNISER="payment_g1"),
    "compiled-payment_g1": compiled(OCR_RECOGNISER="payment_g1"),
    "compiled": compiled(),
}


class Memory:
    """The largest unique memory seen while it watches, in bytes."""

    def __init__(self) -> None:
        self.peak = 0
        self._process = psutil.Process()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            self.peak = max(self.peak, unique_bytes(self._process))
            if self._done.wait(SAMPLE_S):
                return


def unique_bytes(process: psutil.Process) -> int:
    """Unique memory of a process and its children; a child that is gone by now counts nothing."""
    total = 0
    for member in (process, *process.children(recursive=True)):
        try:
            total += member.memory_full_info().uss
        except psutil.Error:
            continue
    return int(total)


def answer(read: Read, path: str) -> dict[str, Any]:
    """Text, seconds and peak memory of one page file (.npy)."""
    page = np.load(path)
    with Memory() as memory:
        started = time.perf_counter()
        text = read(page)
        seconds = time.perf_counter() - started
    return {"text": text, "seconds": seconds, "peak_bytes": memory.peak}


def main() -> None:
    """Starts the engine named on the command line, says so, then answers page after page."""
    name, threads = sys.argv[1], int(sys.argv[2])
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    sys.stdout = sys.stderr  # engines print as they please; answers keep the pipe to themselves
    read = ENGINES[name](threads)
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(read, line.strip())), file=answers, flush=True)


if __name__ == "__main__":
    main()
