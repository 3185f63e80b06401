"""What Streamlit runs for every browser session: the menu, then the page asked for."""

from __future__ import annotations

from ocr.ui.entry import run_page

run_page()
