"""Turns a run into the shipped weights: `python -m training.export --run FOLDER --base english_g2.pth`.

Separate because it decides what the product loads: `payment_g2.pth` (float16, EasyOCR's key names) and its card
`payment_g2.json`. `--network FOLDER` also writes the two files of EasyOCR's documented custom-network route.
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

NAME = "payment_g2"
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


def between(first: dict[str, Tensor], second: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """The weights this share of the way from one state to another that training led to from it: often better than both."""
    return {
        name: value.float().lerp(second[name].float(), share) if value.is_floating_point() else value
        for name, value in first.items()
    }


def write_weights(
    run: Path, base: Path, folder: Path, card: dict[str, Any], name: str = NAME, share: float = 1.0
) -> Path:
    """Writes `name`.pth from the run's average and its JSON around `card`; the path of the weights.

    What `card` says of earlier training is added to the run's; with a `share` less than 1 those so far on the way from
    the weights of that name in the folder, which the run went on from, to the run's average are written.
    """
    state = torch.load(run / "last.pt", map_location="cpu", weights_only=True)
    path = folder / f"{name}.pth"
    average = state["average"]
    torch.save(half_state(between(network.load_state(str(path)), average, share) if share < 1 else average), path)
    position = state["position"]
    training = {"steps": position["step"], "minutes": position["trained_s"] / 60, "groups": position["group"]}
    training = {key: round(value + card.get("training", {}).get(key, 0), 1) for key, value in training.items()}
    full = {
        "name": name,
        "characters": CHARACTERS,
        "sha256": sha256(path),
        "base": base.stem,
        "base_sha256": sha256(base),
        "licence": "Apache-2.0",
        "network": network.sizes_of(average),
        "input": {"height": PAYMENT.height, "squeeze": PAYMENT.squeeze},
        "temperature": 1.0,
        **card,
        "training": training,
    }
    write_card(folder, full)
    return path


def write_card(folder: Path, card: dict[str, Any]) -> None:
    """Writes the card as JSON, readable by people."""
    text = json.dumps(card, indent=2, ensure_ascii=False) + "\n"
    (folder / f"{card['name']}.json").write_text(text, encoding="utf-8")


def read_card(name: str = NAME, folder: Path = WEIGHTS_FOLDER) -> dict[str, Any]:
    """The card of the shipped weights of that name."""
    card: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return card


def write_custom_network(folder: Path, weights: Path) -> None:
    """Fills `folder` for `easyocr.Reader(["en"], recog_network=NAME, user_network_directory=folder, …)`.

    NAME is that of the weights. Writes NAME.py (the network), NAME.yaml (its sizes and characters) and a copy of the weights; EasyOCR looks for the
    weights in its `model_storage_directory`, which may be the same folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{weights.stem}.py").write_bytes(Path(network.__file__).read_bytes())
    settings = {
        "network_params": network.sizes_of(network.load_state(str(weights))),
        "imgH": PAYMENT.height,
        "lang_list": ["en", "id", "ms"],
        "character_list": CHARACTERS,
        "symbols": "".join(char for char in CHARACTERS if not char.isalpha()),
    }
    (folder / f"{weights.stem}.yaml").write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    (folder / weights.name).write_bytes(weights.read_bytes())


def main() -> None:
    """Writes the shipped weights, or the custom-network folder of weights already shipped."""
    parser = argparse.ArgumentParser(prog="python -m training.export")
    parser.add_argument("--run", type=Path, help="folder of the run; without it the shipped weights are used")
    parser.add_argument("--base", type=Path, help="the weights it began with, named in the card with their hash")
    parser.add_argument("--name", default=NAME, help="of the weights")
    parser.add_argument("--second", default="", help="the recogniser that reads what this one is unsure of")
    parser.add_argument(
        "--continued",
        action="store_true",
        help="the run went on from the shipped weights of that name: base and training of their card are kept",
    )
    parser.add_argument(
        "--part-way",
        type=float,
        default=1.0,
        metavar="SHARE",
        help="write the weights this share of the way from those to the run's average",
    )
    parser.add_argument("--network", type=Path, help="write EasyOCR's custom-network files here")
    arguments = parser.parse_args()
    weights = WEIGHTS_FOLDER / f"{arguments.name}.pth"
    if arguments.run:
        card: dict[str, Any] = {"second": arguments.second} if arguments.second else {}
        if arguments.continued:
            shipped = read_card(arguments.name)
            card |= {key: shipped[key] for key in ("training", "base", "base_sha256")}
        weights = write_weights(arguments.run, arguments.base, WEIGHTS_FOLDER, card, arguments.name, arguments.part_way)
    if arguments.network:
        write_custom_network(arguments.network, weights)


if __name__ == "__main__":
    main()
