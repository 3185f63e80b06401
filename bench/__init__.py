"""Benchmarks: every figure in the README and the docs is made by a command in here."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
