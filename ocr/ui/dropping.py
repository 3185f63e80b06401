"""Files on their way in: dropped, picked, or out of a ZIP, each copied to the store at once.

Separate from progress because it ends when the files are safe. Streamlit keeps uploads in memory as long as their
widget lives, so the widget gets a new key as soon as its files are stored.
"""

from __future__ import annotations

import io
import logging
import lzma
import secrets
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ocr.document import Upload
from ocr.errors import (
    DamagedFile,
    DiskFull,
    InputError,
    Language,
    NothingInside,
    NotKept,
    OcrError,
    TooLarge,
    TooManyFiles,
)
from ocr.settings import Settings
from ocr.store import AWAY
from ocr.ui.frame import Frame
from ocr.ui.markup import plain
from ocr.ui.values import decimal

log = logging.getLogger(__name__)

SAMPLES = Path(__file__).parents[2] / "samples"
SHOWN = ("bpn-mandiri-pindai.pdf", "bpn-coretax-foto.jpg", "bpn-bca.pdf")  # a scan, a photo, a PDF from a bank
ZIP_MOST_FILES = 500
ZIP_MOST_BYTES = 512 * 1024 * 1024  # unpacked, all files together
_BROKEN_ZIP = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(RuntimeError, NotImplementedError, EOFError, OSError, ValueError),
)
"""What Python's zipfile raises at archives that are broken, locked or packed in a way it does not know."""
HIDDEN = ("__MACOSX", ".", "Thumbs.db")


def drop_zone(frame: Frame) -> None:
    """Where files are dropped; they are stored before anything else happens."""
    t, session, limit_mb = frame.t, frame.state, frame.service.settings.max_upload_mb
    folder = st.session_state.get("upload-folder", False)
    key = f"upload-files-{session.drop}-{folder}"
    st.file_uploader(
        t(
            "PDF, JPEG, HEIC, PNG, TIFF or WebP, up to {mb} MB each, or ZIPs of them. Drop as many files or folders as you like."
        ).format(mb=decimal(limit_mb, 0 if limit_mb.is_integer() else 1, frame.language)),
        accept_multiple_files="directory" if folder else True,
        key=key,
        on_change=_take,
        args=(frame, key, session.drop),
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="large"):
        st.toggle(t("Pick a whole folder"), key="upload-folder")
        found = samples()
        if found and _is_empty(frame):  # they are no part of somebody's payments
            st.button(
                t("Try it with a sample"),
                icon=":material/science:",
                key="upload-sample",
                on_click=_take_sample,
                args=(frame, found),
                help=t("Adds fictional proofs of payment, so that you can see what happens."),
                type="tertiary",
            )


def notes(frame: Frame) -> None:
    """What could not come in and what was here before, until it is dismissed."""
    t, session = frame.t, frame.state
    refused = _refused(frame)
    if refused:
        sentences = "\n".join(f"- {plain(sentence[frame.language])}" for sentence in refused)
        count = len(refused)
        st.error(
            t.ngettext("{n} file was not taken:", "{n} files were not taken:", count).format(n=count)
            + "\n"
            + sentences,
            icon=":material/block:",
        )
    if session.again:
        names = ", ".join(plain(name) for name in session.again[:10]) + (" …" if len(session.again) > 10 else "")
        st.warning(
            t("Already uploaded before, read once only: {names}").format(names=names),
            icon=":material/content_copy:",
        )
    if refused or session.again:
        st.button(t("Got it"), on_click=_dismiss, args=(frame,), key="upload-dismiss")


def samples() -> list[Path]:
    """The fictional proofs that show what happens, those that are there."""
    return [path for path in map(SAMPLES.joinpath, SHOWN) if path.is_file()]


def _take(frame: Frame, key: str, drop: int) -> None:
    """Store the files of widget `key` that were not taken before.

    A browser that has not yet seen its widget go repeats its files with the next message, say of a fragment that
    polls; Streamlit has forgotten the widget's value by then and calls back again. Each file has an identity of its
    own there, so only a true second drop of the same bytes is told as seen before.
    """
    session = frame.state
    late = [file for file in st.session_state.get(key) or [] if file.file_id not in session.taken]
    if not late:
        return
    if drop == session.drop:  # else more of a drop whose first files have had their say
        _dismiss(frame)
    session.taken.update(file.file_id for file in late)
    session.drop = max(session.drop, drop + 1)
    take(frame, (_upload(file, frame.service.settings) for file in late))


def _upload(file: UploadedFile, settings: Settings) -> Upload:
    """The bytes of `file`; of one that is too large only as many as show that it is."""
    whole = file.size <= settings.max_content_length or file.name.lower().endswith(".zip")
    return Upload(file.name, file.getvalue() if whole else file.read(settings.max_content_length + 1))


def _take_sample(frame: Frame, found: list[Path]) -> None:
    if not _is_empty(frame):  # the second half of a double click
        return
    _dismiss(frame)
    take(frame, (Upload(path.name, path.read_bytes()) for path in found))


def _is_empty(frame: Frame) -> bool:
    """Whether the visitor's batch holds no file yet; not while the database is away, which may know of some."""
    batch = frame.state.batch
    try:
        return not batch or not frame.service.store.document_ids(batch)
    except AWAY:  # what was refused meanwhile is told on the same page
        return False


def take(frame: Frame, uploads: Iterable[Upload]) -> None:
    """Store every file in this session's batch; what cannot come in is noted with its reason."""
    session = frame.state
    if not session.batch:
        session.batch = secrets.token_urlsafe(8)
    st.query_params["batch"] = (
        session.batch
    )  # before any file: what is stored stays within reach, whatever comes of the rest
    seen: set[str] | None = None
    for upload, archive in _unpacked(uploads, frame):
        try:
            if seen is None:
                seen = set(frame.service.store.document_ids(session.batch))
            receipt = frame.service.submit(upload, uploader=frame.who, batch=session.batch)
        except (InputError, DiskFull) as error:
            _refuse(frame, error, archive)
            continue
        except AWAY as error:
            log.warning("a file could not be kept", exc_info=error)
            session.refusals.append(_sentence(NotKept(name=upload.name), archive))
            continue
        except Exception as error:  # whatever a broken file does to a library: the files after it still come in
            log.exception("%s could not be taken", upload.name)
            _refuse(frame, DamagedFile(name=upload.name, page=None, reason=type(error).__name__), archive)
            continue
        if receipt.already_read or receipt.document_id in seen:
            session.again.append(upload.name)
        seen.add(receipt.document_id)


def _unpacked(uploads: Iterable[Upload], frame: Frame) -> Iterator[tuple[Upload, str]]:
    """Each file, and the name of the ZIP it lay in; empty where it lay in none."""
    for upload in uploads:
        if upload.name.lower().endswith(".zip") and upload.data[:2] == b"PK":
            for member in _members(upload, frame):
                yield member, upload.name
        else:
            yield upload, ""


def _members(upload: Upload, frame: Frame) -> Iterator[Upload]:
    """The files in a ZIP, one at a time; nothing is written under a name from inside it."""
    limit = frame.service.settings.max_content_length
    try:
        archive = zipfile.ZipFile(io.BytesIO(upload.data))
    except _BROKEN_ZIP:
        _refuse(frame, DamagedFile(name=upload.name, page=None, reason="ZIP"))
        return
    files = [item for item in archive.infolist() if not item.is_dir() and not _hidden(item.filename)]
    if not files:
        _refuse(frame, NothingInside(name=upload.name))
        return
    if len(files) > ZIP_MOST_FILES:
        _refuse(frame, TooManyFiles(name=upload.name, files=len(files), limit=ZIP_MOST_FILES))
        return
    if sum(item.file_size for item in files) > ZIP_MOST_BYTES:
        _refuse(frame, TooLarge(name=upload.name, limit_mb=ZIP_MOST_BYTES // 2**20))
        return
    for item in files:
        name = PurePosixPath(item.filename).name
        if item.file_size > limit:
            _refuse(frame, TooLarge(name=name, limit_mb=round(limit / 2**20, 1)), upload.name)
            continue
        try:
            yield Upload(name, archive.read(item))
        except _BROKEN_ZIP:
            _refuse(frame, DamagedFile(name=name, page=None, reason="ZIP"), upload.name)


def _hidden(path: str) -> bool:
    return any(part.startswith(HIDDEN) for part in PurePosixPath(path).parts if part != "..")


def _refuse(frame: Frame, error: OcrError, archive: str = "") -> None:
    """Note why a file could not come in."""
    sentence = _sentence(error, archive)
    try:
        frame.service.store.refusals.note(frame.state.batch, sentence)
    except AWAY as away:
        log.warning("a refusal could not be kept", exc_info=away)
        frame.state.refusals.append(sentence)


def _sentence(error: OcrError, archive: str) -> dict[Language, str]:
    """Of a file out of `archive` under the name of both, for a drop may hold two of its name."""
    before = f"{archive} › " if archive else ""
    return {"id": before + error.message("id"), "en": before + error.message("en")}


def _refused(frame: Frame) -> list[dict[Language, str]]:
    """What could not come in of the batch, and what could not even be noted."""
    if not frame.state.batch:
        return frame.state.refusals
    try:
        return [*frame.service.store.refusals.of(frame.state.batch), *frame.state.refusals]
    except AWAY:  # the page says elsewhere that the database is away
        return frame.state.refusals


def _dismiss(frame: Frame) -> None:
    frame.state.refusals, frame.state.again = [], []
    if not frame.state.batch:
        return
    try:
        frame.service.store.refusals.forget(frame.state.batch)
    except AWAY as error:  # told once more
        log.warning("what was refused could not be taken off the list", exc_info=error)
