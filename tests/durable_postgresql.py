"""A PostgreSQL that keeps what it has committed, on a disk: one to stop, to kill and to start again."""

import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString
from uuid import uuid4

import psycopg

from tests.databases import make_cluster, programs

SWITCHES = (
    "fsync=on",
    "full_page_writes=on",
    "synchronous_commit=on",
    "listen_addresses=127.0.0.1",
    "max_connections=200",
    "shared_buffers=128MB",
    "log_min_messages=fatal",
)


@dataclass(frozen=True, slots=True)
class DurableServer:
    """Its folder and its port on this machine. The port stays the same when it is started again."""

    folder: Path
    port: int

    def start(self) -> None:
        """Serve, after recovery where that is needed."""
        switches = " ".join(f"-c {switch}" for switch in SWITCHES)
        how = f"-k {self.folder} -p {self.port} {switches}"
        programs(self.folder).run(
            "pg_ctl", "-D", f"{self.folder}/data", "-l", f"{self.folder}/log", "-o", how, "-w", "start"
        )

    def stop(self, mode: str = "immediate") -> None:
        """End it; `immediate` is like a machine that loses its power: the next start must recover."""
        programs(self.folder).run("pg_ctl", "-D", f"{self.folder}/data", "-m", mode, "-w", "stop")

    def new_database(self) -> str:
        """An empty database; where SQLAlchemy finds it."""
        name = f"durable_{uuid4().hex}"
        self.execute(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def cut_connections(self, database: str) -> int:
        """End every connection to the database. Returns how many there were."""
        ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        with self._administrator() as connection:
            return len(connection.execute(ending, (database,)).fetchall())

    def execute(self, statement: LiteralString | str) -> None:
        """Run a statement outside any transaction."""
        with self._administrator() as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    def _administrator(self) -> psycopg.Connection:
        return psycopg.connect(host="127.0.0.1", port=self.port, user="postgres", dbname="postgres", autocommit=True)


@contextmanager
def durable_postgresql() -> Iterator[DurableServer]:
    """A server with a cluster of its own, until the block is left."""
    folder = Path(tempfile.mkdtemp(prefix="lintas-durable-"))
    try:
        make_cluster(folder)
        server = DurableServer(folder, free_port())
        server.start()
        try:
            yield server
        finally:
            if (folder / "data" / "postmaster.pid").exists():
                server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
