"""Addresses `function@agency`, interned as small numbers for the inbox."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from engine.store.tables import agency, function_group, position, position_function


@dataclass(frozen=True, slots=True)
class Group:
    """The holders of a function in an agency."""

    id: int
    agency_id: UUID


_known: WeakKeyDictionary[sa.Engine, dict[str, Group]] = WeakKeyDictionary()
"""Groups of a database by address. They never change once made, so every process may keep them."""


def groups_of(connection: sa.Connection, addresses: Collection[str]) -> dict[str, Group]:
    """The groups of the addresses that exist: some position of the agency has the function, or had it once."""
    known = _known.setdefault(connection.engine, {})
    missing = [address for address in addresses if address not in known]
    if missing:
        query = sa.select(function_group).where(function_group.c.address.in_(missing))
        for row in connection.execute(query):
            known[row.address] = Group(row.id, row.agency_id)
    return {address: known[address] for address in addresses if address in known}


def group_ids(connection: sa.Connection, addresses: Collection[str]) -> dict[str, int]:
    """The numbers of those groups."""
    return {address: group.id for address, group in groups_of(connection, addresses).items()}


def intern_groups(connection: sa.Connection) -> int:
    """Give a number to every address that positions make possible. Returns how many were new."""
    functions = sa.union(
        sa.select(position_function.c.function, position.c.agency_id).join(
            position, position.c.id == position_function.c.position_id
        ),
        sa.select(position.c.code, position.c.agency_id),
    ).subquery()
    wanted = sa.select(functions.c.function, agency.c.code, agency.c.id).join(
        agency, agency.c.id == functions.c.agency_id
    )
    known = set(connection.scalars(sa.select(function_group.c.address)))
    rows = [
        {"address": f"{function}@{code}", "agency_id": agency_id}
        for function, code, agency_id in connection.execute(wanted)
        if f"{function}@{code}" not in known
    ]
    if rows:
        connection.execute(function_group.insert(), rows)
    return len(rows)


def addresses_of(text: str) -> frozenset[str]:
    """The addresses in a comma-separated column."""
    return frozenset(text.split(",")) if text else frozenset()


def address_text(addresses: Sequence[str]) -> str:
    """Addresses as the comma-separated text of a column."""
    return ",".join(addresses)
