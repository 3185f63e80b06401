"""The command line: read files, build models, show settings, back up and restore, serve.

    python -m ocr read FILE… --out result.xlsx

Exit codes: 0 done, 1 something could not be done (a file not read, a network not built), 2 wrong arguments or
settings. Every error is one line on standard error. May import everything but the pages and REST.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ocr import __version__, log
from ocr.document import Record, Upload
from ocr.errors import DatabaseGone, Language, ModelMissing, OcrError, SettingsError
from ocr.i18n import preferred_language
from ocr.settings import SPECS, Settings, load_settings

if TYPE_CHECKING:
    from ocr.reader import Reader
    from ocr.store.backup import BackupReport

APP = Path(__file__).resolve().parent.parent / "streamlit_app.py"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    parser = _parser()
    args = parser.parse_args(arguments)
    try:
        settings = load_settings()
        log.configure(settings)
        return int(args.run(args, settings))
    except SettingsError as error:
        return _complain(error.message(_language(None)), 2)
    except OcrError as error:
        cause = f" {error.__cause__}".partition("\n")[0] if isinstance(error, DatabaseGone) else ""
        return _complain(error.message(_language(getattr(args, "lang", None))) + cause, 1)
    except FileExistsError as error:
        return _complain(f"already there: {error}", 1)
    except OSError as error:
        return _complain(str(error), 1)
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m ocr", description="Reads Indonesian proofs of tax payment.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    read = commands.add_parser("read", help="read files into a workbook or JSON")
    read.add_argument("files", nargs="+", type=Path, metavar="FILE", help="PDF, JPEG, HEIC, PNG, TIFF or WebP")
    read.add_argument("--out", type=Path, help="result.xlsx or result.json; without it JSON goes to standard output")
    read.add_argument("--lang", choices=("id", "en"), help="language of headings and messages (default: of the shell)")
    read.set_defaults(run=_read)

    models = commands.add_parser(
        "models",
        help="compile the networks of OCR_DETECTOR and OCR_RECOGNISER, compare them with their hashes, list all",
    )
    models.add_argument("action", choices=("build", "verify", "list"))
    models.set_defaults(run=_models)

    settings = commands.add_parser("settings", help="print every setting as a Markdown table")
    settings.set_defaults(run=_settings)

    backup = commands.add_parser("backup", help="copy database and files into FOLDER; the app may go on working")
    backup.add_argument("folder", type=Path, metavar="FOLDER", help="a new or empty folder")
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help="put a backup into an empty store; the app must not be running")
    restore.add_argument("folder", type=Path, metavar="FOLDER", help="what backup made")
    restore.set_defaults(run=_restore)

    serve = commands.add_parser("serve", help="serve the pages and REST on PORT")
    serve.set_defaults(run=_serve)
    return parser


def _read(args: argparse.Namespace, settings: Settings) -> int:
    if args.out and args.out.suffix.lower() not in (".xlsx", ".json"):
        return _complain(f"{args.out}: the result is .xlsx or .json", 2)
    if args.out and (args.out.is_dir() or not args.out.parent.is_dir()):
        return _complain(f"{args.out}: there is no such folder to write to, or a folder of this name", 2)
    from ocr.export import Row, as_json, workbook
    from ocr.reader import open_reader

    language = _language(args.lang)
    reader = open_reader(settings)
    rows, failures = [], 0
    try:
        for path in args.files:
            records, failed = _read_file(path, reader, settings, language)
            rows += [Row(record, path.name) for record in records]
            failures += failed
    finally:
        reader.close()
    if args.out is None:
        sys.stdout.write(as_json(rows, language))
    elif args.out.suffix.lower() == ".xlsx":
        args.out.write_bytes(workbook(rows, language))
    else:
        args.out.write_text(as_json(rows, language), encoding="utf-8")
    return 1 if failures else 0


def _read_file(path: Path, reader: Reader, settings: Settings, language: Language) -> tuple[tuple[Record, ...], int]:
    """The records of one file, and how many of its pages (or 1 for the whole file) could not be read."""
    from ocr.pipeline import PageFailed, RecordsFound, read

    records: tuple[Record, ...] = ()
    failed = 0
    try:
        for event in read(Upload(path.name, path.read_bytes()), reader, settings):
            match event:
                case PageFailed(_, error):
                    failed += 1
                    _complain(error.message(language))
                case RecordsFound(found):
                    records = found
    except OcrError as error:
        return (), _complain(error.message(language), 1)
    except OSError as error:
        return (), _complain(str(error), 1)
    return records, failed


def _models(args: argparse.Namespace, settings: Settings) -> int:
    from ocr.models import manifest, sources, verify

    if args.action == "build":
        from ocr.models.build import build

        build(settings.ocr_model_cache, settings.networks)
    cards_of = verify if args.action == "verify" else manifest
    every = (*sources.available_detectors(), *sources.available_recognisers())
    for name in every if args.action == "list" else sources.with_seconds(settings.networks):
        try:
            card, *_ = cards_of(settings.ocr_model_cache, (name,))
        except ModelMissing as error:
            if args.action != "list":
                raise
            print(f"{name}  not built: {error.message('en')}")
            continue
        print(f"{card.name}  {card.sha256}  {'/'.join(card.precisions)}  {card.folder}")
    return 0


def _settings(_: argparse.Namespace, __: Settings) -> int:
    print("| Variable | Default | Accepted | Meaning |\n|---|---|---|---|")
    for spec in SPECS:
        names = " or ".join(f"`{name}`" for name in (spec.variable, *spec.aliases))
        cells = (names, f"`{spec.default}`" if spec.default else "", spec.accepted.replace("|", "\\|"), spec.meaning)
        print(f"| {' | '.join(cells)} |")
    return 0


def _backup(args: argparse.Namespace, settings: Settings) -> int:
    from ocr.store.backup import backup

    return _tell_copied(backup(settings, args.folder))


def _restore(args: argparse.Namespace, settings: Settings) -> int:
    from ocr.store.backup import restore

    return _tell_copied(restore(settings, args.folder))


def _tell_copied(report: BackupReport) -> int:
    """What was copied; 1 when a file the database names was not there."""
    print(f"{report.files} files, {report.bytes / (1024 * 1024):.1f} MiB")
    for name in report.missing:
        _complain(f"not on the disk: {name}")
    return 1 if report.missing else 0


def _serve(_: argparse.Namespace, settings: Settings) -> int:
    """Replaces this process by Streamlit's server, so that signals reach it directly."""
    logging.getLogger("ocr").info("http://localhost:%d", settings.port)
    command = [sys.executable, "-m", "streamlit", "run", str(APP), *server_flags(settings)]
    os.execv(sys.executable, command)  # noqa: S606 - no shell wanted


def server_flags(settings: Settings) -> list[str]:
    """What `streamlit run` is told of the settings."""
    options = {
        "server.port": str(settings.port),
        "server.maxUploadSize": str(settings.browser_mb),
        "server.headless": "true",
        # The welcome would ask a web service for this machine's address.
        "logger.hideWelcomeMessage": "true",
        "client.showErrorDetails": "full" if settings.app_env == "development" else "none",
    }
    return [part for name, value in options.items() for part in (f"--{name}", value)]


def _language(wanted: Language | None) -> Language:
    """The language asked for, else UI_LANG's, else the shell's; Indonesian when none says."""
    choice = wanted or os.environ.get("UI_LANG", "")
    shell = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "en" if choice == "en" else "id" if choice == "id" else preferred_language(shell.replace("_", "-"))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _complain(line: str, code: int = 1) -> int:
    _say(f"error: {' '.join(line.split())}")
    return code


if __name__ == "__main__":
    sys.exit(main())
