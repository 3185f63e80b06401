"""What a page says of an error that none of its parts foresaw.

Separate because Streamlit asks for it at one place for all pages, fragments and callbacks (`on_script_error` of `st.App`), and writes
the traceback to the log itself.
"""

from __future__ import annotations

import secrets

import streamlit as st

from ocr.errors import DatabaseGone, OcrError
from ocr.i18n import translator
from ocr.store import AWAY
from ocr.ui.frame import chosen_language
from ocr.ui.pulse import pulse

ASK_AGAIN_S = 3.0


def say_mishap(error: Exception) -> bool:
    """Says in the visitor's language what to do; True: Streamlit's own English box is not wanted.

    While the database is away the page, or the fragment, is asked for again until it is back.
    """
    language = chosen_language()
    if isinstance(error, OcrError):
        sentence = error.message(language)
    elif isinstance(error, AWAY):
        sentence = DatabaseGone().message(language)
    else:
        t = translator(language)
        sentence = t("Something went wrong on this page. Nothing is lost; load the page again, or tell the operator.")
    st.error(sentence, icon=":material/error:")
    if isinstance(error, AWAY):
        pulse(f"away-{secrets.token_hex(4)}", ASK_AGAIN_S)
    return True
