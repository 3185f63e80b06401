"""What every report says of itself, and where it lands: the command that made it, the machine it ran on.

Separate because all benches write reports. Imports the standard library only.
"""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from bench import ROOT

OUT = ROOT / "out" / "bench"
"""Where reports are written; docs/ keeps those that are published, with what there is to say about them."""

_TOLD = {"avx2": "AVX2", "avx512f": "AVX-512", "avx512_vnni": "VNNI", "avx512_bf16": "BF16", "amx_int8": "AMX"}
"""Flags of /proc/cpuinfo that decide how quick the networks are."""


def command() -> str:
    """The command line that runs now."""
    module = sys.modules["__main__"].__spec__
    return shlex.join(["python", *(["-m", module.name] if module else [sys.argv[0]]), *sys.argv[1:]])


def machine(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """The processor's name, its instructions that matter, the cores this process may use."""
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    said = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    flags = said.get("flags", "").split()
    able = [name for flag, name in _TOLD.items() if flag in flags]
    return ", ".join([said.get("model name", "unknown processor"), *able, f"{len(os.sched_getaffinity(0))} cores"])


def write_report(path: Path, text: str) -> None:
    """Writes and prints a finished report."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(text)
