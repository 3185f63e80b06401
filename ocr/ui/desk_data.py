"""What the review desk shows, as JSON-ready data: queue, record, pages, words, fields with their reasons.

Separate from the component so that it is tested without a browser; imports no streamlit session.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from ocr.document import FIELD_NAMES, FIELD_TYPES, Field, Record
from ocr.errors import Language
from ocr.forms import describe_kode, kind_name, label
from ocr.i18n import Translator, translator
from ocr.service import Service
from ocr.store import Habit, PageView, RecordView
from ocr.ui.markup import MONO
from ocr.ui.pictures import page_url
from ocr.ui.values import choices, is_doubtful, money, paid, remark, shown, span, title, why

SECONDS_A_RECORD = 25.0  # until this session has measured its own pace
LENS = frozenset({"ntpn"})


def tone_of(view: RecordView) -> str:
    """How a record stands: rule (something contradicts), doubt, or ok."""
    fields = [item for item in view.record.fields.values() if item.review]
    if view.status == "accepted":
        return "ok"
    if any(item.review == "breaks_rule" for item in fields):
        return "rule"
    return "doubt" if fields or view.record.warnings else "ok"


def grouped(
    rows: Sequence[RecordView], sampled: AbstractSet[str] = frozenset(), doubted: Sequence[str] = ()
) -> dict[str, list[RecordView]]:
    """Records in the order they need eyes: doubtful (rule breakers and many doubts first), sampled, clear, accepted.

    `doubted` stood among the doubtful ones before, in this order; until accepted they stay where they were, so that a
    correction moves nothing under the hand that made it.
    """
    places = {ident: place for place, ident in enumerate(doubted)}
    groups: dict[str, list[RecordView]] = {"doubtful": [], "sampled": [], "clear": [], "accepted": []}
    for view in rows:
        if view.status == "accepted":
            groups["accepted"].append(view)
        elif view.id in sampled:
            groups["sampled"].append(view)
        else:
            doubtful = view.id in places or tone_of(view) != "ok"
            groups["doubtful" if doubtful else "clear"].append(view)
    last = len(places)
    groups["doubtful"].sort(
        key=lambda view: (places.get(view.id, last), tone_of(view) != "rule", -len(view.record.review))
    )
    return groups


def order(
    rows: Sequence[RecordView], sampled: AbstractSet[str] = frozenset(), doubted: Sequence[str] = ()
) -> list[str]:
    """Record ids as the queue lists them."""
    return [view.id for group in grouped(rows, sampled, doubted).values() for view in group]


def queue_data(
    rows: Sequence[RecordView],
    language: Language,
    sampled: AbstractSet[str] = frozenset(),
    doubted: Sequence[str] = (),
    accepted: int = 0,
) -> list[dict[str, Any]]:
    """The queue's groups with one line per record; `accepted` is how many are, where not all are listed."""
    t = translator(language)
    titles = {
        "doubtful": t("Needs a look"),
        "sampled": t("Random sample"),
        "clear": t("No doubts"),
        "accepted": t("Accepted"),
    }
    return [
        {
            "title": titles[name],
            "count": max(len(group), accepted) if name == "accepted" else len(group),
            "rows": [
                {
                    "id": view.id,
                    "title": title(view.record, view.document_name),
                    "sub": _reason(view, t, language),
                    "tone": tone_of(view),
                }
                for view in group
            ],
        }
        for name, group in grouped(rows, sampled, doubted).items()
    ]


def _reason(view: RecordView, t: Translator, language: Language) -> str:
    amount = shown("jumlah", view.record.value("jumlah"))
    if view.status == "accepted" or tone_of(view) == "ok":
        return amount or view.document_name
    names = [label(name, language).split(" (")[0] for name in view.record.review]
    if not names:
        return " · ".join(filter(None, (remark(view.record, language), amount)))
    count = t.ngettext("{n} value", "{n} values", len(names)).format(n=len(names))
    return f"{count}: {', '.join(names[:2])}{' …' if len(names) > 2 else ''}"


def left_words(left: int, timings: Sequence[float], language: Language) -> str:
    """“12 left, ~3 min”, by this person's own pace."""
    t = translator(language)
    if not left:
        return t("All done")
    pace = sum(timings[-20:]) / len(timings[-20:]) if timings else SECONDS_A_RECORD
    return t.ngettext("{n} left, ~{time}", "{n} left, ~{time}", left).format(n=left, time=span(left * pace, language))


def record_data(
    service: Service,
    view: RecordView,
    language: Language,
    drafts: Mapping[str, tuple[str, str]],
    *,
    sampled: bool = False,
) -> dict[str, Any]:
    """One record with its pages and what history says; `drafts` are refused texts with the reason, by "record/field".

    `sampled`: it passed without eyes and was drawn to be looked at all the same, every value of it.
    """
    t = translator(language)
    record = view.record
    document = service.store.document(view.document_id)
    pages = document.pages if document else ()
    habits = service.store.familiar.habits(record, document_id=view.document_id)
    wanted = [page for page in pages if record.first_page <= page.number <= record.last_page] or list(pages)
    return {
        "id": view.id,
        "status": view.status,
        "title": title(record, view.document_name),
        "kind": kind_name(record.kind, language),
        "document": view.document_name,
        "span": _span_words(record, len(pages), t),
        "warnings": [check.sentence(language) for check in record.warnings],
        "sampled": sampled,
        "pages": [_page_data(service, page, language) for page in wanted],
        "fields": [
            _field_data(record, record.fields[name], language, drafts.get(f"{view.id}/{name}"), habits.get(name))
            for name in FIELD_NAMES
        ],
    }


def _span_words(record: Record, pages: int, t: Translator) -> str:
    if pages <= 1:
        return ""
    if record.first_page == record.last_page:
        return t("page {n} of {pages}").format(n=record.first_page, pages=pages)
    return t("pages {first}–{last} of {pages}").format(first=record.first_page, last=record.last_page, pages=pages)


def _page_data(service: Service, page: PageView, language: Language) -> dict[str, Any]:
    text = service.store.page_text(page.document_id, page.number)
    return {
        "number": page.number,
        "url": page_url(page) if page.status == "done" or text else "",
        "width": page.width or 1240,
        "height": page.height or 1754,
        "error": page.error(language) or "",
        "words": [[word.text, *(round(edge) for edge in word.box)] for word in text.words] if text else [],
    }


def _field_data(
    record: Record, item: Field, language: Language, draft: tuple[str, str] | None, habit: Habit | None
) -> dict[str, Any]:
    t = translator(language)
    text, error = draft or ("", None)
    return {
        "name": item.name,
        "label": label(item.name, language),
        "shown": shown(item.name, item.value),
        "mono": item.name in MONO,
        "lens": _has_lens(item),
        "box": [round(edge, 1) for edge in item.box] if item.box else None,
        "page": item.page,
        "review": bool(item.review),
        "tone": _tone(item),
        "said": _said(item, t),
        "why": why(item, language),
        "checks": _checks(record, item, language) + _agreement(item, habit, t),
        "chars": _chars(item),
        "draft": text,
        "error": error,
        "offer": _offer(item, habit, t),
    }


def _same(habit: Habit, item: Field) -> bool:
    return habit.value.casefold() == (item.value or "").casefold()


def _agreement(item: Field, habit: Habit | None, t: Translator) -> list[dict[str, str]]:
    """“History agrees”, how often and when last, where the value is the one that went with this taxpayer before."""
    if habit is None or not _same(habit, item):
        return []
    said = t("History agrees: {times} of {all}, last {day}")
    return [{"tone": "ok", "text": _counted(said, habit)}]


def _offer(item: Field, habit: Habit | None, t: Translator) -> dict[str, str] | None:
    """What history would put here, where the field is empty or says something else; a person decides."""
    if habit is None or _same(habit, item):
        return None
    said = t("History: {value} ({times} of {all}, last {day})")
    return {"value": shown(item.name, habit.value), "text": _counted(said, habit, value=shown(item.name, habit.value))}


def _counted(said: str, habit: Habit, **more: str) -> str:
    return said.format(times=habit.times, all=habit.looked_at, day=f"{habit.last:%d/%m/%Y}", **more)


def _tone(item: Field) -> str:
    if item.review == "breaks_rule":
        return "rule"
    if item.review:
        return "doubt"
    return "ok" if item.value is not None else "none"


def _said(item: Field, t: Translator) -> str:
    if item.changed_by:
        return t("by {who}").format(who=item.changed_by)
    if item.source:
        return item.source
    return f"{int(item.confidence * 100)} %" if item.value is not None else ""


def _checks(record: Record, item: Field, language: Language) -> list[dict[str, str]]:
    tones = {"proves": "ok", "agrees": "ok", "contradicts": "rule", "cannot_tell": "none"}
    said = why(item, language)
    found = [
        {"tone": tones[check.outcome], "text": check.sentence(language)}
        for check in item.checks
        if check.outcome != "cannot_tell" and check.sentence(language) != said
    ]
    if item.name == "kode_akun_pajak":
        meaning = describe_kode(item.value, record.value("kode_jenis_setoran"))
        if meaning and not any(meaning.rstrip(".") in check["text"] for check in found):
            found.append({"tone": "none", "text": meaning})
    return found


def _has_lens(item: Field) -> bool:
    """Whether characters are shown one by one: of an NTPN always, of another number where they were read badly."""
    return item.name in LENS or (FIELD_TYPES[item.name] == "id" and item.review == "read_badly" and bool(item.value))


def _chars(item: Field) -> list[list[Any]]:
    """[character, confidence, choices, doubtful] for each character of the value; where only digits stand, digits."""
    listed = _any_chars(item) if _has_lens(item) and item.value else []
    if item.name in LENS:
        return listed
    return [[text, sure, [c for c in others if c.isdigit()], doubtful] for text, sure, others, doubtful in listed]


def _any_chars(item: Field) -> list[list[Any]]:
    value = item.value or ""
    known = [char for char in item.chars if char.text.strip()]
    if "".join(char.text for char in known).upper() != value:
        settled = item.changed_by is not None
        return [[c, 1.0, choices(c, ()), not settled and bool(choices(c, ()))] for c in value]
    listed = []
    for char in known:
        doubtful = is_doubtful(char.confidence)
        listed.append([char.text.upper(), round(char.confidence, 3), choices(char.text, char.alternatives), doubtful])
    return listed


def total_words(rows: Sequence[RecordView], language: Language) -> str:
    """What was paid, by currency, for one line under a table; as the upload page counts it."""
    t = translator(language)
    sums: dict[str, Any] = {}
    for view in rows:
        amount, currency = paid(view.record)
        if amount:
            sums[currency] = sums.get(currency, 0) + amount
    parts = [f"{currency} {money(amount)}" for currency, amount in sorted(sums.items())]
    return t("Paid: {sums}").format(sums=" · ".join(parts)) if parts else ""
