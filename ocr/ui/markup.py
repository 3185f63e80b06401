"""Small pieces of HTML for what Streamlit has no element for: tiles, proofs, strips, tables.

Separate so that every text from outside is escaped in one place; imports no streamlit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from ocr.document import Record
from ocr.errors import Language
from ocr.forms import kind_name, label
from ocr.i18n import translator
from ocr.ui.values import remark, shown

TILE_FIELDS = ("ntpn", "kode_billing", "tanggal", "jumlah", "npwp")
MARKDOWN = frozenset("\\`*_[]()#+!|~$<>:{}&")
MONO = frozenset({"ntpn", "ntb", "stan", "kode_billing", "npwp"})


def bar(done: int, total: int, failed: int = 0) -> str:
    """A progress bar that screen readers can read too."""
    share = 100 * done / total if total else 0
    tone = " class='bad'" if failed and done == failed else ""
    return (
        f"<div class='b-bar' role='progressbar' aria-label='{done}/{total}' aria-valuenow='{share:.0f}' aria-valuemin='0' "
        f"aria-valuemax='100'><i{tone} style='width:{share:.1f}%'></i></div>"
    )


def plain(text: str) -> str:
    """`text` for an element that takes Markdown, with nothing in it that Markdown would act on."""
    return "".join(f"\\{char}" if char in MARKDOWN else char for char in text)


def mark(text: str, tone: str) -> str:
    """A short remark in a frame; `tone` is ok, doubt, bad or quiet."""
    return f"<span class='b-mark b-{tone}'>{escape(text)}</span>"


def proof(record: Record, language: Language) -> str:
    """One line of a record's main fields, as they arrive."""
    t = translator(language)
    parts = [f"<span><b>{escape(kind_name(record.kind, language))}</b></span>"]
    name = record.value("nama_wajib_pajak")
    if name:
        parts.append(f"<span>{escape(name)}</span>")
    for field in TILE_FIELDS:
        item = record.fields[field]
        if item.value is None:
            continue
        tone = "doubt" if item.review else ""
        mono = " b-mono" if field in MONO else ""
        parts.append(
            f"<span><small>{escape(label(field, language))}</small>"
            f"<span class='b-{tone}{mono}'>{escape(shown(field, item.value))}</span></span>"
        )
    if record.kode_setor:
        parts.append(f"<span><small>KAP-KJS</small>{escape(record.kode_setor)}</span>")
    count = len(record.review)
    if count:
        parts.append(mark(t.ngettext("{n} value to check", "{n} values to check", count).format(n=count), "doubt"))
    elif record.warnings:
        parts.append(mark(remark(record, language), "doubt"))
    else:
        parts.append(mark(t("no doubts"), "ok"))
    return f"<div class='b-proof'>{''.join(parts)}</div>"


def card(name: str, value: str, below: str = "", tone: str = "") -> str:
    """A figure with its name above and a remark below."""
    quiet = f"<span class='b-quiet'>{escape(below)}</span>" if below else ""
    return f"<div class='b-card'><span class='b-quiet'>{escape(name)}</span><b class='b-{tone}'>{escape(value)}</b>{quiet}</div>"


def cards(items: Iterable[str]) -> str:
    """Cards side by side, as many as fit."""
    return f"<div class='b-cards'>{''.join(items)}</div>"


def empty(headline: str, what_to_do: str) -> str:
    """What stands where nothing is yet."""
    return f"<div class='b-empty'><b>{escape(headline)}</b><br><span class='b-quiet'>{escape(what_to_do)}</span></div>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> str:
    """A plain table; `numbers` are the columns set to the right. Cells are texts, escaped here."""
    cls = [" class='num'" if index in numbers else "" for index in range(len(head))]
    top = "".join(f"<th scope='col'{cls[index]}>{escape(text)}</th>" for index, text in enumerate(head))
    body = "".join(
        "<tr>" + "".join(f"<td{cls[index]}>{escape(text)}</td>" for index, text in enumerate(row)) + "</tr>"
        for row in rows
    )
    return (
        f"<div class='b-scroll'><table class='b-table'><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )
