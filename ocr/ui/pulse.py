"""Draws a fragment again and again while somebody looks, without getting into the way of what they click.

Separate because Streamlit's own `run_every` asks on a fixed beat, whatever else is on its way: a request that follows a
change of pages still names the page that was left, and leaves the new one empty (docs/decisions/0609).
"""

from __future__ import annotations

import secrets
from pathlib import Path

import streamlit as st

_mount = st.components.v2.component(
    "bukti_setor_pulse", js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
)


def pulse(key: str, every_s: float) -> None:
    """Has the fragment that calls this, or outside of one the page, drawn again `every_s` seconds after the browser has shown this drawing.

    Called first of all, so that a drawing that fails is followed by another.
    """
    _mount(key=f"pulse-{key}", data={"answer": secrets.token_hex(4), "every_s": every_s}, on_beat_change=lambda: None)
