"""The networks: where their weights come from, how they are compiled, and what is installed.

Separate because building needs torch and the serving process must never import it: only `ocr.models.build` and what
it calls do. Imports errors and settings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ocr.models import cache, sources

__all__ = ["ModelCard", "manifest", "verify"]


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What health pages say of one installed network; `precisions` are the forms it can be loaded in."""

    name: str
    sha256: str
    precisions: tuple[str, ...]
    folder: Path


def manifest(cache_folder: Path, names: Sequence[str]) -> tuple[ModelCard, ...]:
    """Cards of the named networks and their seconds as installed, without hashing them; ModelMissing when not built."""
    return tuple(_card(model) for model in _models(cache_folder, names))


def verify(cache_folder: Path, names: Sequence[str]) -> tuple[ModelCard, ...]:
    """The cards after every installed file was hashed; ModelMissing, or ModelTampered for the first that differs."""
    return tuple(_card(cache.verified(model)) for model in _models(cache_folder, names))


def _models(cache_folder: Path, names: Sequence[str]) -> tuple[cache.Installed, ...]:
    return tuple(cache.installed(cache_folder, sources.weights(name)) for name in sources.with_seconds(names))


def _card(model: cache.Installed) -> ModelCard:
    precisions = ("int8", "bf16", "f32") if "int8.xml" in model.files else ("bf16", "f32")
    return ModelCard(model.name, model.weights_sha256, precisions, model.folder)
