"""The Excel button and its columns: the workbook is made when it is clicked, from what the database holds at that moment.

Separate because three pages carry it. The maker runs outside a script run and may not call streamlit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from ocr.errors import InputError, Language
from ocr.export import MEDIA_TYPE, USUAL, check_template, fill_template, profile_from_json, workbook
from ocr.service import Service
from ocr.store import ProfileView, RecordQuery
from ocr.ui.clock import today
from ocr.ui.frame import Frame

MOST_ROWS = 100_000  # what the lists are measured for; more is said, never cut off in silence


def profile_choice(frame: Frame, query: RecordQuery, *, key: str) -> tuple[ProfileView | None, bool]:
    """The profile chosen for a download of `query`, and whether its template can take them."""
    t = frame.t
    names = frame.service.store.exports.profile_names()
    if not names:
        return None, True
    chosen = st.selectbox(
        t("Columns"),
        ["", *names],
        format_func=lambda name: name or t("the usual ones"),
        key=key,
        width=220,
        persist_state="session",
    )
    kept = frame.service.store.exports.profile(chosen) if chosen else None
    if kept and kept.template:
        try:
            check_template(
                kept.template, frame.language, profile_from_json(kept.columns), frame.service.store.count(query)
            )
        except InputError as error:
            st.error(error.message(frame.language))
            return kept, False
    return kept, True


def download_excel(
    frame: Frame,
    *,
    key: str,
    query: RecordQuery | None = None,
    primary: bool = False,
    profile: ProfileView | None = None,
    disabled: bool = False,
) -> None:
    """A button for the workbook of `query` in `profile`'s shape; of the whole batch when None."""
    asked = query or RecordQuery(batch=frame.state.batch)
    st.download_button(
        frame.t("Download Excel"),
        data=excel_maker(frame.service, asked, frame.language, frame.who, profile),
        file_name=f"bukti-setor-{today():%Y-%m-%d}.xlsx",
        mime=MEDIA_TYPE,
        key=key,
        icon=":material/download:",
        type="primary" if primary else "secondary",
        on_click="ignore",
        disabled=disabled,
    )


def excel_maker(
    service: Service, query: RecordQuery, language: Language, who: str, profile: ProfileView | None = None
) -> Callable[[], bytes]:
    """A function that makes the workbook of `query`, oldest first, and notes who took it.

    With a profile in its columns; with the profile's own workbook, that one filled.
    """
    wanted = replace(query, offset=0, limit=MOST_ROWS, sort="oldest" if query.sort == "newest" else query.sort)

    def make() -> bytes:
        rows = service.store.rows_for_a_list(wanted)
        service.store.exports.note(query, who=who, count=len(rows))
        columns = profile_from_json(profile.columns) if profile else USUAL
        if profile and profile.template:
            return fill_template(profile.template, rows, language, columns)
        return workbook(rows, language, columns)

    return make
