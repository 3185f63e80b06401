"""In a process of its own: the setting is for a whole process."""

import subprocess
import sys

SCRIPT = """
import numpy as np, psutil
from ocr.reader.heap import give_memory_back
assert give_memory_back()
process = psutil.Process()
before = process.memory_full_info().uss
for megabytes in (8, 16, 31):  # each freed block would raise glibc's own threshold up to 32 MB
    np.ones(megabytes << 20, np.uint8)
kept = [np.ones(1 << 20, np.uint8) for _ in range(40)]
pins = kept[::8]
del kept
print((process.memory_full_info().uss - before) >> 20)
"""


def test_freed_blocks_go_back_though_others_stay() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert int(done.stdout) <= 8  # five blocks of 1 MB are still held
