"""Makes a narrow recogniser that starts with a wide one's skill: `python -m training.narrow_recogniser --width 192 --out FILE`.

Separate from `training.narrow`, whose network it is not, and from `training.train`, which then trains what this leaves. Layer
by layer the channels are kept from which the others follow best, and the weights on them are fitted by least squares to what
the wide network computes there, looking at the narrow layers before it: convolutions and projections as in `training.narrow`;
the gates of an LSTM, which are linear in its input and its last state, as if that state were the wide network's.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.data import batches
from training.export import half_state
from training.narrow import kept_channels, least_squares
from training.network import BidirectionalLstm, Model, load_state, model_of
from training.shards import read_shards
from training.strings import CHARACTERS
from training.train import to_input

GROUPS = 2
"""Groups of drawn lines (`training.data`) that the least squares look at: a thousand lines."""

PLACES = 40_000
"""Places in all maps of a layer, drawn evenly, that its least squares look at."""


def fitted(teacher: Model, lines: Sequence[Tensor], width: int, seed: int) -> Model:
    """A recogniser of `width` channels and states, fitted to `teacher` on batches of lines (N, 1, H, W) in −1…1."""
    generator = torch.Generator().manual_seed(seed)
    student = Model(1, width, width, len(CHARACTERS) + 1).requires_grad_(False).eval()
    with torch.inference_mode():
        theirs, ours = _fit_features(teacher, student, list(lines), generator)
        first, last = teacher.SequenceModeling
        theirs, ours = _fit_recurrent(first, student.SequenceModeling[0], theirs, ours, _use_by_lstm(last.rnn))
        _fit_last(teacher, student, theirs, ours)
    return student


def _fit_features(
    teacher: Model, student: Model, lines: list[Tensor], generator: torch.Generator
) -> tuple[list[Tensor], list[Tensor]]:
    """Fits the convolutions; both networks' features (N, T, channels) of each batch."""
    theirs, ours = lines, list(lines)
    wide, narrow = list(teacher.FeatureExtraction.ConvNet), list(student.FeatureExtraction.ConvNet)
    places = [number for number, part in enumerate(wide) if isinstance(part, nn.Conv2d)]
    kept = [0]
    for place, following in zip(places, [*places[1:], len(wide)], strict=True):
        norm = isinstance(wide[place + 1], nn.BatchNorm2d)
        unbent = [wide[place + 1](wide[place](maps)) if norm else wide[place](maps) for maps in theirs]
        use = (
            _use((wide[following].weight,)) if following < len(wide) else _use_by_lstm(teacher.SequenceModeling[0].rnn)
        )
        chosen = [_places(maps, PLACES // len(unbent), generator) for maps in unbent]
        targets = torch.cat([maps.movedim(1, -1)[at] for maps, at in zip(unbent, chosen, strict=True)])
        inputs = torch.cat([_taps(maps, wide[place], at) for maps, at in zip(ours, chosen, strict=True)])
        kept = kept_channels(targets[::3].relu(), use, narrow[place].out_channels)
        weights, bias = least_squares(inputs, targets[:, kept])
        narrow[place].weight.copy_(weights.reshape(narrow[place].weight.shape))
        if norm:
            _as_bias(narrow[place + 1], bias)
        else:
            narrow[place].bias.copy_(bias)
        rest = nn.Sequential(*(part for part in wide[place + 1 : following] if not isinstance(part, nn.BatchNorm2d)))
        theirs = [rest(maps) for maps in unbent]
        after = nn.Sequential(*narrow[place:following])
        ours = [after(maps) for maps in ours]
        _report(f"convolution {place}", [maps[:, kept] for maps in theirs], ours)
    return [maps.mean(2).permute(0, 2, 1) for maps in theirs], [maps.mean(2).permute(0, 2, 1) for maps in ours]


def _places(maps: Tensor, count: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Image, row and column of `count` pixels of the maps (N, C, H, W)."""
    sizes = (maps.shape[0], maps.shape[2], maps.shape[3])
    drawn = [torch.randint(size, (count,), generator=generator) for size in sizes]
    return drawn[0], drawn[1], drawn[2]


def _taps(maps: Tensor, convolution: nn.Conv2d, places: tuple[Tensor, Tensor, Tensor]) -> Tensor:
    """What the convolution looks at for the given pixels of its output: (places, channels × taps)."""
    rows, columns = convolution.kernel_size
    reach = int(convolution.padding[0])
    padded = functional.pad(maps, (reach, reach, reach, reach)).movedim(1, -1)
    image, y, x = places
    taps = [padded[image, y + row, x + column] for row in range(rows) for column in range(columns)]
    return torch.stack(taps, dim=2).flatten(1)


def _as_bias(norm: nn.BatchNorm2d, bias: Tensor) -> None:
    """Makes the batch norm add `bias` and nothing else."""
    norm.running_mean.zero_()
    norm.running_var.fill_(1.0 - norm.eps)
    norm.weight.fill_(1.0)
    norm.bias.copy_(bias)


def _use(weights: Sequence[Tensor]) -> Tensor:
    """How strongly weights (outputs, inputs, …) look at each input: their norm over all else."""
    flat = torch.cat([weight.movedim(1, 0).flatten(1) for weight in weights], dim=1)
    return flat.norm(dim=1)


def _use_by_lstm(rnn: nn.LSTM) -> Tensor:
    """How strongly an LSTM looks at each of its inputs."""
    return _use((rnn.weight_ih_l0, rnn.weight_ih_l0_reverse))


def _fit_states(wide: nn.LSTM, narrow: nn.LSTM, theirs: list[Tensor], ours: list[Tensor], look: Tensor) -> list[Tensor]:
    """Fits both directions; the wide network's states (N, T, 2 × its size) of each batch. `look`: use of each state."""
    states = [wide(sequence)[0] for sequence in theirs]
    size = wide.hidden_size
    for number, suffix in enumerate(("", "_reverse")):
        own = [part[..., number * size : (number + 1) * size] for part in states]
        before = [_shifted(part, backwards=bool(number)) for part in own]
        from_input, from_state = getattr(wide, f"weight_ih_l0{suffix}"), getattr(wide, f"weight_hh_l0{suffix}")
        bias = getattr(wide, f"bias_ih_l0{suffix}") + getattr(wide, f"bias_hh_l0{suffix}")
        use = (look[number * size : (number + 1) * size].square() + _use((from_state,)).square()).sqrt()
        flat = torch.cat([part.flatten(0, 1) for part in own])
        kept = kept_channels(flat[::4], use, narrow.hidden_size)
        gates = torch.cat([torch.tensor(kept) + gate * size for gate in range(4)])
        wanted = [
            (sequence @ from_input.T + state @ from_state.T + bias)[..., gates].flatten(0, 1)
            for sequence, state in zip(theirs, before, strict=True)
        ]
        seen = [
            torch.cat([sequence, state[..., kept]], dim=2).flatten(0, 1)
            for sequence, state in zip(ours, before, strict=True)
        ]
        weights, offset = least_squares(torch.cat(seen), torch.cat(wanted))
        getattr(narrow, f"weight_ih_l0{suffix}").copy_(weights[:, : narrow.input_size])
        getattr(narrow, f"weight_hh_l0{suffix}").copy_(weights[:, narrow.input_size :])
        getattr(narrow, f"bias_ih_l0{suffix}").copy_(offset)
        getattr(narrow, f"bias_hh_l0{suffix}").zero_()
        _report(
            f"states{suffix}",
            [part[..., kept].movedim(-1, 1) for part in own],
            [
                narrow(sequence)[0][..., number * narrow.hidden_size : (number + 1) * narrow.hidden_size].movedim(-1, 1)
                for sequence in ours
            ],
        )
    return states


def _shifted(states: Tensor, *, backwards: bool) -> Tensor:
    """The state before each step in the order of reading; zero before the first."""
    return functional.pad(states[:, 1:], (0, 0, 0, 1)) if backwards else functional.pad(states[:, :-1], (0, 0, 1, 0))


def _fit_recurrent(
    wide: BidirectionalLstm, narrow: BidirectionalLstm, theirs: list[Tensor], ours: list[Tensor], look: Tensor
) -> tuple[list[Tensor], list[Tensor]]:
    """Fits an LSTM and its projection; both networks' projected sequences."""
    states = _fit_states(wide.rnn, narrow.rnn, theirs, ours, _use((wide.linear.weight,)))
    projected = [wide.linear(part) for part in states]
    targets = torch.cat([part.flatten(0, 1) for part in projected])
    kept = kept_channels(targets[::4], look, narrow.linear.out_features)
    inputs = torch.cat([narrow.rnn(sequence)[0].flatten(0, 1) for sequence in ours])
    weights, bias = least_squares(inputs, targets[:, kept])
    narrow.linear.weight.copy_(weights)
    narrow.linear.bias.copy_(bias)
    return projected, [narrow(sequence) for sequence in ours]


def _fit_last(teacher: Model, student: Model, theirs: list[Tensor], ours: list[Tensor]) -> None:
    """Fits the last LSTM, its projection and the prediction: the two are one map to the classes, parted by its singular values."""
    wide, narrow = teacher.SequenceModeling[1], student.SequenceModeling[1]
    states = _fit_states(wide.rnn, narrow.rnn, theirs, ours, _use((teacher.Prediction.weight @ wide.linear.weight,)))
    logits = torch.cat([teacher.Prediction(wide.linear(part)).flatten(0, 1) for part in states])
    inputs = torch.cat([narrow.rnn(sequence)[0].flatten(0, 1) for sequence in ours])
    weights, bias = least_squares(inputs, logits)
    left, singular, right = torch.linalg.svd(weights, full_matrices=False)
    rank = min(len(singular), narrow.linear.out_features)
    root = singular[:rank].sqrt()
    narrow.linear.weight.zero_()
    narrow.linear.bias.zero_()
    narrow.linear.weight[:rank] = root[:, None] * right[:rank]
    student.Prediction.weight.zero_()
    student.Prediction.weight[:, :rank] = left[:, :rank] * root
    student.Prediction.bias.copy_(bias)


def _report(name: str, theirs: Sequence[Tensor], ours: Sequence[Tensor]) -> None:
    """Says how much of what the wide network computes in the kept channels the narrow one misses."""
    wanted = torch.cat([maps.movedim(1, 0).flatten(1) for maps in theirs[:4]], dim=1)
    found = torch.cat([maps.movedim(1, 0).flatten(1) for maps in ours[:4]], dim=1)
    lost = float((found - wanted).square().mean() / wanted.var())
    print(f"{name}: {len(wanted)} channels, {lost:.4f} of the variance lost", flush=True)


def main() -> None:
    """Fits and writes float16 weights that `training.train --base` starts from."""
    parser = argparse.ArgumentParser(prog="python -m training.narrow_recogniser")
    parser.add_argument("--base", type=Path, required=True, help="weights of the wide network")
    parser.add_argument(
        "--width", type=int, default=192, help="channels of the last convolutions, and states of an LSTM"
    )
    parser.add_argument("--pages", type=Path, help="folder of crops cut from drawn pages (training.pages)")
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    page_lines = read_shards(arguments.pages) if arguments.pages else ()
    drawn = [batch for group in range(GROUPS) for batch in batches(arguments.seed, group, page_lines)]
    lines = [to_input(batch.images) for batch in drawn]
    student = fitted(model_of(load_state(str(arguments.base))).eval(), lines, arguments.width, arguments.seed)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(half_state(student.state_dict()), arguments.out)


if __name__ == "__main__":
    main()
