"""Prints the version of every package that the pinned ones bring along, as it is installed here.

    python scripts/constraints.py > constraints.txt

Requirement files pin what we import; without this a build of next month would get whatever their own requirements
allow then. Run it with the environment of a passing `make test` after a pin has changed.
"""

from __future__ import annotations

import sys
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
HEAD = "# What the pinned packages bring along; made by `python scripts/constraints.py > constraints.txt`.\n"


def pinned(file: Path) -> list[Requirement]:
    """The requirements of a file and of those it includes."""
    found: list[Requirement] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if text.startswith("-r "):
            found += pinned(file.with_name(text.removeprefix("-r ")))
        elif text and not text.startswith("-"):
            found.append(Requirement(text))
    return found


def brought_along(requirements: list[Requirement]) -> dict[str, str]:
    """Package → installed version of all that `requirements` need and do not name, by name."""
    waiting = [(canonicalize_name(each.name), frozenset(each.extras)) for each in requirements]
    named = {name for name, _ in waiting}
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        asked = waiting.pop()
        if asked in seen:
            continue
        seen.add(asked)
        name, extras = asked
        for line in distribution(name).requires or ():
            need = Requirement(line)
            if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in (*extras, "")):
                waiting.append((canonicalize_name(need.name), frozenset(need.extras)))
    return {name: distribution(name).version for name in sorted({name for name, _ in seen} - named)}


def constraints() -> str:
    """The file's text."""
    found = brought_along(pinned(ROOT / "requirements.txt"))
    return HEAD + "".join(f"{name}=={version.partition('+')[0]}\n" for name, version in found.items())


if __name__ == "__main__":
    sys.stdout.write(constraints())
