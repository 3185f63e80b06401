"""A PATCH of one proof: what may be changed, and how what was sent becomes canonical.

Separate from answers.py because it takes what people type ("1.000.000,00", "31/01/2024"), not only what we say.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ocr.api.terms import MAX_VERSION, PLAIN
from ocr.document import FIELD_NAMES
from ocr.forms import no_value, parse_correction

MOST_DIGITS = 18
CENT = Decimal("0.01")

Text = Annotated[str, Field(pattern=PLAIN)] | None


class Change(BaseModel):
    """Fields to correct, as printed or canonical; null empties one. `version` is that of the proof as last seen."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"version": 1, "ntpn": "4C2U16P1BBJ5T5E6", "jumlah": "1.000.000,00"}},
    )

    version: int = Field(ge=1, le=MAX_VERSION)
    status: Literal["accepted", "open"] | None = Field(default=None, description="accepted: a person has checked it")
    ntpn: Text = None
    ntb: Text = None
    stan: Text = None
    kode_billing: Text = None
    npwp: Text = None
    nama_wajib_pajak: Text = None
    kode_akun_pajak: Text = None
    kode_jenis_setoran: Text = None
    masa_pajak: Text = None
    tahun_pajak: Text = None
    tanggal: Text = None
    jumlah: Text | Decimal = None
    mata_uang: Text = None
    terbilang: Text = None


CHANGE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": Change.model_json_schema()}},
    }
}
"""OpenAPI's description of the body, which the handler reads itself so that the caller is admitted first."""


def corrections(change: Change) -> dict[str, str | None]:
    """Canonical values of the fields that were sent; InvalidValue for one that is none."""
    sent = {name: getattr(change, name) for name in FIELD_NAMES if name in change.model_fields_set}
    return {name: None if value is None else parse_correction(name, _typed_text(value)) for name, value in sent.items()}


def _typed_text(value: str | Decimal) -> str:
    """What was sent, a number with its cents; InvalidValue for one with more, or that no amount is as large as."""
    if isinstance(value, str):
        return value
    if not value.is_finite() or value.adjusted() >= MOST_DIGITS or value != value.quantize(CENT):
        raise no_value("jumlah", str(value))
    return f"{value:.2f}"
