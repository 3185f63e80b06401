"""Installed networks: where they lie, what they were made from, whether they are still what was installed.

Separate from the builder because the serving process reads the cache and must not import torch.
Imports the error tree, settings and sources.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from ocr.errors import ModelMissing, ModelTampered
from ocr.models import sources

RECIPE = 5
"""Raised when export or quantisation changes, so that networks made the old way are not used."""

MANIFEST = "manifest.json"
REMEDY = "Run: python -m ocr models build"


@dataclass(frozen=True, slots=True)
class Installed:
    """One network in the cache: its folder, its source's hash, its files' hashes and how it compared with torch.

    `parity` holds the figures of `ocr.models.parity`; `versions` the libraries it was built with.
    """

    name: str
    folder: Path
    weights_sha256: str
    files: Mapping[str, str]
    versions: Mapping[str, str]
    parity: Mapping[str, float]

    def path(self, precision: str) -> Path:
        """The IR file to load for `precision`: the quantised network for int8, the other one for bf16 and f32."""
        return self.folder / ("int8.xml" if precision == "int8" else "float.xml")


def root(cache: Path) -> Path:
    """`cache` as given when absolute, else below the folder that holds the package `ocr`."""
    return cache if cache.is_absolute() else Path(__file__).resolve().parents[2] / cache


def folder_of(cache: Path, weights: sources.Weights) -> Path:
    """Where the network made from `weights` belongs: named by weights, recipe and OpenVINO's version."""
    version = importlib.metadata.version("openvino")
    key = hashlib.sha256(f"{weights.sha256} {RECIPE} {version}".encode()).hexdigest()[:12]
    return root(cache) / f"{weights.name}-{key}"


def installed(cache: Path, weights: sources.Weights) -> Installed:
    """The network made from `weights`, not yet verified; ModelMissing when it was not built."""
    folder = folder_of(cache, weights)
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelMissing(path=folder, remedy=REMEDY) from None
    return Installed(**{**data, "folder": folder})


def verified(model: Installed) -> Installed:
    """`model` after every file was compared with the hash noted when it was installed; ModelMissing, ModelTampered."""
    for name, expected in model.files.items():
        path = model.folder / name
        if not path.is_file():
            raise ModelMissing(path=path, remedy=REMEDY)
        found = sources.file_sha256(path)
        if found != expected:
            raise ModelTampered(path=path, expected=expected, found=found)
    return model


def write_manifest(model: Installed) -> None:
    """Writes the manifest into the model's folder."""
    data = {key: value for key, value in asdict(model).items() if key != "folder"}
    (model.folder / MANIFEST).write_text(json.dumps(data, indent=1), encoding="utf-8")
