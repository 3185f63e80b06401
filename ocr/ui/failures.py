"""Pages that could not be read: each a card with its picture, the reason, what to do, and a button to try again.

Separate because upload and review show the same cards.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from ocr.store import DocumentView, PageView
from ocr.ui.frame import Frame
from ocr.ui.pictures import page_url

CARDS = 12
THUMB_PX = 240


def failed_cards(frame: Frame, document: DocumentView, place: str) -> None:
    """A card for every failed page of `document`, at most `CARDS`; `place` tells the buttons of two pages apart."""
    failed = [page for page in document.pages if page.status == "failed"]
    for page in failed[:CARDS]:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"{place}-card-{_key(page)}"):
            st.html(_words(frame, document, page))
            st.button(
                frame.t("Read page {n} again").format(n=page.number),
                key=f"{place}-retry-{_key(page)}",
                icon=":material/refresh:",
                on_click=_again,
                args=(frame, page),
            )
    if len(failed) > CARDS:
        st.caption(frame.t("and {n} more").format(n=len(failed) - CARDS))


def failed_of_batch(frame: Frame) -> None:
    """Below a batch's proofs: the pages of it that say nothing yet because they failed."""
    if not frame.state.batch:
        return
    documents = frame.service.store.documents(frame.state.batch, failed=True)
    count = sum(page.status == "failed" for document in documents for page in document.pages)
    if not count:
        return
    t = frame.t
    with st.expander(
        t.ngettext(
            "{n} page of this batch could not be read", "{n} pages of this batch could not be read", count
        ).format(n=count),
        icon=":material/error:",
    ):
        for document in documents:
            failed_cards(frame, document, "review")


def _words(frame: Frame, document: DocumentView, page: PageView) -> str:
    t = frame.t
    title = f"{document.name} · {t('Page {n}').format(n=page.number)}"
    reason = page.error(frame.language) or t("failed")
    tried = t.ngettext("Tried {n} time.", "Tried {n} times.", page.attempts).format(n=page.attempts)
    return (
        f"<div class='b-fail' role='alert'><img loading='lazy' alt='{escape(t('Picture of the page, as far as it can be drawn'))}' "
        f"src='{escape(page_url(page, THUMB_PX))}'><div><b>{escape(title)}</b><br>"
        f"<span class='b-bad'>{escape(reason)}</span><br>"
        f"<span class='b-quiet'>{escape(t('The other pages are not affected.'))} {escape(tried)}</span></div></div>"
    )


def _again(frame: Frame, page: PageView) -> None:
    frame.service.retry_page(page.document_id, page.number)


def _key(page: PageView) -> str:
    return f"{page.document_id}-{page.number}"
