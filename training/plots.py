"""Draws the training curve: `python -m training.plots` writes docs/img/training-curve.png from a run's curve.csv.

Separate so that training itself needs no matplotlib.
"""

import argparse
import csv
from pathlib import Path

import numpy as np


def read_curve(path: Path) -> tuple[list[float], list[float], list[float]]:
    """Minutes trained, loss per character and learning rate of every logged row."""
    with path.open(newline="") as handle:
        rows = [
            (float(row["trained_s"]) / 60, float(row["loss"]), float(row["rate"])) for row in csv.DictReader(handle)
        ]
    minutes, losses, rates = zip(*rows, strict=True)
    return list(minutes), list(losses), list(rates)


def smoothed(losses: list[float], span: int = 9) -> list[float]:
    """The running median over `span` rows, shorter at the ends."""
    half = span // 2
    return [float(np.median(losses[max(0, i - half) : i + half + 1])) for i in range(len(losses))]


def main() -> None:
    """Writes the plot."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    parser = argparse.ArgumentParser(prog="python -m training.plots")
    parser.add_argument("--run", type=Path, default=Path("training/runs/payment_g2"))
    parser.add_argument("--out", type=Path, default=Path("docs/img/training-curve.png"))
    arguments = parser.parse_args()
    minutes, losses, rates = read_curve(arguments.run / "curve.csv")
    figure, axis = plt.subplots(figsize=(8, 3.6), layout="constrained")
    axis.semilogy(minutes, losses, color="0.8", linewidth=1, label="loss of 25 steps")
    axis.semilogy(minutes, smoothed(losses), color="#1f5fa8", label="running median")
    axis.set(xlabel="minutes trained", ylabel="CTC loss per character")
    other = axis.twinx()
    other.plot(minutes, rates, color="#c2703d", linewidth=1)
    other.set_ylabel("learning rate", color="#c2703d")
    axis.legend(frameon=False)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(arguments.out, dpi=110)
    plt.close(figure)


if __name__ == "__main__":
    main()
