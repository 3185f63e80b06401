"""Dependencies point one way, and the heavy or foreign imports stay where they belong."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OCR = ROOT / "ocr"

# Each part may import itself and the parts named; everything else is an arrow upwards.
BASE = {"document", "errors", "settings", "i18n"}
READING = {"intake", "reader", "forms", "models", "memory"}
ALLOWED: dict[str, set[str]] = {
    "document": {"errors"},
    "errors": set(),
    "settings": {"errors"},
    "i18n": {"errors"},
    "assurance": {"document"},
    "log": {"settings", "errors"},
    "memory": set(),
    "outage": set(),
    "intake": BASE,
    "models": BASE,
    "reader": BASE | {"models", "memory"},
    "forms": BASE,
    "pipeline": BASE | READING,
    "engine": BASE | READING | {"pipeline", "log"},
    "store": BASE | READING | {"pipeline", "engine", "log"},
    "service": BASE | READING | {"pipeline", "engine", "store", "log", "outage"},
    "export": BASE | {"forms", "store"},
    "health": BASE | READING | {"pipeline", "engine", "store", "service", "log"},
    "api": BASE | READING | {"pipeline", "engine", "store", "service", "export", "health", "log"},
    "ui": BASE
    | READING
    | {"assurance", "pipeline", "engine", "store", "service", "export", "health", "api", "log", "outage"},
    "__main__": BASE | READING | {"pipeline", "engine", "store", "service", "export", "health", "log"},
    "__init__": set(),
}


def modules() -> list[Path]:
    return sorted(path for path in OCR.rglob("*.py"))


def part_of(path: Path) -> str:
    relative = path.relative_to(OCR)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def imported_names(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    part = part_of(path)
    used = {name.split(".")[1] for name in imported_names(path) if name.startswith("ocr.")}
    used -= {part, "__version__"}
    assert used <= ALLOWED[part], f"{part} may not import {sorted(used - ALLOWED[part])}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_product_needs_nothing_beside_it(path: Path) -> None:
    beside = {"bench", "training", "samples", "tests", "pages", "scripts", "streamlit_app"}
    assert not beside & {name.split(".")[0] for name in imported_names(path)}


def test_only_ui_and_pages_import_streamlit() -> None:
    importers = {
        part_of(path) for path in modules() if any(n.split(".")[0] == "streamlit" for n in imported_names(path))
    }
    assert importers <= {"ui"}


def test_everything_but_the_pages_and_the_builds_networks_runs_without_streamlit_and_torch() -> None:
    code = (
        "import pkgutil, importlib, sys, ocr\n"
        "for module in pkgutil.walk_packages(ocr.__path__, 'ocr.'):\n"
        "    if not module.name.startswith('ocr.ui') and '.migrations.' not in module.name"
        " and not module.name.endswith('__main__') and module.name != 'ocr.models.narrow':\n"
        "        importlib.import_module(module.name)\n"
        "bad = [m for m in ('streamlit', 'torch', 'easyocr', 'nncf', 'ocr.models.narrow') if m in sys.modules]\n"
        "sys.exit(f'imported: {bad}' if bad else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_page_scripts_stay_short() -> None:
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "pages").glob("*.py")}
    assert lengths, "no pages"
    assert {name for name, lines in lengths.items() if lines > 80} == set()


def test_the_project_speaks_of_itself_alone() -> None:
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split(
        "\n"
    )
    private = [f"{ROOT}/", f"{ROOT.parent / 'shared'}/"]
    offenders = []
    for name in listed:
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".json", ".txt"} and path.is_file():
            text = path.read_text(encoding="utf-8")
            if any(folder in text for folder in private):
                offenders.append(name)
    assert offenders == []
