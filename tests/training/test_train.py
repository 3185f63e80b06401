import multiprocessing as mp

import numpy as np
import pytest
import torch

from training import data, train
from training.network import Model

SIZES = 64, 48
"""Channels and states of a network that learns by the same steps as one of full width, in a quarter of the time."""


@pytest.fixture
def run():
    torch.manual_seed(0)
    model = Model(1, *SIZES, num_class=97)
    train.freeze_norms(model)
    average = {name: value.clone() for name, value in model.state_dict().items()}
    return train.Run(model, average, torch.optim.AdamW(model.parameters(), lr=1e-3))


@pytest.fixture
def batch():
    images = np.full((4, 64, 96), 255, np.uint8)
    for row, column in enumerate((10, 30, 50, 70)):
        images[row, 16:48, column : column + 8] = 0
    texts = ("A", "B", "C", "D")
    return data.Batch(images, tuple(data.encode(text) for text in texts), texts)


def test_a_few_steps_lower_the_loss(run, batch):
    losses = [train.train_step(run, batch, 1e-2, torch.device("cpu")) for _ in range(8)]
    assert losses[-1] < losses[0] * 0.8
    assert run.step == 8


def test_frozen_norms_keep_their_statistics(run, batch):
    before = {name: value.clone() for name, value in run.model.state_dict().items() if "running" in name}
    train.train_step(run, batch, 1e-3, torch.device("cpu"))
    after = run.model.state_dict()
    assert before
    assert all(torch.equal(value, after[name]) for name, value in before.items())


def test_a_resumed_run_stands_where_it_left(run, batch, tmp_path):
    train.train_step(run, batch, 1e-3, torch.device("cpu"))
    run.group, run.trained_s = 4, 12.5
    train.save_run(run, tmp_path / "last.pt")
    fresh = train.Run(Model(1, *SIZES, num_class=97), {n: torch.zeros_like(v) for n, v in run.average.items()}, None)
    fresh.optimiser = torch.optim.AdamW(fresh.model.parameters())
    train.resume_run(fresh, tmp_path / "last.pt")
    assert (fresh.step, fresh.group, fresh.trained_s) == (1, 4, 12.5)
    assert all(torch.equal(value, fresh.average[name]) for name, value in run.average.items())
    assert all(torch.equal(value, fresh.model.state_dict()[name]) for name, value in run.model.state_dict().items())


def test_the_rate_warms_up_holds_and_falls():
    rates = [train.rate_at(10_000, progress, 3e-4, 0.5) for progress in (0.0, 0.5, 0.75, 1.0)]
    assert rates == pytest.approx([3e-4, 3e-4, 1.5e-4, 6e-6])
    assert train.rate_at(0, 0.0, 3e-4, 0.5) == pytest.approx(3e-4 / train.WARM_UP_STEPS)
    assert train.rate_at(10_000, 1.0, 3e-4, 0.0) == pytest.approx(3e-4)


def test_pixels_are_scaled_as_easyocr_does():
    scaled = train.to_input(np.array([[[0, 255]]], np.uint8))
    assert scaled.tolist() == [[[[-1.0, 1.0]]]]


def test_frozen_convolutions_do_not_learn(batch, tmp_path):
    torch.save(Model(1, *SIZES, num_class=97).state_dict(), tmp_path / "base.pth")
    run = train.start_run(tmp_path / "base.pth", torch.device("cpu"), frozen=2)
    before = {name: value.clone() for name, value in run.model.state_dict().items()}
    train.train_step(run, batch, 1e-3, torch.device("cpu"))
    layers = [f"FeatureExtraction.ConvNet.{number}.weight" for number in (0, 3, 6)]
    assert [torch.equal(before[name], run.model.state_dict()[name]) for name in layers] == [True, True, False]


def test_a_trainer_whose_drawer_has_ended_says_so():
    context = mp.get_context("spawn")
    ended = context.Process(target=int)
    ended.start()
    ended.join()
    with pytest.raises(RuntimeError, match="draws lines has ended"):
        train._drawn(context.Queue(), ended)


def test_a_step_without_a_finite_gradient_leaves_every_weight_as_it_was(run, batch, monkeypatch, caplog):
    train.train_step(run, batch, 1e-3, torch.device("cpu"))
    before = {name: value.clone() for name, value in run.model.state_dict().items()}
    real = train.ctc_loss
    monkeypatch.setattr(train, "ctc_loss", lambda *arguments: real(*arguments) * float("nan"))
    train.train_step(run, batch, 1e-3, torch.device("cpu"))
    assert run.step == 2
    assert all(torch.equal(value, before[name]) for name, value in run.model.state_dict().items())
    assert all(value.isfinite().all() for value in run.average.values() if value.is_floating_point())
    assert "left out" in caplog.text
