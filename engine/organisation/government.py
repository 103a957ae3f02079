"""A whole government as values, as a demonstration describes it: checked before anything is stored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from engine.errors import ModelError
from engine.model.data import Value
from engine.model.text import N_, Text
from engine.organisation.addresses import Address
from engine.organisation.holders import Tenure
from engine.organisation.nip import Nip
from engine.organisation.positions import PositionClass


@dataclass(frozen=True, slots=True)
class GovernmentFinding:
    """What is wrong, and in which entry (`holder 3`)."""

    where: str
    text: Text


class GovernmentRefused(ModelError):
    """The description of the government contradicts itself; `findings` names every place."""

    code = "government_refused"
    message = N_("The description of the government has %(count)s errors, the first in %(where)s: %(what)s")

    def __init__(self, findings: Sequence[GovernmentFinding]) -> None:
        self.findings = tuple(findings)
        first = self.findings[0]
        super().__init__(count=len(self.findings), where=first.where, what=str(first.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency (instansi); its units, positions and zone are its own."""

    code: str
    name: str
    name_en: str
    kind: str
    zone: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A work unit, below `parent` (the code of another unit of the agency) or directly below the agency."""

    agency: str
    code: str
    name: str
    name_en: str
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A position (jabatan) of a unit. Its code is a function too, so that it can be addressed alone."""

    address: Address
    unit: str
    name: str
    name_en: str
    position_class: PositionClass
    functions: tuple[str, ...] = ()

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Every address that reaches the position."""
        codes = dict.fromkeys((self.address.function, *self.functions))
        return tuple(Address(code, self.address.agency) for code in codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A civil servant, known in this description by `key`."""

    key: str
    name: str
    nip: Nip


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A person holds a position."""

    position: Address
    person: str
    tenure: Tenure


@dataclass(frozen=True, slots=True, kw_only=True)
class DemonstrationLogin:
    """An account of a person, without a password of its own."""

    person: str
    username: str
    language: str = "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """So many places."""

    key: str
    name: str
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Government:
    """Everything together; made by `engine.organisation.government_file`, which checked it."""

    agencies: tuple[Agency, ...] = ()
    units: tuple[Unit, ...] = ()
    positions: tuple[Position, ...] = ()
    persons: tuple[Person, ...] = ()
    holders: tuple[Holder, ...] = ()
    logins: tuple[DemonstrationLogin, ...] = ()
    quotas: tuple[Quota, ...] = ()
    profiles: Mapping[str, Value] = field(default_factory=dict)
    """What the SIASN simulator answers, by NIP."""

    @property
    def units_from_the_top(self) -> tuple[Unit, ...]:
        """The units in an order in which every parent comes before what stands below it."""
        parents = {(each.agency, each.code): each.parent for each in self.units}
        return tuple(sorted(self.units, key=lambda unit: len(above(unit, parents))))


def contradictions(government: Government) -> Iterator[GovernmentFinding]:
    """Repeated codes, and references to what is not there."""
    agencies = [each.code for each in government.agencies]
    units = [(each.agency, each.code) for each in government.units]
    positions = [each.address for each in government.positions]
    persons = [each.key for each in government.persons]
    parents = {(each.agency, each.code): each.parent for each in government.units}
    yield from repeated("agency", agencies)
    yield from repeated("unit", units)
    yield from repeated("position", positions)
    yield from repeated("person", persons)
    yield from repeated("NIP", [each.nip for each in government.persons])
    yield from repeated("account", [each.username for each in government.logins])
    yield from repeated("quota", [each.key for each in government.quotas])
    yield from repeated("holder", [(each.position, each.person) for each in government.holders])
    for number, unit in enumerate(government.units, 1):
        yield from missing(f"unit {number}", "agency", unit.agency, agencies)
        if unit.parent is not None:
            yield from missing(f"unit {number}", "unit", (unit.agency, unit.parent), units)
            if loops(unit, parents):
                yield GovernmentFinding(f"unit {number}", Text(N_("The unit stands below itself.")))
    for number, position in enumerate(government.positions, 1):
        yield from missing(f"position {number}", "agency", position.address.agency, agencies)
        yield from missing(f"position {number}", "unit", (position.address.agency, position.unit), units)
    for number, holder in enumerate(government.holders, 1):
        yield from missing(f"holder {number}", "position", holder.position, positions)
        yield from missing(f"holder {number}", "person", holder.person, persons)
    for number, login in enumerate(government.logins, 1):
        yield from missing(f"account {number}", "person", login.person, persons)


def above(unit: Unit, parents: Mapping[tuple[str, str], str | None]) -> list[str]:
    """The codes of the units above, nearest first; an endless chain ends where it meets itself."""
    chain: list[str] = []
    code = unit.parent
    while code is not None and code not in chain:
        chain.append(code)
        code = parents.get((unit.agency, code))
    return chain


def loops(unit: Unit, parents: Mapping[tuple[str, str], str | None]) -> bool:
    """Whether the unit is among those above itself."""
    return unit.code in above(unit, parents)


def repeated(kind: str, keys: Sequence[object]) -> Iterator[GovernmentFinding]:
    """Keys that stand there twice."""
    seen: set[object] = set()
    for number, key in enumerate(keys, 1):
        if key in seen:
            yield GovernmentFinding(f"{kind} {number}", Text(N_("“%(key)s” is there twice."), {"key": shown(key)}))
        seen.add(key)


def missing(where: str, kind: str, key: object, known: Sequence[object]) -> Iterator[GovernmentFinding]:
    """A reference to something that is not described."""
    if key not in known:
        text = Text(N_("There is no %(kind)s “%(key)s”."), {"kind": kind, "key": shown(key)})
        yield GovernmentFinding(where, text)


def shown(key: object) -> str:
    """A key as the file writes it; a NIP masked."""
    if isinstance(key, Nip):
        return key.masked
    return "/".join(str(part) for part in key) if isinstance(key, tuple) else str(key)
