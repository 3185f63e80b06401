"""Charts of the last hour's reading: pages a minute, and the seconds of a page by stage.

Separate from vitals, whose charts are of this moment: these come from stored pages and are there whenever one looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pandas as pd
import streamlit as st

from ocr.store.pace import Minute
from ocr.ui.charts import stacked_bars
from ocr.ui.clock import local
from ocr.ui.frame import Frame
from ocr.ui.pulse import pulse
from ocr.ui.values import whole

EVERY_S = 15.0
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@st.fragment
def pace_charts(frame: Frame) -> None:
    """Both charts, or a line that says there is nothing to draw."""
    pulse("pace", EVERY_S)
    t = frame.t
    now = datetime.now(UTC)
    minutes = frame.service.store.pace.minutes(HOUR, until=now)
    st.subheader(t("The last hour"), anchor=False)
    if not minutes:
        st.caption(t("No page ended in the last hour."))
        return
    left, right = st.columns(2)
    with left:
        read, failed = sum(minute.read for minute in minutes), sum(minute.failed for minute in minutes)
        st.markdown(f"**{t('Pages a minute')}**")
        st.caption(t("{read} read, {failed} failed").format(read=whole(read), failed=whole(failed)))
        counts = counts_by_minute(minutes, now, (t("read"), t("failed")))
        st.vega_lite_chart(*stacked_bars(counts, ("#2e8b57", "#c8322b"), counted=True), alt=t("Pages a minute"))
    with right:
        st.markdown(f"**{t('Seconds a page, by stage')}**")
        names = (t("drawn as picture"), t("detected and recognised"), t("fields found"), t("waited for the reader"))
        st.caption(t("Mean of the pages of each minute. Waiting is not part of a page's own time."))
        stages = seconds_by_stage(minutes, now, names)
        colours = ("#4c78a8", "#2e8b57", "#b07aa1", "#9aa5ab")
        st.vega_lite_chart(*stacked_bars(stages, colours), alt=t("Seconds a page, by stage"))


def counts_by_minute(minutes: Sequence[Minute], now: datetime, names: tuple[str, str]) -> pd.DataFrame:
    """A row for each minute of the hour before `now`, also for those without a page; columns `names`: read, failed."""
    return _framed({minute.at: (minute.read, minute.failed) for minute in minutes}, now, names)


def seconds_by_stage(minutes: Sequence[Minute], now: datetime, names: tuple[str, str, str, str]) -> pd.DataFrame:
    """As `counts_by_minute`: mean seconds of drawing, reading, finding fields and waiting."""
    rows = {m.at: tuple(s or 0.0 for s in (m.rasterise_s, m.read_s, m.extract_s, m.wait_s)) for m in minutes}
    return _framed(rows, now, names)


def _framed(rows: dict[datetime, tuple[float, ...]], now: datetime, names: tuple[str, ...]) -> pd.DataFrame:
    last = now.replace(second=0, microsecond=0)
    times = [last - MINUTE * back for back in range(59, -1, -1)]
    nothing = (0,) * len(names)
    # Vega-Lite draws naive times as they stand: the clock on the wall is what the person on call compares with.
    told = [local(time).replace(tzinfo=None) for time in times]
    return pd.DataFrame([rows.get(time, nothing) for time in times], index=told, columns=list(names))
