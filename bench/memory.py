"""Unique memory of one reader over hundreds of pages: a flat line, or a leak.

`python -m bench.memory` reads 300 pages (the samples, over and over) and writes out/bench/memory.md.
"""

import argparse
import os
import tempfile
from pathlib import Path

import numpy as np
import psutil

from bench.engine import sample_pages
from bench.engine_worker import Memory
from bench.report import OUT, command, machine, write_report
from ocr.document import PageImage
from ocr.reader import open_warm_reader
from ocr.settings import load_settings

EVERY = 25


def main() -> None:
    """Reads the pages and writes the line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    process, rows, peak = psutil.Process(), [], 0
    with tempfile.TemporaryDirectory() as folder:
        # The reader first, as in a worker: it makes freed memory go back.
        reader = open_warm_reader(load_settings({**os.environ, "OMP_NUM_THREADS": str(options.threads)}))
        files = sample_pages(Path(folder), None)
        for number in range(1, options.pages + 1):
            pixels = np.load(files[number % len(files)].path)
            with Memory() as memory:
                reader.read(PageImage(number, pixels, 150))
            peak = max(peak, memory.peak)
            if number % EVERY == 0 or number == 1:
                rows.append(f"| {number} | {process.memory_full_info().uss / 1e6:.0f} | {peak / 1e6:.0f} |")
                print(rows[-1], flush=True)
                peak = 0
    about = f"Command: `{command()}`. {machine()}; unique memory of one reading process."
    text = "\n".join(
        [
            "# Memory of a reader",
            "",
            about,
            "",
            "| page | MB after it | peak MB since the line above |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )
    write_report(options.out / "memory.md", text)


if __name__ == "__main__":
    main()
