"""Moments as the reader's clock shows them; stored they are in UTC.

Separate because lists, duplicates and the health page tell times, and only the browser knows the reader's zone.
Where it tells none, the server's zone holds (TZ).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import streamlit as st


def local(moment: datetime) -> datetime:
    """`moment` in the reader's zone."""
    name = st.context.timezone
    try:
        return moment.astimezone(ZoneInfo(name) if name else None)
    except (KeyError, ValueError, OSError):  # a zone that the browser knows and this machine does not
        return moment.astimezone()


def stamp(moment: datetime) -> str:
    """31/01/2024 16:47, by the reader's clock."""
    return f"{local(moment):%d/%m/%Y %H:%M}"


def today() -> date:
    """The reader's day."""
    return local(datetime.now(UTC)).date()
