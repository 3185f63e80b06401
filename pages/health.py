"""System health: for the person on call."""

from __future__ import annotations

import streamlit as st

from ocr.ui.frame import heading, open_page
from ocr.ui.pace_charts import pace_charts
from ocr.ui.vitals import deep_check, failures, live, models, recent, settings_in_force

frame = open_page("health")
heading(frame, frame.t("System health"))
live(frame)
pace_charts(frame)
failures(frame)
deep_check(frame)
recent(frame)
with st.expander(frame.t("Models and settings")):
    models(frame)
    settings_in_force(frame)
