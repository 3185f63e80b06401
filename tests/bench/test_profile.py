"""The profile watches the reader as it serves: the same words, every large step on the stopwatch."""

import numpy as np

from bench.engine import sample_pages
from bench.profile import STEPS, Shown, Stopwatch, watched
from ocr.document import PageImage
from ocr.reader.compiled import CompiledReader
from ocr.settings import load_settings


def test_a_watched_page_is_read_as_ever_and_its_time_is_all_accounted_for(tmp_path) -> None:
    page = PageImage(1, np.load(sample_pages(tmp_path, 1)[0].path), 150)
    reader, watch, shown = CompiledReader(load_settings()), Stopwatch(), Shown()
    with watched(reader, watch, shown):
        text = watch.timed("else", reader.read)(page)
    watch.round_done()
    assert text.words == reader.read(page).words
    assert {"canvas", "ink", "detect", "regions", "group", "crop", "recognise", "decode", "else"} <= set(watch.best)
    assert set(watch.best) <= set(STEPS)
    assert all(seconds >= 0 for seconds in watch.best.values())
    assert sum(watch.best.values()) >= text.seconds  # nothing is counted nowhere
    assert 0 < shown.convolved < shown.canvas
