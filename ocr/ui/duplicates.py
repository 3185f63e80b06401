"""Look-alikes side by side: their pages, their values, what differs; deleted, or explained with a reason.

Separate from the ledger because a group is judged as a whole. Which records are alike is the store's rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from ocr.document import FIELD_NAMES
from ocr.errors import EditConflict
from ocr.forms import kind_name, label
from ocr.store import DuplicateGroup, RecordQuery, RecordView
from ocr.ui.clock import stamp
from ocr.ui.frame import Frame
from ocr.ui.markup import empty, plain, table
from ocr.ui.page_picture import record_pages
from ocr.ui.screens import last_screen, put_back
from ocr.ui.values import shown, whole

A_SCREEN = 10
ABREAST = 4  # papers beside each other; more stand in the next line
DIFFERS = "≠"


def duplicates(frame: Frame, query: RecordQuery) -> None:
    """Groups that may be one payment entered twice: those to look at first, those with a reason after them."""
    t = frame.t
    turned = f"history-groups-{hash(query)}"  # another filter begins on its first screen
    number = int(st.session_state.get(turned, 1))
    found = frame.service.store.duplicates(replace(query, offset=(number - 1) * A_SCREEN, limit=A_SCREEN))
    if found.total and not found.groups:
        number = put_back(turned, found.total, A_SCREEN)
        found = frame.service.store.duplicates(replace(query, offset=(number - 1) * A_SCREEN, limit=A_SCREEN))
    if not found.total:
        st.html(empty(t("No duplicates"), t("No payment stands here twice.")))
        return
    last = last_screen(found.total, A_SCREEN)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.caption(_counted(frame, found.unsettled, found.total - found.unsettled))
        if last > 1:
            st.pagination(last, key=turned)
    if frame.state.notice and not frame.state.notice_field:
        st.caption(plain(frame.state.notice))
    for group in found.groups:
        with st.container(border=True, key=f"group-{group.key}"):
            _group(frame, group)


def _counted(frame: Frame, open_groups: int, settled: int) -> str:
    t = frame.t
    parts = [t.ngettext("{n} group to look at", "{n} groups to look at", open_groups).format(n=whole(open_groups))]
    if settled:
        parts.append(t("{n} with a reason").format(n=whole(settled)))
    return " · ".join(parts)


def _group(frame: Frame, group: DuplicateGroup) -> None:
    t = frame.t
    reasons = {
        "payment": t("Same NTPN"),
        "kode_billing": t("Same billing code"),
        "file": t("The same file was uploaded more than once"),
    }
    st.markdown(f"**{reasons[group.reason]}**")
    for first in range(0, len(group.records), ABREAST):
        row = group.records[first : first + ABREAST]
        for place, view in zip(st.columns(max(2, len(row))), row, strict=False):
            with place:
                _paper(frame, group, view)
    if group.reason == "file":
        st.html(_uploads(frame, group.records[0].document_id))
    else:
        st.html(compared(frame, group.records))
    _reason(frame, group)


def _paper(frame: Frame, group: DuplicateGroup, view: RecordView) -> None:
    t = frame.t
    st.caption(f"{kind_name(view.record.kind, frame.language)} · {plain(view.document_name)}")
    with st.container(height=320, key=f"paper-{group.key}-{view.id}"):
        record_pages(frame, view)
    if group.reason != "file":
        st.button(
            t("Delete this one"),
            icon=":material/delete:",
            key=f"drop-{group.key}-{view.id}",
            on_click=_delete,
            args=(frame, view),
        )


def compared(frame: Frame, views: Sequence[RecordView]) -> str:
    """The values of look-alikes beside each other, one column per paper; what differs carries a sign."""
    rows = []
    for name in FIELD_NAMES:
        values = [view.record.value(name) for view in views]
        if any(values):
            sign = DIFFERS if len(set(values)) > 1 else ""
            rows.append((sign, label(name, frame.language), *(shown(name, value) or "–" for value in values)))
    rows.sort(key=lambda row: not row[0])
    return table((DIFFERS, frame.t("Value"), *(view.document_name for view in views)), rows)


def _uploads(frame: Frame, document_id: str) -> str:
    t = frame.t
    rows = [
        (stamp(entry.at), entry.uploader or "–", entry.name) for entry in frame.service.store.submissions(document_id)
    ]
    return table((t("When"), t("Who"), t("File")), rows)


def _reason(frame: Frame, group: DuplicateGroup) -> None:
    """Who said why this is none, or a place to say it."""
    t, said = frame.t, group.override
    if said:
        when = stamp(said.at)
        st.caption(f"{t('Not a duplicate')}: {plain(said.reason)} ({plain(said.who)}, {when})")
    if said and not group.settled:
        st.caption(t("Another one came after that."))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if not group.settled:
            st.text_input(
                t("Not a duplicate? Say why"),
                key=f"override-{group.key}",
                placeholder=t("for example: two instalments"),
                max_chars=500,
            )
            st.button(t("Keep all"), key=f"keep-{group.key}", on_click=_note, args=(frame, group))
        if said:
            st.button(t("Take the reason back"), key=f"back-{group.key}", on_click=_note, args=(frame, group, ""))
    if frame.state.notice_field == group.key:  # beside its button: of a long list the head is out of sight
        st.markdown(f":red[{plain(frame.state.notice)}]")


def _note(frame: Frame, group: DuplicateGroup, reason: str | None = None) -> None:
    given = st.session_state.get(f"override-{group.key}", "") if reason is None else reason
    if reason is None and not given.strip():
        frame.state.say(frame.t("Say why first: the reason stands in the audit trail."), "bad", field=group.key)
        return
    ids = [view.id for view in group.records]
    frame.service.store.override(group.key, who=frame.who, reason=given, record_ids=ids)
    frame.state.say(frame.t("Noted"), "good")


def _delete(frame: Frame, view: RecordView) -> None:
    try:
        frame.service.store.delete(view.id, who=frame.who, version=view.version, reason=frame.t("duplicate"))
    except EditConflict as error:
        frame.state.say(error.message(frame.language), "bad")
        return
    frame.state.say(frame.t("Deleted; it can be brought back under “Deleted”."), "good")
