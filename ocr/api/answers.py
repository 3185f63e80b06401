"""What the REST interface says: the shapes of its JSON, and the store's views turned into them.

Separate because these names are a contract with other programs (docs/rest.md) and must not change with the inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from statistics import median
from typing import Any, Literal

from pydantic import BaseModel, Field

from ocr.document import FIELD_NAMES, Box, PageText, Record, Word
from ocr.errors import EngineFailed, Language, OcrError
from ocr.forms import label
from ocr.intake.coach import sentence as advice_sentence
from ocr.store.views import DocumentView, PageView, RecordView


class Proof(BaseModel):
    """One proof of payment. Absent values are null; `review` names every field a person must look at."""

    id: str = Field(description="for GET, PATCH and DELETE of this proof")
    version: int = Field(description="goes back with a PATCH; another one means somebody changed the proof meanwhile")
    status: Literal["open", "accepted", "deleted"]
    document_id: str
    nama_berkas: str = Field(description="name of the uploaded file")
    halaman: int = Field(description="first page, from 1")
    halaman_terakhir: int
    jenis_dokumen: Literal["bpn", "billing", "ssp", "transfer", "lainnya"]
    kode_setor: str | None
    tanggal: str | None = Field(description="date of payment, ISO 8601")
    jumlah: float | None
    mata_uang: str | None
    ntpn: str | None
    ntb: str | None
    stan: str | None
    kode_billing: str | None
    npwp: str | None
    nama_wajib_pajak: str | None
    kode_akun_pajak: str | None
    kode_jenis_setoran: str | None
    masa_pajak: str | None = Field(description='"01", or "01-12" for a range')
    tahun_pajak: str | None
    terbilang: str | None
    confidence: dict[str, float] = Field(description="0.0–1.0 per field that has a value")
    review: list[str]
    warnings: list[str]
    boxes: dict[str, tuple[float, float, float, float, int]] = Field(
        description="left, top, right, bottom in pixels of that page's preview, and the page"
    )
    preview_filename: str | None = Field(description="the first page's picture, under /api/bukti_setor/uploads/")
    raw_ocr: str | None = Field(description="the text of its pages as read; null in lists")


class Page(BaseModel):
    """How one page went."""

    halaman: int
    status: Literal["ok", "failed", "waiting", "reading"]
    source: Literal["ocr", "text"] | None
    seconds: float | None
    error: str | None


class Processed(BaseModel):
    """A file read: its proofs and its pages."""

    success: Literal[True] = True
    message: str
    total_halaman: int
    document_id: str
    data: list[Proof]
    pages: list[Page]
    advice: list[str] = Field(
        default=[],
        description="what to do better with the next photo: blur, glare, darkness, a page cut off, too small",
    )
    warnings: list[str] = Field(
        default=[], description="proofs of this file that were deleted, and how to restore them"
    )


class ProofAnswer(BaseModel):
    """One proof."""

    success: Literal[True] = True
    data: Proof


class History(BaseModel):
    """A page of proofs."""

    success: Literal[True] = True
    total: int
    page: int
    per_page: int
    data: list[Proof]


class Done(BaseModel):
    """What was asked is done; the message says what that was."""

    success: Literal[True] = True
    message: str


class ErrorDetail(BaseModel):
    """A stable code and a sentence for people."""

    code: str
    message: str


class Failure(BaseModel):
    """Every answer that is not a 200."""

    success: Literal[False] = False
    error: ErrorDetail


def failure(error: OcrError, language: Language) -> dict[str, Any]:
    """The body of an error answer."""
    return Failure(error=ErrorDetail(code=error.code, message=error.message(language))).model_dump()


def processed(
    document: DocumentView, texts: Sequence[PageText], language: Language, *, deleted: Sequence[RecordView] = ()
) -> Processed:
    """The answer for a document and the words of its pages read so far; `deleted` are the proofs of it that nobody sees."""
    failed = sum(page.status in ("failed", "cancelled") for page in document.pages)
    counts = {
        "proofs": len(document.records),
        "pages": document.page_count,
        "failed": failed,
        "deleted": len(deleted),
    }
    sentence = {
        "id": (
            "{proofs} bukti setor ditemukan di {pages} halaman",
            ", {failed} halaman gagal",
            ", {deleted} sudah dihapus",
        ),
        "en": ("{proofs} proofs found on {pages} pages", ", {failed} pages failed", ", {deleted} were deleted"),
    }[language]
    said = sentence[0] + (sentence[1] if failed else "") + (sentence[2] if deleted else "") + "."
    return Processed(
        message=said.format(**counts),
        total_halaman=document.page_count,
        document_id=document.id,
        data=[proof(view, language, texts) for view in document.records],
        pages=[_page(page, language) for page in document.pages],
        advice=[advice_sentence(name, language) for name in document.advice],
        warnings=[_was_deleted(view, language) for view in deleted],
    )


def _was_deleted(view: RecordView, language: Language) -> str:
    sentence = {
        "id": "Bukti setor di halaman {page} sudah dihapus. Untuk memunculkannya lagi: POST /api/bukti_setor/{id}/restore.",
        "en": "The proof on page {page} was deleted. To bring it back: POST /api/bukti_setor/{id}/restore.",
    }[language]
    return sentence.format(page=view.record.first_page, id=view.id)


def failed_document(document: DocumentView, language: Language) -> tuple[int, dict[str, Any]]:
    """Status and body for a document of which no page could be read: those of its first page's error."""
    first = document.pages[0]
    statuses = {kind.code: kind.status for kind in _kinds(OcrError)}
    code = first.error_code or EngineFailed.code
    message = first.error(language) or ""
    return statuses.get(code, EngineFailed.status), Failure(error=ErrorDetail(code=code, message=message)).model_dump()


def _kinds(kind: type[OcrError]) -> Iterator[type[OcrError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)


def proof(view: RecordView, language: Language, texts: Iterable[PageText] | None = None) -> Proof:
    """The answer for a record; with the words of its pages where `texts` holds them."""
    record = view.record
    own = [text for text in texts or () if record.first_page <= text.number <= record.last_page]
    values: dict[str, Any] = {name: record.value(name) for name in FIELD_NAMES}
    values["jumlah"] = float(Decimal(values["jumlah"])) if values["jumlah"] is not None else None
    return Proof(
        **values,
        id=view.id,
        version=view.version,
        status=view.status,
        document_id=view.document_id,
        nama_berkas=view.document_name,
        halaman=record.first_page,
        halaman_terakhir=record.last_page,
        jenis_dokumen=record.kind,
        kode_setor=record.kode_setor,
        confidence={item.name: round(item.confidence, 3) for item in record.fields.values() if item.value is not None},
        review=list(record.review),
        warnings=_warnings(record, language),
        boxes={
            item.name: (*Box(*(round(edge, 1) for edge in item.box)), item.page)
            for item in record.fields.values()
            if item.box and item.page
        },
        preview_filename=preview_name(view.document_id, record.first_page),
        raw_ocr="\n\n".join(page_to_text(text) for text in own) if texts is not None else None,
    )


def preview_name(document_id: str, page: int) -> str:
    """The name under which the picture of a page is served: our own id and number, nothing of the client's."""
    return f"{document_id}-{page}.jpg"


def page_to_text(page: PageText) -> str:
    """The words of a page, one line of the paper per line."""
    lines: list[list[Word]] = []
    for word in sorted(page.words, key=lambda word: word.box.middle[1]):
        if lines and _beside(lines[-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return "\n".join(" ".join(word.text for word in sorted(line, key=lambda word: word.box.left)) for line in lines)


def _beside(line: Sequence[Word], word: Word) -> bool:
    middle = median(other.box.middle[1] for other in line)
    return abs(word.box.middle[1] - middle) < 0.5 * min(word.box.height, median(other.box.height for other in line))


def _warnings(record: Record, language: Language) -> list[str]:
    """Sentences of the record's warnings, then of each field's failed checks."""
    failed = [
        f"{label(item.name, language)}: {check.sentence(language)}"
        for item in record.fields.values()
        for check in item.checks
        if check.outcome == "contradicts"
    ]
    return [*(check.sentence(language) for check in record.warnings), *failed]


def _page(page: PageView, language: Language) -> Page:
    return Page(
        halaman=page.number,
        status={"done": "ok", "cancelled": "failed"}.get(page.status, page.status),  # type: ignore[arg-type]
        source=page.source,
        seconds=round(page.seconds, 2) if page.seconds is not None else None,
        error=page.error(language),
    )
