import subprocess
import sys
from pathlib import Path

import pytest

from ocr.memory import memory_limit

SCRIPT = """
import numpy as np, psutil
from ocr.memory import give_memory_back
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
    """In a process of its own: the setting is for a whole process."""
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert int(done.stdout) <= 8  # five blocks of 1 MB are still held


@pytest.mark.parametrize(
    ("files", "own", "limit"),
    [
        ({"memory.max": "536870912\n"}, "0::/\n", 536_870_912),
        ({"memory.max": "max\n"}, "0::/\n", None),
        ({"memory.max": "max\n", "a/memory.max": "1000\n", "a/b/memory.max": "2000\n"}, "0::/a/b\n", 1000),
        ({"memory/memory.limit_in_bytes": "9223372036854771712\n"}, "5:memory:/x\n", None),
        ({"memory/memory.limit_in_bytes": "268435456\n"}, "5:memory:/x\n", 268_435_456),
        ({"memory/x/memory.limit_in_bytes": "1000\n"}, "5:memory:/x\n0::/\n", 1000),
        ({}, "0::/\n", None),
    ],
)
def test_the_containers_limit(tmp_path: Path, files, own, limit):
    for name, text in files.items():
        (tmp_path / "cgroup" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "cgroup" / name).write_text(text)
    (tmp_path / "own").write_text(own)
    assert memory_limit(tmp_path / "cgroup", tmp_path / "own") == limit
