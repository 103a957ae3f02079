"""Addresses `function@agency`, interned as small numbers for the inbox."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from engine.store.tables import agency, function_group, position, position_function

_known: dict[tuple[str, str], int] = {}
"""Numbers by (database, address). They never change once given, so every process may keep them."""


def group_ids(connection: sa.Connection, addresses: Collection[str]) -> dict[str, int]:
    """The numbers of the addresses that exist: some position of the agency has the function, or had it once."""
    database = str(connection.engine.url)
    missing = [address for address in addresses if (database, address) not in _known]
    if missing:
        query = sa.select(function_group.c.address, function_group.c.id).where(function_group.c.address.in_(missing))
        for address, number in connection.execute(query):
            _known[database, address] = number
    return {address: _known[database, address] for address in addresses if (database, address) in _known}


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
