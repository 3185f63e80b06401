"""Measures what single choices bring, on validation lines: `python -m training.ablate --run FOLDER --base english_g2.pth`.

Separate from evaluation because it varies the lines and the weights, not the reader of them.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from training.data import ENGLISH_G2, PAYMENT, Form, Line, draw
from training.draw import CONDITIONS
from training.evaluate import SEEDS, load_model
from training.export import half_state
from training.network import Model, model_of
from training.recognise import read_lines


def cut_lines(ink_tight: float, per_condition: int) -> list[Line]:
    """Validation lines all cut round their ink (1.0) or all by the detector's box (0.0)."""
    return [
        draw((SEEDS["validation"], 50 + number, index), "validation", replace(condition, ink_tight=ink_tight))
        for number, condition in enumerate(CONDITIONS.values())
        for index in range(per_condition)
    ]


def reading(state: dict[str, Tensor]) -> Model:
    """A recogniser of these weights, ready to read."""
    return model_of({name.removeprefix("module."): value.float() for name, value in state.items()}).eval()


def exact(model: Model, lines: Sequence[Line], form: Form) -> tuple[float, float]:
    """Share of lines read exactly, and exactly but for spaces."""
    readings = [reading.text for reading in read_lines(model, lines, form)]
    pairs = list(zip(lines, readings, strict=True))
    strict = sum(line.text == text for line, text in pairs) / len(pairs)
    loose = sum(line.text.replace(" ", "") == text.replace(" ", "") for line, text in pairs) / len(pairs)
    return strict, loose


def main() -> None:
    """Prints one row per network and cut."""
    parser = argparse.ArgumentParser(prog="python -m training.ablate")
    parser.add_argument("--run", type=Path, default=Path("training/runs/payment_g2"))
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--lines", type=int, default=40, help="lines per condition and cut")
    arguments = parser.parse_args()
    state = torch.load(arguments.run / "last.pt", map_location="cpu", weights_only=True)
    networks = {
        "english_g2": load_model(arguments.base),
        "last step": reading(state["model"]),
        "average": reading(state["average"]),
        "average in float16, as shipped": reading(half_state(state["average"])),
    }
    cuts = {"round the ink": cut_lines(1.0, arguments.lines), "detector's box": cut_lines(0.0, arguments.lines)}
    print("| weights | cut | exact | exact but for spaces |\n|---|---|---|---|")
    for name, model in networks.items():
        for cut, lines in cuts.items():
            strict, loose = exact(model, lines, ENGLISH_G2 if name == "english_g2" else PAYMENT)
            print(f"| {name} | {cut} | {100 * strict:.1f} | {100 * loose:.1f} |")


if __name__ == "__main__":
    main()
