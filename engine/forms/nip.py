"""NIP, the identity number of state civil servants: 18 digits, with meaning but without a check digit.

PNS (Perka BKN 22/2007 and 43/2007): birth date YYYYMMDD, year and month of appointment, gender, sequence.
PPPK: birth date, year of appointment, two free digits, gender, sequence.
"""

import re
from datetime import date

from engine.model.text import N_, Text

_FIRST_PPPK_YEAR = 2019


def plain_nip(text: str) -> str:
    """The digits without the spaces, dots and hyphens that people write between them."""
    return re.sub(r"[ .\-]", "", text.strip(" \t\r\n"))


def nip_problem(nip: str, today: date) -> Text | None:
    """What is wrong with a NIP in plain form, or None; holders of PNS and of PPPK numbers both pass."""
    if not re.fullmatch(r"[0-9]{18}", nip):
        return Text(N_("%(label)s must have 18 digits, for example 19860926 201505 1 001."))
    born = _date(nip[:8])
    if born is None:
        return Text(N_("The first eight digits of %(label)s must be a date of birth: year, month, day."))
    if not _plus_years(born, 15) <= today < _plus_years(born, 76):
        return Text(N_("By its first eight digits, the holder of %(label)s would be younger than 15 or older than 75."))
    if not (_appointed_as_pns(nip, born, today) or _appointed_as_pppk(nip, today)):
        return Text(N_("Digits 9 to 14 of %(label)s must be the year and month of appointment."))
    if nip[14] not in "12":
        return Text(N_("Digit 15 of %(label)s must be 1 or 2."))
    if nip[15:] == "000":
        return Text(N_("The last three digits of %(label)s must not be 000."))
    return None


def _appointed_as_pns(nip: str, born: date, today: date) -> bool:
    appointed = _date(nip[8:14] + "01")
    if appointed is None:
        return False
    months_ahead = (appointed.year - today.year) * 12 + appointed.month - today.month
    return appointed >= _plus_years(born, 17).replace(day=1) and months_ahead <= 12


def _appointed_as_pppk(nip: str, today: date) -> bool:
    return _FIRST_PPPK_YEAR <= int(nip[8:12]) <= today.year + 1


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def _plus_years(day: date, years: int) -> date:
    """The birthday, the 29th of February moving to the 1st of March; past the calendar's end, its last day."""
    year = day.year + years
    if year > date.max.year:
        return date.max
    return date(year, 3, 1) if (day.month, day.day) == (2, 29) and not _leap(year) else day.replace(year=year)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
