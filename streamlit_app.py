"""The one entry: `streamlit run streamlit_app.py` serves pages, REST and health from one process.

What a browser session runs is ocr/ui/session.py, not this file: beside a folder named `pages` Streamlit would list the
files in it by name until somebody had opened the start page (docs/decisions/0601).
"""

from __future__ import annotations

import streamlit as st

from ocr.ui.entry import SESSION, lifespan, middleware, server_routes
from ocr.ui.mishap import say_mishap

app = st.App(SESSION, routes=server_routes(), middleware=middleware(), lifespan=lifespan, on_script_error=say_mishap)
