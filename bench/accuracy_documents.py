"""Values of whole held-out proofs as every engine reads them: the part of bench.accuracy nearest to an office's mail.

Separate because these are documents (`bench.documents`, test split) whose damage a person can read through, not lines or
pages drawn to find an engine's limits. Every page is read from its picture, born-digital ones too. A value counts when it
stands whole in what was read, without case, spaces and punctuation, in one of the forms it may be printed in.
"""

import time
from collections import Counter
from collections.abc import Iterable, Sequence

from bench.documents import CONDITIONS, COUNT, SEED, Drawn, draw, plan
from bench.engine_score import COMPARED, score
from bench.marks import Marks, new_marks
from bench.page_engines import page_engine


def held_out(per_condition: int, seed: int = SEED) -> list[tuple[str, Drawn]]:
    """(condition, document): the first so many of the test split's draw `seed` in every condition, kinds in turn."""
    wanted, chosen = Counter(dict.fromkeys(CONDITIONS, per_condition)), []
    for index in range(COUNT):
        condition = plan("test", index, seed).condition
        if wanted[condition] > 0:
            wanted[condition] -= 1
            chosen.append((condition, draw("test", index, seed)))
    return chosen


def mark_document(found: Marks, condition: str, document: Drawn, text: str) -> None:
    """Adds right or wrong of every value of the document to `found`, which is changed."""
    for record in document.truth["records"]:
        for name in COMPARED:
            scored = score({"records": [record]}, text, (name,))
            for right in [True] * scored.found + [False] * (scored.values - scored.found):
                found["condition"][condition].append(right)
                found["kind"][name].append(right)
                found["total"]["all"].append(right)
                if name == "ntpn":
                    found["ntpn"][condition].append(right)
                    found["ntpn"]["all"].append(right)


def measure_documents(
    documents: Iterable[tuple[str, Drawn]], names: Sequence[str]
) -> tuple[dict[str, Marks], dict[str, float]]:
    """Marks by condition and field, and seconds per page, of every engine; engines take turns document by document."""
    engines = {name: page_engine(name) for name in names}
    results, spent, pages = {name: new_marks() for name in names}, dict.fromkeys(names, 0.0), 0
    for condition, document in documents:
        pages += len(document.pictures)
        for name, engine in engines.items():
            began = time.perf_counter()
            text = "\n".join(read for picture in document.pictures for read, _ in engine.read(picture))
            spent[name] += time.perf_counter() - began
            mark_document(results[name], condition, document, text)
    return results, {name: seconds / max(1, pages) for name, seconds in spent.items()}
