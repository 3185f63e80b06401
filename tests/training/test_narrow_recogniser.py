"""A narrow recogniser is fitted to a wide one: at full width it is the same function, narrower it stays close."""

import numpy as np
import pytest
import torch

from training.export import half_state
from training.narrow_recogniser import fitted
from training.network import Model, load_state, model_of, sizes_of


@pytest.fixture(scope="module")
def teacher():
    torch.manual_seed(3)
    model = Model(1, 32, 32, num_class=97).requires_grad_(False).eval()
    model.Prediction.weight.mul_(20)
    return model


@pytest.fixture(scope="module")
def lines():
    noise = np.random.default_rng(5).uniform(-1, 1, (3, 8, 1, 48, 96)).astype(np.float32)
    return [torch.from_numpy(part) for part in noise]


def lost(student, teacher, lines):
    """The share of the variance of the teacher's logits that the student's miss."""
    with torch.inference_mode():
        wanted, found = teacher(lines), student(lines)
    return float((wanted - found).square().mean() / wanted.var())


def test_at_full_width_the_fit_is_the_network_itself(teacher, lines):
    assert lost(fitted(teacher, lines, 32, seed=1), teacher, lines[0]) < 0.02


def test_a_narrower_fit_stays_close(teacher, lines):
    student = fitted(teacher, lines, 24, seed=1)
    torch.manual_seed(4)
    stranger = Model(1, 24, 24, num_class=97).eval()
    assert sizes_of(student.state_dict()) == {"input_channel": 1, "output_channel": 24, "hidden_size": 24}
    assert lost(student, teacher, lines[0]) < 0.5 * lost(stranger, teacher, lines[0])


def test_a_fitted_network_is_kept_as_weights(teacher, lines, tmp_path):
    student = fitted(teacher, lines, 24, seed=1)
    torch.save(half_state(student.state_dict()), tmp_path / "narrow.pth")
    kept = model_of(load_state(str(tmp_path / "narrow.pth"))).eval()
    assert lost(kept, student, lines[0]) < 1e-3
