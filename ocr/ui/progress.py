"""A batch being read: pages turn into tiles, tiles into fields, while the rest of the page stays usable.

Separate because it is the only part that asks again and again; it stops asking when everything has ended.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import streamlit as st

from ocr.errors import Language
from ocr.i18n import Translator
from ocr.intake.coach import sentence
from ocr.store import DocumentView, PageView, Tally
from ocr.ui import markup
from ocr.ui.download import download_excel
from ocr.ui.failures import failed_cards
from ocr.ui.frame import Frame, follow
from ocr.ui.pictures import page_url
from ocr.ui.pulse import pulse
from ocr.ui.screens import screen
from ocr.ui.values import decimal, money, span, whole

EVERY_S = 0.7
DOCUMENTS_A_SCREEN = 12
TILES_A_DOCUMENT = 12
TILE_PX = 184


def batch_progress(frame: Frame) -> None:
    """The batch of this session, live while it is being read."""
    # What came over REST without a batch is no batch of this visitor's.
    count = frame.service.store.tally(frame.state.batch) if frame.state.batch else None
    if count is None or not count.documents:
        st.html(
            markup.empty(
                frame.t("Nothing uploaded yet"),
                frame.t("Drop your proofs of payment above. You can leave this page at any time; reading goes on."),
            )
        )
        return
    _progress(frame, live=bool(count.unended))


@st.fragment
def _progress(frame: Frame, *, live: bool) -> None:
    if live:
        pulse("progress", EVERY_S)
    follow(frame)
    count = frame.service.store.tally(frame.state.batch)
    if not frame.state.batch or live != bool(count.unended):  # ended, or a page is read again
        st.rerun()
    _summary(frame, count)
    start = screen(count.documents, DOCUMENTS_A_SCREEN, key="upload-screen").start
    for document in frame.service.store.documents(frame.state.batch, offset=start, limit=DOCUMENTS_A_SCREEN):
        _document(frame, document)
        failed_cards(frame, document, "upload")


def _summary(frame: Frame, count: Tally) -> None:
    """How far the batch is, and what can be done with it."""
    st.html(f"<b>{escape(' · '.join(_facts(frame, count)))}</b>{markup.bar(count.ended, count.pages, count.failed)}")
    with st.container(horizontal=True, vertical_alignment="center"):
        _reading_buttons(frame, count)
        if count.records:
            _button(
                frame,
                "review",
                _review_word(frame.t, count),
                _go_to_review,
                icon="fact_check",
                type="primary" if not count.left else "secondary",
            )
            download_excel(frame, key="upload-excel")
        _button(frame, "new", frame.t("Start a new batch"), _new_batch, icon="add", type="tertiary")


def _facts(frame: Frame, count: Tally) -> list[str]:
    t = frame.t
    facts = [
        t.ngettext("{n} file", "{n} files", count.documents).format(n=whole(count.documents)),
        t("{done} of {pages} pages read").format(
            done=whole(count.ended - count.failed - count.cancelled), pages=whole(count.pages)
        ),
        t.ngettext("{n} proof found", "{n} proofs found", count.records).format(n=whole(count.records)),
    ]
    if count.rupiah:
        facts.append(t("paid in all: Rp {amount}").format(amount=money(count.rupiah)))
    if count.doubled:
        said = t.ngettext("{n} proof possibly entered twice", "{n} proofs possibly entered twice", count.doubled)
        facts.append(said.format(n=whole(count.doubled)))
    if count.failed:
        facts.append(t.ngettext("{n} page failed", "{n} pages failed", count.failed).format(n=count.failed))
    if count.left:
        facts.append(_time_left(frame, count))
    return facts


def _reading_buttons(frame: Frame, count: Tally) -> None:
    """Stop, read again, read on: whichever has pages to act on."""
    t = frame.t
    if count.left:
        _button(frame, "stop", t("Stop reading"), _stop, icon="stop_circle")
    if count.failed:
        _button(frame, "again", t("Read failed pages again"), _again, icon="refresh")
    if count.cancelled and not count.left:
        why = t("Reads the pages at which reading was stopped.")
        _button(frame, "resume", t("Read on"), _read_on, icon="play_circle", help=why)


def _button(frame: Frame, name: str, label: str, act: Callable[[Frame], None], *, icon: str, **how: Any) -> None:
    st.button(label, key=f"upload-{name}", icon=f":material/{icon}:", on_click=act, args=(frame,), **how)


def _review_word(t: Translator, count: Tally) -> str:
    if not count.doubtful:
        return t("Look through the proofs")
    said = t.ngettext("Check {n} doubtful proof", "Check {n} doubtful proofs", count.doubtful)
    return said.format(n=count.doubtful)


def _time_left(frame: Frame, count: Tally) -> str:
    workers = max(1, len(frame.service.engine.state().workers))
    if not count.seconds_a_page:
        return frame.t("reading begins …")
    left = span(count.left * count.seconds_a_page / workers, frame.language)
    sentence = frame.t.ngettext("{n} page left, ~{time}", "{n} pages left, ~{time}", count.left)
    return sentence.format(n=whole(count.left), time=left)


def _document(frame: Frame, document: DocumentView) -> None:
    t, language = frame.t, frame.language
    word, tone = _status(document, t)
    head = (
        f"<header><b>{escape(document.name)}</b>{markup.mark(word, tone)}"
        f"<span class='b-quiet'>{escape(_pages_word(document, t))}</span></header>"
    )
    tiles = "".join(_tile(page, t, language) for page in document.pages[:TILES_A_DOCUMENT])
    more = len(document.pages) - TILES_A_DOCUMENT
    if more > 0:
        tiles += f"<span class='b-quiet'>{escape(t('and {n} more').format(n=more))}</span>"
    proofs = "".join(markup.proof(view.record, language) for view in document.records if view.status != "deleted")
    if document.ended and not proofs and document.status == "done":
        proofs = f"<div class='b-proof b-quiet'>{escape(t('No proof of payment was found on these pages.'))}</div>"
    st.html(
        f"<article class='b-doc'>{head}<div class='b-body'><div class='b-tiles'>{tiles}</div><div class='b-proofs'>{_advice(document, language)}{proofs}</div></div></article>"
    )


def _status(document: DocumentView, t: Translator) -> tuple[str, str]:
    return {
        "waiting": (t("waiting"), "quiet"),
        "reading": (t("being read"), "doubt"),
        "done": (t("read"), "ok"),
        "failed": (t("not all pages could be read"), "bad"),
        "cancelled": (t("stopped"), "quiet"),
    }[document.status]


def _pages_word(document: DocumentView, t: Translator) -> str:
    read = sum(page.status == "done" for page in document.pages)
    said = t.ngettext("{done} of {pages} page", "{done} of {pages} pages", document.page_count)
    return said.format(done=read, pages=document.page_count)


def _tile(page: PageView, t: Translator, language: Language) -> str:
    label = t("Page {n}").format(n=page.number)
    if page.status == "done":
        inner = f"<img loading='lazy' alt='{escape(label)}' src='{escape(page_url(page, TILE_PX))}'>"
        below = "" if page.seconds is None else f"{decimal(page.seconds, 1, language)} s"
    else:
        inner = {"waiting": "…", "reading": "⏳", "failed": "✕", "cancelled": "—"}[page.status]
        below = {
            "waiting": t("waiting"),
            "reading": t("being read"),
            "failed": t("failed"),
            "cancelled": t("stopped"),
        }[page.status]
    return f"<div class='b-tile {page.status}'><div class='pic'>{inner}</div>{escape(label)}<br><span class='b-quiet'>{escape(below)}</span></div>"


def _advice(document: DocumentView, language: Language) -> str:
    return "".join(f"<div class='b-advice'>📷 {escape(sentence(advice, language))}</div>" for advice in document.advice)


def _go_to_review(frame: Frame) -> None:
    frame.state.go_to = "review"


def _stop(frame: Frame) -> None:
    for document_id in frame.service.store.unended(frame.state.batch):
        frame.service.cancel(document_id)


def _again(frame: Frame) -> None:
    frame.service.retry_failed(frame.state.batch)


def _read_on(frame: Frame) -> None:
    frame.service.retry_stopped(frame.state.batch)


def _new_batch(frame: Frame) -> None:
    frame.state.batch = ""
    frame.state.refusals, frame.state.again = [], []
    st.query_params.pop("batch", None)
