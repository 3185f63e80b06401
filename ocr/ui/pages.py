"""The pages by name, so that they can link to each other.

Separate because the entry lists them and every page may point to another.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import streamlit as st

from ocr.errors import Language
from ocr.i18n import translator

PageName = Literal["upload", "review", "history", "health"]
# /health is the answer for monitors.
ADDRESSES: dict[PageName, str] = {"health": "system"}
FOLDER = Path(__file__).parents[2] / "pages"


def pages(language: Language) -> dict[PageName, st.Page]:
    """Every page under its name, titled in `language`; the first one opens at `/`."""
    t = translator(language)
    # Without icons: Streamlit would fetch a page's icon as favicon from a foreign host.
    titles: dict[PageName, str] = {
        "upload": t("Upload"),
        "review": t("Review"),
        "history": t("History"),
        "health": t("System health"),
    }
    return {
        name: st.Page(FOLDER / f"{name}.py", title=title, url_path=ADDRESSES.get(name, name), default=name == "upload")
        for name, title in titles.items()
    }


def page(name: PageName, language: Language) -> st.Page:
    """One page, to link to."""
    return pages(language)[name]
