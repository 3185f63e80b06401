"""History: every proof read so far, found by filters, summed, compared, deleted and brought back."""

from __future__ import annotations

import streamlit as st

from ocr.ui.duplicates import duplicates
from ocr.ui.export_profiles import export_profiles
from ocr.ui.frame import follow, heading, open_page
from ocr.ui.ledger import downloads, filters, record_list, totals

frame = open_page("history")
follow(frame)
heading(frame, frame.t("History"))
query = filters(frame)
t = frame.t
parts = {
    "records": (t("Proofs"), lambda: record_list(frame, query)),
    "totals": (t("Totals"), lambda: totals(frame, query)),
    "duplicates": (t("Duplicates"), lambda: duplicates(frame, query)),
    "downloads": (t("Downloads"), lambda: downloads(frame)),
    "profiles": (t("Export profiles"), lambda: export_profiles(frame)),
}
picked = st.segmented_control(
    t("Part"),
    list(parts),
    default="records",
    required=True,
    format_func=lambda name: parts[name][0],
    key="history-part",
    label_visibility="collapsed",
)
parts[picked or "records"][1]()
