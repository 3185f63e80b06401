"""Reads drawn lines with a network and decodes them greedily, with a confidence for every character.

Separate so that evaluation and calibration share one decoder. Imports torch and the network only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from training.data import PAYMENT, Form, Line, at_form, batch_lines
from training.strings import CHARACTERS
from training.train import to_input


@dataclass(frozen=True)
class Reading:
    """What was read on a line, and the confidence (0-1) of each character."""

    text: str
    confidences: tuple[float, ...]

    @property
    def confidence(self) -> float:
        """The confidence that the whole line is right: the product over its characters; 0 for an empty reading."""
        return float(np.prod(self.confidences)) if self.confidences else 0.0


def decode(probabilities: NDArray[np.float32]) -> Reading:
    """Greedy CTC decoding of (T, classes) probabilities; a character's confidence is the highest of its run of steps."""
    best = probabilities.argmax(axis=1)
    peak = probabilities.max(axis=1)
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    stops = np.append(starts[1:], len(best))
    runs = [(int(best[start]), float(peak[start:stop].max())) for start, stop in zip(starts, stops, strict=True)]
    kept = [(CHARACTERS[number - 1], confidence) for number, confidence in runs if number]
    return Reading("".join(char for char, _ in kept), tuple(confidence for _, confidence in kept))


def logits_of(
    model: nn.Module, lines: Sequence[Line], form: Form = PAYMENT, batch_size: int = 32
) -> list[NDArray[np.float32]]:
    """Logits (T, classes) of every line, in the order given; lines of similar width are read together."""
    lines = [at_form(line, form) for line in lines]
    order = sorted(range(len(lines)), key=lambda index: lines[index].image.shape[1])
    found: list[NDArray[np.float32]] = [np.empty((0, 0), np.float32)] * len(lines)
    where = next(model.parameters()).device
    with torch.inference_mode():
        for start in range(0, len(order), batch_size):
            chosen = order[start : start + batch_size]
            batch = batch_lines([lines[index] for index in chosen])
            scores = model(to_input(batch.images).to(where)).float().cpu().numpy()
            for index, line_scores in zip(chosen, scores, strict=True):
                found[index] = line_scores
    return found


def softmax(logits: NDArray[np.float32], temperature: float = 1.0) -> NDArray[np.float32]:
    """Probabilities over the last axis at a temperature."""
    scaled = logits / temperature
    scaled = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return np.asarray(scaled / scaled.sum(axis=-1, keepdims=True), np.float32)


def read_lines(model: nn.Module, lines: Sequence[Line], form: Form = PAYMENT) -> list[Reading]:
    """What the model reads on each line put into its form, in order."""
    return [decode(softmax(logits)) for logits in logits_of(model, lines, form)]
