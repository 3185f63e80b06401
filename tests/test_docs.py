"""What the documentation names is there: files and headings behind its links, commands and their options, decisions."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    path
    for folder in (ROOT, *(ROOT / name for name in ("docs", "bench", "samples", "training", "ocr/models/weights")))
    for path in folder.glob("**/*.md" if folder.name == "docs" else "*.md")
)
COMMAND = re.compile(r"python -m ((?:ocr|bench|training|samples)[\w.]*)((?: [^\s`#|;&)]+)*)")
SHARED = ("bench/documents.py", "bench/page_engines.py")
"""Where options stand that several benches have."""


def anchor(heading: str) -> str:
    """A heading as GitHub names it in an address."""
    words = re.sub(r"\[([^]]*)\]\([^)]*\)|[`*]", r"\1", heading.strip().lower())
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


def text_of(page: Path) -> str:
    """The page, its commands that go on over a line end joined."""
    return page.read_text(encoding="utf-8").replace("\\\n", "")


def test_there_are_pages() -> None:
    assert len(PAGES) > 50


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for address in re.findall(r"\]\(([^)\s]+)\)", text_of(page)):
        path, _, heading = address.partition("#")
        if "://" in address:
            continue
        target = page.parent / path if path else page
        headings = re.findall(r"^#+ (.*)$", text_of(target), re.MULTILINE) if heading and target.is_file() else []
        if not target.exists() or (heading and heading not in map(anchor, headings)):
            broken.append(address)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_and_their_options_are_there(page: Path) -> None:
    unknown = []
    for module, words in COMMAND.findall(text_of(page)):
        name = module.rstrip(".")
        path = ROOT / name.replace(".", "/")
        source = next((file for file in (path.with_suffix(".py"), path / "__main__.py") if file.is_file()), None)
        known = "" if source is None else source.read_text(encoding="utf-8")
        if "add_options" in known:
            known += "".join((ROOT / shared).read_text(encoding="utf-8") for shared in SHARED)
        options = [word.partition("=")[0] for word in words.split() if word.startswith("--")]
        unknown += (
            [name] if source is None else [f"{name} {option}" for option in options if f'"{option}"' not in known]
        )
    assert unknown == []


def test_every_decision_named_by_its_number_is_there() -> None:
    numbers = {path.name[:4] for path in (ROOT / "docs" / "decisions").glob("0*.md")}
    named = {
        (str(page.relative_to(ROOT)), number)
        for page in PAGES
        for number in re.findall(r"\((?:the reader of )?(0[1-7]\d\d)(?:[,;)])", text_of(page))
    }
    assert len(named) > 20
    assert {(page, number) for page, number in named if number not in numbers} == set()
