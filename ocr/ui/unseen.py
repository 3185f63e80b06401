"""The stated error rate: how many errors one allows decides what passes without eyes; a random sample says how it went.

Separate from the desk and the strips: here a heap is judged, not a record. The arithmetic is `ocr.assurance`'s, what
happened is the audit's (`ocr.store.passes`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import SystemRandom

import streamlit as st

from ocr.assurance import SAMPLE, Sampled, at_most, bears_a_mark, draw_sample, passing, risk_of
from ocr.errors import Language
from ocr.store import Passing, PassView, RecordView, WeekView
from ocr.ui.desk import scope
from ocr.ui.frame import Frame
from ocr.ui.markup import card, cards, table
from ocr.ui.strip import contact_sheet
from ocr.ui.values import decimal, percent, whole

ALLOWED = (1000, 500, 200, 100, 50, 20, 10)
"""One wrong proof of so many."""
USUAL = 100
JUDGED = ("right", "wrong")


def review_unseen(frame: Frame, rows: Sequence[RecordView]) -> None:
    """What would pass, the button that lets it, and what earlier samples proved."""
    passed = frame.service.store.passes.of()
    here = [view for view in passed if view.batch == frame.state.batch]
    known = {view.id for view in rows} | {view.record_id for view in here}
    store, asked = frame.service.store, scope(frame)
    _statement(frame, here, max(len(known), store.count(asked)))
    allowed, chosen = _choice(frame, rows, sampled_of(passed))
    beyond = store.count(replace(asked, status="open")) - sum(view.status == "open" for view in rows)
    if beyond > 0:
        said = frame.t.ngettext(
            "{n} more open proof comes when these are judged.",
            "{n} more open proofs come when these are judged.",
            beyond,
        )
        st.caption(said.format(n=whole(beyond)))
    if chosen:
        size = _sample_size(frame, len(chosen))
        _let_pass(frame, rows, chosen, allowed, size)
        st.caption(frame.t("A glance before: the NTPNs of what would pass."))
        by_id = {view.id: view for view in rows}
        contact_sheet(frame, [by_id[key] for key in chosen])
    _weeks(frame, passed)


def sampled_of(views: Sequence[PassView]) -> Sampled:
    """The judged samples among `views`."""
    judged = [view for view in views if view.outcome in JUDGED]
    wrong = sum(view.outcome == "wrong" for view in judged)
    return Sampled(len(judged), wrong, sum(view.risk for view in judged))


def risks_of(rows: Sequence[RecordView], scale: float, waiting: frozenset[str]) -> Mapping[str, float]:
    """Chance of an error of every open record without a mark that is not in a sample already."""
    return {
        view.id: risk_of(view.record, scale=scale)
        for view in rows
        if view.status == "open" and view.id not in waiting and not bears_a_mark(view.record)
    }


def below(wrong: int, sampled: int, language: Language) -> str:
    """The bound that a sample proves, in per cent, rounded up so that it stays true."""
    scale = 100 if (share := at_most(wrong, sampled)) >= 0.1 else 1000
    return percent(min(1.0, math.ceil(share * scale) / scale), language)


def _choice(frame: Frame, rows: Sequence[RecordView], sampled: Sampled) -> tuple[float, tuple[str, ...]]:
    """The allowed share of wrong records and the ids that pass under it, with the sentence that says so."""
    t = frame.t
    one_of = st.select_slider(
        t("Errors you allow among proofs that nobody looks at"),
        ALLOWED,
        value=USUAL,
        format_func=lambda number: t("1 of {n}").format(n=number),
        key="unseen-allowed",
        width=560,
    )
    risks = risks_of(rows, sampled.scale, frame.service.store.passes.waiting())
    chosen = passing(risks, 1 / one_of)
    still_open = sum(view.status == "open" for view in rows)
    expected = sum(risks[key] for key in chosen)
    st.markdown(
        t(
            "**{n} of {open} open proofs pass.** By the evidence {expected} of them would be wrong. "
            "{marked} bear a mark and {unsure} have too little evidence for this rate: they stay for you."
        ).format(
            n=len(chosen),
            open=still_open,
            expected=decimal(expected, 2, frame.language),
            marked=still_open - len(risks),
            unsure=len(risks) - len(chosen),
        )
    )
    return 1 / one_of, chosen


def _sample_size(frame: Frame, count: int) -> int:
    t = frame.t
    usual = min(SAMPLE, max(1, math.ceil(count / 5)))
    size = st.number_input(
        t("Of these, drawn at random for you to look at"), 1, count, usual, key=f"unseen-sample-{count}", width=320
    )
    st.caption(
        t("If none of {n} is wrong, fewer than {bound} of what passed are, with 95 % certainty.").format(
            n=size, bound=below(0, int(size), frame.language)
        )
    )
    return int(size)


def _let_pass(frame: Frame, rows: Sequence[RecordView], chosen: Sequence[str], allowed: float, size: int) -> None:
    t = frame.t
    st.button(
        t.ngettext("Let {n} pass, look at {size} of it", "Let {n} pass, look at {size} of them", len(chosen)).format(
            n=len(chosen), size=size
        ),
        type="primary",
        icon=":material/done_all:",
        key="unseen-pass",
        on_click=let_pass,
        args=(frame, rows, chosen, allowed, size),
    )


def let_pass(frame: Frame, rows: Sequence[RecordView], chosen: Sequence[str], allowed: float, size: int) -> None:
    """Accept the chosen but a random sample, which goes to the desk."""
    store, wanted = frame.service.store, set(chosen)
    sample = draw_sample(chosen, size, SystemRandom())
    scale = sampled_of(store.passes.of()).scale
    listed = [
        Passing(view.id, view.version, risk_of(view.record, scale=scale), view.id in sample)
        for view in rows
        if view.id in wanted
    ]
    store.passes.let_pass(listed, batch=frame.state.batch, who=frame.who, allowed=allowed)


def _statement(frame: Frame, here: Sequence[PassView], count: int) -> None:
    """What passed in this batch and what its sample proves."""
    t, language = frame.t, frame.language
    if not here:
        st.caption(t("Nothing of this batch has passed without eyes yet."))
        return
    found = sampled_of(here)
    waiting = [view for view in here if view.outcome == "waiting"]
    st.html(
        cards(
            [
                card(t("Auto-passed"), percent(len(here) / max(1, count), language), f"{len(here)} / {count}"),
                card(t("Sampled"), str(found.judged), t("{n} still to look at").format(n=len(waiting))),
                card(t("Wrong in the sample"), str(found.wrong), tone="bad" if found.wrong else "ok"),
                card(
                    t("Wrong among what passed"),
                    t("below {bound}").format(bound=below(found.wrong, found.judged, language))
                    if found.judged
                    else "–",
                    t("with 95 % certainty"),
                ),
            ]
        )
    )
    st.markdown(statement(frame, here, count))
    with st.container(horizontal=True):
        if waiting:
            st.button(
                t("Look at the sample"),
                icon=":material/visibility:",
                type="primary",
                key="unseen-look",
                on_click=_to_desk,
                args=(frame, waiting[0].record_id),
            )
        if any(view.outcome not in JUDGED for view in here):
            st.button(
                t("Take back what passed"),
                icon=":material/undo:",
                key="unseen-back",
                on_click=_take_back,
                args=(frame,),
            )


def statement(frame: Frame, here: Sequence[PassView], count: int) -> str:
    """What the sample proves in one sentence: auto-passed 83 %, 40 sampled, 0 wrong, below 7.3 % with 95 % certainty."""
    found = sampled_of(here)
    share = percent(len(here) / max(1, count), frame.language)
    if not found.judged:
        return frame.t("Auto-passed {share}; the sample has not been looked at, so nothing is known yet.").format(
            share=share
        )
    return frame.t("Auto-passed {share}, {n} sampled, {k} wrong: below {bound} with 95 % certainty.").format(
        share=share, n=found.judged, k=found.wrong, bound=below(found.wrong, found.judged, frame.language)
    )


def _to_desk(frame: Frame, record_id: str) -> None:
    frame.state.record_id = record_id
    st.session_state["review-mode"] = "desk"


def _take_back(frame: Frame) -> None:
    done = frame.service.store.passes.take_back(frame.state.batch, who=frame.who)
    frame.state.say(frame.t.ngettext("{n} proof taken back", "{n} proofs taken back", done).format(n=done), "good")


def _weeks(frame: Frame, passed: Sequence[PassView]) -> None:
    """Straight-through rate and review minutes by week, and all samples of the house together."""
    t = frame.t
    weeks = frame.service.store.passes.weeks()
    if not weeks:
        return
    st.subheader(t("By week"), anchor=False)
    head = [t("Week from"), t("Accepted"), t("Of these without eyes"), t("Minutes of review"), t("Seconds a proof")]
    st.html(table(head, [_week_row(week, frame.language) for week in weeks], numbers=(1, 2, 3, 4)))
    found = sampled_of(passed)
    if found.judged:
        st.caption(
            t("All samples of the house: {n}, wrong: {k}, expected by the evidence: {expected}.").format(
                n=found.judged, k=found.wrong, expected=decimal(found.expected, 1, frame.language)
            )
        )


def _week_row(week: WeekView, language: Language) -> list[str]:
    seen = week.accepted - week.unseen
    return [
        f"{week.begins:%d/%m/%Y}",
        str(week.accepted),
        percent(week.unseen / week.accepted, language) if week.accepted else "–",
        decimal(week.review_minutes, 1, language),
        f"{60 * week.review_minutes / seen:.0f}" if seen else "–",
    ]
