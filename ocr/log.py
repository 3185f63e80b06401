"""Log lines as text or JSON, one line per event, ready for grep and for log collectors.

Separate because the web process, the workers and the command line set it up alike. Only this package speaks at
LOG_LEVEL; libraries speak from WARNING on, because some of them print what they process when asked for more,
and the text of a document never belongs in a log. Imports the settings only.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from ocr.settings import Settings

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_SERVING = ("streamlit", "uvicorn", "websockets")


class TextFormatter(logging.Formatter):
    """`2026-01-31T08:15:00+0000 INFO ocr.service: message key=value`; line breaks in a message are escaped."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line without traceback: a file name with a line break must not forge a second line."""
        facts = "".join(f" {key}={value}" for key, value in _extras(record).items())
        return (super().formatMessage(record) + facts).replace("\r", "\\r").replace("\n", "\\n")


class JsonFormatter(logging.Formatter):
    """One JSON object per line: time (UTC), level, logger, message, whatever `extra` held, and the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_extras(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configure(settings: Settings) -> None:
    """Send this process's log lines to standard error as the settings say; called again, it replaces itself."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if settings.log_format == "json" else TextFormatter())
    handler.set_name("ocr")
    root = logging.getLogger()
    for old in [present for present in root.handlers if present.get_name() == "ocr"]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("ocr").setLevel(settings.log_level)
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] in _SERVING:  # each has a handler of its own, with lines of its own shape
            theirs = logging.getLogger(name)
            theirs.handlers.clear()
            theirs.propagate = True
            theirs.setLevel(logging.WARNING)


def _extras(record: logging.LogRecord) -> dict[str, Any]:
    return {key: value for key, value in vars(record).items() if key not in _STANDARD}
