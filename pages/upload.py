"""Upload: files come in, are read page by page, and lead on to review and Excel."""

from __future__ import annotations

from ocr.ui.dropping import drop_zone, notes
from ocr.ui.frame import heading, open_page
from ocr.ui.progress import batch_progress

frame = open_page("upload")
heading(
    frame,
    frame.t("Upload proofs of payment"),
    frame.t("Every file is kept before it is read. Closing this page loses nothing."),
)
drop_zone(frame)
notes(frame)
batch_progress(frame)
