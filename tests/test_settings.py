"""A wrong setting stops the start with one sentence; every accepted one arrives typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocr.errors import SettingsError
from ocr.settings import SPECS, load_settings, origin

ROOT = Path(__file__).parent.parent


def test_defaults_are_those_of_the_design() -> None:
    settings = load_settings({})
    assert (settings.port, settings.max_pages_per_pdf, settings.ocr_dpi, settings.max_image_size) == (
        8000,
        10,
        150,
        800,
    )
    assert settings.max_content_length == 10 * 1024 * 1024
    assert settings.max_upload_mb == 10
    assert settings.retention_days is None
    assert settings.api_keys == ()
    assert settings.ocr_backend == "compiled"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "0"),
        ("PORT", "80000"),
        ("PORT", "eight"),
        ("APP_ENV", "prod"),
        ("MAX_PAGES_PER_PDF", "0"),
        ("OCR_DPI", "20"),
        ("OCR_DPI", "150.5"),
        ("MAX_IMAGE_SIZE", "100000"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("MAX_CONTENT_LENGTH", "-1"),
        ("OMP_NUM_THREADS", "0"),
        ("OCR_BACKEND", "tesseract"),
        ("OCR_WORKERS", "65"),
        ("OCR_CLUSTER", "scheduler:8786"),
        ("OCR_RECYCLE_PAGES", "-1"),
        ("OCR_TIMEOUT_S", "1"),
        ("DATABASE_URL", "mysql://x/y"),
        ("API_KEYS", "short"),
        ("API_KEYS", ","),
        ("API_KEYS", " , ,"),
        ("API_KEYS", "kunci-é-0123456789abc"),
        ("API_KEYS", "0123456789\t0123456789"),
        ("DATABASE_URL", "postgresql://bukti@server:port/bukti"),
        ("DATABASE_URL", "postgresql://bukti@server:99999/bukti"),
        ("DATABASE_URL", "sqlite://foo.db"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite:///?mode=memory"),
        ("OCR_CLUSTER", "tcp://scheduler:99999"),
        ("OCR_CLUSTER", "tcp://scheduler:0"),
        ("RETENTION_DAYS", "0"),
        ("UI_LANG", "fr"),
        ("UPLOAD_FOLDER", str(ROOT / "Makefile")),
    ],
)
def test_a_bad_value_names_variable_and_accepted_range(variable: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({variable: value})
    spec = next(spec for spec in SPECS if spec.variable == variable)
    assert variable in str(caught.value)
    assert spec.accepted in str(caught.value)
    assert spec.accepted in caught.value.message("id")


def test_a_secret_is_not_repeated_in_the_error() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"DATABASE_URL": "mysql://user:sandi@host/db"})
    assert "sandi" not in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("API_KEYS", "0123456789abcdef,,fedcba9876543210,"),
        ("DATABASE_URL", "sqlite:////var/lib/bukti/bukti.db"),
        ("DATABASE_URL", "postgres://bukti:s#nd/i?@server/bukti?sslmode=require"),
        ("DATABASE_URL", "postgresql+psycopg://bukti@[::1]:5433/bukti"),
        ("OCR_CLUSTER", "tls://scheduler.example:8786"),
    ],
)
def test_addresses_and_keys_of_every_usual_shape_are_accepted(variable: str, value: str) -> None:
    load_settings({variable: value})


def test_the_old_name_of_app_env_is_still_accepted() -> None:
    assert load_settings({"FLASK_ENV": "development"}).app_env == "development"
    assert load_settings({"FLASK_ENV": "development", "APP_ENV": "production"}).app_env == "production"


def test_blank_means_default_and_the_origin_is_known() -> None:
    spec = next(spec for spec in SPECS if spec.variable == "PORT")
    assert load_settings({"PORT": " "}).port == 8000
    assert origin(spec, {"PORT": " "}) == "default"
    assert origin(spec, {"PORT": "9000"}) == "PORT"


def test_every_variable_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = {line.split("`")[1]: line for line in readme.splitlines() if line.startswith("| `")}
    assert set(table) >= {spec.variable for spec in SPECS}
    for spec in SPECS:
        for part in (spec.default, spec.accepted.replace("|", "\\|"), spec.meaning):
            assert part in table[spec.variable]


def test_an_upload_folder_that_can_never_be_made_stops_the_start(tmp_path):
    file = tmp_path / "file"
    file.touch()
    for folder in (file, file / "below"):
        with pytest.raises(SettingsError, match="UPLOAD_FOLDER"):
            load_settings({"UPLOAD_FOLDER": str(folder)})
    assert load_settings({"UPLOAD_FOLDER": str(tmp_path / "a" / "b")}).upload_folder == tmp_path / "a" / "b"
