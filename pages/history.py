"""history."""

from __future__ import annotations

from ocr.ui.frame import heading, open_page

frame = open_page("history")
heading(frame, "history")
