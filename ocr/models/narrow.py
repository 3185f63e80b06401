"""CRAFT written as one table of convolutions, at any widths: the official network, or a narrow one that learnt from it.

Separate because the builder exports it and the training fits it. Imports torch: build and training only.

Written so, four things cost less than in easyocr/craft.py and give the same scores: batch norms are folded into their
convolutions; the last two convolutions of the trunk (fc6, fc7) and the first of the U network, which nothing
bends between them, are one dilated convolution; the 1×1 convolution of two joined maps is the sum of one on each; and
the one on a map to be enlarged comes before it is enlarged, on a quarter of the pixels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Source:
    """A map a convolution looks at: another's output or the image, halved by pooling first or enlarged after."""

    name: str
    kernel: int = 3
    dilation: int = 1
    pooled: int = 0
    enlarged: bool = False

    def ready(self, maps: Mapping[str, Tensor]) -> Tensor:
        """The map as the convolution takes it: pooled by 2, or by 3 in place (CRAFT's last pooling)."""
        value = maps[self.name]
        if self.pooled == 2:
            return functional.max_pool2d(value, 2)
        return functional.max_pool2d(value, 3, stride=1, padding=1) if self.pooled == 3 else value


@dataclass(frozen=True, slots=True)
class Layer:
    """Named sum of convolutions, with or without the bend after it."""

    name: str
    sources: tuple[Source, ...]
    bent: bool = True


def _trunk(name: str, source: str, pooled: int = 0, bent: bool = True) -> Layer:
    return Layer(name, (Source(source, pooled=pooled),), bent)


def _joined(name: str, below: str, beside: str) -> Layer:
    return Layer(name, (Source(below, kernel=1, enlarged=True), Source(beside, kernel=1)))


LAYERS = (
    _trunk("t0", IMAGE),
    _trunk("t3", "t0"),
    _trunk("t7", "t3", pooled=2),
    _trunk("t10", "t7"),
    _trunk("t14", "t10", pooled=2),
    _trunk("t17", "t14"),
    _trunk("t20", "t17"),
    _trunk("t24", "t20", pooled=2),
    _trunk("t27", "t24"),
    _trunk("t30", "t27"),
    _trunk("t34", "t30", pooled=2),
    _trunk("t37", "t34", bent=False),
    Layer("u1", (Source("t37", dilation=6, pooled=3), Source("t37", kernel=1))),
    _trunk("k1", "u1"),
    _joined("u2", "k1", "t27"),
    _trunk("k2", "u2"),
    _joined("u3", "k2", "t17"),
    _trunk("k3", "u3"),
    _joined("u4", "k3", "t10"),
    _trunk("k4", "u4"),
    _trunk("c0", "k4"),
    _trunk("c2", "c0"),
    _trunk("c4", "c2"),
    Layer("c6", (Source("c4", kernel=1),)),
    Layer("c8", (Source("c6", kernel=1),), bent=False),
)
"""t: the trunk, by its numbers in VGG-16; u, k: the U network's 1×1 and 3×3 convolutions; c: those that end in scores."""

CRAFT_WIDTHS = {
    "t0": 64, "t3": 64, "t7": 128, "t10": 128, "t14": 256, "t17": 256, "t20": 256,
    "t24": 512, "t27": 512, "t30": 512, "t34": 512, "t37": 512,
    "u1": 512, "k1": 256, "u2": 256, "k2": 128, "u3": 128, "k3": 64, "u4": 64, "k4": 32,
    "c0": 32, "c2": 32, "c4": 16, "c6": 16, "c8": 2,
}  # fmt: skip
"""Channels of the official network (easyocr/craft.py)."""


class Detector(nn.Module):
    """(N, 3, H, W) normalised → (N, H/2, W/2, 2) text and link scores; H and W multiples of 32."""

    def __init__(self, widths: Mapping[str, int]) -> None:
        super().__init__()
        self.widths = dict(widths)
        channels = {IMAGE: 3, **widths}
        self.convolutions = nn.ModuleDict()
        for layer in LAYERS:
            for number, source in enumerate(layer.sources):
                self.convolutions[f"{layer.name}_{number}"] = nn.Conv2d(
                    channels[source.name],
                    channels[layer.name],
                    source.kernel,
                    padding=source.dilation * (source.kernel // 2),
                    dilation=source.dilation,
                    bias=number == 0,
                )

    def forward(self, pixels: Tensor) -> Tensor:
        """The scores of normalised pixels."""
        maps = {IMAGE: pixels}
        for _layer in self.run(maps):
            pass
        return maps[LAYERS[-1].name].permute(0, 2, 3, 1)

    def run(self, maps: dict[str, Tensor]) -> Iterator[Layer]:
        """Fills `maps`, which holds the image, layer by layer; yields each layer once its map is there."""
        for layer in LAYERS:
            maps[layer.name] = self.one(layer, maps)
            yield layer

    def one(self, layer: Layer, maps: Mapping[str, Tensor]) -> Tensor:
        """The map of one layer from those before it."""
        parts = [
            self.convolutions[f"{layer.name}_{number}"](source.ready(maps))
            for number, source in enumerate(layer.sources)
        ]
        total = parts[-1]
        for source, part in zip(layer.sources[:-1], parts[:-1], strict=True):
            total = total + (enlarged(part, total) if source.enlarged else part)
        return functional.relu(total) if layer.bent else total


def enlarged(value: Tensor, like: Tensor) -> Tensor:
    """`value` enlarged to the height and width of `like`, as CRAFT does."""
    return functional.interpolate(value, size=like.shape[2:], mode="bilinear", align_corners=False)


def from_craft(network: nn.Module) -> Detector:
    """The official network (easyocr.craft.CRAFT, with its weights) in this form: the same scores but for rounding."""
    parts: dict[str, Any] = dict(network.named_modules())
    ours = Detector(CRAFT_WIDTHS)
    numbers = {"slice1": (0, 3, 7, 10), "slice2": (14, 17), "slice3": (20, 24, 27), "slice4": (30, 34, 37)}
    folded = {
        f"t{number}": _folded(parts[f"basenet.{part}.{number}"], parts[f"basenet.{part}.{number + 1}"])
        for part, members in numbers.items()
        for number in members
    }
    for level in (1, 2, 3, 4):
        folded[f"u{level}"] = _folded(parts[f"upconv{level}.conv.0"], parts[f"upconv{level}.conv.1"])
        folded[f"k{level}"] = _folded(parts[f"upconv{level}.conv.3"], parts[f"upconv{level}.conv.4"])
    for number in (0, 2, 4, 6, 8):
        last = parts[f"conv_cls.{number}"]
        folded[f"c{number}"] = last.weight.data, last.bias.data
    for name, (weight, bias) in folded.items():
        below = ours.convolutions[f"{name}_0"]
        if name in ("u2", "u3", "u4"):
            below.weight.data = weight[:, : below.in_channels]
            ours.convolutions[f"{name}_1"].weight.data = weight[:, below.in_channels :]
        elif name == "u1":
            six, seven = parts["basenet.slice5.1"], parts["basenet.slice5.2"]
            from_seven = weight[:, : seven.out_channels, 0, 0]
            to_seven = from_seven @ seven.weight.data[..., 0, 0]
            below.weight.data = torch.einsum("oc,cihw->oihw", to_seven, six.weight.data)
            bias = bias + from_seven @ seven.bias.data + to_seven @ six.bias.data
            ours.convolutions["u1_1"].weight.data = weight[:, seven.out_channels :]
        else:
            below.weight.data = weight
        below.bias.data = bias
    return ours.eval()


def _folded(convolution: Any, norm: Any) -> tuple[Tensor, Tensor]:
    """Weights and bias of a convolution with the batch norm after it."""
    scale = norm.weight.data / torch.sqrt(norm.running_var + norm.eps)
    bias = norm.bias.data + (convolution.bias.data - norm.running_mean) * scale
    return convolution.weight.data * scale[:, None, None, None], bias
