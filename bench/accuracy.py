"""Exact match of four recognisers on lines, pages and proofs none of them was trained on, by condition and kind of value.

`python -m bench.accuracy` writes out/bench/accuracy.md, each part when it is done; `--lines N`, `--pages N` and `--documents N`
limit it, 0 leaves a part out. Lines come from `training`'s test split: its own typefaces, words and seeds. Every engine reads the same crops
in the same run.
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from bench.accuracy_documents import held_out, measure_documents
from bench.accuracy_pages import drawn_pages, measure_pages
from bench.documents import SEED
from bench.line_engines import line_engine
from bench.marks import Marks, new_marks, table
from bench.page_engines import add_options
from bench.report import command
from training.data import Line, draw
from training.draw import CONDITIONS
from training.evaluate import GENERAL, SEEDS, drawn_lines

LINES_PER_CONDITION = 640
"""Eight conditions of 640 lines: 5,120 lines."""

GENERAL_CONDITIONS = ("scan", "photo", "thermal", "100dpi")
GENERAL_KINDS = ("receipt", "sentence", "word", "name", "address")
GENERAL_PER_CONDITION = 250
PAGES_PER_CONDITION = 25
"""Eight conditions of 25 pages: 200 pages."""

DOCUMENTS_PER_CONDITION = 30
"""Eight conditions of 30 proofs, each kind twice: 240 proofs."""


def general_lines(per_condition: int) -> list[Line]:
    """Receipt-like English, Malay and Indonesian print in the test split's faces and words, as scanned or photographed."""
    return [
        draw((SEEDS["test"], 100 + number, index), "test", CONDITIONS[name], GENERAL_KINDS)
        for number, name in enumerate(GENERAL_CONDITIONS)
        for index in range(per_condition)
    ]


def marks(lines: Sequence[Line], texts: Iterable[str]) -> Marks:
    """Right or wrong of every line, by condition, by kind and in all; `nospace` compares without spaces."""
    found = new_marks()
    for line, text in zip(lines, texts, strict=True):
        right = text == line.text
        found["condition"][line.condition].append(right)
        found["kind"][line.kind].append(right)
        found["total"]["all"].append(right)
        found["total"]["nospace"].append(text.replace(" ", "") == line.text.replace(" ", ""))
        if line.kind not in GENERAL:
            found["total"]["proof"].append(right)
        if line.kind == "ntpn":
            found["ntpn"][line.condition].append(right)
    return found


def measure(
    lines: Sequence[Line], names: Sequence[str]
) -> tuple[dict[str, Marks], dict[str, float], dict[str, list[str]]]:
    """Marks, milliseconds per line and texts of every engine."""
    results, speed, texts = {}, {}, {}
    for name in names:
        engine = line_engine(name)
        began = time.perf_counter()
        texts[name] = engine.read([line.image for line in lines])
        speed[name] = 1000 * (time.perf_counter() - began) / len(lines)
        results[name] = marks(lines, texts[name])
    return results, speed, texts


def unreadable(lines: Sequence[Line], texts: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Share of the lines of each condition that no engine at all reads right, spaces aside."""
    nobody: dict[str, list[bool]] = defaultdict(list)
    for index, line in enumerate(lines):
        wanted = line.text.replace(" ", "")
        nobody[line.condition].append(all(read[index].replace(" ", "") != wanted for read in texts.values()))
    return {name: sum(wrong) / len(wrong) for name, wrong in nobody.items()}


def page_report(per_condition: int, names: Sequence[str]) -> str:
    """The report on drawn pages as Markdown."""
    pages = drawn_pages(per_condition)
    intro = f"{len(pages)} pages; a value counts when it is read whole where it stands, spaces aside."
    return _whole("Whole pages", intro, *measure_pages(pages, names))


def document_report(per_condition: int, seed: int, names: Sequence[str]) -> str:
    """The report on held-out proofs as Markdown."""
    intro = (
        f"{per_condition} proofs of `bench.documents` (seed {seed}) in each condition, all read from their pictures; a value counts\n"
        "when it stands whole in what was read, without case, spaces and punctuation."
    )
    return _whole("Held-out proofs", intro, *measure_documents(held_out(per_condition, seed), names))


def _whole(title: str, intro: str, results: Mapping[str, Marks], speed: Mapping[str, float]) -> str:
    """A section on what engines find and read by themselves; `speed` is seconds per page."""
    pace = ", ".join(f"{name} {value:.2f}" for name, value in speed.items())
    return "\n".join(
        [
            "",
            f"## {title}, every engine with its own detection",
            "",
            intro,
            "",
            table("all values", "total", results),
            table("condition", "condition", results),
            table("NTPN by condition", "ntpn", results),
            table("kind", "kind", results),
            f"Seconds per page in this run: {pace}.",
            "",
        ]
    )


def line_report(lines: Sequence[Line], general: Sequence[Line], names: Sequence[str]) -> str:
    """The report on lines as Markdown."""
    results, speed, texts = measure(lines, names)
    broad, _, _ = measure(general, names)
    lost = ", ".join(f"{name} {100 * share:.1f} %" for name, share in sorted(unreadable(lines, texts).items()))
    pace = ", ".join(f"{name} {value:.1f}" for name, value in speed.items())
    return "\n".join(
        [
            "# Reading accuracy",
            "",
            f"Made by `{command()}`. Percent of lines read exactly, upper and lower case, spaces and all;",
            "`nospace` compares without spaces, `proof` leaves general print out. Lines are drawn in typefaces, from",
            "words and with seeds that no training line used. The engines saw the same crops in one run.",
            "",
            table("all lines", "total", results),
            table("condition", "condition", results),
            table("NTPN by condition", "ntpn", results),
            table("kind", "kind", results),
            "## General print: receipt-like lines in unseen faces and words",
            "",
            table("all general lines", "total", broad),
            table("condition", "condition", broad),
            table("kind", "kind", broad),
            f"Lines that none of the engines reads, spaces aside: {lost}.",
            "",
            f"Milliseconds per line in this run (crops given one list at a time): {pace}.",
            "",
        ]
    )


def main() -> None:
    """Writes the report, and the raw shares as JSON beside it."""
    parser = argparse.ArgumentParser(prog="python -m bench.accuracy")
    parser.add_argument("--lines", type=int, default=LINES_PER_CONDITION, help="drawn lines per condition")
    parser.add_argument("--general", type=int, default=GENERAL_PER_CONDITION, help="general lines per condition")
    parser.add_argument("--pages", type=int, default=PAGES_PER_CONDITION, help="drawn pages per condition")
    parser.add_argument("--documents", type=int, default=DOCUMENTS_PER_CONDITION, help="held-out proofs per condition")
    parser.add_argument("--seed", type=int, default=SEED, help="of the held-out proofs")
    add_options(parser, "accuracy.md")
    arguments = parser.parse_args()
    parts: list[Callable[[], str]] = []
    if arguments.lines:
        lines, general = drawn_lines("test", arguments.lines), general_lines(arguments.general)
        parts.append(lambda: line_report(lines, general, arguments.engines))
    if arguments.pages:
        parts.append(lambda: page_report(arguments.pages, arguments.engines))
    if arguments.documents:
        parts.append(lambda: document_report(arguments.documents, arguments.seed, arguments.engines))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text("", encoding="utf-8")
    for part in parts:  # hours lie between the first and the last
        report = part()
        with arguments.out.open("a", encoding="utf-8") as out:
            out.write(report)
    print(json.dumps({"written": str(arguments.out), "parts": len(parts)}))


if __name__ == "__main__":
    main()
