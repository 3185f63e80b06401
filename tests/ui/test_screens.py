"""A long list is shown a screen at a time; a short one without anything to choose from."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def script() -> None:
    import streamlit as st

    from ocr.ui.screens import screen

    listed = list(range(st.session_state.get("count", 0)))
    st.text(str(listed[screen(len(listed), 3, key="screen")]))
    st.text("chosen" if "screen" in st.session_state else "all there is")


def lines(count: int, number: int | None = None) -> list[str]:
    app = AppTest.from_function(script, default_timeout=30)
    app.session_state["count"] = count
    if number is not None:
        app.session_state["screen"] = number
    app.run()
    assert not app.exception
    return [line.value for line in app.text]


def test_what_fits_one_screen_offers_no_choice() -> None:
    assert lines(0) == ["[]", "all there is"]
    assert lines(3) == ["[0, 1, 2]", "all there is"]


def test_more_stand_on_screens_of_their_own() -> None:
    assert lines(7) == ["[0, 1, 2]", "chosen"]
    assert lines(7, 2) == ["[3, 4, 5]", "chosen"]
    assert lines(7, 3) == ["[6]", "chosen"]
