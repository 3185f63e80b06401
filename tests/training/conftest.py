"""Typefaces for drawing tests: whatever is installed, since one machine seldom has all of the lists."""

import pytest

from training import fonts


@pytest.fixture
def any_typefaces(monkeypatch):
    installed = tuple(path for path in fonts._installed() if "DejaVu" in path.name or "Liberation" in path.name)
    if not installed:
        pytest.skip("needs fonts-dejavu or fonts-liberation")
    styles = ("sans", "serif", "mono", "printer")
    monkeypatch.setattr(fonts, "faces", lambda split: dict.fromkeys(styles, installed[:6]))
    return installed[:6]
