"""Both databases for the tests: SQLite files, and a real PostgreSQL server started from Debian's package.

Conftests of the parts that keep something import `database_url` and `open_store` from here; each test gets an empty database.
"""

import atexit
import functools
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest
from sqlalchemy import make_url

from ocr.settings import Settings, load_settings
from ocr.store import Store
from ocr.store.database import FILE_NAME, Database


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
        self.options = f"-F -c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self.folder}"
        self.start()
        atexit.register(self.remove)

    def _run(self, *command: object) -> None:
        subprocess.run(
            [str(part) for part in command],
            check=True,
            user=self.user,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )

    def start(self) -> None:
        log = self.folder / "log"
        self._run(self.bin / "pg_ctl", "-D", self.folder / "data", "-w", "-l", log, "-o", self.options, "start")

    def stop(self) -> None:
        """Ends at once, as in a crash; what was committed is there after `start`."""
        self._run(self.bin / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Every process of the server stopped, its sockets open: as behind a cut line."""
        main = psutil.Process(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]))
        processes = [main, *main.children(recursive=True)]
        for process in processes:
            process.suspend()
        try:
            yield
        finally:
            for process in processes:
                process.resume()

    @property
    def runs(self) -> bool:
        return (self.folder / "data" / "postmaster.pid").exists()

    def remove(self) -> None:
        if self.runs:
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def new_database(self, template: str = "template1") -> str:
        """The address of a database of our own, a copy of `template`."""
        name = f"t{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    @functools.cached_property
    def migrated(self) -> str:
        """The name of a database with all tables and no rows: copying it is quicker than migrating anew."""
        url = self.new_database()
        database = Database(make_url(url).set(drivername="postgresql+psycopg"))
        database.migrate()
        database.close()
        return url.rpartition("/")[2]


@functools.cache
def server() -> Server:
    return Server()


@functools.cache
def _migrated_sqlite() -> bytes:
    """A SQLite file with all tables and no rows: copying it is quicker than migrating anew."""
    with tempfile.TemporaryDirectory() as folder:
        Store.open(load_settings({"UPLOAD_FOLDER": folder})).close()
        return (Path(folder) / FILE_NAME).read_bytes()


def open_store(settings: Settings) -> Store:
    """The store of `settings`, with its tables from the first moment on; what is there already stays."""
    file = settings.upload_folder / FILE_NAME
    if not settings.database_url and not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_migrated_sqlite())
    return Store.open(settings)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """DATABASE_URL of an empty database: "" is SQLite in the upload folder."""
    return "" if request.param == "sqlite" else server().new_database(server().migrated)


@pytest.fixture
def make_settings(tmp_path: Path, database_url: str) -> Callable[..., Settings]:
    """Settings over an empty folder and database; keywords are environment variables."""

    def make(**environ: str) -> Settings:
        return load_settings({"UPLOAD_FOLDER": str(tmp_path / "uploads"), "DATABASE_URL": database_url, **environ})

    return make
