import numpy as np
import pytest
import torch

from ocr.models.narrow import CRAFT_WIDTHS, IMAGE, LAYERS, Detector
from training import narrow


def _small():
    torch.manual_seed(3)
    return Detector({name: min(4, width) for name, width in CRAFT_WIDTHS.items()}).requires_grad_(False).eval()


def _windows(count, seed=1):
    return np.random.default_rng(seed).integers(0, 256, (count, 64, 64, 3), dtype=np.uint8)


def test_channels_that_repeat_others_are_not_kept():
    rng = np.random.default_rng(5)
    own = rng.normal(size=(500, 3))
    outputs = torch.tensor(np.column_stack([own[:, 0], own[:, 0] * 0.5, own[:, 1], own[:, 0] - own[:, 1], own[:, 2]]))
    kept = narrow.kept_channels(outputs, torch.ones(5), 3)
    assert np.linalg.matrix_rank(outputs.numpy()[:, kept]) == 3


def test_channels_no_later_layer_looks_at_are_the_first_to_go():
    outputs = torch.tensor(np.random.default_rng(6).normal(size=(500, 4)))
    assert narrow.kept_channels(outputs, torch.tensor([1.0, 1.0, 0.0, 1.0]), 3) == [0, 1, 3]


def test_a_network_fitted_at_its_own_widths_gives_its_own_scores():
    teacher, windows = _small(), _windows(6)
    student = narrow.fitted(teacher, windows, teacher.widths, seed=2)
    pixels = narrow.normalised(_windows(1, seed=9))
    expected = teacher(pixels)
    assert float((student(pixels) - expected).abs().max()) < 0.05 * float(expected.std())


def test_narrower_layers_have_the_widths_asked_for():
    widths = {name: min(2, width) for name, width in CRAFT_WIDTHS.items()}
    student = narrow.fitted(_small(), _windows(3), widths, seed=2)
    maps = {IMAGE: narrow.normalised(_windows(1))}
    assert [maps[layer.name].shape[1] for layer in student.run(maps)] == [widths[layer.name] for layer in LAYERS]


def test_disagreement_counts_pixels_on_the_other_side_of_the_threshold():
    network, windows = _small(), _windows(2)
    ours = network(narrow.normalised(windows)).detach().numpy()
    same = np.where(ours > narrow.SCORE_THRESHOLD, 255, 0).astype(np.uint8)
    same[0, :2, :2] = 255
    assert (ours < narrow.SCORE_THRESHOLD).all()
    assert narrow.disagreement(network, windows, same) == (1.0, 1.0)
    assert narrow.disagreement(network, windows, np.zeros_like(same)) == (0.0, 0.0)


def test_training_brings_the_scores_nearer_and_keeps_what_it_learnt(tmp_path):
    windows = _windows(8)
    scores = np.zeros((8, 32, 32, 2), np.uint8)
    scores[:, 8:16, 8:24] = 200
    for split in ("train", "validation"):
        np.savez(tmp_path / f"{split}-1-00000.npz", pixels=windows, scores=scores)
    student = _small()
    wanted = torch.from_numpy(scores).float() / 255
    before = float(narrow.loss_of(student(narrow.normalised(windows)), wanted))
    narrow.distil(student, tmp_path, tmp_path, seconds=1.0, seed=4, before=narrow.Trained(5, 1.0))
    kept = narrow.loaded(tmp_path / "narrow.pt")
    assert narrow.trained(tmp_path / "narrow.pt").steps > 5
    assert float(narrow.loss_of(kept(narrow.normalised(windows)).detach(), wanted)) < before
    assert len((tmp_path / "curve.csv").read_text().splitlines()) == 2


def test_a_shipped_network_has_a_card_with_its_hash(tmp_path):
    kept = {"widths": _small().widths, "state": _small().state_dict(), "trained": (10, 1.0)}
    torch.save(kept, tmp_path / "narrow.pt")
    np.savez(tmp_path / "test-1-00000.npz", pixels=_windows(2), scores=np.zeros((2, 32, 32, 2), np.uint8))
    card = narrow.ship(tmp_path, tmp_path, tmp_path)
    assert card["training"] == {"steps": 10, "minutes": 1.0}
    assert card["sha256"] == narrow.file_sha256(tmp_path / f"{narrow.NAME}.pth")
    assert card["metrics"]["test_windows"]["windows"] == 2


@pytest.mark.parametrize("seed", [1, 2])
def test_batches_show_every_window_once_an_epoch(seed):
    epoch = [next(batch) for batch in [narrow.batches(12, seed)] for _ in range(3)]
    assert sorted(np.concatenate(epoch)) == list(range(12))
