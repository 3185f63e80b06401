"""The recogniser's network: EasyOCR's second generation (VGG, two bidirectional LSTMs, CTC head).

Separate and importing torch only, because `training.export` copies this very file beside the weights as the module
that stock EasyOCR loads for a custom `recog_network`. Attribute names are those of EasyOCR's published weights.
"""

from collections.abc import Mapping

import torch
from torch import Tensor, nn


class VggFeatures(nn.Module):
    """Turns (N, 1, H, W) grey lines into (N, output_channel, H/16 - 1, W/4 - 1) features."""

    def __init__(self, input_channel: int, output_channel: int) -> None:
        super().__init__()
        first, second, third, last = output_channel // 8, output_channel // 4, output_channel // 2, output_channel
        self.ConvNet = nn.Sequential(
            nn.Conv2d(input_channel, first, 3, 1, 1),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2, 2),
            nn.Conv2d(first, second, 3, 1, 1),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2, 2),
            nn.Conv2d(second, third, 3, 1, 1),
            nn.ReLU(inplace=True),
            nn.Conv2d(third, third, 3, 1, 1),
            nn.ReLU(inplace=True),
            nn.MaxPool2d((2, 1), (2, 1)),
            nn.Conv2d(third, last, 3, 1, 1, bias=False),
            nn.BatchNorm2d(last),
            nn.ReLU(inplace=True),
            nn.Conv2d(last, last, 3, 1, 1, bias=False),
            nn.BatchNorm2d(last),
            nn.ReLU(inplace=True),
            nn.MaxPool2d((2, 1), (2, 1)),
            nn.Conv2d(last, last, 2, 1, 0),
            nn.ReLU(inplace=True),
        )

    def forward(self, lines: Tensor) -> Tensor:
        """Features of the lines, one column per four pixels."""
        features: Tensor = self.ConvNet(lines)
        return features


class BidirectionalLstm(nn.Module):
    """Reads a sequence both ways and projects it to `output_size`."""

    def __init__(self, input_size: int, hidden_size: int, output_size: int) -> None:
        super().__init__()
        self.rnn = nn.LSTM(input_size, hidden_size, bidirectional=True, batch_first=True)
        self.linear = nn.Linear(hidden_size * 2, output_size)

    def forward(self, sequence: Tensor) -> Tensor:
        """Contextual features, (N, T, output_size)."""
        recurrent, _ = self.rnn(sequence)
        projected: Tensor = self.linear(recurrent)
        return projected


class Model(nn.Module):
    """The recogniser as EasyOCR constructs it: `Model(num_class=…, **network_params)`."""

    def __init__(self, input_channel: int, output_channel: int, hidden_size: int, num_class: int) -> None:
        super().__init__()
        self.FeatureExtraction = VggFeatures(input_channel, output_channel)
        self.SequenceModeling = nn.Sequential(
            BidirectionalLstm(output_channel, hidden_size, hidden_size),
            BidirectionalLstm(hidden_size, hidden_size, hidden_size),
        )
        self.Prediction = nn.Linear(hidden_size, num_class)

    def forward(self, lines: Tensor, text: Tensor | None = None) -> Tensor:
        """Logits (N, W/4 - 1, classes), class 0 the CTC blank; `text` is EasyOCR's unused second argument."""
        features = self.FeatureExtraction(lines).mean(dim=2).permute(0, 2, 1)
        logits: Tensor = self.Prediction(self.SequenceModeling(features.contiguous()))
        return logits


def load_state(path: str) -> dict[str, Tensor]:
    """The weights in `path` as float32 without EasyOCR's `module.` prefix; pickled code is never run."""
    state: dict[str, Tensor] = torch.load(path, map_location="cpu", weights_only=True)
    return {
        name.removeprefix("module."): value.float() if value.is_floating_point() else value
        for name, value in state.items()
    }


def sizes_of(state: Mapping[str, Tensor]) -> dict[str, int]:
    """The `network_params` of weights: what EasyOCR's `Model` is constructed with, besides the number of classes."""
    hidden, channels = (
        state["SequenceModeling.0.linear.weight"].shape[0],
        state["FeatureExtraction.ConvNet.18.bias"].shape[0],
    )
    return {"input_channel": 1, "output_channel": channels, "hidden_size": hidden}


def model_of(state: Mapping[str, Tensor]) -> Model:
    """The recogniser with these weights."""
    model = Model(num_class=len(state["Prediction.bias"]), **sizes_of(state))
    model.load_state_dict(state)
    return model
