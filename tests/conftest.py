"""What every test may use. The network is closed but for this machine itself; databases are real ones."""

import gc
import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import PostgresqlServer, memory, migrate, open_postgresql, shared_folder, stop_postgresql
from tests.scheduling import InWorkers, arranged
from tests.statements import share_statements

settings.register_profile("local", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "local")

LOOPBACK = ("127.0.0.1", "::1", "localhost", "0.0.0.0", None, "")


class NetworkIsClosed(BaseException):
    """A test tried to reach another machine. No `except Exception` may swallow it."""


def _refuse_other_machines(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise NetworkIsClosed(address)
    elif event == "socket.getaddrinfo" and _as_text(arguments[0]) not in LOOPBACK:
        raise NetworkIsClosed(arguments[0])


def _as_text(host: str | bytes | None) -> str | None:
    return host.decode() if isinstance(host, bytes) else host


def pytest_configure(config: pytest.Config) -> None:
    """Close the network for the whole session: an audit hook cannot be taken back. Collect tests, not garbage.

    Folders of tests are in memory where that has room; those of tests that passed are removed at once.
    """
    sys.addaudithook(_refuse_other_machines)
    if (folder := memory()) is not None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))
    share_statements()
    gc.disable()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """Say in which order tests start, after they were shuffled."""
    yield
    items[:] = arranged(items)


def pytest_collection_finish() -> None:
    """Keep modules and tests out of every later search for garbage: they live as long as the session."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> InWorkers:
    """Keep tests together that share what takes long to make."""
    return InWorkers(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """End the database server that the workers shared, if one of them started it, before its folder is removed."""
    factory = getattr(session.config, "_tmp_path_factory", None)
    if not hasattr(session.config, "workerinput") and factory is not None and factory._basetemp is not None:
        stop_postgresql(factory.getbasetemp())


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, made once by each worker; tests get copies."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresqlServer]:
    """A real PostgreSQL with a migrated template, started once and shared by all workers."""
    server = open_postgresql(shared_folder(tmp_path_factory))
    yield server
    server.leave()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a fresh migrated SQLite database."""
    file = tmp_path / "lintas.db"
    file.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{file}"


@pytest.fixture
def postgresql_url(postgresql_server: PostgresqlServer) -> Iterator[str]:
    """The URL of a fresh migrated PostgreSQL database."""
    name = postgresql_server.create_database()
    yield postgresql_server.url(name)
    postgresql_server.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh migrated database, once of each kind: the test runs twice."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
