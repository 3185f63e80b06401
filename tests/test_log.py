"""Log lines: one per event, in the asked shape, and libraries kept quiet."""

import json
import logging

import pytest

from ocr.log import configure
from ocr.settings import load_settings


@pytest.fixture
def quiet_after():
    root, ours = logging.getLogger(), logging.getLogger("ocr")
    before = root.level, ours.level, list(root.handlers)
    yield
    root.setLevel(before[0])
    ours.setLevel(before[1])
    for handler in [handler for handler in root.handlers if handler not in before[2]]:
        root.removeHandler(handler)


def written(capsys) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_text_line_names_logger_and_facts(capsys, quiet_after):
    configure(load_settings({}))
    logging.getLogger("ocr.test").info("🚀 Starting processing for file %s", "a.pdf", extra={"document": "d1"})
    (line,) = written(capsys)
    assert line.endswith("INFO ocr.test: 🚀 Starting processing for file a.pdf document=d1")


def test_json_line_is_one_object_with_traceback(capsys, quiet_after):
    configure(load_settings({"LOG_FORMAT": "json"}))
    try:
        raise RuntimeError("broken")
    except RuntimeError:
        logging.getLogger("ocr.test").exception("Page failed", extra={"document": "d1", "page": 2})
    (line,) = written(capsys)
    event = json.loads(line)
    assert (event["level"], event["document"], event["page"], event["message"]) == ("ERROR", "d1", 2, "Page failed")
    assert "RuntimeError: broken" in event["exception"]


def test_a_file_name_cannot_forge_a_line(capsys, quiet_after):
    configure(load_settings({}))
    logging.getLogger("ocr.test").info("file %s", "a.pdf\n2026-01-01 ERROR forged", extra={"document": "d\n2"})
    assert len(written(capsys)) == 1


def test_libraries_stay_quiet_at_debug_level(capsys, quiet_after):
    configure(load_settings({"LOG_LEVEL": "debug"}))
    logging.getLogger("python_multipart").debug("the text of a document")
    logging.getLogger("ocr.test").debug("ours")
    (line,) = written(capsys)
    assert "ours" in line


def test_configured_twice_writes_once(capsys, quiet_after):
    configure(load_settings({}))
    configure(load_settings({}))
    logging.getLogger("ocr.test").warning("once")
    assert len(written(capsys)) == 1


@pytest.mark.parametrize("name", ["streamlit.error_util", "uvicorn.error"])
def test_the_server_speaks_in_the_same_shape(name, capsys, quiet_after):
    from streamlit.logger import get_logger

    theirs = get_logger(name)
    configure(load_settings({"LOG_FORMAT": "json"}))
    theirs.info("not told")
    theirs.error("Uncaught app execution")
    (line,) = written(capsys)
    assert json.loads(line)["message"] == "Uncaught app execution"
