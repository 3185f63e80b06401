"""Every error this product raises on purpose, in one tree.

    OcrError
    ├─ InputError            the uploader can fix it: shown as is, HTTP 4xx
    │  ├─ NoFile             400
    │  ├─ BadRequest         400
    │  ├─ NotAllowed         401  missing or wrong API key
    │  ├─ NotFound           404
    │  ├─ WrongMethod        405
    │  ├─ EditConflict       409  somebody else changed the record first
    │  ├─ TooLarge           413
    │  ├─ TooManyFiles       413  in a ZIP
    │  ├─ NothingInside      422  a ZIP without a file
    │  ├─ UnsupportedFile    415
    │  ├─ EmptyFile          422
    │  ├─ DamagedFile        422
    │  ├─ EncryptedPdf       422
    │  ├─ TooManyPixels      413
    │  ├─ TooManyPages       422
    │  ├─ InvalidValue       422  a correction that is not a value of its field
    │  └─ Busy               429
    ├─ EngineError           the operator can fix it: short notice, full log, HTTP 503
    │  ├─ ModelMissing
    │  ├─ ModelTampered
    │  ├─ PopplerMissing
    │  ├─ DatabaseGone
    │  ├─ DatabaseNewer
    │  ├─ NotKept
    │  ├─ DiskFull           507
    │  ├─ NotSaved
    │  ├─ EngineFailed
    │  ├─ PageTimeout        504
    │  ├─ StillReading       504  the wait for a document ended before its reading
    │  └─ Stopping           the wait for a document ended with the process
    └─ SettingsError         stops the start, naming variable, value and accepted range

Separate so that each rim (page, REST, command line) can turn any of them into words without knowing its origin.
A message says what happened, to which file and page, and what to do; each class carries it in Indonesian and English.
Imports nothing of this package.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

Language = Literal["id", "en"]


def _rebuild(kind: type[OcrError], details: dict[str, Any]) -> OcrError:
    return kind(**details)


class OcrError(Exception):
    """Base of the tree. Keyword details fill the class's sentences; `str()` is the English one.

    A detail that is worded differently in each language is a dict by language.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    texts: ClassVar[dict[Language, str]] = {"id": "Terjadi kesalahan.", "en": "Something went wrong."}

    def __init__(self, **details: Any) -> None:
        self.details = details
        super().__init__(self.message("en"))

    def message(self, language: Language = "id") -> str:
        """The sentence for the person concerned."""
        said = {name: each[language] if isinstance(each, dict) else each for name, each in self.details.items()}
        return self.texts[language].format(**said)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickles by details, so that an error crosses process borders unchanged."""
        return _rebuild, (type(self), self.details)


class InputError(OcrError):
    """The uploader can fix it."""

    code = "input"
    status = 400


class NoFile(InputError):
    """The request carried no file."""

    code = "no_file"
    texts = {
        "id": "Tidak ada berkas dalam permintaan. Kirim berkas sebagai multipart dengan nama 'file'.",
        "en": "The request has no file. Send it as multipart with the name 'file'.",
    }


class BadRequest(InputError):
    """Details: reason."""

    code = "bad_request"
    texts = {
        "id": "Permintaan tidak bisa dipahami ({reason}). Periksa bentuknya di /api/docs, lalu kirim lagi.",
        "en": "The request could not be understood ({reason}). Check its shape at /api/docs and send it again.",
    }


class NotAllowed(InputError):
    """The key is missing or wrong."""

    code = "not_allowed"
    status = 401
    texts = {
        "id": "Kunci API tidak ada atau salah. Kirim kunci yang benar di header X-API-Key.",
        "en": "The API key is missing or wrong. Send a valid key in the X-API-Key header.",
    }


class NotFound(InputError):
    """Details: what."""

    code = "not_found"
    status = 404
    texts = {
        "id": "{what} tidak ditemukan. Mungkin sudah dihapus; periksa alamatnya.",
        "en": "{what} was not found. It may have been deleted; check the address.",
    }


class WrongMethod(InputError):
    """Details: what (the method and the path)."""

    code = "method_not_allowed"
    status = 405
    texts = {
        "id": "Alamat ini tidak mengenal {what}. Yang dikenal ada di header Allow dan di /api/docs.",
        "en": "This address does not know {what}. What it knows is in the header Allow and at /api/docs.",
    }


class EditConflict(InputError):
    """Details: who, field (a dict by language)."""

    code = "edit_conflict"
    status = 409
    texts = {
        "id": "{who} sudah lebih dulu mengubah data ini ({field}). Muat ulang, lalu periksa lagi isian Anda.",
        "en": "{who} changed this record first ({field}). Reload it, then check your entry again.",
    }


class TooLarge(InputError):
    """Details: name, limit_mb."""

    code = "too_large"
    status = 413
    texts = {
        "id": "{name}: ukuran berkas melebihi {limit_mb} MB. Bagi berkas atau kecilkan resolusi pindaian, lalu unggah lagi.",
        "en": "{name}: the file is larger than {limit_mb} MB. Split it or scan at a lower resolution, then upload it again.",
    }

    def message(self, language: Language = "id") -> str:
        """The sentence, the limit with as many decimals as it has."""
        limit = f"{self.details['limit_mb']:g}"
        details = {**self.details, "limit_mb": limit.replace(".", ",") if language == "id" else limit}
        return self.texts[language].format(**details)


class TooManyFiles(InputError):
    """Details: name, files, limit."""

    code = "too_many_files"
    status = 413
    texts = {
        "id": "{name}: berisi {files} berkas, paling banyak {limit} per ZIP. Bagi ZIP menjadi beberapa bagian, lalu unggah lagi.",
        "en": "{name}: holds {files} files, at most {limit} in a ZIP. Split the ZIP into parts and upload these.",
    }


class NothingInside(InputError):
    """Details: name."""

    code = "nothing_inside"
    status = 422
    texts = {
        "id": "{name}: ZIP ini tidak berisi berkas. Periksa isinya, lalu unggah lagi.",
        "en": "{name}: there is no file in this ZIP. Check what is in it and upload it again.",
    }


class UnsupportedFile(InputError):
    """Details: name."""

    code = "unsupported"
    status = 415
    texts = {
        "id": "{name}: jenis berkas tidak didukung. Unggah PDF, JPEG, HEIC, PNG, TIFF, atau WebP.",
        "en": "{name}: this kind of file is not supported. Upload a PDF, JPEG, HEIC, PNG, TIFF or WebP.",
    }


class EmptyFile(InputError):
    """Details: name."""

    code = "empty"
    status = 422
    texts = {
        "id": "{name}: berkas kosong (0 byte). Periksa hasil pindaian atau unduhan, lalu unggah lagi.",
        "en": "{name}: the file is empty (0 bytes). Check the scan or download, then upload it again.",
    }


class DamagedFile(InputError):
    """Details: name, page (number or None), reason."""

    code = "damaged"
    status = 422
    texts = {
        "id": "{name}{where}: berkas rusak dan tidak bisa dibuka ({reason}). Simpan atau pindai ulang, lalu unggah lagi.",
        "en": "{name}{where}: the file is damaged and cannot be opened ({reason}). Save or scan it again, then upload it.",
    }

    def message(self, language: Language = "id") -> str:
        """The sentence, with the page when one is known."""
        page = self.details.get("page")
        where = "" if page is None else {"id": f", halaman {page}", "en": f", page {page}"}[language]
        return self.texts[language].format(where=where, **self.details)


class EncryptedPdf(InputError):
    """Details: name."""

    code = "encrypted"
    status = 422
    texts = {
        "id": "{name}: PDF ini dikunci dengan kata sandi. Simpan salinan tanpa kata sandi, lalu unggah salinan itu.",
        "en": "{name}: this PDF is locked with a password. Save a copy without the password and upload that copy.",
    }


class TooManyPixels(InputError):
    """Details: name, width, height, limit (megapixels)."""

    code = "too_many_pixels"
    status = 413
    texts = {
        "id": "{name}: gambar {width}×{height} piksel terlalu besar, paling banyak {limit} megapiksel. Kecilkan, lalu unggah lagi.",
        "en": "{name}: the image of {width}×{height} pixels is too large, at most {limit} megapixels. Shrink it and upload it again.",
    }


class TooManyPages(InputError):
    """Details: name, pages, limit."""

    code = "too_many_pages"
    status = 422
    texts = {
        "id": "{name}: {pages} halaman, paling banyak {limit} per berkas. Bagi berkas menjadi beberapa bagian.",
        "en": "{name}: {pages} pages, at most {limit} per file. Split the file into parts.",
    }


class InvalidValue(InputError):
    """Details: field (a name, or a dict of labels by language), value, expected (a dict by language)."""

    code = "invalid_value"
    status = 422
    texts = {
        "id": "{field}: “{value}” bukan isian yang sah. Yang diterima: {expected}.",
        "en": "{field}: “{value}” is not a valid entry. Accepted: {expected}.",
    }


class Busy(InputError):
    """Details: retry_after_s."""

    code = "busy"
    status = 429
    texts = {
        "id": "Sistem sedang penuh. Coba lagi dalam {retry_after_s} detik.",
        "en": "The system is busy. Try again in {retry_after_s} seconds.",
    }


class EngineError(OcrError):
    """The operator can fix it."""

    code = "engine"
    status = 503
    texts = {
        "id": "Mesin pembaca sedang bermasalah. Coba lagi sebentar; bila terulang, hubungi pengelola sistem.",
        "en": "The reading engine has a problem. Try again shortly; if it repeats, tell the operator.",
    }


class ModelMissing(EngineError):
    """Details: path, remedy."""

    code = "model_missing"
    texts = {
        "id": "Berkas model tidak ada: {path}. {remedy}",
        "en": "Model file missing: {path}. {remedy}",
    }


class ModelTampered(EngineError):
    """Details: path, expected, found (SHA-256)."""

    code = "model_tampered"
    texts = {
        "id": "Berkas model {path} tidak asli: SHA-256 {found}, seharusnya {expected}. Pasang ulang modelnya.",
        "en": "Model file {path} is not the genuine one: SHA-256 {found}, expected {expected}. Install the model again.",
    }


class PopplerMissing(EngineError):
    """poppler's programs are not on PATH."""

    code = "poppler_missing"
    texts = {
        "id": "Program poppler tidak terpasang. Pasang dengan: apt-get install poppler-utils.",
        "en": "poppler's programs are not installed. Install them with: apt-get install poppler-utils.",
    }


class DatabaseGone(EngineError):
    """The database does not answer, or the disk takes no files."""

    code = "database"
    texts = {
        "id": "Basis data atau penyimpanan tidak menjawab. Tidak ada yang hilang; coba lagi sebentar, atau hubungi pengelola sistem.",
        "en": "The database or the disk does not answer. Nothing is lost; try again shortly, or tell the operator.",
    }


class DatabaseNewer(EngineError):
    """The tables are those of a later version of this app. Details: revision."""

    code = "database_newer"
    texts = {
        "id": "Basis data ini ditulis versi aplikasi yang lebih baru (revisi {revision}). Jalankan versi itu, atau kembalikan backup dari sebelumnya.",
        "en": "This database was written by a later version of the app (revision {revision}). Run that version, or restore a backup from before it.",
    }


class NotKept(EngineError):
    """A file that came in while the database or the disk did not answer. Details: name."""

    code = "not_kept"
    texts = {
        "id": "{name}: belum tersimpan karena basis data atau penyimpanan tidak menjawab. Unggah lagi sebentar lagi, atau hubungi pengelola sistem.",
        "en": "{name}: not kept, because the database or the disk does not answer. Upload it again shortly, or tell the operator.",
    }


class DiskFull(EngineError):
    """A file for which the disk has no room any more. Details: name."""

    code = "disk_full"
    status = 507
    texts = {
        "id": "{name}: belum tersimpan karena penyimpanan penuh. Minta pengelola sistem menambah ruang atau mengatur RETENTION_DAYS, lalu unggah lagi.",
        "en": "{name}: not kept, because the disk is full. Ask the operator to make room or to set RETENTION_DAYS, then upload it again.",
    }


class NotSaved(EngineError):
    """A change that came in while the database or the disk did not answer."""

    code = "not_saved"
    texts = {
        "id": "Perubahan belum disimpan karena basis data atau penyimpanan tidak menjawab. Kirim lagi sebentar lagi, atau hubungi pengelola sistem.",
        "en": "The change was not saved, because the database or the disk does not answer. Send it again shortly, or tell the operator.",
    }


class EngineFailed(EngineError):
    """Details: page, reason."""

    code = "engine_failed"
    texts = {
        "id": "Halaman {page} gagal dibaca ({reason}). Coba baca ulang halaman ini; halaman lain tidak terpengaruh.",
        "en": "Page {page} could not be read ({reason}). Try reading this page again; other pages are not affected.",
    }


class PageTimeout(EngineError):
    """Details: page, timeout_s."""

    code = "timeout"
    status = 504
    texts = {
        "id": "Halaman {page} belum selesai dibaca setelah {timeout_s} detik dan dihentikan. Coba baca ulang halaman ini.",
        "en": "Page {page} was not read within {timeout_s} seconds and was stopped. Try reading this page again.",
    }


class StillReading(EngineError):
    """Details: what (document id), timeout_s."""

    code = "timeout"
    status = 504
    texts = {
        "id": "Dokumen {what} belum selesai dibaca dalam {timeout_s} detik. Ambil hasilnya nanti dengan nomor itu.",
        "en": "Document {what} was not read within {timeout_s} seconds. Fetch its result later by that id.",
    }


class Stopping(EngineError):
    """The process ends while somebody waits for a document. Details: what (document id)."""

    code = "stopping"
    texts = {
        "id": "Sistem sedang dimatikan atau dimulai ulang. Dokumen {what} tersimpan dan dibaca sesudahnya; ambil hasilnya nanti dengan nomor itu.",
        "en": "The system is being stopped or restarted. Document {what} is kept and read after that; fetch its result later by that id.",
    }


class SettingsError(OcrError):
    """Details: variable, value, accepted. Stops the start."""

    code = "settings"
    texts = {
        "id": "Pengaturan {variable}={value!r} tidak sah. Yang diterima: {accepted}.",
        "en": "Setting {variable}={value!r} is not valid. Accepted: {accepted}.",
    }
