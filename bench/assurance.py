"""Counts how often values of unmarked records are wrong, by kind of evidence: what a stated error rate rests on.

    nice python -m bench.assurance --seeds 4

Reads held-out documents of `dev` through the whole pipeline. Only records that bear no mark at all are counted, since
only those may pass without eyes. Writes ocr/assurance.json, which the review page reads, and docs/bench/assurance.md.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from bench import documents
from bench.forms import Read
from bench.forms_score import paired, same
from bench.reading import product_reading
from bench.report import command
from ocr.assurance import COUNTS, Cell, at_most, bears_a_mark, evidence_of, passing, risk_of, risk_of_value

REPORT = Path("docs/bench/assurance.md")
ALLOWED = (0.005, 0.01, 0.02, 0.05, 0.10)


def count(read_one: Read, limit: int, seeds: int) -> dict[str, Any]:
    """Reads `limit` documents of each seed; values and wrong ones by kind of evidence, and the unmarked records with their truth."""
    cells: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    records = unmarked = 0
    kept: list[tuple[Any, bool]] = []
    plans = [(index, documents.SEED + number) for number in range(seeds) for index in documents.spread(limit)]
    for done, (index, seed) in enumerate(plans, 1):
        drawn = documents.draw("dev", index, seed)
        found, _ = read_one(drawn)
        for truth, record in paired(drawn.truth["records"], found):
            records += 1
            if truth is None or record is None or bears_a_mark(record):
                continue
            unmarked += 1
            wrong = {name for name, item in record.fields.items() if not same(name, truth["fields"][name], item.value)}
            kept.append((record, bool(wrong)))
            for name, item in record.fields.items():
                cell = cells[evidence_of(item)]
                cell[0] += 1
                cell[1] += name in wrong
        print(f"\r{done}/{len(plans)} documents, {unmarked}/{records} unmarked", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return {"cells": dict(sorted(cells.items())), "documents": len(plans), "records": records, "kept": kept}


def report(found: dict[str, Any]) -> str:
    """The counts as Markdown, and what a stated rate would have let pass here."""
    kept = found["kept"]
    cells = {name: Cell(*pair) for name, pair in found["cells"].items()}
    lines = [
        "# Values of records without a mark",
        "",
        f"Command: `{command()}`. {found['documents']} held-out documents of `dev` (every kind in every condition, most of "
        f"them damaged on purpose), {found['records']} proofs, {len(kept)} of them without any mark; "
        f"{sum(wrong for _, wrong in kept)} of those with a wrong value.",
        "",
        "| evidence | values | wrong | chance of the next |",
        "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {cell.values} | {cell.wrong} | {risk_of_value(name, cells):.3%} |" for name, cell in cells.items()
    ]
    lines += [
        "",
        "What would have passed of these proofs at a stated share of errors. The counts come from the same proofs, so this",
        "shows how the choice behaves, not how good it is; the random sample of every pass shows that.",
        "",
        "| allowed | pass | wrong among them | at most, 95 % certain |",
        "|---|---:|---:|---:|",
    ]
    risks = {str(number): risk_of(record, cells) for number, (record, _) in enumerate(kept)}
    for allowed in ALLOWED:
        chosen = passing(risks, allowed)
        wrong = sum(kept[int(key)][1] for key in chosen)
        bound = f"{at_most(wrong, len(chosen)):.1%}" if chosen else "–"
        lines.append(f"| {allowed:.1%} | {len(chosen)} of {found['records']} | {wrong} | {bound} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int, default=documents.COUNT)
    parser.add_argument("--seeds", type=int, default=1, help="draws of the set")
    options = parser.parse_args()
    logging.disable(logging.INFO)
    with product_reading() as read_one:
        found = count(read_one, options.limit, options.seeds)
    told = {"command": command(), "documents": found["documents"], "cells": found["cells"]}
    COUNTS.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    REPORT.write_text(report(found), encoding="utf-8")
    print(REPORT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
