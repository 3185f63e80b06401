"""Fixtures of everything that needs the compiled networks: built once into the project's cache, then reused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ocr.models.build import build
from ocr.reader.compiled import CompiledReader
from ocr.settings import Settings, load_settings


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Default settings with two threads, their models built."""
    chosen = load_settings({"OMP_NUM_THREADS": "2"})
    build(chosen.ocr_model_cache, chosen.networks)
    return chosen


@pytest.fixture(scope="session")
def reader(settings: Settings) -> Iterator[CompiledReader]:
    """One warm compiled reader."""
    warm = CompiledReader(settings)
    yield warm
    warm.close()
