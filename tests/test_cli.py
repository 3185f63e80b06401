"""The command line as a person uses it: a process, its output, its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from PIL import Image

from ocr import __main__ as cli
from ocr.health import DRAWN_AMOUNT, DRAWN_BILLING, drawn_page
from ocr.settings import SPECS

ROOT = Path(__file__).parent.parent


def ocr(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8", **environ}
    return subprocess.run(
        [sys.executable, "-m", "ocr", *arguments],
        capture_output=True, text=True, check=False, cwd=ROOT, env=environment, timeout=120,
    )  # fmt: skip


def errors(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in done.stderr.splitlines() if line.startswith("error: ")]


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    path = tmp_path / "bukti.png"
    path.write_bytes(drawn_page())
    return path


def test_read_into_a_workbook(drawn, tmp_path):
    out = tmp_path / "hasil.xlsx"
    done = ocr("read", str(drawn), "--out", str(out), "--lang", "en")
    assert done.returncode == 0, done.stderr
    sheet = openpyxl.load_workbook(out).worksheets[0]
    headings, row = ([cell.value for cell in sheet[number]] for number in (1, 2))
    assert DRAWN_BILLING in row
    assert int(DRAWN_AMOUNT) in row
    assert row[headings.index("Source file")] == "bukti.png"


def test_read_as_json_on_standard_output_and_go_on_after_a_bad_file(drawn, tmp_path):
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    done = ocr("read", str(broken), str(tmp_path / "nowhere.pdf"), str(drawn), LANG="en_US.UTF-8")
    assert done.returncode == 1
    assert len(errors(done)) == 2
    assert "broken.pdf" in errors(done)[0]
    assert "nowhere.pdf" in errors(done)[1]
    (record,) = json.loads(done.stdout)
    assert (record["file"], record["kode_billing"], record["jumlah"]) == ("bukti.png", DRAWN_BILLING, "12345678.00")
    assert "ntpn" in record["review"]


def test_a_file_that_holds_no_line_leaves_the_others_read(drawn, tmp_path):
    # The symptom: a traceback, and nothing of any file.
    strip = tmp_path / "strip.png"
    Image.new("L", (3000, 1), 255).save(strip)
    done = ocr("read", str(strip), str(drawn))
    assert done.returncode == 1
    assert "3000×1" in errors(done)[0]
    assert len(json.loads(done.stdout)) == 1


def test_the_result_is_refused_before_anything_is_read():
    done = ocr("read", "nowhere.pdf", "--out", "hasil.docx")
    assert (done.returncode, len(errors(done))) == (2, 1)
    assert "hasil.docx" in errors(done)[0]


def test_a_folder_for_the_result_that_is_not_there_is_told_before_anything_is_read(tmp_path):
    done = ocr("read", "nowhere.pdf", "--out", str(tmp_path / "missing" / "out.xlsx"))
    assert (done.returncode, len(errors(done))) == (2, 1)
    assert "no such folder" in errors(done)[0]


@pytest.mark.parametrize(("language", "word"), [("id_ID.UTF-8", "tidak sah"), ("en_US.UTF-8", "not valid")])
def test_a_bad_setting_is_one_line_and_code_2(language, word):
    done = ocr("serve", PORT="99999", LANG=language)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert "PORT='99999'" in line
    assert word in line


def test_a_secret_is_not_printed_when_it_is_wrong():
    done = ocr("settings", API_KEYS="tooshort")
    assert done.returncode == 2
    assert "tooshort" not in done.stderr


def test_settings_are_a_table_of_every_variable():
    lines = ocr("settings").stdout.splitlines()
    assert lines[0].startswith("| Variable |")
    assert len(lines) == len(SPECS) + 2
    assert {line.count("|") - line.count("\\|") for line in lines} == {5}


def test_models_are_listed_with_their_hashes():
    done = ocr("models", "list")
    assert done.returncode == 0, done.stderr
    names = [line.split()[0] for line in done.stdout.splitlines()]
    assert "craft_narrow" in names
    assert len(names) == len(set(names))


def test_networks_not_built_are_listed_as_such(tmp_path):
    done = ocr("models", "list", OCR_MODEL_CACHE=str(tmp_path))
    assert done.returncode == 0
    assert all("not built" in line for line in done.stdout.splitlines())


def test_missing_models_say_how_to_build_them(tmp_path):
    done = ocr("models", "verify", OCR_MODEL_CACHE=str(tmp_path))
    assert (done.returncode, len(errors(done))) == (1, 1)
    assert "python -m ocr models build" in errors(done)[0]


def test_backup_and_restore(tmp_path):
    from ocr.document import Upload
    from ocr.settings import load_settings
    from ocr.store import Store

    first, second, backup = (str(tmp_path / name) for name in ("first", "second", "backup"))
    store = Store.open(load_settings({"UPLOAD_FOLDER": first}))
    document = store.add(Upload("bukti.png", drawn_page())).document_id
    store.close()
    assert ocr("backup", backup, UPLOAD_FOLDER=first).stdout.startswith("1 files")
    again = ocr("backup", backup, UPLOAD_FOLDER=first)
    assert (again.returncode, len(errors(again))) == (1, 1)
    assert "already there" in errors(again)[0]
    assert ocr("restore", backup, UPLOAD_FOLDER=second).returncode == 0
    restored = Store.open(load_settings({"UPLOAD_FOLDER": second}))
    assert restored.original(document).data == drawn_page()
    restored.close()


def test_restoring_from_nowhere(tmp_path):
    done = ocr("restore", str(tmp_path / "nothing"), UPLOAD_FOLDER=str(tmp_path / "store"))
    assert (done.returncode, len(errors(done))) == (1, 1)


def test_a_backup_whose_database_does_not_answer_is_one_line_with_the_reason(tmp_path):
    address = "postgresql://bukti@127.0.0.1:1/bukti"
    done = ocr("backup", str(tmp_path / "b"), UPLOAD_FOLDER=str(tmp_path / "up"), DATABASE_URL=address)
    assert (done.returncode, len(errors(done)), len(done.stderr.splitlines())) == (1, 1, 1)
    assert "127.0.0.1" in done.stderr


def test_no_command_prints_usage():
    done = ocr()
    assert done.returncode == 2
    assert "usage: python -m ocr" in done.stderr


def test_serve_hands_the_settings_to_streamlit(monkeypatch):
    started: list[list[str]] = []
    monkeypatch.setattr(cli.os, "execv", lambda program, words: started.append(words))
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("MAX_CONTENT_LENGTH", str(10 * 1024 * 1024 + 1))
    monkeypatch.setattr(cli.log, "configure", lambda settings: None)
    with pytest.raises(TypeError):
        cli.main(["serve"])  # the real execv never returns
    (words,) = started
    options = dict(zip(words[5::2], words[6::2], strict=True))
    assert options["--server.port"] == "8123"
    assert options["--server.maxUploadSize"] == "41"
    assert options["--client.showErrorDetails"] == "none"
    assert Path(words[4]).name == "streamlit_app.py"
