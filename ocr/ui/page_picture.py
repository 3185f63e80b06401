"""A record's pages as plain pictures with its fields' boxes, where nothing has to be clicked.

Separate from the desk's viewer: tables and history only look.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from ocr.document import FIELD_NAMES
from ocr.forms import label
from ocr.store import PageView, RecordView
from ocr.ui.frame import Frame
from ocr.ui.pictures import page_url

WIDTH_PX = 1000
COLOURS = {"breaks_rule": "#c8322b", "read_badly": "#d08400", "missing": "#d08400", "unverified": "#d08400"}
CLEAR = "#2e8b57"


def record_pages(frame: Frame, view: RecordView) -> None:
    """The pages of one record, one below the other."""
    document = frame.service.store.document(view.document_id)
    first, last = view.record.first_page, view.record.last_page
    pages = [page for page in document.pages if first <= page.number <= last] if document else []
    figures = "".join(_figure(frame, view, page) for page in pages if page.width and page.height)
    st.html(figures or f"<p class='b-quiet'>{escape(frame.t('This page has not been read yet.'))}</p>")


def _figure(frame: Frame, view: RecordView, page: PageView) -> str:
    width, height = page.width or 1, page.height or 1
    boxes = []
    for name in FIELD_NAMES:
        item = view.record.fields[name]
        if item.box is None or item.page != page.number:
            continue
        colour = COLOURS[item.review] if item.review else CLEAR
        boxes.append(
            # The frame stands around the ink, never on it.
            f"<i title='{escape(label(name, frame.language))}' style='position:absolute;box-sizing:content-box;margin:-3px;padding:1px;border:2px solid {colour};border-radius:3px;"
            f"left:{100 * item.box.left / width:.2f}%;top:{100 * item.box.top / height:.2f}%;"
            f"width:{100 * item.box.width / width:.2f}%;height:{100 * item.box.height / height:.2f}%'></i>"
        )
    alt = escape(frame.t("Page {n}").format(n=page.number))
    return (
        f"<div style='position:relative;aspect-ratio:{width}/{height};border:1px solid var(--line);margin-bottom:.6rem;background:#fff'>"
        f"<img alt='{alt}' loading='lazy' src='{escape(page_url(page, WIDTH_PX))}' style='width:100%;height:100%;display:block'>"
        f"{''.join(boxes)}</div>"
    )
