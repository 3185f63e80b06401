"""What was read so far: found again by filters, summed, deleted and brought back.

Separate from review: nothing is corrected here. Filtering, sorting and paging are the database's work.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from ocr.document import KINDS
from ocr.errors import EditConflict
from ocr.forms import describe_kode, kind_name, label
from ocr.i18n import Translator
from ocr.store import EditView, RecordQuery, RecordView
from ocr.ui.charts import sums
from ocr.ui.clock import stamp, today
from ocr.ui.download import MOST_ROWS, download_excel, profile_choice
from ocr.ui.frame import Frame
from ocr.ui.markup import empty, plain, table
from ocr.ui.page_picture import record_pages
from ocr.ui.screens import last_screen, put_back
from ocr.ui.values import money, months_of_year, shown, title, whole

A_SCREEN = 50
LISTED = (
    "tanggal",
    "jumlah",
    "mata_uang",
    "ntpn",
    "kode_billing",
    "npwp",
    "nama_wajib_pajak",
    "masa_pajak",
    "tahun_pajak",
)


def filters(frame: Frame) -> RecordQuery:
    """The row of filters; kept while other pages are visited."""
    t, language = frame.t, frame.language
    statuses, sorts = _states(t), _orders(t)
    kept: dict[str, Any] = {"persist_state": "session"}
    first = st.container(key="filters").columns([3, 2, 2, 2, 2, 2])
    text = first[0].text_input(
        t("Search"), placeholder=t("Name, NTPN, NPWP, billing code, file …"), key="history-text", **kept
    )
    month = first[1].selectbox(
        t("Month paid"),
        ["", *_months(frame)],
        format_func=lambda m: f"{m[5:]}/{m[:4]}" if m else t("All"),
        key="history-month",
        **kept,
    )
    kode = first[2].text_input("KAP / KAP-KJS", placeholder="411121-100", key="history-kode", **kept)
    kind = first[3].selectbox(
        t("Kind"),
        ["", *KINDS],
        format_func=lambda k: kind_name(k, language) if k else t("All"),
        key="history-kind",
        **kept,
    )
    status = first[4].selectbox(
        t("State"), list(statuses), format_func=lambda s: statuses[s], key="history-status", **kept
    )
    sort = first[5].selectbox(t("Order"), list(sorts), format_func=lambda s: sorts[s], key="history-sort", **kept)
    return RecordQuery(
        text=text.strip(),
        month=month,
        kode=kode.strip().replace("/", "-").replace(" ", ""),
        kind=kind,
        status=status,
        deleted=status == "deleted",
        sort=sort,
        limit=A_SCREEN,
    )


def _states(t: Translator) -> dict[str, str]:
    return {
        "": t("All"),
        "review": t("Needs a look"),
        "open": t("Not yet accepted"),
        "accepted": t("Accepted"),
        "deleted": t("Deleted"),
    }


def _orders(t: Translator) -> dict[str, str]:
    return {
        "newest": t("Newest first"),
        "tanggal": t("Payment date"),
        "-jumlah": t("Largest amount"),
        "nama": t("Name"),
    }


def _months(frame: Frame) -> list[str]:
    """Months from this one, or the latest payment's, back to the oldest payment's."""
    now = f"{today():%Y-%m}"
    oldest, latest = frame.service.store.months_paid() or (now, now)
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (min(oldest, now), max(latest, now)))
    return [f"{month // 12}-{month % 12 + 1:02d}" for month in range(last, first - 1, -1)]


def record_list(frame: Frame, query: RecordQuery) -> None:
    """One screen of records; a chosen row shows its page and its story below."""
    t = frame.t
    turned = f"history-screen-{hash(query)}"  # another filter begins on its first screen
    number = int(st.session_state.get(turned, 1))
    page = frame.service.store.records(replace(query, offset=(number - 1) * A_SCREEN))
    if page.total and not page.rows:
        number = put_back(turned, page.total, A_SCREEN)
        page = frame.service.store.records(replace(query, offset=(number - 1) * A_SCREEN))
    if not page.rows:
        st.html(empty(t("Nothing found"), t("Change the filters above, or upload proofs of payment first.")))
        return
    last = last_screen(page.total, A_SCREEN)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.markdown(f"**{t.ngettext('{n} proof', '{n} proofs', page.total).format(n=whole(page.total))}**")
        if last > 1:
            st.pagination(last, key=turned)
        with st.container(horizontal=True, vertical_alignment="bottom", width="content"):
            profile, room = profile_choice(frame, query, key="history-profile")
            much = page.total > MOST_ROWS
            download_excel(frame, key="history-excel", query=query, profile=profile, disabled=much or not room)
    if much:
        st.caption(t("A workbook holds at most {n} proofs: narrow the filters.").format(n=whole(MOST_ROWS)))
    if frame.state.notice:
        st.caption(plain(frame.state.notice))
    ids = tuple(view.id for view in page.rows)
    # Other rows are another table: a selection is a place, and would fall to the row that moves up.
    key = f"history-table-{number}-{hash((query, ids))}"
    st.dataframe(
        _frame_of(frame, page.rows),
        key=key,
        hide_index=True,
        placeholder="",
        on_select=partial(_choose, frame, key, ids),
        selection_mode="single-row",
        column_config=_columns(frame),
        height=min(560, 38 + 35 * len(page.rows)),
    )
    if frame.state.chosen in ids:
        _details(frame, frame.service.store.record(frame.state.chosen))
    else:
        st.caption(t("Choose a row to see its page and who changed what."))


def _choose(frame: Frame, key: str, ids: Sequence[str]) -> None:
    """Remember which record was picked, by its name."""
    picked = st.session_state[key]["selection"]["rows"]
    frame.state.chosen = ids[picked[0]] if picked else ""
    frame.state.notice = ""


def _frame_of(frame: Frame, rows: Sequence[RecordView]) -> pd.DataFrame:
    words = _status_words(frame)
    lines = []
    for view in rows:
        line: dict[str, Any] = {"status": words[view.status], "kind": kind_name(view.record.kind, frame.language)}
        line["kode"] = view.record.kode_setor
        for name in LISTED:
            typed = view.record.fields[name].typed
            line[name] = typed if isinstance(typed, str | date | None) else float(typed)
        line["file"] = view.document_name
        lines.append(line)
    order = ["status", "tanggal", "jumlah", "mata_uang", "ntpn", "kode", *LISTED[4:], "kind", "file"]
    return pd.DataFrame(lines, columns=order)


def _status_words(frame: Frame) -> dict[str, str]:
    t = frame.t
    return {"open": t("not yet accepted"), "accepted": t("accepted"), "deleted": t("deleted")}


def _columns(frame: Frame) -> dict[str, Any]:
    t = frame.t
    named = {name: st.column_config.TextColumn(label(name, frame.language)) for name in LISTED}
    return named | {
        "ntpn": st.column_config.TextColumn(label("ntpn", frame.language), width=160),
        "status": st.column_config.TextColumn(t("State"), width=130),
        "kind": st.column_config.TextColumn(t("Kind")),
        "kode": st.column_config.TextColumn("KAP-KJS", width=100),
        "file": st.column_config.TextColumn(t("File")),
        "tanggal": st.column_config.DateColumn(label("tanggal", frame.language), format="DD/MM/YYYY", width=110),
        "jumlah": st.column_config.NumberColumn(label("jumlah", frame.language), format="localized", width=140),
    }


def _details(frame: Frame, view: RecordView) -> None:
    t = frame.t
    st.subheader(plain(title(view.record, view.document_name)), anchor=False)
    left, right = st.columns([2, 3])
    with right:
        record_pages(frame, view)
    with left:
        with st.container(horizontal=True):
            if view.status == "deleted":
                st.button(
                    t("Bring back"),
                    icon=":material/restore_from_trash:",
                    key=f"history-restore-{view.id}",
                    on_click=_judge,
                    args=(frame, view, "restore"),
                )
            else:
                st.button(
                    t("Check again"),
                    icon=":material/fact_check:",
                    key=f"history-review-{view.id}",
                    on_click=_review,
                    args=(frame, view),
                )
                st.button(
                    t("Delete"),
                    icon=":material/delete:",
                    key=f"history-delete-{view.id}",
                    on_click=_judge,
                    args=(frame, view, "delete"),
                )
        values = [
            (label(name, frame.language), shown(name, item.value))
            for name, item in view.record.fields.items()
            if item.value
        ]
        st.html(table((t("Value"), t("As it stands")), values))
        story = frame.service.store.history(view.id)
        st.markdown(f"**{t('Who changed what')}**")
        if story:
            st.html(table((t("When"), t("Who"), t("What")), [_line(frame, entry) for entry in story]))
        else:
            st.caption(t("Nobody has changed anything yet; this is what was read."))


def _line(frame: Frame, entry: EditView) -> tuple[str, str, str]:
    t = frame.t
    acts = {
        "accept": t("accepted"),
        "reopen": t("acceptance taken back"),
        "delete": t("deleted"),
        "restore": t("brought back"),
        "override": t("not a duplicate") if entry.reason else t("reason taken back: is a duplicate after all"),
    }
    when = stamp(entry.at)
    if entry.action == "edit":
        old, new = shown(entry.field, entry.old) or "–", shown(entry.field, entry.new) or "–"
        return when, entry.who, f"{label(entry.field, frame.language)}: {old} → {new}"
    return when, entry.who, acts[entry.action] + (f" ({entry.reason})" if entry.reason else "")


def _judge(frame: Frame, view: RecordView, action: str) -> None:
    """Delete or bring back; the record is no longer chosen then, so that nothing else lies under the button."""
    store = frame.service.store
    if (store.record(view.id).status == "deleted") == (action == "delete"):
        return  # the second half of a double click
    try:
        (store.delete if action == "delete" else store.restore)(view.id, who=frame.who, version=view.version)
    except EditConflict as error:
        frame.state.say(error.message(frame.language), "bad")
        return
    said = (
        frame.t("Deleted; it can be brought back under “Deleted”.") if action == "delete" else frame.t("Brought back")
    )
    frame.state.chosen = ""
    frame.state.say(said, "good")


def _review(frame: Frame, view: RecordView) -> None:
    submissions = frame.service.store.submissions(view.document_id)
    frame.state.batch = next((entry.batch for entry in reversed(submissions) if entry.batch), "")
    # The address goes before what the session remembers: the batch that stands there may be another one.
    st.query_params.pop("batch", None)
    frame.state.record_id = view.id
    frame.state.go_to = "review"


def totals(frame: Frame, query: RecordQuery) -> None:
    """Sums by tax account and period, as chart and table; currencies apart, and what is paid from what is announced."""
    t = frame.t
    # What was announced after what was paid.
    found = sorted(frame.service.store.totals(query), key=lambda total: total.kind == "billing")
    if not found:
        st.html(empty(t("Nothing to add up"), t("Change the filters above, or upload proofs of payment first.")))
        return
    lines = pd.DataFrame(
        {
            "kind": [kind_name(total.kind, frame.language) for total in found],
            "kode": [total.kode_akun or "–" for total in found],
            "masa": [months_of_year(total.masa) for total in found],
            "since": [total.masa or "9999" for total in found],  # what has no period comes last
            "currency": [total.mata_uang or "IDR" for total in found],
            "sum": [total.jumlah for total in found],
        }
    )
    in_all: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for total, kind, currency in zip(found, lines["kind"], lines["currency"], strict=True):
        in_all[kind, currency] += total.jumlah
    codes = sorted(set(lines["kode"]))
    for (kind, currency), summed in in_all.items():
        group = lines[(lines["kind"] == kind) & (lines["currency"] == currency)]
        st.markdown(f"**{escape(f'{kind} · {currency} {money(summed)}')}**")
        if group["masa"].nunique() > 1:
            st.vega_lite_chart(*sums(group.sort_values("since"), "masa", "kode", "sum", codes), alt=t("Totals"))
    rows = [
        (
            kind_name(total.kind, frame.language),
            total.kode_akun or "–",
            describe_kode(total.kode_akun or None) or "",
            months_of_year(total.masa),
            whole(total.records),
            total.mata_uang or "–",
            money(total.jumlah),
        )
        for total in found
    ]
    head = (t("Kind"), "KAP", t("Tax"), t("Tax period"), t("Proofs"), t("Currency"), t("Sum"))
    st.html(table(head, rows, numbers=(4, 6)))


def downloads(frame: Frame) -> None:
    """Workbooks taken so far."""
    t = frame.t
    taken = frame.service.store.exports.taken(50)
    if not taken:
        st.html(empty(t("No workbook taken yet"), t("Every download of Excel is noted here with who took it.")))
        return
    rows = [(stamp(e.at), e.who, whole(e.records), _filter_words(frame, e.query)) for e in taken]
    st.html(table((t("When"), t("Who"), t("Proofs"), t("Filter")), rows, numbers=(2,)))


def _filter_words(frame: Frame, query: RecordQuery) -> str:
    parts = [query.text, query.month, query.kode, query.kind, _status_words(frame).get(query.status, "")]
    if query.batch:
        parts.append(frame.t("batch {name}").format(name=query.batch))
    return ", ".join(part for part in parts if part) or frame.t("everything")
