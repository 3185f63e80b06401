"""The desk's arithmetic and its outbox, run by node where it is installed; the browser tests drive the same code in Chromium."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.parametrize("name", ["desk_logic", "outbox"])
def test_desk_in_node(name: str) -> None:
    script = Path(__file__).with_name(f"{name}.test.mjs")
    done = subprocess.run(["node", "--test", str(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
