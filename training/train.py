"""Fine-tunes english_g2 on drawn lines: `python -m training.train --seed 7 --minutes 80 --resume`.

Separate from the data it reads so that a run is one command. Everything it leaves stands in one run folder:
`last.pt` (model, average, optimiser, position; written every few minutes), `curve.csv` (one row per logged step).
"""

import argparse
import csv
import logging
import multiprocessing as mp
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from multiprocessing.process import BaseProcess
from pathlib import Path
from queue import Empty, Full

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.data import Batch, groups
from training.network import Model, load_state, model_of
from training.shards import read_shards
from training.strings import ALONE, KINDS, TRAINED

log = logging.getLogger(__name__)

PEAK_RATE = 3e-4
"""AdamW's learning rate; what a first trial of 20 minutes was steady at."""

WARM_UP_STEPS = 150
CHECKPOINT_S = 180.0
CURVE_COLUMNS = ("step", "group", "trained_s", "loss", "rate")
LOG_STEPS = 25
QUEUED_GROUPS = 2
LONGEST_STEP_S = 20.0
"""A step longer than this was a suspended process; the excess is not training time."""


@dataclass
class Run:
    """Where a run stands: the model, its moving average, the optimiser, steps taken, groups seen, seconds trained."""

    model: Model
    average: dict[str, Tensor]
    optimiser: torch.optim.AdamW
    step: int = 0
    group: int = 0
    trained_s: float = 0.0


def device() -> torch.device:
    """The GPU where there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


@cache
def computes_bf16(where: torch.device) -> bool:
    """Whether the device has bf16 arithmetic; a CPU that must imitate it takes twenty times as long as in float32."""
    if where.type == "cuda":
        return torch.cuda.is_bf16_supported()
    processor = Path("/proc/cpuinfo")
    flags = processor.read_text(encoding="utf-8").split() if processor.exists() else []
    return "avx512_bf16" in flags or "amx_bf16" in flags


def to_input(images: np.ndarray) -> Tensor:
    """Grey lines (N, H, W) uint8 as the network's input (N, 1, H, W), -1 to 1, as EasyOCR's NormalizePAD."""
    return torch.from_numpy(images).unsqueeze(1).float().div_(127.5).sub_(1.0)


def freeze_norms(model: nn.Module) -> None:
    """Training mode with batch-norm statistics kept as they came: drawn batches would drift from real ones."""
    model.train()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()


def ctc_loss(model: nn.Module, batch: Batch, where: torch.device) -> Tensor:
    """The mean CTC loss per character of the batch; convolutions and LSTMs in bf16, the loss in float32."""
    lines = to_input(batch.images).to(where, memory_format=torch.channels_last)
    with torch.autocast(where.type, torch.bfloat16, enabled=computes_bf16(where)):
        logits = model(lines)
    log_probabilities = logits.float().log_softmax(2).permute(1, 0, 2)
    lengths = torch.tensor([len(classes) for classes in batch.classes])
    targets = torch.tensor([number for classes in batch.classes for number in classes])
    steps = torch.full((len(batch.classes),), log_probabilities.shape[0])
    return functional.ctc_loss(log_probabilities, targets.to(where), steps, lengths, zero_infinity=True)


def rate_at(step: int, progress: float, peak: float, decay: float) -> float:
    """The learning rate: linear warm-up, then flat, then linear down to 2 % over the last `decay` of the run."""
    warm = min(1.0, (step + 1) / WARM_UP_STEPS)
    left = min(1.0, (1.0 - min(progress, 1.0)) / decay) if decay else 1.0
    return peak * warm * max(0.02, left)


def average_into(average: dict[str, Tensor], model: nn.Module, step: int) -> None:
    """Moves the average towards the model (in place): decay 0.999, less in the first steps."""
    decay = min(0.999, (1 + step) / (10 + step))
    for name, value in model.state_dict().items():
        if value.is_floating_point():
            average[name].lerp_(value, 1 - decay)


def train_step(run: Run, batch: Batch, rate: float, where: torch.device) -> float:
    """One optimiser step; the loss before it. One whose gradient is not finite is left out: it would spoil every weight."""
    for parameters in run.optimiser.param_groups:
        parameters["lr"] = rate
    loss = ctc_loss(run.model, batch, where)
    run.optimiser.zero_grad(set_to_none=True)
    loss.backward()
    norm = nn.utils.clip_grad_norm_(run.model.parameters(), 5.0)
    if bool(norm.isfinite()):
        run.optimiser.step()
        average_into(run.average, run.model, run.step)
    else:
        log.warning("step %d left out: loss %s, gradient %s", run.step, float(loss.detach()), float(norm))
    run.step += 1
    return float(loss.detach())


def start_run(base: Path, where: torch.device, frozen: int = 0) -> Run:
    """A run at step 0 from the base weights, whose first `frozen` convolutions stay as they are."""
    model = model_of(load_state(str(base)))
    for convolution in [part for part in model.FeatureExtraction.ConvNet if isinstance(part, nn.Conv2d)][:frozen]:
        convolution.requires_grad_(False)
    model.to(where, memory_format=torch.channels_last)
    freeze_norms(model)
    average = {name: value.clone() for name, value in model.state_dict().items()}
    learning = [weights for weights in model.parameters() if weights.requires_grad]
    return Run(model, average, torch.optim.AdamW(learning, lr=PEAK_RATE, weight_decay=0.01))


def save_run(run: Run, path: Path) -> None:
    """Writes the run so that a crash while writing leaves the older file."""
    state = {
        "model": run.model.state_dict(),
        "average": run.average,
        "optimiser": run.optimiser.state_dict(),
        "position": {"step": run.step, "group": run.group, "trained_s": run.trained_s},
    }
    torch.save(state, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


def resume_run(run: Run, path: Path) -> None:
    """Puts the run (changed in place) where the file left it."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    run.model.load_state_dict(state["model"])
    run.optimiser.load_state_dict(state["optimiser"])
    for name, value in state["average"].items():
        run.average[name].copy_(value)
    run.step, run.group = state["position"]["step"], state["position"]["group"]
    run.trained_s = state["position"]["trained_s"]


def _draw_groups(
    seed: int, first: int, pages: Path | None, kinds: Sequence[str], queue: "mp.Queue[tuple[int, list[Batch]]]"
) -> None:
    """Fills the queue until the trainer is gone: a killed trainer leaves no orphan."""
    cv2.setNumThreads(1)
    queue.cancel_join_thread()
    trainer = mp.parent_process()
    drawn = groups(seed, first, read_shards(pages) if pages else (), kinds)
    numbered = next(drawn)
    while trainer is not None and trainer.is_alive():
        try:
            queue.put(numbered, timeout=5)
        except Full:
            continue
        numbered = next(drawn)


def _drawn(queue: "mp.Queue[tuple[int, list[Batch]]]", drawer: BaseProcess) -> tuple[int, list[Batch]]:
    """The next group; raises RuntimeError when the process that draws has ended."""
    while True:
        try:
            return queue.get(timeout=5)
        except Empty:
            if not drawer.is_alive():
                raise RuntimeError("the process that draws lines has ended; its error stands above") from None


def train(
    run: Run,
    *,
    seed: int,
    minutes: float,
    peak: float,
    decay: float,
    folder: Path,
    where: torch.device,
    pages: Path | None = None,
    kinds: Sequence[str] = TRAINED,
) -> None:
    """Trains until `minutes` of training time are spent in all; logs to curve.csv and keeps last.pt fresh."""
    context = mp.get_context("spawn")
    queue: mp.Queue[tuple[int, list[Batch]]] = context.Queue(QUEUED_GROUPS)
    drawer = context.Process(target=_draw_groups, args=(seed, run.group, pages, kinds, queue), daemon=True)
    drawer.start()
    saved_s, recent = run.trained_s, []
    started_s = run.trained_s
    with (folder / "curve.csv").open("a", newline="") as handle:
        curve = csv.writer(handle)
        if handle.tell() == 0:
            curve.writerow(CURVE_COLUMNS)
        while run.trained_s < minutes * 60:
            group, batches = _drawn(queue, drawer)
            for batch in batches:
                began = time.monotonic()
                progress = (run.trained_s - started_s) / max(1.0, minutes * 60 - started_s)
                rate = rate_at(run.step, progress, peak, decay)
                recent.append(train_step(run, batch, rate, where))
                run.trained_s += min(time.monotonic() - began, LONGEST_STEP_S)
                if run.step % LOG_STEPS == 0:
                    curve.writerow([run.step, group, f"{run.trained_s:.1f}", f"{np.mean(recent):.5f}", f"{rate:.2e}"])
                    handle.flush()
                    recent.clear()
            run.group = group + 1
            if run.trained_s - saved_s > CHECKPOINT_S:
                save_run(run, folder / "last.pt")
                saved_s = run.trained_s
                log.info("group %d, step %d, %.1f min", group, run.step, run.trained_s / 60)
    drawer.terminate()
    save_run(run, folder / "last.pt")


def main() -> None:
    """Parses the command line and trains."""
    parser = argparse.ArgumentParser(prog="python -m training.train", description="Fine-tunes the recogniser.")
    parser.add_argument("--base", type=Path, required=True, help="english_g2.pth")
    parser.add_argument("--run", type=Path, default=Path("training/runs/payment_g2"), help="folder of the run")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--minutes", type=float, default=80.0, help="training time in all, resumed time included")
    parser.add_argument("--rate", type=float, default=PEAK_RATE, help="peak learning rate")
    parser.add_argument("--decay", type=float, default=0.5, help="share of this call's time over which the rate falls")
    parser.add_argument("--pages", type=Path, help="folder of crops cut from drawn pages (training.pages)")
    parser.add_argument("--kinds", nargs="+", choices=[*KINDS, *ALONE], default=list(TRAINED), help="of lines, alone")
    parser.add_argument("--frozen", type=int, default=0, help="so many convolutions, from the first, do not learn")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--resume", action="store_true", help="go on from last.pt if it exists")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(arguments.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(arguments.seed)
    where = device()
    arguments.run.mkdir(parents=True, exist_ok=True)
    run = start_run(arguments.base, where, arguments.frozen)
    if arguments.resume and (arguments.run / "last.pt").exists():
        resume_run(run, arguments.run / "last.pt")
    train(
        run,
        seed=arguments.seed,
        minutes=arguments.minutes,
        peak=arguments.rate,
        decay=arguments.decay,
        folder=arguments.run,
        where=where,
        pages=arguments.pages,
        kinds=arguments.kinds,
    )


if __name__ == "__main__":
    main()
