"""EasyOCR's two torch networks → OpenVINO models that take pixels as they are.

Separate because it is the only place where networks change their form. Imports torch, easyocr and nncf when called: build only.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocr.models import sources
from ocr.models.runtime import openvino as ov
from ocr.models.torchvision_ops import make_torchvision_importable

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_DEVIATION = (0.229, 0.224, 0.225)
"""Per channel R, G, B of 0–1 pixels, as easyocr/imgproc.py normalises."""

FIRST_CHANNELS = 32
"""Filters of a recogniser's first convolution come in multiples of this: behind 24 the code that oneDNN makes for AMX takes 9 MB more
for each of the wide shapes, and more time (docs/decisions/0217)."""


def normalised(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(N, H, W, 3) RGB as a detector's input (N, 3, H, W), as easyocr/imgproc.py normalises."""
    mean, deviation = np.array(IMAGENET_MEAN, np.float32), np.array(IMAGENET_DEVIATION, np.float32)
    return np.ascontiguousarray(((pixels / np.float32(255) - mean) / deviation).transpose(0, 3, 1, 2))


def torch_detector(detector: sources.Detector) -> Any:
    """A detector with verified weights, CRAFT or a narrow one.

    A torch module, ready to infer: (N, 3, H, W) normalised → (N, H/2, W/2, 2) text and link scores.
    """
    from ocr.models import narrow

    if detector.widths is None:
        return narrow.from_craft(torch_craft())
    network = narrow.Detector(detector.widths)
    network.load_state_dict(_state(detector.weights))
    return network.eval()


def torch_craft() -> Any:
    """CRAFT as EasyOCR defines it, with verified weights; gives its score maps (N, H/2, W/2, 2) and its last features."""
    make_torchvision_importable()
    from easyocr.craft import CRAFT

    network = CRAFT()
    network.load_state_dict(_state(sources.detector("craft").weights))
    return network.eval()


def torch_recogniser(recogniser: sources.Recogniser) -> Any:
    """The recogniser with verified weights, giving probabilities.

    A torch module, ready to infer: (N, 1, H, W) in −1…1 → (N, T, classes), class 0 the blank. The mean over height
    is EasyOCR's adaptive pooling written so that it exports.
    """
    import torch

    class Probabilities(torch.nn.Module):
        def __init__(self, network: Any) -> None:
            super().__init__()
            self.network = network

        def forward(self, pixels: torch.Tensor) -> torch.Tensor:
            features = self.network.FeatureExtraction(pixels).mean(2).permute(0, 2, 1)
            logits = self.network.Prediction(self.network.SequenceModeling(features))
            return torch.softmax(logits / recogniser.temperature, dim=-1)

    network = easyocr_network(recogniser)
    _fill_up_first(network.FeatureExtraction.ConvNet)
    return Probabilities(network).eval()


def _fill_up_first(layers: Any) -> None:
    """Gives the first convolution (in place) FIRST_CHANNELS' next multiple of filters, the new ones of zeros: every score stays what it was."""
    import torch

    pad = torch.nn.functional.pad
    first, second = [place for place, layer in enumerate(layers) if isinstance(layer, torch.nn.Conv2d)][:2]
    one, other = layers[first], layers[second]
    channels = one.out_channels
    more = -channels % FIRST_CHANNELS
    wider: Any = torch.nn.Conv2d(one.in_channels, channels + more, one.kernel_size, one.stride, one.padding)
    after: Any = torch.nn.Conv2d(channels + more, other.out_channels, other.kernel_size, other.stride, other.padding)
    with torch.no_grad():
        wider.weight.copy_(pad(one.weight, (0, 0, 0, 0, 0, 0, 0, more)))
        wider.bias.copy_(pad(one.bias, (0, more)))
        after.weight.copy_(pad(other.weight, (0, 0, 0, 0, 0, more)))
        after.bias.copy_(other.bias)
    layers[first], layers[second] = wider, after


def easyocr_network(recogniser: sources.Recogniser) -> Any:
    """The recogniser as EasyOCR's own module, with verified weights: (N, 1, H, W) in −1…1 → logits (N, T, classes)."""
    make_torchvision_importable()
    from easyocr.model.vgg_model import Model

    network = Model(
        input_channel=1,
        output_channel=recogniser.channels,
        hidden_size=recogniser.states,
        num_class=len(recogniser.characters) + 1,
    )
    network.load_state_dict(_state(recogniser.weights))
    return network.eval()


def export_detector(network: Any) -> Any:
    """OpenVINO model: (1, H, W, 3) uint8 RGB, H and W multiples of 32 → (1, H/2, W/2, 2) float32."""
    import torch

    model = ov.convert_model(network, example_input=torch.zeros(1, 3, 256, 256))
    model.reshape([1, 3, -1, -1])
    steps = ov.preprocess.PrePostProcessor(model)
    steps.input().tensor().set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC"))
    steps.input().model().set_layout(ov.Layout("NCHW"))
    scaled = steps.input().preprocess().convert_element_type(ov.Type.f32)
    scaled.mean([255 * value for value in IMAGENET_MEAN]).scale([255 * value for value in IMAGENET_DEVIATION])
    return steps.build()


def export_recogniser(network: Any, height: int) -> Any:
    """OpenVINO model: (N, 1, height, W) uint8 grey → (N, T, classes) float32 probabilities, T = W/4 − 1."""
    import torch

    model = ov.convert_model(network, example_input=torch.zeros(2, 1, height, 256))
    model.reshape([-1, 1, height, -1])
    steps = ov.preprocess.PrePostProcessor(model)
    steps.input().tensor().set_element_type(ov.Type.u8)
    steps.input().preprocess().convert_element_type(ov.Type.f32).mean(127.5).scale(127.5)
    return steps.build()


def quantised_detector(model: Any, canvases: Sequence[NDArray[np.uint8]]) -> Any:
    """The detector in int8, its ranges taken from `canvases`, each (1, H, W, 3) uint8."""
    import nncf

    return _quantised(model, canvases, nncf.IgnoredScope())


def quantised_recogniser(model: Any, lines: Sequence[NDArray[np.uint8]]) -> Any:
    """The recogniser with int8 convolutions between the first and the last, ranges from `lines`, (1, 1, H, W) uint8.

    With those two and the recurrent layers left as they are it reads as bf16 does; with them in int8 one drawn line
    in thirty changed (docs/decisions/0202).
    """
    import nncf

    convolutions = [op.get_friendly_name() for op in model.get_ordered_ops() if op.get_type_name() == "Convolution"]
    kept = nncf.IgnoredScope(names=[convolutions[0], convolutions[-1]], types=["LSTMSequence", "MatMul"])
    return _quantised(model, lines, kept)


def _quantised(model: Any, samples: Sequence[NDArray[np.uint8]], ignored_scope: Any) -> Any:
    """NNCF's post-training quantisation: symmetric weights, asymmetric activations, fast bias correction."""
    import nncf

    logging.getLogger("nncf").setLevel(logging.ERROR)
    return nncf.quantize(
        model,
        nncf.Dataset(samples),
        preset=nncf.QuantizationPreset.MIXED,
        subset_size=len(samples),
        ignored_scope=ignored_scope,
    )


def _state(weights: sources.Weights) -> dict[str, Any]:
    import torch

    state = torch.load(sources.verified(weights), map_location="cpu", weights_only=True)
    return {key.removeprefix("module."): value.float() for key, value in state.items()}
