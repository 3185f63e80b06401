"""Long lists, one screen at a time.

Separate because upload, table and strips turn their screens alike. Ledger and duplicates draw the choice where it
stands beside other things, after they asked the store for that screen.
"""

from __future__ import annotations

import streamlit as st


def screen(count: int, most: int, *, key: str) -> slice:
    """Which of `count` things stand on the screen that was chosen; what to choose from is drawn when `most` are too few."""
    last = last_screen(count, most)
    number = st.pagination(last, key=key) if last > 1 else 1
    return slice((number - 1) * most, number * most)


def last_screen(count: int, most: int) -> int:
    """The number of the last screen of `count` things, `most` on each."""
    return max(1, -(-count // most))


def put_back(key: str, count: int, most: int) -> int:
    """Turn to the last screen where the one that was chosen has gone; before what to choose from is drawn."""
    number = last_screen(count, most)
    st.session_state[key] = number
    return number
