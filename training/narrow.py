"""Makes a narrow detector that gives CRAFT's scores at a fifth of its arithmetic.

Separate from the recogniser's training, with which it shares only the drawings. Two steps. First each layer in turn keeps
the channels from which the others follow best (QR with pivoting over their outputs, weighed by what the next layers make of
them), and its convolution, which looks at the narrow layers before it, is fitted by least squares to what CRAFT computes there
(He et al. 2017, Channel pruning for accelerating very deep neural networks, ICCV). Then the whole learns CRAFT's score maps
(Hinton et al. 2015, Distilling the knowledge in a neural network). `python -m training.narrow --minutes 50` reads the shards of `training.canvases`.
"""

import argparse
import csv
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.linalg import qr
from torch import Tensor
from torch.nn import functional

from ocr.models import export, narrow, sources
from ocr.models.narrow import IMAGE, LAYERS, Detector, Layer, enlarged
from ocr.models.parity import SCORE_THRESHOLD
from ocr.models.sources import CRAFT_SHA256, file_sha256

NAME = "craft_narrow"
WIDTHS = {
    "t0": 16, "t3": 32, "t7": 64, "t10": 64, "t14": 96, "t17": 128, "t20": 128,
    "t24": 192, "t27": 192, "t30": 192, "t34": 192, "t37": 192,
    "u1": 192, "k1": 128, "u2": 128, "k2": 64, "u3": 64, "k3": 32, "u4": 32, "k4": 32,
    "c0": 16, "c2": 16, "c4": 16, "c6": 16, "c8": 2,
}  # fmt: skip
"""Channels of the narrow network: multiples of 16, a vector's width, and fewest where the maps are largest."""

FITTED_WINDOWS, PLACES = 64, 400
"""Windows that the least squares look at, and places in a map of each, half of them where there is text."""

RIDGE = 1e-4
"""Of the mean square of the inputs: keeps channels that all but repeat each other from large opposite weights."""

PEAK_RATE, WARM_UP_STEPS, BATCH = 2e-4, 30, 4
AVERAGE_DECAY = 0.998
TEXT_WEIGHT = 4.0
"""How much more an error counts where CRAFT or the network sees text: nine tenths of a map are paper."""

HUBER = 0.08
"""Of a score between 0 and 1."""

FROZEN = ("t0", "t3")
"""Layers the fit left with next to no error; their maps are the largest, so not learning them spares much of a step."""

CHECKPOINT_S = 120.0


class Trained(NamedTuple):
    """How long a network was distilled."""

    steps: int
    minutes: float


NOTHING = Trained(0, 0.0)


def normalised(pixels: NDArray[np.uint8]) -> Tensor:
    """(N, H, W, 3) RGB as the network's input (N, 3, H, W), channels last in memory."""
    return torch.from_numpy(export.normalised(pixels)).contiguous(memory_format=torch.channels_last)


def read_windows(folder: Path, split: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """All windows of a split and their scores, as `training.canvases` wrote them."""
    shards = [np.load(path) for path in sorted(folder.glob(f"{split}-*.npz"))]
    return np.concatenate([s["pixels"] for s in shards]), np.concatenate([s["scores"] for s in shards])


def _places(generator: torch.Generator, size: int, text: Tensor) -> Tensor:
    """Indices of PLACES pixels of a square map `size` wide, half of them drawn where `text` (1, 1, h, w) is seen."""
    seen = functional.interpolate(text, size=(size, size), mode="nearest").flatten() > 0.1
    weights = torch.where(seen, 1.0 / max(1, int(seen.sum())), 0.0) + 1.0 / seen.numel()
    return torch.multinomial(weights, min(PLACES, size * size), replacement=False, generator=generator)


def _columns(layer: Layer, maps: dict[str, Tensor], places: Tensor, like: Tensor) -> Tensor:
    """What the layer's convolutions look at in `places` of its map, as large as `like`: (places, inputs), sources side by side."""
    size = like.shape[-1]
    ys, xs = places // size, places % size
    parts = []
    for source in layer.sources:
        value = source.ready(maps)
        if source.enlarged:
            value = enlarged(value, like)
        reach = source.dilation * (source.kernel // 2)
        padded = functional.pad(value[0], (reach, reach, reach, reach))
        taps = [
            padded[:, ys + dy * source.dilation, xs + dx * source.dilation]
            for dy in range(source.kernel)
            for dx in range(source.kernel)
        ]
        parts.append(torch.stack(taps, dim=2).permute(1, 0, 2).flatten(1))  # (places, channels × taps)
    return torch.cat(parts, dim=1)


def _use_of(teacher: Detector, name: str) -> Tensor:
    """How strongly the layers after it look at each channel of a layer: the norm of their weights on it."""
    total = torch.zeros(teacher.widths[name])
    for layer in LAYERS:
        for number, source in enumerate(layer.sources):
            if source.name == name:
                total += teacher.convolutions[f"{layer.name}_{number}"].weight.data.square().sum(dim=(0, 2, 3))
    return total.sqrt()


def kept_channels(outputs: Tensor, use: Tensor, count: int) -> list[int]:
    """The `count` channels of (places, channels) outputs from which the others follow best."""
    if count >= outputs.shape[1]:
        return list(range(outputs.shape[1]))
    weighed = ((outputs - outputs.mean(dim=0)) * use).double().numpy()
    pivots = qr(weighed, mode="r", pivoting=True)[1]
    return sorted(int(pivot) for pivot in pivots[:count])


def fitted(teacher: Detector, windows: NDArray[np.uint8], widths: dict[str, int], seed: int) -> Detector:
    """The narrow network after the layer by layer fit."""
    generator = torch.Generator().manual_seed(seed)
    student = Detector(widths).requires_grad_(False).eval()
    with torch.inference_mode():
        theirs = [{IMAGE: normalised(window[None])} for window in windows]
        texts = [teacher(maps[IMAGE])[..., :1].permute(0, 3, 1, 2) for maps in theirs]
    ours = [dict(maps) for maps in theirs]
    kept: dict[str, list[int]] = {}
    for layer in LAYERS:
        wanted, seen = [], []
        with torch.inference_mode():
            for their, our, text in zip(theirs, ours, texts, strict=True):
                unbent = teacher.one(replace(layer, bent=False), their)
                places = _places(generator, unbent.shape[-1], text)
                wanted.append(unbent[0].flatten(1)[:, places].T)
                seen.append(_columns(layer, our, places, unbent))
                their[layer.name] = functional.relu(unbent) if layer.bent else unbent
        targets, inputs = torch.cat(wanted), torch.cat(seen)
        bent = targets.relu() if layer.bent else targets
        kept[layer.name] = kept_channels(
            bent[:: max(1, len(bent) // 8000)], _use_of(teacher, layer.name), widths[layer.name]
        )
        _solve(student, layer, inputs, targets[:, kept[layer.name]])
        with torch.inference_mode():
            for our in ours:
                our[layer.name] = student.one(layer, our)
            _report(layer.name, kept[layer.name], theirs, ours)
        _forget(theirs, ours, layer)
    return student


def _report(
    name: str, kept: Sequence[int], theirs: Sequence[dict[str, Tensor]], ours: Sequence[dict[str, Tensor]]
) -> None:
    """Says how much of what CRAFT computes in the kept channels the narrow layer misses, over a few windows."""
    wanted = torch.cat([maps[name][0, kept].flatten(1) for maps in theirs[:8]], dim=1)
    found = torch.cat([maps[name][0].flatten(1) for maps in ours[:8]], dim=1)
    lost = float((found - wanted).square().mean() / wanted.var())
    print(f"{name}: {len(kept)} channels, {lost:.4f} of the variance lost", flush=True)


def least_squares(inputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    """Weights (outputs, inputs) and bias of the ridge regression of targets (n, outputs) over inputs (n, inputs)."""
    mean_in, mean_out = inputs.double().mean(dim=0), targets.double().mean(dim=0)
    centred = inputs.double() - mean_in
    gram = centred.T @ centred
    gram += torch.eye(len(gram), dtype=gram.dtype) * (RIDGE * gram.diagonal().mean())
    weights = torch.linalg.solve(gram, centred.T @ (targets.double() - mean_out)).T
    return weights.float(), (mean_out - weights @ mean_in).float()


def _solve(student: Detector, layer: Layer, inputs: Tensor, targets: Tensor) -> None:
    """Sets the layer's weights to the least squares of targets (n, channels) over inputs (n, taps), with a bias."""
    weights, bias = least_squares(inputs, targets)
    start = 0
    for number in range(len(layer.sources)):
        convolution = student.convolutions[f"{layer.name}_{number}"]
        size = convolution.weight[0].numel()
        convolution.weight.data = weights[:, start : start + size].reshape(convolution.weight.shape)
        start += size
    student.convolutions[f"{layer.name}_0"].bias.data = bias


def _forget(theirs: Sequence[dict[str, Tensor]], ours: Sequence[dict[str, Tensor]], layer: Layer) -> None:
    """Lets go the maps that no later layer looks at."""
    later = {source.name for after in LAYERS[LAYERS.index(layer) + 1 :] for source in after.sources}
    for maps in (*theirs, *ours):
        for name in set(maps) - later - {layer.name}:
            del maps[name]


def loss_of(scores: Tensor, wanted: Tensor) -> Tensor:
    """Mean Huber loss of score maps (N, H, W, 2), more where either shows text.

    An error beyond HUBER counts by its size, not its square: where CRAFT itself wavers (bars, single boxed digits) the
    narrow network may differ, and must not learn from little else.
    """
    weight = 1 + TEXT_WEIGHT * (torch.maximum(scores.detach(), wanted).amax(dim=3, keepdim=True) > 0.1)
    return (weight * functional.smooth_l1_loss(scores, wanted, reduction="none", beta=HUBER)).mean()


def disagreement(student: Detector, windows: NDArray[np.uint8], scores: NDArray[np.uint8]) -> tuple[float, float]:
    """Share of map pixels on the other side of EasyOCR's threshold than CRAFT's, of text and of links; of all text pixels."""
    wrong, seen = np.zeros(2), np.zeros(2)
    with torch.inference_mode():
        for start in range(0, len(windows), BATCH):
            ours = student(normalised(windows[start : start + BATCH])).numpy() > SCORE_THRESHOLD
            theirs = scores[start : start + BATCH] > SCORE_THRESHOLD * 255
            wrong += (ours != theirs).sum(axis=(0, 1, 2))
            seen += theirs.sum(axis=(0, 1, 2))
    text, link = wrong / np.maximum(1, seen)
    return float(text), float(link)


def batches(count: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Indices of windows without end, every window once an epoch."""
    rng = np.random.default_rng(seed)
    while True:
        order = rng.permutation(count)
        for start in range(0, count - BATCH + 1, BATCH):
            yield order[start : start + BATCH]


def rate_at(step: int, progress: float) -> float:
    """The learning rate: linear warm-up, then half a cosine down to a hundredth; `progress` is the share of the run done."""
    return (
        PEAK_RATE
        * min(1.0, (step + 1) / WARM_UP_STEPS)
        * max(0.01, 0.5 + 0.5 * float(np.cos(np.pi * min(1.0, progress))))
    )


def distil(student: Detector, folder: Path, run: Path, seconds: float, seed: int, before: Trained = NOTHING) -> None:
    """Trains the student on CRAFT's scores for `seconds` more; leaves its moving average in `run`/narrow.pt and a curve."""
    pixels, scores = read_windows(folder, "train")
    held_pixels, held_scores = read_windows(folder, "validation")
    average = {name: value.clone() for name, value in student.state_dict().items()}
    student.train().requires_grad_(True).to(memory_format=torch.channels_last)
    for name in FROZEN:
        student.convolutions[f"{name}_0"].requires_grad_(False)
    learning = [weights for weights in student.parameters() if weights.requires_grad]
    optimiser = torch.optim.AdamW(learning, lr=PEAK_RATE, weight_decay=1e-4)
    took, saved, losses = 0.0, 0.0, list[float]()
    with (run / "curve.csv").open("w", newline="", encoding="utf-8") as file:
        curve = csv.writer(file)
        curve.writerow(("step", "trained_s", "loss", "text_wrong", "link_wrong"))
        for step, chosen in enumerate(batches(len(pixels), seed)):
            started = time.perf_counter()
            for group in optimiser.param_groups:
                group["lr"] = rate_at(step, took / seconds)
            wanted = torch.from_numpy(scores[chosen]).float() / 255
            loss = loss_of(student(normalised(pixels[chosen])), wanted)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learning, 1.0)
            optimiser.step()
            decay = min(AVERAGE_DECAY, (1 + step) / (10 + step))
            for name, value in student.state_dict().items():
                average[name].lerp_(value, 1 - decay)
            losses.append(float(loss.detach()))
            took += min(20.0, time.perf_counter() - started)
            last = took >= seconds
            if took - saved >= CHECKPOINT_S or last:
                saved = took
                so_far = Trained(before.steps + step + 1, before.minutes + took / 60)
                torch.save({"widths": student.widths, "state": average, "trained": tuple(so_far)}, run / "narrow.pt")
                judged = loaded(run / "narrow.pt")
                text, link = disagreement(judged, held_pixels, held_scores)
                curve.writerow((step, round(took, 1), round(float(np.mean(losses)), 6), round(text, 5), round(link, 5)))
                file.flush()
                losses.clear()
                print(f"step {step}, {took:.0f} s: {text:.4f} text, {link:.4f} links wrong of CRAFT's", flush=True)
            if last:
                return


def loaded(path: Path) -> Detector:
    """The network kept in a run folder."""
    kept = _kept(path)
    network = Detector(kept["widths"])
    network.load_state_dict(kept["state"])
    return network.eval()


def trained(path: Path) -> Trained:
    """How long the network kept there was distilled, over all runs it went through."""
    return Trained(*_kept(path).get("trained", NOTHING))


def _kept(path: Path) -> dict[str, Any]:
    kept: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return kept


def ship(run: Path, canvases: Path, folder: Path) -> dict[str, Any]:
    """Writes NAME.pth (float16) and its card into `folder`; the card, with figures on the windows of the test split."""
    network = loaded(run / "narrow.pt")
    path = folder / f"{NAME}.pth"
    torch.save({name: value.half().contiguous() for name, value in network.state_dict().items()}, path)
    pixels, scores = read_windows(canvases, "test")
    text, link = disagreement(network, pixels, scores)
    took = trained(run / "narrow.pt")
    card = {
        "name": NAME,
        "widths": network.widths,
        "sha256": file_sha256(path),
        "base": "craft_mlt_25k",
        "base_sha256": CRAFT_SHA256,
        "licence": "MIT",
        "training": {"steps": took.steps, "minutes": round(took.minutes, 1)},
        "metrics": {
            "test_windows": {
                "windows": len(pixels),
                "text_pixels_decided_otherwise": round(text, 4),
                "link_pixels_decided_otherwise": round(link, 4),
            }
        },
    }
    (folder / f"{NAME}.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    return card


def main() -> None:
    """Fits, distils and keeps the narrow network."""
    parser = argparse.ArgumentParser(prog="python -m training.narrow")
    parser.add_argument("--canvases", type=Path, default=Path("training/runs/canvases"))
    parser.add_argument("--run", type=Path, default=Path("training/runs/craft_narrow"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--minutes", type=float, default=50)
    parser.add_argument("--start", type=Path, help="a kept network to train on instead of fitting one")
    parser.add_argument(
        "--ship", action="store_true", help="only write the run's network and its card beside the others"
    )
    arguments = parser.parse_args()
    if arguments.ship:
        print(ship(arguments.run, arguments.canvases, sources.SHIPPED))
        return
    arguments.run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(arguments.seed)
    torch.set_flush_denormal(True)
    if arguments.start:
        student, before = loaded(arguments.start), trained(arguments.start)
    else:
        pixels, _scores = read_windows(arguments.canvases, "train")
        chosen = np.random.default_rng(arguments.seed).permutation(len(pixels))[:FITTED_WINDOWS]
        teacher = narrow.from_craft(export.torch_craft())
        student, before = fitted(teacher, pixels[np.sort(chosen)], WIDTHS, arguments.seed), NOTHING
        torch.save({"widths": student.widths, "state": student.state_dict()}, arguments.run / "fitted.pt")
        held_pixels, held_scores = read_windows(arguments.canvases, "validation")
        print(
            "fitted: {:.4f} text, {:.4f} links wrong of CRAFT's".format(
                *disagreement(student, held_pixels, held_scores)
            )
        )
    distil(student, arguments.canvases, arguments.run, arguments.minutes * 60, arguments.seed, before)


if __name__ == "__main__":
    main()
