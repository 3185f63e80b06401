import numpy as np

from training import canvases


def test_the_seed_alone_decides_a_page_and_its_windows(any_typefaces):
    first, again, other = (canvases.windows((seed, 3, 2), "train") for seed in (1, 1, 2))
    assert len(first) == len(again) > 0
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not any(np.array_equal(a, b) for a, b in zip(first, other, strict=False))


def test_windows_are_of_one_size_and_bear_ink(any_typefaces):
    parts = [part for number in range(6) for part in canvases.windows((5, number, 2), "train")]
    assert {part.shape for part in parts} == {(canvases.WINDOW, canvases.WINDOW, 3)}
    for part in parts:
        grey = part.mean(axis=2)
        assert (np.abs(grey - np.median(grey)) > 40).mean() >= canvases.LEAST_INK
