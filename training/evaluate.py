"""Measures a recogniser on drawn lines it never saw: `python -m training.evaluate --weights FILE --split validation`.

Separate from training so that any weights, english_g2 included, are measured by the same lines. Lines are drawn from
the split's own typefaces, words and seeds; the seed decides all of them.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import torch

from training.data import ENGLISH_G2, PAYMENT, Form, Line, draw
from training.draw import CONDITIONS
from training.export import WEIGHTS_FOLDER, read_card, write_card
from training.network import Model, load_state, model_of
from training.recognise import Reading, read_lines
from training.shards import read_shards
from training.splits import Split
from training.strings import ALONE, KINDS

SEEDS: dict[Split, int] = {"train": 7, "validation": 7_001, "test": 7_002}
GENERAL = ("receipt", "sentence", "word", "mixture", "name", "address")
"""The kinds of general print; the others are payment proofs' own."""


def drawn_lines(split: Split, per_condition: int, kinds: Sequence[str] = tuple(KINDS)) -> list[Line]:
    """`per_condition` lines of the split in every condition."""
    return [
        draw((SEEDS[split], number, index), split, condition, kinds)
        for number, condition in enumerate(CONDITIONS.values())
        for index in range(per_condition)
    ]


def load_model(path: Path) -> Model:
    """A recogniser ready to read: published or trained weights, or a run's `last.pt` (its average)."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    return model_of(state["average"] if "average" in state else load_state(str(path))).eval()


def form_of(path: Path) -> Form:
    """What the weights' network takes: EasyOCR's own are known by their name."""
    return ENGLISH_G2 if path.stem == "english_g2" else PAYMENT


def exact_shares(lines: Iterable[Line], readings: Iterable[Reading]) -> dict[str, dict[str, float]]:
    """Share of lines read exactly, by condition and by kind, and `all`."""
    found: dict[str, dict[str, list[bool]]] = {"condition": defaultdict(list), "kind": defaultdict(list)}
    for line, reading in zip(lines, readings, strict=True):
        right = line.text == reading.text
        found["condition"][line.condition].append(right)
        found["condition"]["all"].append(right)
        found["kind"][line.kind].append(right)
        found["kind"]["general" if line.kind in GENERAL else "proof"].append(right)
    return {
        axis: {name: round(sum(marks) / len(marks), 4) for name, marks in groups.items()}
        for axis, groups in found.items()
    }


def markdown(shares: Mapping[str, dict[str, dict[str, float]]]) -> str:
    """A Markdown table of the exact shares in percent: a row per condition and kind, a column per weights."""
    lines = [f"| lines read exactly, % | {' | '.join(shares)} |", "|---|" + "---|" * len(shares)]
    first = next(iter(shares.values()))
    for axis in ("condition", "kind"):
        for row in sorted(first[axis]):
            lines.append(
                f"| {row} | " + " | ".join(f"{100 * found[axis][row]:.1f}" for found in shares.values()) + " |"
            )
    return "\n".join(lines)


def main() -> None:
    """Prints the exact shares as a table; with --wrong the misread lines, with --card they go into the card."""
    parser = argparse.ArgumentParser(prog="python -m training.evaluate")
    parser.add_argument("--weights", type=Path, required=True, nargs="+")
    parser.add_argument("--split", choices=["validation", "test"], default="validation")
    parser.add_argument("--lines", type=int, default=100, help="lines per condition")
    parser.add_argument("--kinds", nargs="+", choices=[*KINDS, *ALONE], default=list(KINDS), help="of these alone")
    parser.add_argument("--pages", type=Path, help="folder of crops cut from drawn pages, instead of drawn lines")
    parser.add_argument("--wrong", type=int, default=0, help="print so many misread lines")
    parser.add_argument("--card", help="key under which the shares of the last weights go into the shipped card")
    arguments = parser.parse_args()
    lines = (
        read_shards(arguments.pages)
        if arguments.pages
        else drawn_lines(arguments.split, arguments.lines, arguments.kinds)
    )
    shares = {}
    for path in arguments.weights:
        readings = read_lines(load_model(path), lines, form_of(path))
        shares[path.stem] = exact_shares(lines, readings)
        wrong = [(line, reading) for line, reading in zip(lines, readings, strict=True) if line.text != reading.text]
        for line, reading in wrong[: arguments.wrong]:
            print(f"{line.condition:12}{line.kind:12}{line.text!r} read as {reading.text!r} {reading.confidence:.2f}")
    print(f"{len(lines)} lines\n{markdown(shares)}")
    if arguments.card:
        card = read_card(arguments.weights[-1].stem)
        found = {"lines": len(lines), **shares[arguments.weights[-1].stem]}
        write_card(WEIGHTS_FOLDER, {**card, "metrics": {**card.get("metrics", {}), arguments.card: found}})


if __name__ == "__main__":
    main()
