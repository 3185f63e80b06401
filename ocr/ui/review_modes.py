"""The ways to review: one proof at a time, a table of many, one field of many side by side.

Separate so that the page script stays a table of contents.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import streamlit as st

from ocr.store import RecordView
from ocr.ui.desk import scope
from ocr.ui.download import download_excel, profile_choice
from ocr.ui.frame import Frame
from ocr.ui.strip import review_strip
from ocr.ui.unseen import review_unseen

Mode = Literal["desk", "table", "strip", "unseen"]


def choose_mode(frame: Frame) -> Mode:
    """The row above every way: which way, and the workbook."""
    t = frame.t
    names: dict[Mode, str] = {
        "desk": t("One by one"),
        "table": t("Table"),
        "strip": t("Side by side"),
        "unseen": t("Let pass"),
    }
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        picked = st.segmented_control(
            t("Way of checking"),
            get_args(Mode),
            default="desk",
            required=True,
            format_func=lambda mode: names[mode],
            key="review-mode",
            label_visibility="collapsed",
            persist_state="session",
        )
        with st.container(horizontal=True, vertical_alignment="bottom", width="content"):
            asked = scope(frame)
            profile, room = profile_choice(frame, asked, key="review-profile")
            download_excel(frame, key="review-excel", query=asked, profile=profile, disabled=not room)
    return picked or "desk"


def mode_body(frame: Frame, mode: Mode, rows: Sequence[RecordView]) -> None:
    """The table, the strips, or what may pass without eyes."""
    if mode == "table":
        from ocr.ui.table import review_table  # brings pandas and pyarrow, 60 MB that the desk does without

        review_table(frame, rows)
    elif mode == "strip":
        review_strip(frame, rows)
    else:
        review_unseen(frame, rows)
