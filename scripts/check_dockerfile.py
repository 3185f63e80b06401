"""Tries the Dockerfile without Docker: its shape in milliseconds, its steps one by one with `--run`.

    python scripts/check_dockerfile.py          the shape: stages, user, health check, what is copied
    python scripts/check_dockerfile.py --run    every RUN and COPY in a scratch folder, then the app itself (minutes)

`--run` gives each stage a folder in place of `/`: absolute paths of the Dockerfile are rewritten into it. Steps that
need root (apt-get, useradd) are checked instead of run: their packages must exist here or in apt's index.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("/opt/venv", "/app", "/data")
NEEDS_ROOT = ("apt-get", "useradd")
START_S = 90


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction: its keyword in capitals and the rest of its line."""

    keyword: str
    text: str

    @property
    def words(self) -> list[str]:
        """The rest, split as a shell would or, for the exec form, as JSON."""
        return [str(word) for word in json.loads(self.text)] if self.text.startswith("[") else shlex.split(self.text)


@dataclass(frozen=True, slots=True)
class Stage:
    """One FROM with what follows it."""

    base: str
    name: str
    steps: tuple[Step, ...]

    def all(self, keyword: str) -> list[Step]:
        """Its instructions of one kind."""
        return [step for step in self.steps if step.keyword == keyword]


@dataclass(frozen=True, slots=True)
class Copy:
    """A COPY instruction: sources, target, and the stage they come from (empty: the build context)."""

    sources: tuple[str, ...]
    target: str
    stage: str


@dataclass(slots=True)
class Scratch:
    """A stage's folder in place of `/`, its environment and its working folder."""

    root: Path
    environ: dict[str, str] = field(default_factory=dict)
    workdir: str = "/"

    def inside(self, text: str) -> str:
        """`text` with the image's folders replaced by those in this scratch."""
        return re.sub(rf"(?<![\w.])({'|'.join(FOLDERS)})(?![\w])", lambda found: f"{self.root}{found[0]}", text)

    def path(self, name: str) -> Path:
        """A path of the image as it lies here."""
        return self.root / (Path(self.workdir) / name).as_posix().lstrip("/")


def parse(text: str) -> tuple[Stage, ...]:
    """The stages of a Dockerfile."""
    stages: list[tuple[str, str, list[Step]]] = []
    joined = re.sub(r"\\\n\s*", " ", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    for line in filter(str.strip, joined.splitlines()):
        keyword, _, rest = line.strip().partition(" ")
        if keyword.upper() == "FROM":
            base, _, name = rest.partition(" AS ")
            stages.append((base.strip(), name.strip(), []))
        else:
            stages[-1][2].append(Step(keyword.upper(), rest.strip()))
    return tuple(Stage(base, name, tuple(steps)) for base, name, steps in stages)


def copy_of(step: Step) -> Copy:
    """A COPY step taken apart."""
    options = [word for word in step.words if word.startswith("--")]
    *sources, target = [word for word in step.words if not word.startswith("--")]
    stage = next((option.removeprefix("--from=") for option in options if option.startswith("--from=")), "")
    return Copy(tuple(sources), target, stage)


def environment_of(step: Step) -> dict[str, str]:
    """The variables an ENV step sets, unexpanded."""
    return dict(word.split("=", 1) for word in step.words)


def problems(stages: Sequence[Stage], ignored: Sequence[str]) -> Iterator[str]:
    """What is wrong with the shape, one sentence each."""
    last = stages[-1]
    users = last.all("USER")
    if not users or users[-1].text in ("root", "0"):
        yield "the last stage runs as root"
    if not any("/health" in step.text for step in last.all("HEALTHCHECK")):
        yield "the last stage has no HEALTHCHECK on /health"
    if any("torch" in step.text or "requirements.txt" in step.text for step in last.steps):
        yield "the last stage installs torch"
    for stage in stages:
        for step in stage.all("RUN"):
            if "apt-get" in step.text and "rm -rf /var/lib/apt/lists/*" not in step.text:
                yield f"apt's lists stay in a layer: {step.text}"
            if "pip install" in step.text and not _is_set(stages, stage, "PIP_NO_CACHE_DIR"):
                yield f"pip's cache stays in a layer: {step.text}"
        for copy in map(copy_of, stage.all("COPY")):
            if copy.stage:
                if copy.stage not in [other.name for other in stages]:
                    yield f"COPY from a stage that is not there: {copy.stage}"
                continue
            for source in copy.sources:
                if not (ROOT / source).exists():
                    yield f"COPY of what is not there: {source}"
                if is_ignored(source, ignored):
                    yield f".dockerignore keeps away what is copied: {source}"


def is_ignored(path: str, patterns: Sequence[str]) -> bool:
    """Whether .dockerignore's last matching line excludes a path of the context."""
    verdict = False
    for line in patterns:
        pattern = line.removeprefix("!")
        if fnmatch(path, pattern) or fnmatch(path.split("/")[0], pattern):
            verdict = not line.startswith("!")
    return verdict


def ignore_patterns(text: str) -> list[str]:
    """The lines of a .dockerignore that say something."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _is_set(stages: Sequence[Stage], stage: Stage, variable: str) -> bool:
    if any(variable in environment_of(step) for step in stage.all("ENV")):
        return True
    base = next((other for other in stages if other.name and other.name == stage.base), None)
    return base is not None and _is_set(stages, base, variable)


def run_stages(stages: Sequence[Stage], folder: Path) -> Scratch:
    """Run every stage in its own scratch below `folder`; returns the last one's."""
    done: dict[str, Scratch] = {}
    scratch = Scratch(folder)
    for number, stage in enumerate(stages):
        scratch = Scratch(folder / (stage.name or f"stage{number}"))
        if stage.base in done:
            earlier = done[stage.base]
            say(f"FROM {stage.base}")
            copy_tree(earlier.root, scratch)
            scratch.environ = {
                name: value.replace(str(earlier.root), str(scratch.root)) for name, value in earlier.environ.items()
            }
            scratch.workdir = earlier.workdir
        scratch.root.mkdir(parents=True, exist_ok=True)
        for step in stage.steps:
            run_step(step, scratch, done)
        done[stage.name] = scratch
    return scratch


def run_step(step: Step, scratch: Scratch, done: Mapping[str, Scratch]) -> None:
    """Do one instruction in `scratch`; CalledProcessError when a command of it fails."""
    match step.keyword:
        case "ENV":
            known = {**os.environ, **scratch.environ}
            for name, value in environment_of(step).items():
                expanded = re.sub(r"\$(\w+)", lambda found: known.get(found[1], ""), scratch.inside(value))
                scratch.environ[name] = expanded
        case "WORKDIR":
            scratch.workdir = step.text
            scratch.path(".").mkdir(parents=True, exist_ok=True)
        case "COPY":
            say(f"COPY {step.text}")
            copy_files(copy_of(step), scratch, done)
        case "RUN" if step.text.startswith(NEEDS_ROOT):
            check_root_step(step.text)
        case "RUN":
            started = time.monotonic()
            say(f"RUN {step.text}")
            command(["sh", "-c", scratch.inside(step.text)], scratch)
            say(f"    {time.monotonic() - started:.0f} s")


def copy_files(copy: Copy, scratch: Scratch, done: Mapping[str, Scratch]) -> None:
    """Copy as COPY does: a folder's contents, a file into a folder."""
    for source in copy.sources:
        origin = done[copy.stage].path(source) if copy.stage else ROOT / source
        target = scratch.path(copy.target)
        if origin.is_dir():
            copy_tree(origin, scratch, target)
        else:
            target = target / origin.name if copy.target.endswith("/") else target
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(origin, target)


def copy_tree(origin: Path, scratch: Scratch, target: Path | None = None) -> None:
    """Copy a folder; a virtual environment's scripts name their interpreter by path, so they are rewritten."""
    target = target or scratch.root
    shutil.copytree(origin, target, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    old, new = str(origin), str(target)
    for script in target.rglob("bin/*"):
        if script.is_file() and not script.is_symlink() and script.stat().st_size < 100_000:
            data = script.read_bytes()
            if old.encode() in data:
                script.write_bytes(data.replace(old.encode(), new.encode()))


def check_root_step(text: str) -> None:
    """The packages an apt-get step installs must be here or known to apt; other root steps are only named."""
    found = re.search(r"apt-get install ([^&]*)", text)
    for package in [word for word in (found[1].split() if found else []) if not word.startswith("-")]:
        installed = subprocess.run(["dpkg", "-s", package], capture_output=True, check=False).returncode == 0
        if not installed:
            subprocess.run(["apt-cache", "show", package], capture_output=True, check=True)
    say(f"checked, not run (needs root): {text.split('&&')[0].strip()}")


def check_app(stages: Sequence[Stage], scratch: Scratch) -> None:
    """The image's promises: no torch, networks genuine, the app healthy by its own HEALTHCHECK, a clean end."""
    (scratch.root / "data").mkdir(exist_ok=True)
    python = ["python", "-c"]
    command(
        [*python, "import importlib.util as u; assert u.find_spec('torch') is None, 'torch is in the image'"], scratch
    )
    command(["python", "-m", "ocr", "models", "verify"], scratch)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        scratch.environ["PORT"] = str(probe.getsockname()[1])
    last = stages[-1]
    say(f"CMD {last.all('CMD')[0].text}")
    app = subprocess.Popen(last.all("CMD")[0].words, cwd=scratch.path("."), env=environment(scratch))
    try:
        started = time.monotonic()
        while not is_healthy(last, scratch):
            if app.poll() is not None or time.monotonic() - started > START_S:
                raise SystemExit("the app did not become healthy")
            time.sleep(0.5)
        say(f"HEALTHCHECK passes {time.monotonic() - started:.1f} s after the start")
    finally:
        app.terminate()
        app.wait(30)
    say(f"SIGTERM ends it with code {app.returncode}")


def is_healthy(stage: Stage, scratch: Scratch) -> bool:
    """Whether the stage's HEALTHCHECK command succeeds now."""
    check = Step("CMD", stage.all("HEALTHCHECK")[0].text.partition("CMD ")[2])
    done = subprocess.run(check.words, env=environment(scratch), capture_output=True, check=False, timeout=10)
    return done.returncode == 0


def environment(scratch: Scratch) -> dict[str, str]:
    """The scratch's variables over this process's, without its Python settings."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return {**inherited, **scratch.environ}


def command(words: Sequence[str], scratch: Scratch) -> None:
    """Run a program in the scratch's working folder and environment."""
    subprocess.run(words, cwd=scratch.path("."), env=environment(scratch), check=True)


def say(line: str) -> None:
    """One line of progress."""
    print(line, flush=True)


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", action="store_true", help="run the steps as well (minutes, and gigabytes of scratch)")
    run = parser.parse_args().run
    stages = parse((ROOT / "Dockerfile").read_text(encoding="utf-8"))
    wrong = list(problems(stages, ignore_patterns((ROOT / ".dockerignore").read_text(encoding="utf-8"))))
    for sentence in wrong:
        say(sentence)
    if run and not wrong:
        with tempfile.TemporaryDirectory() as folder:
            check_app(stages, run_stages(stages, Path(folder)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
