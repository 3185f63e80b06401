"""/bukti_setor beyond single proofs: totals, duplicates, audit, restoring, stopping and reading again, export profiles.

Separate from proofs.py, which a program needs first. The routes live on its router, so the same door admits the caller.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

from anyio import to_thread
from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from ocr.api.answers import Done, Processed, Proof, ProofAnswer, processed, proof
from ocr.api.body import receive_file, receive_json
from ocr.api.examples import PROCESS_BODY, failures
from ocr.api.terms import PLAIN, Caller, Filters, Identity, PageNumber, PerPage, Speech, Version
from ocr.errors import Language, NotFound
from ocr.export import Column, Profile, check_template, profile_from_json
from ocr.service import Service
from ocr.settings import Settings
from ocr.store.views import DuplicateReason, EditAction, ProfileView

Key = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="a group's `key`")]
Name = Annotated[str, Path(min_length=1, max_length=128, pattern=PLAIN, description="the profile's name")]


class TotalLine(BaseModel):
    """Proofs and money of one kind, account, tax period and currency."""

    jenis_dokumen: str
    kode_akun_pajak: str | None
    masa: str | None = Field(description='"2024-01", or "2024-01-12" for a range of months')
    mata_uang: str | None
    bukti: int = Field(description="how many proofs")
    jumlah: float = Field(description="sum of those that have an amount")


class Totals(BaseModel):
    """Sums over all that the filters let through."""

    success: Literal[True] = True
    data: list[TotalLine]


class Reason(BaseModel):
    """Why look-alikes are no duplicates; an empty reason takes it back."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"reason": "dua angsuran"}})

    reason: str = Field(max_length=500, pattern=PLAIN)


class Said(Reason):
    """A reason with who gave it and when."""

    who: str
    at: datetime


class Group(BaseModel):
    """Proofs that may be one payment entered twice."""

    key: str
    same: DuplicateReason = Field(description="payment: same NTPN; kode_billing: same billing code; file: same file")
    settled: bool = Field(description="somebody gave a reason and no other came since")
    override: Said | None
    data: list[Proof]


class Duplicates(BaseModel):
    """A page of groups, those without a reason first."""

    success: Literal[True] = True
    total: int
    unsettled: int
    page: int
    per_page: int
    data: list[Group]


class AuditLine(BaseModel):
    """One change: who, when, which field, from what to what."""

    at: datetime
    who: str
    action: EditAction
    field: str | None
    old: str | None
    new: str | None
    version: int
    reason: str | None


class Audit(BaseModel):
    """The audit trail of a proof, oldest first."""

    success: Literal[True] = True
    data: list[AuditLine]


class ProfileColumn(BaseModel):
    """One column; without a heading it has the usual one."""

    model_config = ConfigDict(extra="forbid")

    name: str
    heading: str = Field(default="", max_length=120)


class ProfileBody(BaseModel):
    """Columns in their order, and ledger accounts by KAP-KJS or KAP."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "columns": [{"name": "tanggal", "heading": "Tgl Setor"}, {"name": "ntpn"}, {"name": "ledger"}],
                "accounts": {"411121-100": "2140", "411128": "2145"},
            }
        },
    )

    columns: list[ProfileColumn] = Field(max_length=60)
    accounts: dict[str, str] = {}


class NamedProfile(ProfileBody):
    """A profile as it is kept."""

    name: str
    template: bool = Field(description="whether it fills a workbook of its own")


class Profiles(BaseModel):
    """All export profiles."""

    success: Literal[True] = True
    data: list[NamedProfile]


def json_body(shape: type[BaseModel]) -> dict[str, Any]:
    """OpenAPI's description of a body that the handler reads itself, after the caller was admitted."""
    content = {"application/json": {"schema": shape.model_json_schema(ref_template="#/components/schemas/{model}")}}
    return {"requestBody": {"required": True, "content": content}}


def add_ledger(router: APIRouter, get_service: Callable[[], Service], settings: Settings) -> None:
    """Put the routes on `router`; before its `/{identity}`, which would take their names for an id."""
    ledger = Ledger(get_service, settings)
    usual, one = failures(400, 401, 429, 503), failures(400, 401, 404, 429, 503)
    router.get("/totals", responses=usual)(ledger.totals)
    router.get("/duplicates", responses=usual)(ledger.duplicates)
    router.put("/duplicates/{key}", openapi_extra=json_body(Reason), responses=one | failures(413))(ledger.override)
    router.get("/profiles", responses=failures(401, 429, 503))(ledger.profiles)
    router.put("/profiles/{name}", openapi_extra=json_body(ProfileBody), responses=usual | failures(413, 422))(
        ledger.save
    )
    router.put("/profiles/{name}/template", openapi_extra=PROCESS_BODY, responses=one | failures(413, 422))(
        ledger.save_template
    )
    router.delete("/profiles/{name}", responses=one)(ledger.forget)
    router.get("/{identity}/audit", responses=one)(ledger.audit)
    router.post("/{identity}/restore", responses=one | failures(409))(ledger.restore)
    router.post("/{identity}/cancel", responses=one)(ledger.cancel)
    router.post("/{identity}/retry", responses=one)(ledger.retry)


class Ledger:
    """The handlers; as in proofs.py, `get_service` is called in a worker thread."""

    def __init__(self, get_service: Callable[[], Service], settings: Settings) -> None:
        self._get_service = get_service
        self._settings = settings

    def totals(self, filters: Filters) -> Totals:
        """Sums by kind of document, account, tax period and currency."""
        found = self._get_service().store.totals(filters)
        return Totals(
            data=[
                TotalLine(
                    jenis_dokumen=total.kind,
                    kode_akun_pajak=total.kode_akun or None,
                    masa=total.masa or None,
                    mata_uang=total.mata_uang or None,
                    bukti=total.records,
                    jumlah=float(total.jumlah),
                )
                for total in found
            ]
        )

    def duplicates(
        self, filters: Filters, language: Speech, page: PageNumber = 1, per_page: PerPage = 50
    ) -> Duplicates:
        """Proofs with the same NTPN, the same billing code, or from a file uploaded more than once."""
        asked = replace(filters, offset=(page - 1) * per_page, limit=per_page)
        found = self._get_service().store.duplicates(asked)
        groups = [
            Group(
                key=group.key,
                same=group.reason,
                settled=group.settled,
                override=Said(who=group.override.who, at=group.override.at, reason=group.override.reason)
                if group.override
                else None,
                data=[proof(view, language) for view in group.records],
            )
            for group in found.groups
        ]
        return Duplicates(total=found.total, unsettled=found.unsettled, page=page, per_page=per_page, data=groups)

    async def override(self, request: Request, key: Key, caller: Caller, language: Speech) -> Done:
        """Say why a group is no duplicate; it stands in the audit trail of each of its proofs."""
        given = await receive_json(request, Reason)
        await to_thread.run_sync(self._override, key, given.reason, caller)
        return Done(message={"id": "Alasan dicatat.", "en": "The reason was noted."}[language])

    def _override(self, key: str, reason: str, caller: str) -> None:
        store = self._get_service().store
        group = store.duplicate_group(key)
        store.override(key, who=caller, reason=reason, record_ids=[view.id for view in group.records])

    def audit(self, identity: Identity) -> Audit:
        """Who changed what from what to what."""
        store = self._get_service().store
        store.record(identity)
        return Audit(
            data=[
                AuditLine(
                    at=line.at,
                    who=line.who,
                    action=line.action,
                    field=line.field or None,
                    old=line.old,
                    new=line.new,
                    version=line.version,
                    reason=line.reason or None,
                )
                for line in store.history(identity)
            ]
        )

    def restore(self, identity: Identity, language: Speech, caller: Caller, version: Version = None) -> ProofAnswer:
        """Bring a deleted proof back."""
        store = self._get_service().store
        found = store.restore(identity, who=caller, version=version or store.record(identity).version)
        return ProofAnswer(data=proof(found, language))

    def cancel(self, identity: Identity, language: Speech) -> Processed:
        """Stop reading a document; what is read stays."""
        service = self._get_service()
        service.cancel(identity)
        return _document(service, identity, language)

    def retry(
        self,
        identity: Identity,
        language: Speech,
        page: Annotated[int | None, Query(ge=1, description="this page, read or not; else all that failed")] = None,
    ) -> Processed:
        """Read pages of a document again; the answer does not wait for them."""
        service = self._get_service()
        document = service.store.document(identity)
        if document is None or (page is not None and page > document.page_count):
            raise NotFound(what=f"{identity}" if document is None else f"Halaman {page}")
        unread = [each.number for each in document.pages if each.status in ("failed", "cancelled")]
        for number in unread if page is None else [page]:
            service.retry_page(identity, number)
        return _document(service, identity, language)

    def profiles(self) -> Profiles:
        """How workbooks can look."""
        return Profiles(data=[_named(kept) for kept in self._get_service().store.exports.profiles()])

    async def save(self, request: Request, name: Name) -> Profiles:
        """Make or change a profile; its own workbook stays, if the new columns are in it."""
        body = await receive_json(request, ProfileBody)
        columns = tuple(Column(each.name, each.heading.strip()) for each in body.columns)
        profile = Profile(columns, body.accounts).checked()
        return await to_thread.run_sync(self._save, name, profile, None)

    async def save_template(self, request: Request, name: Name) -> Profiles:
        """Give a profile the workbook (.xlsx) it fills: one line of a sheet holds the headings of its columns."""
        async with receive_file(request, self._settings) as sent:
            upload = await sent.upload()
        return await to_thread.run_sync(self._save, name, None, upload.data)

    def _save(self, name: str, profile: Profile | None, template: bytes | None) -> Profiles:
        exports = self._get_service().store.exports
        kept = exports.profile(name)
        if profile is None:
            profile = profile_from_json(_there(kept, name).columns)
        if template is None and kept is not None:
            template = kept.template
        if template is not None:
            check_template(template, "id", profile, 0)
        exports.save_profile(name, profile.to_json(), template)
        return self.profiles()

    def forget(self, name: Name, language: Speech) -> Done:
        """Delete a profile."""
        exports = self._get_service().store.exports
        _there(exports.profile(name), name)
        exports.delete_profile(name)
        return Done(message={"id": "Profil dihapus.", "en": "The profile was deleted."}[language])


def _there(kept: ProfileView | None, name: str) -> ProfileView:
    if kept is None:
        raise NotFound(what=name)
    return kept


def _named(kept: ProfileView) -> NamedProfile:
    profile = profile_from_json(kept.columns)
    columns = [ProfileColumn(name=each.name, heading=each.heading) for each in profile.columns]
    return NamedProfile(
        name=kept.name, columns=columns, accounts=dict(profile.accounts), template=kept.template is not None
    )


def _document(service: Service, identity: str, language: Language) -> Processed:
    document = service.store.document(identity)
    if document is None:
        raise NotFound(what=identity)
    return processed(document, service.store.page_texts(identity), language)
