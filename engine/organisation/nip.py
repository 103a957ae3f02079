"""The number of a civil servant (NIP; for contract staff NI PPPK): 18 digits that say birth, appointment and gender.

PNS: Perka BKN 22/2007 and 43/2007, birth YYYYMMDD, first appointment YYYYMM, gender 1 or 2, sequence from 001.
PPPK: the same length, but after the birth date a year and two digits of another meaning. There is no check digit.
It is personal data: lists show `masked`, addresses of pages never hold it, and it is no key of a person.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from engine.errors import InvalidInput
from engine.model.text import N_

DIGITS = re.compile(r"[0-9]{18}", re.ASCII)
SEPARATORS = str.maketrans("", "", " .-")
YOUNGEST, OLDEST = 15, 75
YOUNGEST_APPOINTMENT = 17
FIRST_YEAR_OF_PPPK = 2019


class Employment(StrEnum):
    """How a person is employed."""

    PNS = "pns"
    PPPK = "pppk"


class Gender(StrEnum):
    """As the fifteenth digit says."""

    MALE = "1"
    FEMALE = "2"


class NipInvalid(InvalidInput):
    """The number cannot be a NIP."""

    code = "nip_invalid"
    message = N_("The NIP is not valid. Check it again.")


class NipLengthInvalid(NipInvalid):
    """Not 18 digits."""

    message = N_("A NIP has 18 digits. Check it again.")


class NipBirthInvalid(NipInvalid):
    """The first eight digits are no possible date of birth."""

    message = N_("The first 8 digits of a NIP are the date of birth (year, month, day). Check them again.")


class NipAppointmentInvalid(NipInvalid):
    """The digits of the appointment do not fit."""

    message = N_(
        "Digits 9 to 14 of a NIP are year and month of the first appointment, for PPPK 9 to 12 the year from 2019."
        " Check them again."
    )


class NipGenderInvalid(NipInvalid):
    """The fifteenth digit is neither 1 nor 2."""

    message = N_("Digit 15 of a NIP is 1 or 2. Check it again.")


class NipSequenceInvalid(NipInvalid):
    """The last three digits are 000."""

    message = N_("The last 3 digits of a NIP count from 001. Check them again.")


@dataclass(frozen=True, slots=True)
class Nip:
    """A number that passed validation. Make it with `parse`."""

    digits: str
    employment: Employment

    @classmethod
    def parse(cls, text: str, *, employment: Employment, today: date) -> Self:
        """Read a number written plain, or with spaces, dots or hyphens. Raises a NipInvalid that says what is wrong."""
        digits = text.translate(SEPARATORS)
        if DIGITS.fullmatch(digits) is None:
            raise NipLengthInvalid
        birth = check_birth(digits, today)
        if employment is Employment.PNS:
            check_appointment(digits, birth, today)
        elif not FIRST_YEAR_OF_PPPK <= int(digits[8:12]) <= today.year + 1:
            raise NipAppointmentInvalid
        if digits[14] not in tuple(Gender):
            raise NipGenderInvalid
        if digits[15:] == "000":
            raise NipSequenceInvalid
        return cls(digits, employment)

    @property
    def born_on(self) -> date:
        """Date of birth."""
        return date.fromisoformat(self.digits[:8])

    @property
    def gender(self) -> Gender:
        """Gender as registered."""
        return Gender(self.digits[14])

    @property
    def masked(self) -> str:
        """For lists: `19860926•••••••001`."""
        return f"{self.digits[:8]}{'•' * 7}{self.digits[15:]}"

    @property
    def spaced(self) -> str:
        """As letters print it: `19860926 201505 1 001`."""
        return " ".join((self.digits[:8], self.digits[8:14], self.digits[14], self.digits[15:]))

    def __str__(self) -> str:
        return self.digits

    def __repr__(self) -> str:
        return f"Nip({self.masked})"


def check_birth(digits: str, today: date) -> date:
    """The date of birth, of somebody between 15 and 75 years old."""
    try:
        birth = date.fromisoformat(digits[:8])
    except ValueError as error:
        raise NipBirthInvalid from error
    if not YOUNGEST <= years_between(birth, today) <= OLDEST:
        raise NipBirthInvalid
    return birth


def check_appointment(digits: str, birth: date, today: date) -> None:
    """A real month, at 17 years or older, at most twelve months ahead."""
    year, month = int(digits[8:12]), int(digits[12:14])
    if not 1 <= month <= 12:
        raise NipAppointmentInvalid
    months = year * 12 + month
    earliest = (birth.year + YOUNGEST_APPOINTMENT) * 12 + birth.month
    if not earliest <= months <= today.year * 12 + today.month + 12:
        raise NipAppointmentInvalid


def years_between(birth: date, today: date) -> int:
    """Completed years."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
