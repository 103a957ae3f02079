"""How far a case is with the processes that a multi-instance calls: how many are done, who holds the others."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.supervision import agencies_of
from engine.definitions import ProcessVersion
from engine.execution import CallLoop, call_loops, item_of
from engine.store.codec import unpack_state
from engine.store.groups import addresses_of
from engine.store.tables import agency, execution, incident, loop_item, user_task, waiting_call

Item = tuple[int, int]
"""An item of a multi-instance: the execution that calls, and its number."""


@dataclass(frozen=True, slots=True)
class HeldBy:
    """An agency by code, and how many called processes have a task for it."""

    agency: str
    name: str
    name_en: str
    count: int


@dataclass(frozen=True, slots=True)
class CalledProgress:
    """A multi-instance that calls processes. `token` is that of its loop in `execution`.

    `waiting`: calls whose process is not started yet. `stuck`: with an incident, in them or in what they call.
    """

    execution: int
    token: int
    element_id: str
    name: str
    name_en: str
    total: int
    completed: int
    waiting: int
    stuck: int
    held_by: tuple[HeldBy, ...]


def called_progress(
    connection: sa.Connection, instance_id: UUID, processes: Mapping[int, ProcessVersion]
) -> tuple[CalledProgress, ...]:
    """What goes on of that in a case; `processes` are the definitions of its executions by number."""
    columns = execution.c
    rows = connection.execute(
        sa.select(columns.number, columns.parent_number, columns.parent_token).where(columns.instance_id == instance_id)
    ).all()
    put_off = [tuple(row) for row in _tokens(connection, instance_id, waiting_call)]
    callers = {row.parent_number for row in rows if row.parent_number is not None} | {at for at, _ in put_off}
    if not callers:
        return ()
    loops = _loops(connection, instance_id, callers, processes)
    items = _items(connection, instance_id, loops)
    parents = {row.number: (row.parent_number, row.parent_token) for row in rows}
    waiting = Counter(items[at, item_of(token)] for at, token in put_off if (at, item_of(token)) in items)
    stuck = {
        home for at, token in _tokens(connection, instance_id, incident) if (home := _home(at, token, parents, items))
    }
    held = _held(connection, instance_id, parents, items)
    names = _names(connection, {code for code, _ in held})
    return tuple(
        _progress(
            at,
            loop,
            processes[at],
            waiting=waiting[at, loop.token],
            stuck=sum(items[home] == (at, loop.token) for home in stuck),
            held=Counter(code for code, home in held if items[home] == (at, loop.token)),
            names=names,
        )
        for (at, _), loop in sorted(loops.items())
    )


def _progress(
    at: int,
    loop: CallLoop,
    process: ProcessVersion,
    *,
    waiting: int,
    stuck: int,
    held: Counter[str],
    names: Mapping[str, Any],
) -> CalledProgress:
    facts = process.facts.elements.get(loop.element_id)
    return CalledProgress(
        execution=at,
        token=loop.token,
        element_id=loop.element_id,
        name=(facts.name if facts else "") or loop.element_id,
        name_en=(facts.name_en if facts else "") or loop.element_id,
        total=loop.total,
        completed=loop.completed,
        waiting=waiting,
        stuck=stuck,
        held_by=tuple(
            HeldBy(code, names[code].name if code in names else code, names[code].name_en if code in names else code, n)
            for code, n in held.most_common()
        ),
    )


def _tokens(connection: sa.Connection, instance_id: UUID, table: sa.Table) -> Any:
    """Execution and token of every row of the case."""
    return connection.execute(sa.select(table.c.execution, table.c.token).where(table.c.instance_id == instance_id))


def _loops(
    connection: sa.Connection, instance_id: UUID, callers: set[int], processes: Mapping[int, ProcessVersion]
) -> dict[tuple[int, int], CallLoop]:
    """The multi-instances that call, by execution and token. Many callers are rare: each has a row that is read."""
    columns = execution.c
    query = sa.select(columns.number, columns.state).where(
        columns.instance_id == instance_id, columns.number.in_(sorted(callers))
    )
    return {
        (row.number, loop.token): loop
        for row in connection.execute(query)
        for loop in call_loops(processes[row.number].executable, unpack_state(row.state))
    }


def _items(
    connection: sa.Connection, instance_id: UUID, loops: Mapping[tuple[int, int], CallLoop]
) -> dict[Item, tuple[int, int]]:
    """The loop of each item that goes on in one of them."""
    columns = loop_item.c
    query = sa.select(columns.execution, columns.number, columns.loop).where(columns.instance_id == instance_id)
    return {
        (row.execution, row.number): (row.execution, row.loop)
        for row in connection.execute(query)
        if (row.execution, row.loop) in loops
    }


def _home(
    at: int,
    token: int,
    parents: Mapping[int, tuple[int | None, int | None]],
    items: Mapping[Item, tuple[int, int]],
) -> Item | None:
    """The item in which a token stands, or in whose called process; the outermost of several. None outside of all."""
    found = None
    while True:
        if (at, item_of(token)) in items:
            found = at, item_of(token)
        parent, parent_token = parents.get(at, (None, None))
        if parent is None or parent_token is None:
            return found
        at, token = parent, parent_token


def _held(
    connection: sa.Connection,
    instance_id: UUID,
    parents: Mapping[int, tuple[int | None, int | None]],
    items: Mapping[Item, tuple[int, int]],
) -> set[tuple[str, Item]]:
    """Agencies that have a task in an item or in what it called, each with the item."""
    columns = user_task.c
    query = sa.select(columns.execution, columns.token, columns.addressed_to)
    return {
        (code, home)
        for row in connection.execute(query.where(columns.instance_id == instance_id))
        if (home := _home(row.execution, row.token, parents, items))
        for code in agencies_of(addresses_of(row.addressed_to))
    }


def _names(connection: sa.Connection, codes: set[str]) -> dict[str, Any]:
    columns = agency.c
    query = sa.select(columns.code, columns.name, columns.name_en).where(columns.code.in_(sorted(codes)))
    return {row.code: row for row in connection.execute(query)}
