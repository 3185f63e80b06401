"""One field of many proofs side by side: ink above value, where errors jump out; and all that is clear accepted at once.

Separate from the desk because it is looked at, not typed into.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import urlencode

import streamlit as st

from ocr.document import FIELD_NAMES
from ocr.errors import EditConflict
from ocr.forms import label
from ocr.store import PageView, RecordView
from ocr.ui.desk_data import tone_of
from ocr.ui.frame import Frame
from ocr.ui.markup import MONO, mark, plain
from ocr.ui.pictures import crop_url
from ocr.ui.screens import screen
from ocr.ui.state import Step
from ocr.ui.values import shown, title

A_SCREEN = 60


def review_strip(frame: Frame, rows: Sequence[RecordView]) -> None:
    """The chosen field of every record, and what to do with those without doubt."""
    t, language = frame.t, frame.language
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            t("Value"), FIELD_NAMES, format_func=lambda field: label(field, language), key="strip-field", width=280
        )
        doubtful_only = st.toggle(t("Only doubtful ones"), key="strip-doubtful")
        clear = [view for view in rows if view.status == "open" and tone_of(view) == "ok"]
        st.button(
            t.ngettext("Accept the {n} without doubts", "Accept all {n} without doubts", len(clear)).format(
                n=len(clear)
            ),
            disabled=not clear,
            icon=":material/done_all:",
            key="strip-accept",
            on_click=_accept_all,
            args=(frame, clear),
        )
    if frame.state.notice:
        st.caption(plain(frame.state.notice))
    listed = [view for view in rows if view.record.fields[name].review] if doubtful_only else list(rows)
    _figures(frame, listed[screen(len(listed), A_SCREEN, key="strip-screen")], name)


def contact_sheet(frame: Frame, rows: Sequence[RecordView]) -> None:
    """The NTPNs of `rows` as ink and text, each a way to its proof."""
    _figures(frame, rows[screen(len(rows), A_SCREEN, key="contact-screen")], "ntpn")


def _figures(frame: Frame, rows: Sequence[RecordView], name: str) -> None:
    pages = pages_of(frame, rows)
    st.html(f"<div class='b-strip'>{''.join(_figure(frame, view, name, pages) for view in rows)}</div>")


def pages_of(frame: Frame, rows: Sequence[RecordView]) -> dict[tuple[str, int], PageView]:
    """The pages behind records, by document and number."""
    found = frame.service.store.pages({view.document_id for view in rows})
    return {(page.document_id, page.number): page for page in found}


def _figure(frame: Frame, view: RecordView, name: str, pages: Mapping[tuple[str, int], PageView]) -> str:
    item = view.record.fields[name]
    page = pages.get((view.document_id, item.page)) if item.page else None
    picture = (
        f"<img loading='lazy' alt='' src='{escape(crop_url(page, item.box, 76))}'>"
        if page and item.box
        else f"<span class='none b-quiet'>{escape(frame.t('no ink on the page'))}</span>"
    )
    value = shown(name, item.value) or "–"
    note = mark(frame.t("check"), "doubt") if item.review else ""
    mono = "b-mono" if name in MONO else ""
    name_of = escape(title(view.record, view.document_name))
    return (
        f"<figure class='{'doubt' if item.review else ''}'><a href='{escape(_address(frame, view))}' target='_self'>"
        f"{picture}<b class='{mono}'>{escape(value)}</b> {note}"
        f"<span class='caption b-quiet'>{name_of}</span></a></figure>"
    )


def _address(frame: Frame, view: RecordView) -> str:
    """Where the desk shows this proof."""
    return "review?" + urlencode({"batch": frame.state.batch, "record": view.id, "lang": frame.language})


def _accept_all(frame: Frame, clear: Sequence[RecordView]) -> None:
    done = 0
    for view in clear:
        try:
            frame.service.store.accept(view.id, who=frame.who, version=view.version)
        except EditConflict:
            continue
        frame.state.push(Step(view.id))
        done += 1
    frame.state.say(frame.t.ngettext("{n} proof accepted", "{n} proofs accepted", done).format(n=done), "good")
