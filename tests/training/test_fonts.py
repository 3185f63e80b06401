import json
from pathlib import Path
from statistics import mean

import pytest

from training import draw, fonts


def test_no_installed_typeface_is_in_two_splits():
    for path in fonts._installed():
        owners = {
            split
            for split, styles in fonts.FACES.items()
            if any(path.match(glob) for _, globs in styles.values() for glob in globs)
        }
        assert len(owners) <= 1, path


def test_no_pattern_is_in_two_splits():
    patterns = [glob for styles in fonts.FACES.values() for _, globs in styles.values() for glob in globs]
    assert len(patterns) == len(set(patterns))


@pytest.mark.parametrize("split", fonts.FACES)
def test_shares_are_whole(split):
    assert sum(fonts.shares(split).values()) == pytest.approx(1)


def test_a_machine_without_fonts_is_told_where_to_look(monkeypatch):
    monkeypatch.setattr(fonts, "_installed", lambda: ())
    fonts.faces.cache_clear()
    with pytest.raises(fonts.FontsMissing, match=r"training/README\.md"):
        fonts.faces("test")
    fonts.faces.cache_clear()


def test_faces_are_found_by_their_folder(monkeypatch):
    monkeypatch.setitem(fonts.FACES, "test", {"sans": (1.0, ("pt/PTS*.ttf",))})
    monkeypatch.setattr(fonts, "_installed", lambda: (Path("/f/pt/PTS55F.ttf"), Path("/f/other/PTS55F.ttf")))
    fonts.faces.cache_clear()
    assert fonts.faces("test") == {"sans": (Path("/f/pt/PTS55F.ttf"),)}
    fonts.faces.cache_clear()


def test_every_family_of_the_web_has_its_package():
    written = json.loads(fonts.WEB.read_text(encoding="utf-8"))
    families = [family for style in written["typefaces"].values() for family in style]
    assert len(families) == len(set(families))
    assert {f"@fontsource/{family}" for family in families} == set(written["dependencies"])
    assert set(written["typefaces"]) == set(fonts.FACES["train"])


def test_no_family_of_the_web_is_one_of_another_split():
    written = json.loads(fonts.WEB.read_text(encoding="utf-8"))["typefaces"]
    trained = {family.replace("-", "") for style in written.values() for family in style}
    held_out = {
        glob.split("/")[-1].split("-")[0].split(".")[0].replace(" ", "").replace("_medium", "").casefold()
        for split in ("validation", "test")
        for _, globs in fonts.FACES[split].values()
        for glob in globs
    }
    assert not {name for name in trained for other in held_out if name.startswith(other)}


TELLING, TWIN = "aRgG2", 0.06
"""Characters that typefaces shape most differently, and the share of joint ink below which two faces are one design."""


def shapes(path):
    face = draw.typeface(path, 40).font
    return [draw._shape(face, char) for char in TELLING]


def are_twins(some, others):
    apart = []
    for one, other in zip(some, others, strict=True):
        apart.append(draw._apart(one, other))
        if sum(apart) > TWIN * len(TELLING):
            return False
    return mean(apart) < TWIN


def test_no_trained_typeface_is_a_twin_of_a_held_out_one():
    """Under another name it would be the same face: Heebo has Roboto's letters. Of the faces that are installed."""
    try:
        held_out = [path for split in ("validation", "test") for paths in fonts.faces(split).values() for path in paths]
        trained = [path for paths in fonts.faces("train").values() for path in paths if path.suffix not in draw.BITMAPS]
    except fonts.FontsMissing:
        pytest.skip("the typefaces of training/README.md are not installed")
    kept = [(path, shapes(path)) for path in held_out]
    twins = [
        (path.name, other.name)
        for path in trained
        for own in [shapes(path)]
        for other, theirs in kept
        if are_twins(own, theirs)
    ]
    assert not twins


def test_a_twin_is_told_by_its_shapes(any_typefaces):
    assert are_twins(shapes(any_typefaces[0]), shapes(any_typefaces[0]))
