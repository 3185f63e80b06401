"""Serves the real app with reading errors planted: `python -m bench.misreading PLAN.json` (PORT and the rest as usual).

Separate because the product has no door for this: the one change is here, in the serving process. Pages are read by
the real engine; then characters named in the plan are replaced in the words before anything else sees them, each with
the confidence that the plan gives and the true character as what it may be instead, as a real misreading leaves it.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import ocr.service
from ocr.__main__ import APP, server_flags
from ocr.document import Char, PageText, Word
from ocr.engine import Engine
from ocr.pipeline import PageResult
from ocr.settings import load_settings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Misreading:
    """The character `at` of `printed` (letters and digits only) is read as `wrong`, with this confidence.

    `offered`: the true character is among what the recogniser says it may be instead.
    """

    field: str
    printed: str
    at: int
    wrong: str
    confidence: float
    offered: bool = True


Plan = Mapping[str, Sequence[Misreading]]
"""Misreadings by file name."""


def write_plan(path: Path, plan: Plan) -> None:
    """`plan` as the JSON that the command takes."""
    path.write_text(json.dumps({name: [asdict(item) for item in items] for name, items in plan.items()}))


def read_plan(path: Path) -> dict[str, list[Misreading]]:
    """The plan written by `write_plan`."""
    return {name: [Misreading(**item) for item in items] for name, items in json.loads(path.read_text()).items()}


def misread(text: PageText, planned: Sequence[Misreading]) -> PageText:
    """The page with the misreadings that its words allow; those whose print was not read as it is are left out."""
    words = list(text.words)
    for item in planned:
        for index, word in enumerate(words):
            changed = _with(word, item)
            if changed is not None:
                words[index] = changed
                break
        else:
            log.warning("not planted: %s", item.field)
    return replace(text, words=tuple(words))


def _with(word: Word, item: Misreading) -> Word | None:
    """The word with its character replaced; None when the print does not stand in it."""
    places = [place for place, char in enumerate(word.text) if char.isalnum()]
    start = "".join(word.text[place] for place in places).upper().find(item.printed.upper())
    if start < 0 or len(word.chars) != len(word.text):
        return None
    place = places[start + item.at]
    true = word.text[place]
    instead = ((true, round(0.98 - item.confidence, 4)),) if item.offered else ()
    unsure = Char(item.wrong, item.confidence, instead)
    chars = (*word.chars[:place], unsure, *word.chars[place + 1 :])
    return replace(word, text=word.text[:place] + item.wrong + word.text[place + 1 :], chars=chars)


class MisreadingEngine(Engine):
    """The engine whose results are misread as planned."""

    plan: Plan = {}

    def read_page(self, upload_bytes: bytes, name: str, number: int) -> Future[PageResult]:
        """The page as the engine reads it, with what is planned for files of this name."""
        planned = self.plan.get(name, ())
        asked = super().read_page(upload_bytes, name, number)
        if not planned or number != 1:
            return asked
        answer: Future[PageResult] = Future()

        def passed_on(done: Future[Any]) -> None:
            if done.cancelled():
                answer.cancel()
            elif error := done.exception():
                answer.set_exception(error)
            else:
                result = done.result()
                answer.set_result(replace(result, text=misread(result.text, planned)))

        asked.add_done_callback(passed_on)
        return answer


def main() -> None:
    """The command: as `python -m ocr serve`, in this process."""
    from streamlit.web import cli

    MisreadingEngine.plan = read_plan(Path(sys.argv[1]))
    ocr.service.Engine = MisreadingEngine  # type: ignore[misc]
    cli.main(["run", str(APP), *server_flags(load_settings())])


if __name__ == "__main__":
    main()
