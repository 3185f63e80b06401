"""Fits the softmax temperature on validation lines so that a confidence of 0.99 is right 99 times in 100.

Separate from training: one number is fitted after it, on lines it never saw, and checked on half of them that the fit
did not see. `python -m training.calibrate` writes the temperature into the card and draws docs/img/reliability.png.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr.reader.belief import stands_in
from training.data import Line
from training.evaluate import drawn_lines, load_model
from training.export import NAME, WEIGHTS_FOLDER, read_card, write_card
from training.recognise import Reading, decode, logits_of, softmax

TEMPERATURES = np.round(np.geomspace(0.6, 4.0, 39), 3)
BINS = 15

Marks = NDArray[np.float64]


def character_marks(line: Line, reading: Reading) -> list[tuple[float, bool]]:
    """(confidence, right?) of every character read, aligned with the truth by least edits."""
    return list(zip(reading.confidences, stands_in(reading.text, line.text).tolist(), strict=True))


def line_marks(lines: Sequence[Line], readings: Sequence[Reading]) -> Marks:
    """(confidence, right?) of every line, shape (N, 2)."""
    return np.array([(r.confidence, line.text == r.text) for line, r in zip(lines, readings, strict=True)], float)


def all_character_marks(lines: Sequence[Line], readings: Sequence[Reading]) -> Marks:
    """(confidence, right?) of every character read, shape (N, 2)."""
    pairs = zip(lines, readings, strict=True)
    return np.array([mark for line, reading in pairs for mark in character_marks(line, reading)], float)


def bins(marks: Marks) -> NDArray[np.float64]:
    """Mean confidence, share right and count of BINS bins of equal count, shape (BINS, 3)."""
    ordered = marks[np.argsort(marks[:, 0])]
    return np.array([(*part.mean(axis=0), len(part)) for part in np.array_split(ordered, BINS)])


def calibration_error(marks: Marks) -> float:
    """Expected calibration error: the mean gap of confidence and share right over bins of equal count."""
    table = bins(marks)
    return float(np.average(np.abs(table[:, 0] - table[:, 1]), weights=table[:, 2]))


def sampling_error(marks: Marks, rounds: int = 200) -> float:
    """The calibration error that confidences exactly right would show on so few marks, by simulation."""
    rng = np.random.default_rng(0)
    confidence = marks[:, 0]
    draws = (np.column_stack([confidence, rng.random(len(confidence)) < confidence]) for _ in range(rounds))
    return float(np.mean([calibration_error(draw) for draw in draws]))


def log_loss(marks: Marks) -> float:
    """Mean negative log-likelihood of right and wrong under the confidences."""
    confidence = np.clip(marks[:, 0], 1e-6, 1 - 1e-6)
    return float(-np.mean(np.where(marks[:, 1] > 0, np.log(confidence), np.log(1 - confidence))))


def fit_temperature(lines: Sequence[Line], logits: Sequence[NDArray[np.float32]]) -> float:
    """The temperature whose line confidences have the least log loss; a value is what people accept or check."""
    losses = [
        log_loss(line_marks(lines, [decode(softmax(scores, float(t))) for scores in logits])) for t in TEMPERATURES
    ]
    return float(TEMPERATURES[int(np.argmin(losses))])


def draw_reliability(
    before: Sequence[Marks], after: Sequence[Marks], path: Path, names: tuple[str, str] = ("temperature 1", "fitted")
) -> None:
    """Plots share right against confidence, before and after, called `names`, for characters and for whole lines."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(1, 2, figsize=(9, 4.2), layout="constrained")
    for axis, title, raw, fitted in zip(axes, ("characters", "whole lines"), before, after, strict=True):
        axis.plot([0, 1], [0, 1], color="0.7", linewidth=1)
        for marks, name, colour in zip((raw, fitted), names, ("#c2703d", "#1f5fa8"), strict=True):
            table = bins(marks)
            error = calibration_error(marks)
            axis.plot(table[:, 0], table[:, 1], "o-", color=colour, markersize=4, label=f"{name}: error {error:.2%}")
        axis.set(title=title, xlabel="confidence", ylabel="share right")
        axis.legend(frameon=False, loc="upper left")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def main() -> None:
    """Fits on the odd validation lines, reports on the even ones, writes card and plot."""
    parser = argparse.ArgumentParser(prog="python -m training.calibrate")
    parser.add_argument("--lines", type=int, default=300, help="lines per condition")
    parser.add_argument("--name", default=NAME, help="of the shipped weights")
    parser.add_argument("--plot", type=Path, default=Path("docs/img/reliability.png"))
    arguments = parser.parse_args()
    lines = drawn_lines("validation", arguments.lines)
    logits = logits_of(load_model(WEIGHTS_FOLDER / f"{arguments.name}.pth"), lines)
    temperature = fit_temperature(lines[1::2], logits[1::2])
    held = lines[::2]
    raw, fitted = ([decode(softmax(scores, t)) for scores in logits[::2]] for t in (1.0, temperature))
    before = (all_character_marks(held, raw), line_marks(held, raw))
    after = (all_character_marks(held, fitted), line_marks(held, fitted))
    draw_reliability(before, after, arguments.plot)
    report = {
        "lines": len(held),
        "characters": round(calibration_error(after[0]), 4),
        "lines_error": round(calibration_error(after[1]), 4),
        "lines_sampling_error": round(sampling_error(after[1]), 4),
        "lines_error_before": round(calibration_error(before[1]), 4),
    }
    write_card(WEIGHTS_FOLDER, {**read_card(arguments.name), "temperature": temperature, "calibration": report})
    print(temperature, report)


if __name__ == "__main__":
    main()
