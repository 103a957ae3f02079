"""The site with the demonstration in it, and a program that talks to it."""

from collections.abc import Iterator

import pytest

from engine.runtime import Runtime
from tests.api.leave import fill_with_leave
from tests.api.rest.program import Program, a_program
from tests.factories.copies import fill_or_copy
from tests.factories.installation import an_installation
from tests.factories.people import a_runtime


@pytest.fixture
def installation(database_url: str) -> Iterator[Runtime]:
    """The demonstration, on each kind of database."""
    runtime = an_installation(database_url)
    yield runtime
    runtime.close()


@pytest.fixture
def embedded_installation(sqlite_url: str) -> Iterator[Runtime]:
    """The demonstration on SQLite, for what does not depend on the database."""
    runtime = an_installation(sqlite_url)
    yield runtime
    runtime.close()


@pytest.fixture
def program(installation: Runtime) -> Iterator[Program]:
    """A program, on each kind of database."""
    with a_program(installation) as opened:
        yield opened


@pytest.fixture
def office(database_url: str) -> Iterator[Program]:
    """A program on a small process in two agencies (tests.api.leave), on each kind of database."""
    fill_or_copy(database_url, "leave", fill_with_leave)
    with a_runtime(database_url, worker=False) as runtime, a_program(runtime) as opened:
        yield opened


@pytest.fixture
def embedded_office(runtime: Runtime) -> Iterator[Program]:
    """The same on SQLite only."""
    with a_program(runtime) as opened:
        yield opened


@pytest.fixture
def embedded_program(embedded_installation: Runtime) -> Iterator[Program]:
    """A program, on SQLite only."""
    with a_program(embedded_installation) as opened:
        yield opened
