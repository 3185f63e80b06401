import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.reader.recognise import (
    BATCH_PIXELS,
    COST,
    ROOMY,
    WIDER,
    WIDEST,
    WIDTHS,
    batches_of,
    bucket_width,
    padded,
    readings_of,
    shapes,
    wider,
    with_room,
)

CHARACTERS = "01"


@given(st.lists(st.integers(16, 4000), max_size=60))
def test_every_strip_runs_once_in_a_bucket_that_holds_it(widths):
    seen = []
    for (size, bucket), members in batches_of(widths):
        assert (size, bucket) in set(shapes())
        assert 0 < len(members) <= size
        assert size == 1 or size * bucket <= BATCH_PIXELS
        for index in members:
            assert widths[index] <= bucket or bucket == WIDTHS[-1]
        seen += members
    assert sorted(seen) == list(range(len(widths)))


@given(st.lists(st.integers(16, 2000), min_size=1, max_size=40), st.sampled_from([(1,), (8, 1)]))
def test_no_narrower_choice_of_runs_is_quicker(widths, sizes):
    def time_of(runs):
        return sum(COST[size] * size * bucket for (size, bucket), _ in runs)

    assert time_of(batches_of(widths)) <= time_of(batches_of(widths, sizes)) + 1e-6


@given(st.integers(16, WIDTHS[-1]))
def test_buckets_waste_less_than_a_half(width):
    assert width <= bucket_width(width) <= max(WIDTHS[0], 1.8 * width)


@given(st.integers(1, 5000), st.sampled_from(WIDTHS))
def test_padding_repeats_the_last_column_and_never_widens(width, bucket):
    strip = np.arange(width, dtype=np.uint8)[None].repeat(64, axis=0)
    result = padded(strip, bucket)
    assert result.shape == (64, bucket)
    assert result[0, -1] == strip[0, -1]


def _network(confidence_of):
    """Reads '1' in every strip, as surely as `confidence_of` its pixels says; counts what it is shown."""

    def probabilities(batch):
        probabilities.shown += len(batch)
        scores = np.zeros((len(batch), 1, 3), np.float32)
        for row, strip in enumerate(batch):
            scores[row, 0] = (1 - confidence_of(strip), 0, confidence_of(strip))
        return scores

    probabilities.shown = 0
    return probabilities


def test_readings_come_back_in_order():
    strips = [np.full((64, width), width % 149, np.uint8) for width in (300, 40, 900, 41, 299)]
    network = _network(lambda strip: 0.94 + strip[0, 0] / 2500)
    found = readings_of(strips, network, CHARACTERS)
    assert [reading.confidence for reading in found] == pytest.approx(
        [0.94 + w % 149 / 2500 for w in (300, 40, 900, 41, 299)]
    )
    assert network.shown == len(strips)


def test_a_doubted_line_is_read_once_more_wider_and_the_readings_vote():
    strip = np.full((64, WIDTHS[1] - 10), 200, np.uint8)
    network = _network(lambda strip: 0.9 if strip.shape[1] > WIDTHS[1] else 0.6)
    (found,) = readings_of([strip], network, CHARACTERS)
    assert found.confidence == pytest.approx((0.6 + 0.9) / 2)
    assert network.shown == 2


def test_what_the_first_doubts_its_second_reads_and_both_vote():
    strips = [np.full((64, 100), shade, np.uint8) for shade in (100, 200)]
    first = _network(lambda strip: 0.99 if strip[0, 0] == 100 else 0.69)
    second = _network(lambda strip: 0.95)
    found = readings_of(strips, first, CHARACTERS, second)
    assert [reading.confidence for reading in found] == pytest.approx([0.99, (0.69 + 0.95) / 2])
    assert (first.shown, second.shown) == (2, 1)


def test_what_both_doubt_the_second_reads_wider_and_all_three_vote():
    strip = np.full((64, WIDTHS[1] - 10), 200, np.uint8)
    first, second = _network(lambda strip: 0.51), _network(lambda strip: 0.9 if strip.shape[1] > WIDTHS[1] else 0.6)
    (found,) = readings_of([strip], first, CHARACTERS, second)
    assert found.confidence == pytest.approx((0.51 + 0.6 + 0.9) / 3)
    assert (first.shown, second.shown) == (1, 2)


def test_a_strip_in_which_nothing_is_read_stays_empty():
    def blank(batch):
        return np.tile(np.array([1.0, 0.0, 0.0], np.float32), (len(batch), 1, 1))

    assert readings_of([np.full((64, 100), 200, np.uint8)], blank, CHARACTERS, blank) == [("", 0.0, ())]


def test_a_wider_strip_keeps_its_height():
    assert wider(np.zeros((48, 200), np.uint8)).shape == (48, round(200 * WIDER))


@pytest.mark.parametrize(
    ("width", "characters", "wide"),
    [
        (200, 15, 200),  # letters of ordinary width
        (200, 0, 200),  # nothing was read
        (80, 10, round(10 * ROOMY)),  # letters twice as high as wide
        (40, 100, round(40 * WIDEST)),  # a reading that cannot be
    ],
)
def test_narrow_letters_get_room(width, characters, wide):
    assert with_room(np.zeros((48, width), np.uint8), characters).shape == (48, wide)


def test_narrow_letters_are_read_again_with_room():
    """Print twice as high as wide, as tills set what matters: the second recogniser sees it wider, and then wider still."""
    shown = []

    def sixty_letters(batch):
        steps = np.tile(np.array([[0.1, 0.6, 0.3], [0.1, 0.3, 0.6]], np.float32), (30, 1))
        return np.tile(steps, (len(batch), 1, 1))

    def second(batch):
        shown.append(batch.shape[2])
        return np.tile(np.array([0.4, 0.6, 0.0], np.float32), (len(batch), 1, 1))

    readings_of([np.full((64, 400), 200, np.uint8)], sixty_letters, CHARACTERS, second)
    assert shown == [bucket_width(round(60 * ROOMY)), bucket_width(round(60 * ROOMY * WIDER))]
