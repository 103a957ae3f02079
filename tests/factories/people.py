"""A small government in a real database, and a runtime on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.passwords import UNUSABLE, hash_password
from engine.clock import SetClock
from engine.ids import new_id
from engine.model.actor import HolderStatus
from engine.runtime import Runtime
from engine.settings import Settings
from engine.store import tables

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@contextmanager
def a_runtime(url: str, **settings: Any) -> Iterator[Any]:
    """A runtime whose clock stands still at NOW, with a history key that is thrown away."""
    with TemporaryDirectory() as folder:
        values = {"data_dir": Path(folder), "database_url": url, "demo": True, **settings}
        runtime = Runtime.open(Settings(**values), SetClock(NOW))
        try:
            yield runtime
        finally:
            runtime.close()


def insert(runtime: Any, table: sa.Table, **values: Any) -> UUID:
    """Add a row with a fresh id, committed."""
    id_ = values.setdefault("id", new_id())
    with runtime.database.begin() as work:
        work.begin_write()
        work.connection.execute(table.insert().values(**values))
        work.commit()
    return id_  # type: ignore[no-any-return]


def rows(runtime: Any, table: sa.Table) -> list[Any]:
    """Everything in a table."""
    with runtime.database.begin() as work:
        return list(work.connection.execute(sa.select(table)))


def an_agency(runtime: Any, code: str = "otorita-ikn", **changes: Any) -> UUID:
    """An agency in Nusantara's zone with a unit that has the agency's code."""
    values = {
        "name": code.title(),
        "name_en": code.title(),
        "kind": "otorita",
        "zone": "Asia/Makassar",
        "valid_from": date(2022, 1, 1),
    }
    agency_id = insert(runtime, tables.agency, code=code, **values | changes)
    insert(runtime, tables.unit, agency_id=agency_id, code=code, name=code, name_en=code)
    return agency_id


def a_position(runtime: Any, agency_id: UUID, code: str = "kepala-biro-sdm", *functions: str) -> UUID:
    """A position in the agency's unit that has the functions."""
    with runtime.database.begin() as work:
        unit_id = work.connection.scalar(sa.select(tables.unit.c.id).where(tables.unit.c.agency_id == agency_id))
    position_id = insert(
        runtime,
        tables.position,
        agency_id=agency_id,
        unit_id=unit_id,
        code=code,
        name=code,
        name_en=code,
        position_class="jpt_pratama",
    )
    with runtime.database.begin() as work:
        work.begin_write()
        for function in functions:
            values = {"position_id": position_id, "function": function}
            work.connection.execute(tables.position_function.insert().values(**values))
        work.commit()
    return position_id


def an_account(runtime: Any, username: str = "sri.rahayu", password: str | None = None, **changes: Any) -> UUID:
    """A person with an account, who holds nothing. Returns the id of the account."""
    person_id = insert(runtime, tables.person, name="Sri Rahayu", employment="pns")
    stored = UNUSABLE if password is None else hash_password(password)
    values = {"person_id": person_id, "username": username, "password_hash": stored}
    return insert(runtime, tables.account, **values | changes)


def a_holder(runtime: Any, account_id: UUID, position_id: UUID, **changes: Any) -> UUID:
    """The person behind the account holds the position, definitively and since January."""
    with runtime.database.begin() as work:
        query = sa.select(tables.account.c.person_id).where(tables.account.c.id == account_id)
        person_id = work.connection.scalar(query)
    values = {"status": HolderStatus.DEFINITIVE, "since": date(2026, 1, 1)}
    return insert(runtime, tables.holder, person_id=person_id, position_id=position_id, **values | changes)
