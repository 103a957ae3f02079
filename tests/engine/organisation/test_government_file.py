from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ModelError
from engine.model.actor import HolderStatus
from engine.organisation.government import Government, GovernmentRefused
from engine.organisation.government_file import read_government
from tests.factories.governments import (
    ACCOUNTS,
    AGENCIES,
    HOLDERS,
    PERSONS,
    POSITIONS,
    REST,
    UNITS,
    a_government_file,
)

TODAY = date(2026, 11, 24)


def read(**parts: str) -> Government:
    return read_government(a_government_file(**parts), today=TODAY)


def refusal(**parts: str) -> str:
    with pytest.raises(GovernmentRefused) as refused:
        read(**parts)
    return " / ".join(f"{finding.where}: {finding.text}" for finding in refused.value.findings)


def test_everything_in_the_file_is_read() -> None:
    government = read()

    (holder,) = government.holders
    assert holder.tenure.status is HolderStatus.PLT
    assert [str(address) for address in government.positions[0].addresses] == [
        "direktur@bkn",
        "pertek@bkn",
        "penyelia@bkn",
    ]
    assert government.profiles["199608182022041001"]["skor"] == Decimal("81.5")


def test_a_tenure_may_begin_some_days_before_the_file_is_read() -> None:
    government = read(holders=HOLDERS.replace("since = 2026-10-01", "since_days_ago = 22"))

    assert government.holders[0].tenure.since == date(2026, 11, 2)


def test_units_come_after_their_parents() -> None:
    assert [unit.code for unit in read().units_from_the_top] == ["deputi", "dit-mutasi"]


@pytest.mark.parametrize(
    "parts, finding",
    [
        ({"agencies": AGENCIES.replace("bkn", "BKN")}, "agency 1: Expected a code"),
        ({"agencies": AGENCIES.replace("Asia/Jakarta", "Asia/Atlantis")}, "agency 1: Expected a time zone"),
        ({"agencies": AGENCIES.replace("2000-01-01", '"2000"')}, "agency 1: Expected a date"),
        ({"agencies": AGENCIES + AGENCIES}, "agency 2: “bkn” is there twice"),
        ({"units": UNITS.replace('parent = "deputi"', 'parent = "x"')}, "unit 1: There is no unit “bkn/x”"),
        ({"units": UNITS + 'parent = "dit-mutasi"'}, "unit 1: The unit stands below itself"),
        ({"positions": POSITIONS.replace("dit-mutasi", "x")}, "position 1: There is no unit “bkn/x”"),
        ({"positions": POSITIONS.replace("jpt_pratama", "raja")}, "position 1: Expected jpt_utama"),
        ({"positions": POSITIONS.replace('"penyelia"', '"Penyelia"')}, "position 1: Expected a list"),
        ({"persons": PERSONS.replace("19960818", "19961318")}, "person 1: The first 8 digits of a NIP"),
        ({"persons": PERSONS + PERSONS}, "person 2: “199608182022041001” is there twice"),
        ({"holders": HOLDERS.replace("direktur@bkn", "ppk@bkn")}, "holder 1: There is no position “ppk@bkn”"),
        ({"holders": HOLDERS.replace("direktur@bkn", "direktur")}, "holder 1: Expected an address"),
        ({"holders": HOLDERS.replace("decree_number", "decree")}, "holder 1: An acting official needs"),
        ({"holders": HOLDERS + HOLDERS}, "holder 2: “direktur@bkn/199608182022041001” is there twice"),
        ({"holders": HOLDERS + "until = 2027-01-01"}, "holder 1: A Plt. may act until 2026-12-31"),
        ({"accounts": ACCOUNTS.replace("bima", "Bima")}, "account 1: Expected a name in lower case"),
        ({"accounts": ACCOUNTS + 'language = "fr"'}, "account 1: Expected id / en"),
        ({"accounts": ACCOUNTS.replace("username", "user")}, "account 1: Expected a value for “username”"),
        ({"accounts": ACCOUNTS + "admin = true"}, "account 1: Nothing is known about “admin”"),
        ({"rest": REST.replace("capacity = 2", "capacity = -2")}, "quota 1: Expected a whole number"),
        ({"rest": REST.replace("202204", "202213")}, "siasn 1: Digits 9 to 14 of a NIP"),
        ({"rest": REST + 'jenis_asn = "TNI"'}, "siasn 1: Expected PNS / PPPK"),
        ({"holders": HOLDERS.replace("since = 2026-10-01", "since_days_ago = -1")}, "holder 1: Expected a whole"),
        ({"rest": "[[king]]"}, "file: Nothing is known about “king”"),
        ({"accounts": "", "rest": "[account]"}, "account: Expected tables [[account]]"),
        ({"rest": "= ="}, "file: The file is not TOML"),
    ],
)
def test_a_mistake_is_named_with_its_place(parts: dict[str, str], finding: str) -> None:
    assert finding in refusal(**parts)


def test_all_mistakes_are_named_at_once() -> None:
    found = refusal(persons=PERSONS.replace("1996", "19x6"), holders=HOLDERS.replace("plt", "king"))

    assert "person 1" in found
    assert "holder 1" in found


def test_a_description_that_is_refused_is_a_wrong_model() -> None:
    with pytest.raises(ModelError, match="1 errors, the first in quota 1"):
        read(rest=REST.replace("2\n", "true\n"))


@given(st.binary())
def test_any_file_is_read_or_refused(data: bytes) -> None:
    with suppress(GovernmentRefused):
        read_government(data, today=TODAY)
