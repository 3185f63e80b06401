"""What every page begins with: title, language, who is there, whether they may be, and the house's style.

Separate because a page can be the first thing a cold server is asked for: one call at its top brings all of it,
whatever the entry script drew before.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import streamlit as st

from ocr.errors import Language
from ocr.i18n import Translator, preferred_language, translator
from ocr.service import Service, shared
from ocr.settings import load_settings
from ocr.ui.pages import PageName, page
from ocr.ui.state import State, state

STYLE = Path(__file__).with_name("style.css")
ICON = Path(__file__).with_name("icon.svg")
NAME_COOKIE = "bukti-setor-who"
LONGEST_NAME = 60
UNNAMED: dict[Language, str] = {"id": "Petugas", "en": "Staff"}

_keep_name = st.components.v2.component(
    "bukti_setor_name", js=Path(__file__).with_name("name.js").read_text(encoding="utf-8")
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page works with."""

    service: Service
    language: Language
    t: Translator
    state: State
    who: str


def open_page(name: PageName) -> Frame:
    """The frame of page `name`; the script ends here when the visitor may not see it. OcrError or AWAY when the house cannot be opened."""
    language = chosen_language()
    t = translator(language)
    st.set_page_config(page_title=f"{page(name, language).title} · Bukti Setor", page_icon=str(ICON), layout="wide")
    st.html(f"<style>{STYLE.read_text(encoding='utf-8')}{_streamlit_words(t)}</style>")
    _admit(t)
    session = state()
    service = shared()
    _say_engine(service, t)
    return Frame(service, language, t, session, _who(language, session))


def chosen_language() -> Language:
    """The language this visitor chose, else UI_LANG's, else the browser's, else Indonesian."""
    asked = st.query_params.get("lang")
    if asked in ("id", "en"):
        state().language = "en" if asked == "en" else "id"
    chosen = state().language
    if chosen:
        return chosen
    fixed = load_settings().ui_lang
    if fixed != "auto":
        return "en" if fixed == "en" else "id"
    # The page itself knows best; the header beside it may be a proxy's, or left as it is where the browser was told otherwise.
    wanted = (st.context.locale, st.context.headers.get("Accept-Language"))
    return preferred_language(",".join(language for language in wanted if language))


def login_configured() -> bool:
    """Whether a log-in provider stands in secrets.toml's [auth]."""
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False


def login_providers() -> list[str]:
    """Names of the sections [auth.NAME], for an office with several; empty when [auth] itself names the provider."""
    section = st.secrets["auth"]
    if "client_id" in section:
        return []
    return [str(name) for name, value in section.items() if hasattr(value, "keys") and "client_id" in value]


def remember_address() -> None:
    """Put language and batch back into the address after a click on the menu, so that it can be shared and reloaded."""
    session = state()
    if "batch" in st.query_params:
        session.batch = st.query_params["batch"]
    if not session.record_id:
        session.record_id = st.query_params.get("record", "")
    kept = {"batch": session.batch, "lang": session.language or ""}
    away = {name: value for name, value in kept.items() if value and st.query_params.get(name) != value}
    if away:
        st.query_params.update(away)  # at once: each change is a step on the browser's way back


def heading(frame: Frame, title: str, below: str = "") -> None:
    """The page's heading with one quiet line, and beside it the language and the name noted in the audit trail."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="heading"):
        st.title(title, anchor=False, width="content")
        with st.container(horizontal=True, vertical_alignment="center", width="content", key="person"):
            _person(frame)
            _language_switch(frame)
    if below:
        st.caption(below)


def follow(frame: Frame) -> None:
    """Go where a click on this page asked to go; callbacks cannot change pages themselves."""
    wanted, frame.state.go_to = frame.state.go_to, None
    if wanted:
        query = {"batch": frame.state.batch} if frame.state.batch else None
        st.switch_page(page(wanted, frame.language), query_params=query)


def go_to(name: PageName, label: str, frame: Frame, *, icon: str | None = None) -> None:
    """A link to another page that keeps the batch."""
    query = {"batch": frame.state.batch} if frame.state.batch else None
    st.page_link(page(name, frame.language), label=label, icon=icon, query_params=query)


def _admit(t: Translator) -> None:
    if not login_configured() or st.user.is_logged_in:
        return
    st.title(t("Please log in"), anchor=False)
    st.write(t("The proofs of payment here are only for your office."))
    for provider in login_providers() or [""]:
        label = t("Log in with {provider}").format(provider=provider) if provider else t("Log in")
        st.button(
            label,
            key=f"login-{provider}",
            on_click=st.login,
            args=(provider or None,),
            type="primary",
            icon=":material/login:",
        )
    st.stop()


def _language_switch(frame: Frame) -> None:
    picked = st.segmented_control(
        frame.t("Language"),
        ("id", "en"),
        default=frame.language,
        format_func=lambda code: str(code).upper(),
        key=f"language-{frame.language}",
        label_visibility="collapsed",
    )
    if picked and picked != frame.language:
        frame.state.language = "en" if picked == "en" else "id"
        st.query_params["lang"] = str(picked)
        st.rerun()


def _person(frame: Frame) -> None:
    t, session = frame.t, frame.state
    with st.popover(frame.who, icon=":material/person:", type="tertiary"):
        if login_configured():
            st.button(t("Log out"), on_click=st.logout, icon=":material/logout:")
            return
        session.who = st.text_input(
            t("Your name"),
            value=session.who or "",
            max_chars=LONGEST_NAME,
            help=t("Noted with every change you make."),
            key="person-name",
            on_change=_typed_name,
        ).strip()
    if session.named:
        _keep_name(key="pulse-name", data={"cookie": NAME_COOKIE, "who": session.who})


def kept_name() -> str:
    """The name this browser keeps; empty when it keeps none."""
    return unquote(st.context.cookies.get(NAME_COOKIE, ""))[:LONGEST_NAME].strip()


def _typed_name() -> None:
    state().named = True


def _who(language: Language, session: State) -> str:
    """Who is noted in the audit trail."""
    if login_configured():
        # Providers need not tell an address; the subject is the one claim that every log-in has.
        return str(next(filter(None, map(st.user.get, ("email", "preferred_username", "name", "sub")))))
    if session.who is None:  # a new session: a page loaded again, or opened from a link
        session.who = kept_name()
    return str(st.session_state.get("person-name", session.who)).strip() or UNNAMED[language]


def _say_engine(service: Service, t: Translator) -> None:
    found = service.engine.state()
    if found.status == "failed":
        st.warning(
            t(
                "Reading is not possible just now; files you upload are kept and read as soon as it is. Tell the operator."
            ),
            icon=":material/warning:",
        )


def _streamlit_words(t: Translator) -> str:
    """Streamlit's own English words on upload fields, replaced by style: it has no setting for them."""
    return (
        '[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] p{font-size:0}'
        '[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] p::after'
        f'{{font-size:.95rem;content:"{t("Choose files")}"}}'
    )
