"""Storing a whole government: what is there stays as it is, what is missing is added."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.ids import new_id
from engine.organisation.government import Government
from engine.store.codec import dump
from engine.store.groups import intern_groups
from engine.store.tables import (
    account,
    agency,
    holder,
    person,
    position,
    position_function,
    quota,
    siasn_profile,
    unit,
)

Key = tuple[Any, ...]


class GovernmentStore:
    """Adds a government part by part, in the order of the methods; each returns how many rows were new."""

    def __init__(self, connection: sa.Connection, government: Government) -> None:
        self.connection = connection
        self.government = government
        self.agencies: dict[Key, UUID] = {}
        self.units: dict[Key, UUID] = {}
        self.positions: dict[Key, UUID] = {}
        self.persons: dict[Key, UUID] = {}

    def add_agencies(self) -> int:
        """Agencies, known by their code."""
        rows = [
            {
                "code": each.code,
                "name": each.name,
                "name_en": each.name_en,
                "kind": each.kind,
                "zone": each.zone,
                "valid_from": each.valid_from,
                "valid_to": each.valid_to,
            }
            for each in self.government.agencies
        ]
        self.agencies, added = self._add(agency, ("code",), rows)
        return added

    def add_units(self) -> int:
        """Units, known by agency and code, parents first."""
        added = 0
        for each in self.government.units_from_the_top:
            agency_id = self.agencies[each.agency,]
            row = {
                "agency_id": agency_id,
                "parent_id": None if each.parent is None else self.units[agency_id, each.parent],
                "code": each.code,
                "name": each.name,
                "name_en": each.name_en,
            }
            found, new = self._add(unit, ("agency_id", "code"), [row])
            self.units |= found
            added += new
        return added

    def add_positions(self) -> int:
        """Positions, known by agency and code, their functions, and a number for every address."""
        rows = []
        for each in self.government.positions:
            agency_id = self.agencies[each.address.agency,]
            rows.append(
                {
                    "agency_id": agency_id,
                    "unit_id": self.units[agency_id, each.unit],
                    "code": each.address.function,
                    "name": each.name,
                    "name_en": each.name_en,
                    "position_class": each.position_class.value,
                }
            )
        self.positions, added = self._add(position, ("agency_id", "code"), rows)
        functions = [
            {"position_id": self._position(each.address.agency, each.address.function), "function": function}
            for each in self.government.positions
            for function in each.functions
        ]
        return added + self._add_keyed(position_function, functions) + intern_groups(self.connection)

    def add_persons(self) -> int:
        """Persons, known by their NIP."""
        rows = [
            {"name": each.name, "nip": each.nip.digits, "employment": each.nip.employment.value}
            for each in self.government.persons
        ]
        by_nip, added = self._add(person, ("nip",), rows)
        self.persons = {(each.key,): by_nip[each.nip.digits,] for each in self.government.persons}
        return added

    def add_holders(self) -> int:
        """Who holds what, known by position and person."""
        rows = [
            {
                "position_id": self._position(each.position.agency, each.position.function),
                "person_id": self.persons[each.person,],
                "status": each.tenure.status.value,
                "since": each.tenure.since,
                "until": each.tenure.until,
                "decree_number": each.tenure.decree_number,
                "extension_decree": each.tenure.extension_decree,
            }
            for each in self.government.holders
        ]
        return self._add(holder, ("position_id", "person_id"), rows)[1]

    def add_demonstration_accounts(self, password_hash: str) -> int:
        """Accounts, known by their name, marked as demonstration."""
        rows = [
            {
                "person_id": self.persons[each.person,],
                "username": each.username,
                "password_hash": password_hash,
                "language": each.language,
                "active": True,
                "demonstration": True,
            }
            for each in self.government.logins
        ]
        return self._add(account, ("username",), rows)[1]

    def add_quotas(self) -> int:
        """Quotas, known by their key; none of their places is taken."""
        rows = [
            {"key": each.key, "name": each.name, "capacity": each.capacity, "reserved": 0}
            for each in self.government.quotas
        ]
        return self._add_keyed(quota, rows)

    def add_profiles(self) -> int:
        """What the SIASN simulator answers."""
        rows = [{"nip": nip, "profile": dump(profile)} for nip, profile in self.government.profiles.items()]
        return self._add_keyed(siasn_profile, rows)

    def _position(self, agency_code: str, code: str) -> UUID:
        return self.positions[self.agencies[agency_code,], code]

    def _add(
        self, table: sa.Table, key: tuple[str, ...], rows: Sequence[dict[str, Any]]
    ) -> tuple[dict[Key, UUID], int]:
        """Insert the rows whose `key` is not in the table. Returns the ids of all by key, and how many were new."""
        first = table.c[key[0]]
        query = sa.select(table.c.id, *(table.c[name] for name in key)).where(first.in_({row[key[0]] for row in rows}))
        ids = {tuple(found[1:]): found[0] for found in self.connection.execute(query)}
        fresh = [{"id": new_id(), **row} for row in rows if tuple(row[name] for name in key) not in ids]
        if fresh:
            self.connection.execute(table.insert(), fresh)
        return ids | {tuple(row[name] for name in key): row["id"] for row in fresh}, len(fresh)

    def _add_keyed(self, table: sa.Table, rows: Sequence[dict[str, Any]]) -> int:
        """Insert the rows whose primary key is not in the table. Returns how many were new."""
        keys = list(table.primary_key)
        values = {row[keys[0].name] for row in rows}
        known = {tuple(found) for found in self.connection.execute(sa.select(*keys).where(keys[0].in_(values)))}
        fresh = [row for row in rows if tuple(row[key.name] for key in keys) not in known]
        if fresh:
            self.connection.execute(table.insert(), fresh)
        return len(fresh)
