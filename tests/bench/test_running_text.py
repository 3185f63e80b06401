"""Running text: what is cut from catalogues and licences, and that a line shows it."""

import struct

import pytest

from bench import running_text
from training import fonts

MESSAGES = {"": "Content-Type: text/plain; charset=UTF-8\n", "%s: bad": "%s: salah", "GNU": "GNU"}


def catalogue(messages):
    """A catalogue as gettext reads it: its table of the texts and of their translations, then both."""
    head, tables, blob = struct.pack("<7I", 0x950412DE, 0, len(messages), 28, 28 + 8 * len(messages), 0, 0), b"", b""
    start = 28 + 16 * len(messages)
    for text in [*sorted(messages), *(messages[key] for key in sorted(messages))]:
        said = text.encode()
        tables += struct.pack("<2I", len(said), start + len(blob))
        blob += said + b"\0"
    return head + tables + blob


@pytest.fixture
def sources(monkeypatch, tmp_path):
    """Catalogues and licences of one sentence each."""
    for code in running_text.LANGUAGES.values():
        for program in running_text.PROGRAMS:
            path = tmp_path / code / "LC_MESSAGES" / f"{program}.mo"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(catalogue({**MESSAGES, "no such file": "tiada fail\nsebegitu"}))
    for name in running_text.ENGLISH:
        (tmp_path / name).write_text("Everyone is permitted\n  to copy", encoding="utf-8")
    monkeypatch.setattr(running_text, "LOCALES", tmp_path)
    monkeypatch.setattr(running_text, "LICENCES", tmp_path)
    return tmp_path


def test_messages_are_cut_without_place_holders_and_names(sources):
    assert running_text.texts("malay") == ["tiada fail sebegitu"]
    cut = running_text.stretches("malay", 20, 3)
    assert cut == running_text.stretches("malay", 20, 3)
    assert {text.lower() for text in cut} <= {"tiada fail", "tiada fail sebegitu", "fail sebegitu"}


def test_a_missing_catalogue_is_named_with_the_remedy(sources):
    (sources / "ms" / "LC_MESSAGES" / "gtk30.mo").unlink()
    with pytest.raises(SystemExit, match=r"gtk30\.mo is missing: apt-get install"):
        running_text.texts("malay")


def test_lines_show_each_language_in_every_condition(sources):
    try:
        drawn = running_text.lines("test", 4)
    except fonts.FontsMissing as missing:
        pytest.skip(str(missing))
    assert [line.kind for line in drawn] == ["indonesian"] * 4 + ["malay"] * 4 + ["english"] * 4
    assert [line.condition for line in drawn[:4]] == list(running_text.GENERAL_CONDITIONS)
    assert all(line.text.lower() in "everyone is permitted to copy" for line in drawn[8:])
