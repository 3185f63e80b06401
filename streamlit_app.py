"""The one entry: `streamlit run streamlit_app.py` serves pages, REST and health from one process.

Streamlit runs this file twice over: imported once as the server's module, where it defines the ASGI app, and as
`__main__` for every browser session, where it draws the frame around the page asked for.
"""

from __future__ import annotations

import streamlit as st

from ocr.ui.entry import lifespan, middleware, run_page, server_routes

if __name__ == "__main__":
    run_page()
else:
    app = st.App(__file__, routes=server_routes(), middleware=middleware(), lifespan=lifespan)
