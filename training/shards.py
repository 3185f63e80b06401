"""Keeps labelled crops in files: one array of pixels side by side, with widths, texts, kinds and conditions.

Separate from `training.pages`, which cuts the crops, so that reading them needs no detector.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.data import Line


def write_shard(lines: Sequence[Line], path: Path) -> None:
    """Writes crops side by side as one (64, W) array with their widths, texts, kinds and conditions."""
    np.savez(
        path,
        pixels=np.concatenate([line.image for line in lines], axis=1),
        widths=np.array([line.image.shape[1] for line in lines]),
        texts=np.array([line.text for line in lines]),
        kinds=np.array([line.kind for line in lines]),
        conditions=np.array([line.condition for line in lines]),
    )


def read_shards(folder: Path) -> list[Line]:
    """Every crop of the folder's shards, in order."""
    lines = []
    for path in sorted(folder.glob("*.npz")):
        shard = np.load(path)
        stops = np.cumsum(shard["widths"])
        images = np.split(shard["pixels"], stops[:-1], axis=1)
        described = zip(images, shard["texts"], shard["kinds"], shard["conditions"], strict=True)
        lines += [Line(np.ascontiguousarray(image), str(t), str(k), str(c)) for image, t, k, c in described]
    return lines
