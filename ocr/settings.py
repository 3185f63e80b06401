"""Settings from the environment, validated once at start.

Separate so that a wrong value stops the start with one clear sentence instead of failing on the first upload.
Every variable is one line of `SPECS`, from which the README's table and the health page are made too.
Imports only the error tree.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ocr.errors import SettingsError

BROWSER_ROOM_MB = 30
"""Streamlit turns away what is larger than its own limit with a note that goes with the widget, in English, and says nothing to us."""


@dataclass(frozen=True, slots=True)
class Spec:
    """One variable: its attribute on Settings, parser, default as text, and what people are told about it."""

    variable: str
    attribute: str
    parse: Callable[[str], Any]
    default: str
    accepted: str
    meaning: str
    secret: bool = False
    aliases: tuple[str, ...] = ()


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        number = int(text)
        if not low <= number <= high:
            raise ValueError(text)
        return number

    return parse


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return parse


def _log_level(text: str) -> str:
    return _one_of("DEBUG", "INFO", "WARNING", "ERROR")(text.upper())


def _optional(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: parse(text) if text else None


def _matching(pattern: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text and not re.fullmatch(pattern, text):
            raise ValueError(text)
        return text

    return parse


def _folder(text: str) -> Path:
    path = Path(text).expanduser()
    if not text.strip() or (path.exists() and not path.is_dir()):
        raise ValueError(text)
    return path


def _writable_folder(text: str) -> Path:
    """As `_folder`, and one in which files can be made, or which can be made itself."""
    path = _folder(text)
    there = next(each for each in (path.absolute(), *path.absolute().parents) if each.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise ValueError(text)
    return path


def _keys(text: str) -> tuple[str, ...]:
    keys = tuple(key.strip() for key in text.split(",") if key.strip())
    if text and not keys:
        raise ValueError("separators without a key: not meant to leave the interface open")
    if any(len(key) < 16 or not (key.isascii() and key.isprintable()) for key in keys):
        raise ValueError("a key that is too short, or that clients send in different encodings")
    return keys


def _cluster(text: str) -> str:
    """Address of a scheduler, with a port there can be."""
    _matching(r"(tcp|tls)://[^\s:/]+:\d{1,5}")(text)
    if text:
        _whole(1, 65535)(text.rpartition(":")[2])
    return text


def _database(text: str) -> str:
    """Address of a PostgreSQL, or of a SQLite file: one in memory would be another in every connection."""
    if not _matching(r"(sqlite|postgresql(\+psycopg)?|postgres)://\S+")(text):
        return text
    from sqlalchemy import make_url  # here, so that workers, which have no database, do without it
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except ArgumentError:
        raise ValueError(text) from None
    if url.port is not None:
        _whole(1, 65535)(str(url.port))
    if url.drivername == "sqlite" and (url.host or (url.database or ":").startswith((":", "file:"))):
        raise ValueError(text)
    return text


SPECS: tuple[Spec, ...] = (
    Spec("PORT", "port", _whole(1, 65535), "8000", "1–65535", "TCP port the app listens on"),
    Spec(
        "APP_ENV",
        "app_env",
        _one_of("production", "development"),
        "production",
        "production | development",
        "development shows error details in the browser",
        aliases=("FLASK_ENV",),
    ),
    Spec(
        "UPLOAD_FOLDER",
        "upload_folder",
        _writable_folder,
        "uploads",
        "a folder the app may write to, made when missing",
        "originals, previews and the SQLite database",
    ),
    Spec("MAX_PAGES_PER_PDF", "max_pages_per_pdf", _whole(1, 500), "10", "1–500 pages", "pages accepted per file"),
    Spec("OCR_DPI", "ocr_dpi", _whole(72, 400), "150", "72–400 dpi", "resolution at which PDF pages are rasterised"),
    Spec(
        "MAX_IMAGE_SIZE",
        "max_image_size",
        _whole(320, 4096),
        "800",
        "320–4096 px",
        "width of the canvas on which text is detected; recognition uses the full raster",
    ),
    Spec("LOG_LEVEL", "log_level", _log_level, "INFO", "DEBUG | INFO | WARNING | ERROR", "what is logged"),
    Spec("LOG_FORMAT", "log_format", _one_of("text", "json"), "text", "text | json", "shape of a log line"),
    Spec(
        "MAX_CONTENT_LENGTH",
        "max_content_length",
        _whole(1024, 1 << 30),
        "10485760",
        "1024–1073741824 bytes",
        "largest accepted file",
    ),
    Spec(
        "OMP_NUM_THREADS",
        "omp_num_threads",
        _whole(1, 256),
        "1",
        "1–256 threads",
        "threads one worker computes with, never more than the CPU quota",
    ),
    Spec(
        "OCR_BACKEND",
        "ocr_backend",
        _one_of("compiled", "easyocr"),
        "compiled",
        "compiled | easyocr",
        "compiled networks, or stock EasyOCR on torch (GPU, reference)",
    ),
    Spec(
        "OCR_DETECTOR",
        "ocr_detector",
        _one_of("craft_narrow", "craft"),
        "craft_narrow",
        "craft_narrow | craft",
        "weights that find writing: CRAFT's answers at a fifth of its arithmetic, or CRAFT itself",
    ),
    Spec(
        "OCR_RECOGNISER",
        "ocr_recogniser",
        _one_of("payment_g2", "payment_g1", "english_g2"),
        "payment_g2",
        "payment_g2 | payment_g1 | english_g2",
        "weights that read lines: narrow with a wide second, the wide alone (both trained on payment proofs), or EasyOCR's own",
    ),
    Spec(
        "OCR_MODEL_CACHE",
        "ocr_model_cache",
        _folder,
        ".cache/models",
        "a folder, made when missing",
        "where `python -m ocr models build` puts the compiled networks",
    ),
    Spec("OCR_WORKERS", "ocr_workers", _whole(1, 64), "1", "1–64 processes", "pages read at the same time"),
    Spec(
        "OCR_CLUSTER",
        "ocr_cluster",
        _cluster,
        "",
        "empty | tcp://host:port | tls://host:port",
        "address of a Dask scheduler; empty reads pages on this machine",
    ),
    Spec(
        "OCR_RECYCLE_PAGES",
        "ocr_recycle_pages",
        _whole(0, 100_000),
        "100",
        "0–100000 pages, 0 = never",
        "a worker is replaced after so many pages",
    ),
    Spec("OCR_TIMEOUT_S", "ocr_timeout_s", _whole(5, 3600), "300", "5–3600 s", "a page is stopped after so long"),
    Spec(
        "DATABASE_URL",
        "database_url",
        _database,
        "",
        "empty | sqlite:///file | postgresql://host:port/name",
        "the store; empty is SQLite in UPLOAD_FOLDER",
        secret=True,
    ),
    Spec(
        "API_KEYS",
        "api_keys",
        _keys,
        "",
        "empty | keys of at least 16 ASCII characters, comma-separated",
        "keys accepted by the REST interface; empty leaves it open",
        secret=True,
    ),
    Spec(
        "RETENTION_DAYS",
        "retention_days",
        _optional(_whole(1, 36_500)),
        "",
        "empty (keep) | 1–36500 days",
        "documents are removed after so long",
    ),
    Spec("UI_LANG", "ui_lang", _one_of("auto", "id", "en"), "auto", "auto | id | en", "language of the pages"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Validated settings; attribute names and meanings are those of `SPECS`."""

    port: int
    app_env: str
    upload_folder: Path
    max_pages_per_pdf: int
    ocr_dpi: int
    max_image_size: int
    log_level: str
    log_format: str
    max_content_length: int
    omp_num_threads: int
    ocr_backend: str
    ocr_detector: str
    ocr_recogniser: str
    ocr_model_cache: Path
    ocr_workers: int
    ocr_cluster: str
    ocr_recycle_pages: int
    ocr_timeout_s: int
    database_url: str
    api_keys: tuple[str, ...]
    retention_days: int | None
    ui_lang: str

    @property
    def networks(self) -> tuple[str, str]:
        """Names of the networks pages are read with, detector and recogniser."""
        return self.ocr_detector, self.ocr_recogniser

    @property
    def max_upload_mb(self) -> float:
        """The upload limit in MB, as people are told it."""
        return round(self.max_content_length / (1024 * 1024), 1)

    @property
    def browser_mb(self) -> int:
        """MB up to which a browser hands files over: more than may come in, so that most that are too large are refused by name."""
        return math.ceil(self.max_content_length / (1024 * 1024)) + BROWSER_ROOM_MB


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from `environ` (default: the process environment); SettingsError names the first bad one."""
    source = os.environ if environ is None else environ
    return Settings(**{spec.attribute: _value(spec, source) for spec in SPECS})


def origin(spec: Spec, environ: Mapping[str, str]) -> str:
    """The variable a setting came from, or "default"."""
    return next((name for name in (spec.variable, *spec.aliases) if environ.get(name, "").strip()), "default")


def _value(spec: Spec, environ: Mapping[str, str]) -> Any:
    variable = origin(spec, environ)
    text = spec.default if variable == "default" else environ[variable].strip()
    try:
        return spec.parse(text)
    except ValueError:
        shown = "***" if spec.secret else text
        raise SettingsError(
            variable=spec.variable if variable == "default" else variable, value=shown, accepted=spec.accepted
        ) from None
