"""Addresses of work, `function@agency`: what tasks are addressed to, never a person (docs/glossary.md)."""

import re
from dataclasses import dataclass
from typing import Self

from engine.errors import InvalidInput
from engine.model.text import N_

LONGEST_PART = 64
FUNCTION = re.compile(r"[a-z0-9][a-z0-9_-]*", re.ASCII)
AGENCY = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)
ANY_AGENCY = "*"


class AddressInvalid(InvalidInput):
    """The text is no address `function@agency`."""

    code = "address_invalid"
    message = N_("Expected an address like biro_sdm@otorita-ikn (function@agency, lower case) but found “%(address)s”.")


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """A function of an agency."""

    function: str
    agency: str

    def __str__(self) -> str:
        return f"{self.function}@{self.agency}"


@dataclass(frozen=True, slots=True)
class AddressPattern:
    """An address whose agency may be left open as `function@*`: everybody with that function."""

    function: str
    agency: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `function@agency` or `function@*`. Raises AddressInvalid."""
        function, at, agency = text.strip().partition("@")
        if at and agency == ANY_AGENCY and is_function(function):
            return cls(function, ANY_AGENCY)
        address = parse_address(text)
        return cls(address.function, address.agency)

    def matches(self, address: str) -> bool:
        """Whether `address` is meant."""
        function, _, agency = address.partition("@")
        return function == self.function and self.agency in (ANY_AGENCY, agency)

    def __str__(self) -> str:
        return f"{self.function}@{self.agency}"


def is_function(text: str) -> bool:
    """Whether `text` can be the code of a function or position."""
    return len(text) <= LONGEST_PART and FUNCTION.fullmatch(text) is not None


def is_agency(text: str) -> bool:
    """Whether `text` can be the code of an agency."""
    return len(text) <= LONGEST_PART and AGENCY.fullmatch(text) is not None


def parse_address(text: str) -> Address:
    """Read one address; spaces around it do not count. Raises AddressInvalid."""
    function, _, agency = text.strip().partition("@")
    if not (is_function(function) and is_agency(agency)):
        raise AddressInvalid(address=text.strip()[: 2 * LONGEST_PART + 1])
    return Address(function, agency)


def parse_addresses(text: str) -> tuple[Address, ...]:
    """Read a comma list, in order and without repetitions. Empty places are skipped. Raises AddressInvalid."""
    return tuple(dict.fromkeys(parse_address(part) for part in text.split(",") if part.strip()))


def parse_patterns(text: str) -> tuple[AddressPattern, ...]:
    """Read a comma list of addresses and `function@*`. Empty places are skipped. Raises AddressInvalid."""
    return tuple(dict.fromkeys(AddressPattern.parse(part) for part in text.split(",") if part.strip()))
