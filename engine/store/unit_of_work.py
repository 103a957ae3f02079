"""The database, and the one place where a change becomes permanent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from engine.errors import Conflict
from engine.observing import count_statement
from engine.store.codec import UnstorableValue

AfterCommit = Callable[[], None]
BORDERS = ("BEGIN", "COMMIT", "ROLLBACK")


class TurnLost(Conflict):
    """Another transaction changed the same rows first; the whole unit of work may be run again."""

    code = "turn_lost"


class UnitOfWork:
    """One transaction. Leaving the block without `commit` rolls back, so that forgetting it is safe.

    On SQLite it begins as a snapshot for reading; `begin_write` turns it into the writer, and whatever was
    read before must be checked again by the WHERE of the statements that follow. PostgreSQL has row locks instead.
    """

    def __init__(self, connection: sa.Connection, guard: "Guard | None" = None) -> None:
        self.connection = connection
        self.guard = guard
        self.after_commit: list[AfterCommit] = []
        self._embedded = connection.dialect.name == "sqlite"
        self._writing = not self._embedded
        self._begin("BEGIN")

    @property
    def embedded(self) -> bool:
        """Whether this is SQLite, which has one writer and no row locks."""
        return self._embedded

    def begin_write(self) -> None:
        """Call before the first statement that changes something."""
        if not self._writing:
            self.connection.exec_driver_sql("ROLLBACK")
            self._begin("BEGIN IMMEDIATE")
            self._writing = True

    def see_one_moment(self) -> None:
        """Have all that is read from here on be as it was at one moment. Call before anything is read.

        SQLite does so anyway; PostgreSQL shows each statement the newest rows unless it is asked.
        """
        if not self._embedded:
            self.connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")

    def lock_name(self, *words: str, shared: bool = False) -> None:
        """Serialize with every other unit of work that names the same words, until the end of this one.

        Those that lock them `shared` do not exclude each other. SQLite needs nothing: it has one writer. Call after
        `begin_write`.
        """
        if not self._embedded:
            lock = sa.func.pg_advisory_xact_lock_shared if shared else sa.func.pg_advisory_xact_lock
            statement = sa.select(lock(sa.func.hashtextextended(sa.bindparam("words"), 0)))
            self.connection.execute(statement, {"words": "\x1f".join(words)})

    def commit(self) -> None:
        """Make it permanent, then run what waited for that. Raises what the guard raises, and then nothing is."""
        if self.guard is not None:
            self.guard.check(self)
        if self._embedded:
            self.connection.exec_driver_sql("COMMIT")
        self.connection.commit()
        for action in self.after_commit:
            action()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._embedded and self._in_transaction():
            self.connection.exec_driver_sql("ROLLBACK")
        self.connection.rollback()

    def _in_transaction(self) -> bool:
        if self.connection.invalidated:  # a statement was interrupted: the connection is closed already
            return False
        raw: Any = self.connection.connection.dbapi_connection
        return bool(raw.in_transaction)

    def _begin(self, statement: str) -> None:
        if self._embedded:
            self.connection.exec_driver_sql(statement)


@dataclass(frozen=True, slots=True)
class Guard:
    """What watches over the units of work that belong to a job.

    `check` is called before each commit and raises where the job is not in the same hands any more. `share` is the one
    that the job's line has in the queue; what the job causes stands in that line.
    """

    share: str
    check: Callable[[UnitOfWork], None]


class Database:
    """An engine, and units of work on it. Safe to share between threads."""

    guard: Guard | None = None

    def __init__(self, url: str) -> None:
        """`url` as SQLAlchemy writes it: `sqlite:///path` or `postgresql+psycopg://...`."""
        self.url = sa.make_url(url)
        self.engine = embedded_engine(self.url) if self.url.get_backend_name() == "sqlite" else server_engine(self.url)
        sa.event.listen(self.engine, "before_cursor_execute", _count)

    def guarded(self, guard: Guard) -> Self:
        """The same database, for a job: `guard` watches over each unit of work."""
        own = copy(self)
        own.guard = guard
        return own

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """A unit of work. Raises TurnLost where the database refused because somebody else was faster.

        Raises UnstorableValue for texts with NUL or half characters, which no database keeps.
        """
        with self.engine.connect() as connection:
            try:
                with UnitOfWork(connection, self.guard) as work:
                    yield work
            except sa.exc.OperationalError as error:
                if is_contention(error):
                    raise TurnLost from error
                raise
            except sa.exc.DataError as error:
                if "NUL" in str(error.orig):
                    raise UnstorableValue(kind="broken text") from error
                raise
            except UnicodeEncodeError as error:
                raise UnstorableValue(kind="broken text") from error

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
    """Count what asks or changes something; the borders of a transaction do neither."""
    if not statement.startswith(BORDERS):
        count_statement()


def is_contention(error: sa.exc.OperationalError) -> bool:
    """Whether the database gave up because of other transactions: worth another try."""
    state = getattr(error.orig, "sqlstate", None)
    return state in ("40001", "40P01", "55P03") or "database is locked" in str(error.orig)


def embedded_engine(url: sa.URL) -> sa.Engine:
    """SQLite with write-ahead log and durable commits; the unit of work begins and ends transactions itself."""
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": 30, "check_same_thread": False}, pool_size=16)

    @sa.event.listens_for(engine, "connect")
    def on_connect(connection: Any, record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    return engine


def server_engine(url: sa.URL) -> sa.Engine:
    """PostgreSQL over psycopg 3."""
    return sa.create_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True)
