"""Typefaces for drawing tests: whatever is installed, since one machine seldom has all of the lists."""

import pytest

from training import fonts


@pytest.fixture
def any_typefaces(monkeypatch):
    installed = tuple(path for path in fonts._installed() if "DejaVu" in path.name or "Liberation" in path.name)
    if not installed:
        pytest.skip("needs fonts-dejavu or fonts-liberation")
    styles = ("sans", "serif", "mono", "printer", "display")
    monkeypatch.setattr(fonts, "faces", lambda split: dict.fromkeys(styles, installed[:6]))
    return installed[:6]


@pytest.fixture
def bitmap_typeface(tmp_path):
    """A face of five characters in the one size of 13 pixels."""
    glyphs = {"0": "3C66666E76663C00", "O": "3C42424242423C00", "1": "1838181818187E00", "I": "7E18181818187E00"}
    glyphs["l"] = "3018181818187E00"
    lines = ["STARTFONT 2.1", "FONT -x-small-medium-r-normal--13-130-75-75-c-80-iso10646-1", "SIZE 13 75 75"]
    lines += ["FONTBOUNDINGBOX 8 13 0 -3", "STARTPROPERTIES 4", "FONT_ASCENT 10", "FONT_DESCENT 3", "PIXEL_SIZE 13"]
    lines += ["DEFAULT_CHAR 0", "ENDPROPERTIES", f"CHARS {len(glyphs)}"]
    for char, rows in glyphs.items():
        bits = [rows[at : at + 2] for at in range(0, len(rows), 2)]
        lines += [f"STARTCHAR {char}", f"ENCODING {ord(char)}", "SWIDTH 615 0", "DWIDTH 8 0", "BBX 8 8 0 0", "BITMAP"]
        lines += [*bits, "ENDCHAR"]
    path = tmp_path / "small.bdf"
    path.write_text("\n".join([*lines, "ENDFONT", ""]), encoding="ascii")
    return path
