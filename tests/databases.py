"""Both databases for the tests: SQLite files, and a real PostgreSQL server started from Debian's package.

Conftests of the parts that keep something import `database_url` from here; each test gets an empty database.
"""

import atexit
import functools
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from ocr.settings import Settings, load_settings


class Server:
    """A PostgreSQL server of our own on the loopback interface, gone with the process."""

    def __init__(self) -> None:
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not programs:
            pytest.fail("PostgreSQL is missing: apt-get install postgresql", pytrace=False)
        self.bin = programs[-1].parent
        self.folder = Path(tempfile.mkdtemp(prefix="bukti-setor-pg-"))
        self.user = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root
        if self.user:
            shutil.chown(self.folder, self.user)
        self._run(self.bin / "initdb", "-D", self.folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        options = f"-F -c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self.folder}"
        self._run(
            self.bin / "pg_ctl", "-D", self.folder / "data", "-w", "-l", self.folder / "log", "-o", options, "start"
        )
        atexit.register(self.stop)

    def _run(self, *command: object) -> None:
        subprocess.run(
            [str(part) for part in command],
            check=True,
            user=self.user,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )

    def stop(self) -> None:
        self._run(self.bin / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def new_database(self) -> str:
        name = f"t{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)


@functools.cache
def server() -> Server:
    return Server()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """DATABASE_URL of an empty database: "" is SQLite in the upload folder."""
    return "" if request.param == "sqlite" else server().new_database()


@pytest.fixture
def make_settings(tmp_path: Path, database_url: str) -> Callable[..., Settings]:
    """Settings over an empty folder and database; keywords are environment variables."""

    def make(**environ: str) -> Settings:
        return load_settings({"UPLOAD_FOLDER": str(tmp_path / "uploads"), "DATABASE_URL": database_url, **environ})

    return make
