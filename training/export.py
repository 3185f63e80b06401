"""Turns a run into the shipped weights: `python -m training.export --run FOLDER --base english_g2.pth`.

Separate because it decides what the product loads: `payment_g1.pth` (float16, EasyOCR's key names) and its card
`payment_g1.json`. `--network FOLDER` also writes the two files of EasyOCR's documented custom-network route.
"""

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import torch
import yaml
from torch import Tensor

from training import network
from training.data import PAYMENT
from training.strings import CHARACTERS

NAME = "payment_g1"
WEIGHTS_FOLDER = Path(__file__).parents[1] / "ocr" / "models" / "weights"


def sha256(path: Path) -> str:
    """SHA-256 of the file, hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def half_state(average: dict[str, Tensor]) -> dict[str, Tensor]:
    """The averaged weights in float16 under EasyOCR's `module.` names, contiguous."""
    return {
        f"module.{name}": (value.half() if value.is_floating_point() else value).contiguous()
        for name, value in average.items()
    }


def write_weights(run: Path, base: Path, folder: Path, card: dict[str, Any]) -> Path:
    """Writes NAME.pth from the run's average and NAME.json around `card`; the path of the weights."""
    state = torch.load(run / "last.pt", map_location="cpu", weights_only=True)
    path = folder / f"{NAME}.pth"
    torch.save(half_state(state["average"]), path)
    position = state["position"]
    training = {"steps": position["step"], "minutes": round(position["trained_s"] / 60, 1), "groups": position["group"]}
    full = {
        "name": NAME,
        "characters": CHARACTERS,
        "sha256": sha256(path),
        "base": "english_g2",
        "base_sha256": sha256(base),
        "licence": "Apache-2.0",
        "training": training,
        "input": {"height": PAYMENT.height, "squeeze": PAYMENT.squeeze},
        "temperature": 1.0,
        **card,
    }
    write_card(folder, full)
    return path


def write_card(folder: Path, card: dict[str, Any]) -> None:
    """Writes the card as JSON, readable by people."""
    text = json.dumps(card, indent=2, ensure_ascii=False) + "\n"
    (folder / f"{NAME}.json").write_text(text, encoding="utf-8")


def read_card(folder: Path = WEIGHTS_FOLDER) -> dict[str, Any]:
    """The card of the shipped weights."""
    card: dict[str, Any] = json.loads((folder / f"{NAME}.json").read_text(encoding="utf-8"))
    return card


def write_custom_network(folder: Path, weights: Path) -> None:
    """Fills `folder` for `easyocr.Reader(["en"], recog_network=NAME, user_network_directory=folder, …)`.

    Writes NAME.py (the network), NAME.yaml (its sizes and characters) and a copy of the weights; EasyOCR looks for the
    weights in its `model_storage_directory`, which may be the same folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NAME}.py").write_bytes(Path(network.__file__).read_bytes())
    settings = {
        "network_params": {"input_channel": 1, "output_channel": 256, "hidden_size": 256},
        "imgH": PAYMENT.height,
        "lang_list": ["en", "id", "ms"],
        "character_list": CHARACTERS,
        "symbols": "".join(char for char in CHARACTERS if not char.isalpha()),
    }
    (folder / f"{NAME}.yaml").write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    (folder / f"{NAME}.pth").write_bytes(weights.read_bytes())


def main() -> None:
    """Writes the shipped weights, or the custom-network folder of weights already shipped."""
    parser = argparse.ArgumentParser(prog="python -m training.export")
    parser.add_argument("--run", type=Path, help="folder of the run; without it the shipped weights are used")
    parser.add_argument("--base", type=Path, help="english_g2.pth, named in the card by its hash")
    parser.add_argument("--network", type=Path, help="write EasyOCR's custom-network files here")
    arguments = parser.parse_args()
    weights = WEIGHTS_FOLDER / f"{NAME}.pth"
    if arguments.run:
        weights = write_weights(arguments.run, arguments.base, WEIGHTS_FOLDER, {})
    if arguments.network:
        write_custom_network(arguments.network, weights)


if __name__ == "__main__":
    main()
