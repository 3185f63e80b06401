"""How the house is, for the person on call: state, load, queue, pages, models, settings, deep check, bundle.

Separate from ocr.health, which finds all of it out; this only draws, and remembers the last minutes for the charts.
"""

from __future__ import annotations

import io
import json
import os
import platform
import time
import zipfile
from collections import deque
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

import pandas as pd
import streamlit as st

from ocr.errors import EngineError
from ocr.health import DeepCheck, Health, check
from ocr.models import manifest
from ocr.service import Service
from ocr.settings import SPECS, origin
from ocr.ui.charts import AT, line
from ocr.ui.clock import local
from ocr.ui.frame import Frame, login_configured
from ocr.ui.markup import card, cards, table
from ocr.ui.pulse import pulse
from ocr.ui.values import decimal, size, span, whole

EVERY_S = 3.0
SAMPLES_KEPT = 400
RECENT = 30
FAILURES = 10


@dataclass(slots=True)
class Trace:
    """The last samples of this process, newest last; taken while somebody looks."""

    samples: deque[tuple[datetime, float, float, int]] = field(default_factory=lambda: deque(maxlen=SAMPLES_KEPT))
    taken_at: float = 0.0

    def add(self, health: Health) -> None:
        """Keep one sample, at most one a second however many look."""
        if time.monotonic() - self.taken_at < 1.0:
            return
        self.taken_at = time.monotonic()
        waiting = health.queue.waiting + health.queue.reading if health.queue else 0
        self.samples.append((datetime.now(UTC), health.memory.used_bytes / 2**20, health.cpu.percent, waiting))


@st.cache_resource(max_entries=1)
def _trace() -> Trace:
    return Trace()


@st.cache_resource(max_entries=1)
def _deep(_service: Service) -> DeepCheck:
    return DeepCheck(_service)


@st.fragment
def live(frame: Frame) -> None:
    """State, figures, charts and workers, drawn again every few seconds."""
    pulse("vitals", EVERY_S)
    health = check(frame.service.settings, frame.service, login_required=login_configured())
    trace = _trace()
    trace.add(health)
    _state(frame, health)
    st.html(cards(_figures(frame, health)))
    _charts(frame, trace)
    _workers(frame)


def _state(frame: Frame, health: Health) -> None:
    t = frame.t
    match health.status:
        case "ok":
            st.success(t("Everything works."), icon=":material/check_circle:")
        case "degraded":
            st.warning(t("Works, but needs attention: {what}").format(what="; ".join(health.problems)))
        case "down":
            st.error(t("Not working: {what}").format(what="; ".join(health.problems)), icon=":material/error:")
    doors = []
    if health.api_open:
        doors.append(
            t(
                "The programming interface under /api is open to everybody who can reach this address. Set API_KEYS to close it."
            )
        )
    if not login_configured():
        doors.append(t("The pages are open to everybody who can reach this address; a log-in closes them."))
    if doors:
        st.info("  \n".join(doors), icon=":material/lock_open:")


def _figures(frame: Frame, health: Health) -> list[str]:
    t, language = frame.t, frame.language
    engine = {
        "not started": t("not started"),
        "starting": t("getting ready"),
        "ready": t("ready"),
        "failed": t("failed"),
    }[health.engine.status]
    limit = (
        t("of {limit}").format(limit=size(health.memory.limit_bytes, language))
        if health.memory.limit_bytes
        else t("no limit set")
    )
    queue = health.queue
    return [
        card(
            t("Reader"),
            engine,
            f"{health.engine.backend} · {t.ngettext('{n} worker', '{n} workers', health.engine.workers).format(n=health.engine.workers)}",
            _tone(health),
        ),
        card(t("Memory"), size(health.memory.used_bytes, language), limit),
        card(
            t("Processor"),
            f"{health.cpu.percent:.0f} %",
            t("{n} cores, load {load}").format(n=health.cpu.cores, load=decimal(health.cpu.load, 1, language)),
        ),
        card(
            t("Disk free"),
            size(health.disk.free_bytes, language),
            t("of {limit}").format(limit=size(health.disk.total_bytes, language)),
        ),
        card(
            t("Pages waiting"),
            whole(queue.waiting) if queue else "–",
            t("{n} being read").format(n=queue.reading) if queue else "",
        ),
        card(
            t("Pages failed"),
            whole(queue.failed) if queue else "–",
            t("can be read again"),
            "bad" if queue and queue.failed else "",
        ),
        card(t("Running for"), span(health.uptime_s, language), t("version {n}").format(n=health.version)),
    ]


def _tone(health: Health) -> str:
    return {"ready": "ok", "failed": "bad"}.get(health.engine.status, "doubt")


def _charts(frame: Frame, trace: Trace) -> None:
    t = frame.t
    if len(trace.samples) < 3:
        st.caption(t("The charts fill while this page is open."))
        return
    at = [local(sample[0]).replace(tzinfo=None) for sample in trace.samples]
    drawn: tuple[tuple[str, int, float | None, bool], ...] = (
        (t("Memory, MB"), 1, None, False),
        (t("Processor, %"), 2, 100.0, False),
        (t("Pages in the queue"), 3, None, True),
    )
    for column, (name, place, most, counted) in zip(st.columns(3), drawn, strict=True):
        series = pd.DataFrame({AT: at, "value": [sample[place] for sample in trace.samples]})
        column.caption(name)
        column.vega_lite_chart(*line(series, "value", most=most, counted=counted), alt=name)


def _workers(frame: Frame) -> None:
    t = frame.t
    state = frame.service.engine.state()
    words = {
        "starting": t("getting ready"),
        "idle": t("free"),
        "busy": t("reading"),
        "replacing": t("being replaced"),
        "mismatched": t("other version, gets no pages"),
    }
    rows = [
        (
            worker.name,
            words[worker.status],
            whole(worker.pages_read),
            f"{worker.memory_mb:.0f} MB" if worker.memory_mb is not None else "–",
            str(worker.pid or "–"),
        )
        for worker in state.workers
    ]
    st.subheader(t("Workers"), anchor=False)
    st.html(table((t("Name"), t("State"), t("Pages read"), t("Memory"), t("Process")), rows, numbers=(2, 3, 4)))


def failures(frame: Frame) -> None:
    """The pages that failed last and were not read since, each with its document and what to do."""
    t = frame.t
    found = frame.service.store.pace.failures(FAILURES)
    st.subheader(t("Last errors"), anchor=False)
    if not found:
        st.caption(t("No page is in a failed state."))
        return
    rows = [
        (
            f"{local(failure.at):%d/%m %H:%M:%S}",
            failure.document_name,
            str(failure.number),
            failure.code,
            failure.error(frame.language),
            str(failure.attempts),
        )
        for failure in found
    ]
    head = (t("When"), t("File"), t("Page"), t("Code"), t("Reason and what to do"), t("Attempts"))
    st.html(table(head, rows, numbers=(2, 5)))


def recent(frame: Frame) -> None:
    """The pages that ended last, with their seconds or why they failed."""
    t = frame.t
    pages = frame.service.store.recent_pages(RECENT)
    st.subheader(t("Recent pages"), anchor=False)
    if not pages:
        st.caption(t("No page has been read yet."))
        return
    sources = {"ocr": t("read from the picture"), "text": t("text of the PDF"), None: ""}
    rows = [
        (
            f"{local(page.finished_at):%d/%m %H:%M:%S}" if page.finished_at else "",
            page.document_name,
            str(page.number),
            decimal(page.seconds, 2, frame.language) if page.seconds is not None else "–",
            sources[page.source] if page.status == "done" else page.error(frame.language) or page.status,
        )
        for page in pages
    ]
    st.html(table((t("When"), t("File"), t("Page"), t("Seconds"), t("How")), rows, numbers=(2, 3)))


def models(frame: Frame) -> None:
    """The networks in use and where their weights come from."""
    t, settings = frame.t, frame.service.settings
    st.subheader(t("Models"), anchor=False)
    try:
        found = manifest(settings.ocr_model_cache, settings.networks)
    except EngineError as error:
        st.warning(error.message(frame.language))
        return
    st.html(table((t("Name"), "SHA-256", t("Forms")), [(m.name, m.sha256, ", ".join(m.precisions)) for m in found]))


def settings_in_force(frame: Frame) -> None:
    """Every setting with its value and where it came from; secrets stay hidden."""
    t = frame.t
    st.subheader(t("Settings in force"), anchor=False)
    st.html(table((t("Setting"), t("Value"), t("From"), t("Accepted values")), setting_rows(frame.service)))


def setting_rows(service: Service) -> list[tuple[str, str, str, str]]:
    """Name, value, origin and accepted values of every setting."""
    rows = []
    for spec in SPECS:
        value = getattr(service.settings, spec.attribute)
        hidden = "***" if value else ""
        rows.append(
            (
                spec.variable,
                hidden if spec.secret else str(value if value is not None else ""),
                origin(spec, os.environ),
                spec.accepted,
            )
        )
    return rows


def deep_check(frame: Frame) -> None:
    """A button that tries every part end to end, and what came out."""
    t = frame.t
    st.subheader(t("Deep check"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        asked = st.button(t("Check everything now"), icon=":material/troubleshoot:", key="health-deep")
        st.download_button(
            t("Report for support"),
            data=lambda: bundle(frame.service),
            file_name=f"bukti-setor-{datetime.now(UTC):%Y%m%d-%H%M}.zip",
            mime="application/zip",
            key="health-bundle",
            icon=":material/medical_information:",
            help=t(
                "State, settings without secrets, versions and recent page times. No text and no picture of any document."
            ),
            on_click="ignore",
        )
    if not asked:
        st.caption(t("Writes to disk and database, verifies the models and reads a drawn page. Takes a few seconds."))
        return
    with st.spinner(t("Checking …")):
        found = _deep(frame.service).run()
    names = {
        "disk": t("Disk"),
        "database": t("Database"),
        "poppler": t("PDF reader (poppler)"),
        "models": t("Models"),
        "reading": t("Reading a page"),
    }
    rows = [
        (
            names.get(part.name, part.name),
            t("works") if part.works else t("does not work"),
            part.detail,
            decimal(part.seconds, 2, frame.language),
        )
        for part in found.parts
    ]
    (st.success if found.works else st.error)(
        t("Everything works.") if found.works else t("Something does not work; see below.")
    )
    st.html(table((t("Part"), t("State"), t("Found"), t("Seconds")), rows, numbers=(3,)))


def bundle(service: Service) -> bytes:
    """A ZIP of facts about the house; file names are left out too, since they name taxpayers."""
    pages = [
        {key: value for key, value in asdict(page).items() if key not in ("document_name", "error_id", "error_en")}
        for page in service.store.recent_pages(200)
    ]
    libraries = ("streamlit", "openvino", "distributed", "SQLAlchemy", "opencv-python-headless", "numpy", "pillow")
    facts = {
        "health.json": asdict(check(service.settings, service, login_required=login_configured())),
        "models.json": _models_in_use(service),
        "minutes.json": [asdict(minute) for minute in service.store.pace.minutes(timedelta(hours=24))],
        "failures.json": [
            {"document_id": f.document_id, "page": f.number, "code": f.code, "attempts": f.attempts, "at": f.at}
            for f in service.store.pace.failures(200)
        ],
        "engine.json": asdict(service.engine.state()),
        "settings.json": [
            dict(zip(("name", "value", "from", "accepted"), row, strict=True)) for row in setting_rows(service)
        ],
        "pages.json": pages,
        "versions.json": {
            "python": platform.python_version(),
            "system": platform.platform(),
            **{n: version(n) for n in libraries},
        },
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, fact in facts.items():
            archive.writestr(name, json.dumps(fact, indent=2, default=str))
    return out.getvalue()


def _models_in_use(service: Service) -> list[dict[str, object]] | str:
    """Names, hashes and forms of the networks, or why they cannot be told."""
    settings = service.settings
    try:
        return [asdict(card) for card in manifest(settings.ocr_model_cache, settings.networks)]
    except EngineError as error:
        return error.code
