"""Review: what the reader doubts is looked at, corrected and accepted, next to the page it came from."""

from __future__ import annotations

import streamlit as st

from ocr.ui.desk import review_desk, rows_in_scope
from ocr.ui.failures import failed_of_batch
from ocr.ui.frame import go_to, heading, open_page
from ocr.ui.markup import empty
from ocr.ui.review_modes import choose_mode, mode_body

frame = open_page("review")
heading(frame, frame.t("Review"))
rows = rows_in_scope(frame)
if not rows:
    st.html(empty(frame.t("Nothing to check"), frame.t("Upload proofs of payment; what needs your eyes appears here.")))
    go_to("upload", frame.t("Go to upload"), frame, icon=":material/upload_file:")
else:
    mode = choose_mode(frame)
    if mode == "desk":
        review_desk(frame)
    else:
        mode_body(frame, mode, rows)
failed_of_batch(frame)
