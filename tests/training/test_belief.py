import numpy as np

from ocr.document import Char
from ocr.reader.belief import Evidence
from ocr.reader.decode import stripped
from training import belief
from training.calibrate import calibration_error
from training.data import Line
from training.draw import CONDITIONS
from training.evaluate import drawn_lines


def drawn(count, seed):
    """Lines of three characters whose chances are half as good in their odds as they say."""
    rng = np.random.default_rng(seed)
    lines = []
    for _ in range(count):
        says = rng.normal(2.0, 1.0, 3)
        right = rng.random(3) < 1 / (1 + np.exp(-(0.5 * says - 0.5)))
        reading = stripped(tuple(Char("A", float(1 / (1 + np.exp(-one)))) for one in says))
        truth = "".join("A" if one else "B" for one in right)
        evidence = [Evidence(True, float(one), float(one), float(says.mean())) for one in says]
        lines.append(belief.Told(Line(np.zeros((64, 64), np.uint8), truth, "word", "easy"), reading, right, evidence))
    return lines


def test_the_fit_makes_boastful_chances_honest(monkeypatch):
    found = belief.fit(drawn(4000, 0))
    monkeypatch.setitem(belief.WEIGHTS, True, tuple(found[True]))
    held = drawn(4000, 1)
    for before, after in zip(belief.marks(held, fitted=False), belief.marks(held, fitted=True), strict=True):
        assert calibration_error(before) > 0.1
        assert calibration_error(after) < 0.03


def test_lines_are_told_as_the_reader_reads_them_and_reported(any_typefaces):
    lines = belief.told(drawn_lines("validation", 8))
    weighed = [one for one in lines if one.evidence]
    assert 0 < len(weighed) < len(lines) <= 8 * len(CONDITIONS)
    for one in lines:
        assert len(one.right) == len(one.reading.text)
        assert one.evidence is None or len(one.evidence) == len(one.reading.text)
    assert np.mean([one.right.mean() for one in lines]) > 0.8
    found = belief.report(belief.marks(lines, fitted=False), belief.marks(lines, fitted=True))
    assert found["lines"] == len(lines)
    assert found["characters"] != found["characters_before"]
    assert all(0 <= found[name] <= 1 for name in ("characters", "characters_before", "lines_error", "lines_before"))
