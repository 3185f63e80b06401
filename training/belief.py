"""Fits how sure a character of a doubted line is (`ocr/reader/belief.py`), so that a chance of 0.9 is right nine times in ten.

Separate from `calibrate`, which fits one network's temperature: this looks at what the reader ships, several readings and the language
weighed. `python -m training.belief` fits on the odd validation lines, reports on the even ones and prints the weights; `--split test` reports
on lines of the test split with the weights as they are.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from ocr.reader.belief import WEIGHTS, Evidence, believed, stands_in
from ocr.reader.crop import in_form
from ocr.reader.decode import Line as Reading
from ocr.reader.language import Language
from ocr.reader.networks import Networks
from ocr.reader.recognise import heard_of
from ocr.reader.weigh import chosen
from ocr.settings import load_settings
from training.calibrate import Marks, calibration_error, draw_reliability, sampling_error
from training.data import Line
from training.evaluate import drawn_lines
from training.strings import KINDS

TOGETHER = 300
"""Lines read at a time."""

CHARACTER_WEIGHT = 1.0
"""What the mean loss of a character counts against that of a line: a line has many, and a value is accepted as a whole."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Told:
    """A line as it was read: what it says with the readings' chances, which characters are right, and what speaks for them, if it was weighed."""

    line: Line
    reading: Reading
    right: NDArray[np.bool_]
    evidence: list[Evidence] | None


def told(lines: Sequence[Line]) -> list[Told]:
    """The lines, each (64, W), as the shipped reader reads them; without those that say nothing."""
    networks, language = Networks(load_settings({})), Language.shipped()
    found = []
    for start in range(0, len(lines), TOGETHER):
        part = lines[start : start + TOGETHER]
        strips = [in_form(line.image, networks.form) for line in part]
        said, heard = heard_of(strips, networks.probabilities, networks.characters, networks.second_probabilities)
        for index, line in enumerate(part):
            reading, evidence = said[index], None
            if any(one.reading.text for one in heard.get(index, ())):
                reading, evidence = chosen(heard[index], networks.characters, language)
            if reading.text:
                found.append(Told(line, reading, stands_in(reading.text, line.text), evidence))
    return found


def marks(lines: Sequence[Told], *, fitted: bool) -> tuple[Marks, Marks]:
    """(chance, right?) of every character and of every line, (N, 2) each, as the readings have them or as they are believed."""
    chars, whole = [], []
    for one in lines:
        reading = believed(one.reading, one.evidence) if fitted and one.evidence else one.reading
        chances = np.array([char.confidence for char in reading.chars])
        chars.append(np.column_stack([chances, one.right]))
        whole.append((float(chances.prod()), float(reading.text == one.line.text)))
    return np.concatenate(chars), np.array(whole)


def fit(lines: Sequence[Told]) -> dict[bool, Floats]:
    """The weights whose chances of lines and characters have the least log loss."""
    weighed = [one for one in lines if one.evidence]
    rows = np.array([(1.0, *evidence[1:]) for one in weighed for evidence in one.evidence or ()])
    agreed = np.array([evidence.agreed for one in weighed for evidence in one.evidence or ()])[:, None]
    features = np.concatenate([rows * agreed, rows * ~agreed], axis=1)
    right = np.concatenate([one.right for one in weighed]).astype(float)
    owner = np.repeat(np.arange(len(weighed)), [len(one.right) for one in weighed])
    exact = np.array([one.reading.text == one.line.text for one in weighed], float)

    def loss(weights: Floats) -> tuple[float, Floats]:
        chance = np.clip(1 / (1 + np.exp(-features @ weights)), 1e-6, 1 - 1e-7)
        logs = np.minimum(np.bincount(owner, np.log(chance)), -1e-6)
        whole = np.exp(logs)
        of_lines = -np.mean(exact * logs + (1 - exact) * np.log(1 - whole))
        of_chars = -np.mean(right * np.log(chance) + (1 - right) * np.log(1 - chance))
        by_line = -(exact - (1 - exact) * whole / (1 - whole)) / len(exact)
        slope = by_line[owner] * (1 - chance) + CHARACTER_WEIGHT * (chance - right) / len(right)
        return float(of_lines + CHARACTER_WEIGHT * of_chars), features.T @ slope

    start = np.concatenate([WEIGHTS[True], WEIGHTS[False]])
    bounds = [(None, None), *[(0, None)] * 3] * 2  # what speaks for a character never makes it less sure
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500}).x
    return dict(zip((True, False), np.split(found, 2), strict=True))


def report(before: Sequence[Marks], after: Sequence[Marks]) -> dict[str, float]:
    """Calibration errors of characters and lines, as the readings have them and as believed."""
    return {
        "lines": len(after[1]),
        "characters": round(calibration_error(after[0]), 4),
        "characters_before": round(calibration_error(before[0]), 4),
        "lines_error": round(calibration_error(after[1]), 4),
        "lines_before": round(calibration_error(before[1]), 4),
        "lines_sampling_error": round(sampling_error(after[1]), 4),
    }


def main() -> None:
    """Fits and prints, or measures."""
    parser = argparse.ArgumentParser(prog="python -m training.belief")
    parser.add_argument("--split", choices=["validation", "test"], default="validation")
    parser.add_argument("--lines", type=int, default=600, help="lines per condition")
    parser.add_argument("--plot", type=Path, default=Path("docs/img/reliability-reading.png"))
    arguments = parser.parse_args()
    lines = told(drawn_lines(arguments.split, arguments.lines, [*KINDS, "till"]))
    if arguments.split == "validation":
        WEIGHTS.update({agreed: tuple(weights.round(2).tolist()) for agreed, weights in fit(lines[1::2]).items()})
        print(WEIGHTS)
        lines = lines[::2]
    before, after = marks(lines, fitted=False), marks(lines, fitted=True)
    print({"weighed": sum(one.evidence is not None for one in lines), **report(before, after)})
    draw_reliability(before, after, arguments.plot, ("mean of the readings", "believed"))


if __name__ == "__main__":
    main()
