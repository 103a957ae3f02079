"""Reading a government from TOML, with every mistake named and none passed over."""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from engine.calendars.zones import zone_named
from engine.errors import InvalidInput
from engine.model.actor import HolderStatus
from engine.model.text import N_, Text
from engine.organisation.addresses import Address, is_agency, is_function, parse_address
from engine.organisation.government import (
    Agency,
    DemonstrationLogin,
    Government,
    GovernmentFinding,
    GovernmentRefused,
    Holder,
    Person,
    Position,
    Quota,
    Unit,
    contradictions,
)
from engine.organisation.holders import Tenure
from engine.organisation.nip import Employment, Nip
from engine.organisation.positions import PositionClass

KINDS = ("agency", "unit", "position", "person", "holder", "account", "quota", "siasn")
LANGUAGES = ("id", "en")
LONGEST_NAME = 200

Choice = TypeVar("Choice", bound=StrEnum)
Part = TypeVar("Part")


class EntryWrong(InvalidInput):
    """An entry of the file is wrong."""

    code = "entry_wrong"


class KeyMissing(EntryWrong):
    """A key that every entry of its kind has is not there or empty."""

    message = N_("Expected a value for “%(key)s”.")


class KeyUnknown(EntryWrong):
    """A key that no entry of its kind has."""

    message = N_("Nothing is known about “%(key)s”. Check the spelling.")


class ValueWrong(EntryWrong):
    """A value of the wrong kind."""

    message = N_("Expected %(expected)s for “%(key)s”.")


@dataclass(slots=True)
class Entry:
    """One table of the file. What was read is taken out, so that `finish` finds what nobody asked for."""

    where: str
    left: dict[str, Any]

    def text(self, key: str, default: str | None = None) -> str:
        """A text that must be there and not be empty, unless there is a default."""
        value = self.left.pop(key, default)
        if value is None or value == "":
            raise KeyMissing(key=key)
        if not isinstance(value, str) or len(value) > LONGEST_NAME or not value.isprintable():
            raise ValueWrong(key=key, expected="a text of one line, at most 200 characters")
        return value

    def optional_text(self, key: str) -> str | None:
        """A text that may be missing."""
        return self.text(key) if key in self.left else None

    def code(self, key: str, fits: Callable[[str], bool]) -> str:
        """A text that can be part of an address."""
        value = self.text(key)
        if not fits(value):
            raise ValueWrong(key=key, expected="a code like biro-sdm, lower case")
        return value

    def day(self, key: str) -> date:
        """A date."""
        value = self.optional_day(key)
        if value is None:
            raise KeyMissing(key=key)
        return value

    def optional_day(self, key: str) -> date | None:
        """A date that may be missing."""
        value = self.left.pop(key, None)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise ValueWrong(key=key, expected="a date like 2026-01-31")
        return value

    def whole_number(self, key: str, *, most: int) -> int:
        """A number from 0 to `most`."""
        value = self.left.pop(key, None)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise ValueWrong(key=key, expected="a whole number, 0 or more")
        return value

    def choice(self, key: str, choices: type[Choice], default: Choice | None = None) -> Choice:
        """One of a few words."""
        value = self.text(key, default)
        try:
            return choices(value)
        except ValueError as error:
            raise ValueWrong(key=key, expected=" / ".join(choices)) from error

    def finish(self) -> None:
        """Raise KeyUnknown if something was not asked for."""
        for key in self.left:
            raise KeyUnknown(key=key)


def read_government(data: bytes, *, today: date) -> Government:
    """The government in a TOML file. Raises GovernmentRefused with everything that is wrong.

    Numbers of persons are checked as of `today`.
    """
    try:
        file = tomllib.loads(data.decode(), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        text = Text(N_("The file is not TOML: %(detail)s"), {"detail": str(error)})
        raise GovernmentRefused([GovernmentFinding("file", text)]) from error
    reading = Reading(file, today)
    government = reading.government()
    findings = reading.findings or list(contradictions(government))
    if findings:
        raise GovernmentRefused(findings)
    return government


class Reading:
    """Goes through the tables of a file and gathers what is wrong with them."""

    def __init__(self, file: dict[str, Any], today: date) -> None:
        self.file = file
        self.today = today
        self.findings: list[GovernmentFinding] = []

    def government(self) -> Government:
        """Everything that could be read; `findings` says what could not."""
        for key in self.file:
            if key not in KINDS:
                self.findings.append(GovernmentFinding("file", KeyUnknown(key=key).text))
        return Government(
            agencies=self.each("agency", read_agency),
            units=self.each("unit", read_unit),
            positions=self.each("position", read_position),
            persons=self.each("person", self.read_person),
            holders=self.each("holder", self.read_holder),
            logins=self.each("account", read_login),
            quotas=self.each("quota", read_quota),
            profiles=dict(self.each("siasn", self.read_profile)),
        )

    def each(self, kind: str, read: Callable[[Entry], Part]) -> tuple[Part, ...]:
        """The parts of one kind, in the order of the file."""
        return tuple(self.parts(kind, read))

    def parts(self, kind: str, read: Callable[[Entry], Part]) -> Iterator[Part]:
        """The parts of one kind that could be read."""
        tables = self.file.get(kind, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.findings.append(GovernmentFinding(kind, ValueWrong(key=kind, expected=f"tables [[{kind}]]").text))
            return
        for number, table in enumerate(tables, 1):
            entry = Entry(f"{kind} {number}", dict(table))
            try:
                part = read(entry)
                entry.finish()
            except InvalidInput as error:
                self.findings.append(GovernmentFinding(entry.where, error.text))
            else:
                yield part

    def read_person(self, entry: Entry) -> Person:
        """`nip`, `name`, and `employment` (pns unless pppk)."""
        employment = entry.choice("employment", Employment, Employment.PNS)
        nip = Nip.parse(entry.text("nip"), employment=employment, today=self.today)
        return Person(key=str(nip), name=entry.text("name"), nip=nip)

    def read_holder(self, entry: Entry) -> Holder:
        """Who holds which position (`code@agency`), how and how long.

        `since_days_ago` may stand for `since`: an acting official's months are short, and a demonstration must not
        grow out of them before it is seeded.
        """
        holder = Holder(
            position=parse_address(entry.text("position")),
            person=entry.text("person"),
            tenure=Tenure(
                status=entry.choice("status", HolderStatus, HolderStatus.DEFINITIVE),
                since=self.days_ago(entry) or entry.day("since"),
                until=entry.optional_day("until"),
                decree_number=entry.optional_text("decree_number"),
                extension_decree=entry.optional_text("extension_decree"),
            ),
        )
        holder.tenure.check()
        return holder

    def days_ago(self, entry: Entry) -> date | None:
        """The day that `since_days_ago` means, None if there is no such key."""
        if "since_days_ago" not in entry.left:
            return None
        return self.today - timedelta(days=entry.whole_number("since_days_ago", most=36_500))

    def read_profile(self, entry: Entry) -> tuple[str, Any]:
        """What SIASN would say about a number: every key of the entry. `jenis_asn` says how to read the number."""
        profile = dict(entry.left)
        employment = entry.text("jenis_asn", Employment.PNS).casefold()
        if employment not in tuple(Employment):
            raise ValueWrong(key="jenis_asn", expected="PNS / PPPK")
        nip = Nip.parse(entry.text("nip"), employment=Employment(employment), today=self.today)
        entry.left = {}
        return nip.digits, profile | {"nip": nip.digits}


def read_agency(entry: Entry) -> Agency:
    """An agency; its zone must exist."""
    agency = Agency(
        code=entry.code("code", is_agency),
        name=entry.text("name"),
        name_en=entry.text("name_en"),
        kind=entry.text("kind"),
        zone=entry.text("zone"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.optional_day("valid_to"),
    )
    zone_named(agency.zone)
    return agency


def read_unit(entry: Entry) -> Unit:
    """A unit of an agency."""
    return Unit(
        agency=entry.code("agency", is_agency),
        code=entry.code("code", is_function),
        name=entry.text("name"),
        name_en=entry.text("name_en"),
        parent=entry.optional_text("parent"),
    )


def read_position(entry: Entry) -> Position:
    """A position of a unit, with its class and functions."""
    return Position(
        address=Address(entry.code("code", is_function), entry.code("agency", is_agency)),
        unit=entry.text("unit"),
        name=entry.text("name"),
        name_en=entry.text("name_en"),
        position_class=entry.choice("class", PositionClass),
        functions=read_functions(entry),
    )


def read_functions(entry: Entry) -> tuple[str, ...]:
    """The functions of a position, none if there is no such key."""
    value = entry.left.pop("functions", [])
    if not isinstance(value, list) or not all(isinstance(each, str) and is_function(each) for each in value):
        raise ValueWrong(key="functions", expected='a list like ["biro_sdm"]')
    return tuple(dict.fromkeys(value))


def read_login(entry: Entry) -> DemonstrationLogin:
    """An account; names are kept without capitals because people type them either way."""
    username = entry.text("username")
    if username != username.strip().casefold() or len(username) > 100:
        raise ValueWrong(key="username", expected="a name in lower case, at most 100 characters")
    language = entry.text("language", "id")
    if language not in LANGUAGES:
        raise ValueWrong(key="language", expected=" / ".join(LANGUAGES))
    return DemonstrationLogin(person=entry.text("person"), username=username, language=language)


def read_quota(entry: Entry) -> Quota:
    """A number of places."""
    return Quota(
        key=entry.text("key"), name=entry.text("name"), capacity=entry.whole_number("capacity", most=1_000_000_000)
    )
