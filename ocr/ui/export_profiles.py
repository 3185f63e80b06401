"""Export profiles: which columns in which order under which headings, ledger accounts, the user's own workbook.

Separate from the ledger: this is set up once by one person and chosen by everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from ocr.errors import InputError, Language
from ocr.export import (
    KNOWN,
    MEDIA_TYPE,
    USUAL,
    Column,
    Profile,
    accounts_from_lines,
    accounts_to_lines,
    check_template,
    headings_of,
    profile_from_json,
)
from ocr.store import ProfileView
from ocr.ui.frame import Frame

NEW = ""


def export_profiles(frame: Frame) -> None:
    """Make, change and delete profiles."""
    t = frame.t
    names = frame.service.store.exports.profile_names()
    chosen = st.selectbox(
        t("Export profile"), [NEW, *names], format_func=lambda name: name or t("a new one"), key="profile-chosen"
    )
    kept = frame.service.store.exports.profile(chosen) if chosen else None
    profile = profile_from_json(kept.columns) if kept else USUAL
    mark = f"{chosen}-{kept.updated_at.timestamp() if kept else frame.state.grid}"  # a saved profile is drawn afresh
    if not kept:
        st.text_input(t("Name of the profile"), max_chars=128, key=f"profile-name-{mark}")
    left, right = st.columns([3, 2])
    base = columns_table(profile, frame.language)
    with left:
        _columns(frame, base, mark)
    with right:
        _accounts(frame, profile, mark)
        _workbook(frame, kept, mark)
    if frame.state.notice:
        st.caption(frame.state.notice)
    with st.container(horizontal=True):
        st.button(t("Save"), type="primary", key="profile-save", on_click=_save, args=(frame, kept, base, mark))
        if kept:
            st.button(t("Delete"), key="profile-delete", on_click=_delete, args=(frame, kept.name))


def _columns(frame: Frame, base: pd.DataFrame, mark: str) -> None:
    t = frame.t
    st.caption(t("A number makes a column appear, in the order of the numbers; an empty heading is the usual one."))
    st.data_editor(
        base,
        key=f"profile-columns-{mark}",
        hide_index=True,
        num_rows="fixed",
        disabled=["usual"],
        column_order=["place", "usual", "heading"],
        column_config={
            "place": st.column_config.NumberColumn(t("Place"), min_value=1, max_value=99, step=1, width=80),
            "usual": st.column_config.TextColumn(t("Column")),
            "heading": st.column_config.TextColumn(t("Your heading"), max_chars=120),
        },
        height=420,
    )


def _accounts(frame: Frame, profile: Profile, mark: str) -> None:
    t = frame.t
    st.text_area(
        t("Ledger accounts"),
        value=accounts_to_lines(profile.accounts),
        placeholder="411121-100 = 2140\n411128 = 2145",
        help=t("One line each: KAP-KJS or KAP, an equals sign, your account. The column is “Ledger account”."),
        height=180,
        key=f"profile-accounts-{mark}",
    )


def _workbook(frame: Frame, kept: ProfileView | None, mark: str) -> None:
    """Where the user's own workbook comes in, and the one that is kept."""
    t = frame.t
    st.file_uploader(
        t("Your own workbook (.xlsx) to fill"),
        type="xlsx",
        key=f"profile-template-{mark}",
        help=t("One line of a sheet holds the headings of all chosen columns; rows go below it, in its look."),
    )
    if kept and kept.template:
        st.download_button(
            t("The workbook kept with it"),
            data=kept.template,
            file_name=f"{kept.name}.xlsx",
            mime=MEDIA_TYPE,
            key=f"profile-kept-{mark}",
            on_click="ignore",
        )
        st.checkbox(t("Do without this workbook"), key=f"profile-without-{mark}")


def columns_table(profile: Profile, language: Language) -> pd.DataFrame:
    """Every column there is with its place and heading in `profile`, those in use first."""
    usual = headings_of(language)
    used = {column.name: (place, column.heading) for place, column in enumerate(profile.columns, 1)}
    names = [*used, *(name for name in KNOWN if name not in used)]
    rows = [(name, used.get(name, (None, ""))[0], usual[name], used.get(name, (None, ""))[1]) for name in names]
    return pd.DataFrame(rows, columns=["name", "place", "usual", "heading"]).astype({"place": "Int64"})


def chosen_columns(base: pd.DataFrame, edited: Mapping[int, Mapping[str, Any]]) -> tuple[Column, ...]:
    """The columns that have a place after the edits, in the order of their places."""
    lines = []
    for index, row in enumerate(base.to_dict("records")):
        now: dict[Any, Any] = row | dict(edited.get(index, {}))
        if not pd.isna(now["place"]):
            lines.append((int(now["place"]), index, Column(str(now["name"]), str(now["heading"] or "").strip())))
    return tuple(column for _, _, column in sorted(lines, key=lambda line: line[:2]))


def _save(frame: Frame, kept: ProfileView | None, base: pd.DataFrame, mark: str) -> None:
    t, given = frame.t, st.session_state
    name = kept.name if kept else str(given.get(f"profile-name-{mark}", "")).strip()
    if not name:
        frame.state.say(t("The profile needs a name."), "bad")
        return
    file = given.get(f"profile-template-{mark}")
    template = file.getvalue() if file else kept.template if kept else None
    if given.get(f"profile-without-{mark}") and not file:
        template = None
    edited = given.get(f"profile-columns-{mark}", {}).get("edited_rows", {})
    try:
        accounts = accounts_from_lines(str(given.get(f"profile-accounts-{mark}", "")))
        profile = Profile(chosen_columns(base, edited), accounts).checked()
        if template:
            check_template(template, frame.language, profile, 0)
    except InputError as error:
        frame.state.say(error.message(frame.language), "bad")
        return
    frame.service.store.exports.save_profile(name, profile.to_json(), template)
    given["profile-chosen"] = name
    frame.state.grid += 1
    frame.state.say(t("Saved; it can be chosen beside “Download Excel”."), "good")


def _delete(frame: Frame, name: str) -> None:
    frame.service.store.exports.delete_profile(name)
    st.session_state["profile-chosen"] = NEW
    frame.state.say(frame.t("Deleted"), "good")
