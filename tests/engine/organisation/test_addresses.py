import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InvalidInput
from engine.organisation.addresses import (
    Address,
    AddressInvalid,
    AddressPattern,
    parse_address,
    parse_addresses,
    parse_patterns,
)

FUNCTIONS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,20}", fullmatch=True).filter(str.isascii)
AGENCIES = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True).filter(str.isascii)


@given(FUNCTIONS, AGENCIES)
def test_an_address_reads_back_as_it_is_written(function: str, agency: str) -> None:
    assert parse_address(f" {Address(function, agency)} ") == Address(function, agency)


@given(st.text())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        address = parse_address(text)
    except AddressInvalid:
        return
    assert str(address) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "biro_sdm",
        "biro_sdm@",
        "@bkn",
        "Biro_SDM@bkn",
        "biro sdm@bkn",
        "biro_sdm@bkn@bkn",
        "biro_sdm@b_kn",
        "-sdm@bkn",
        "biro_sdm@*",
        "biro_sdm@bkn\n@",
        "sdm@" + "a" * 65,
        "٣@bkn",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(AddressInvalid) as refused:
        parse_address(text)

    assert isinstance(refused.value, InvalidInput)


def test_a_list_keeps_its_order_and_drops_repetitions_and_empty_places() -> None:
    assert parse_addresses("ppk@bkn, biro_sdm@bkn,,ppk@bkn,") == (Address("ppk", "bkn"), Address("biro_sdm", "bkn"))


def test_a_pattern_with_open_agency_matches_the_function_everywhere() -> None:
    pattern = AddressPattern.parse("biro_sdm@*")

    assert pattern.matches("biro_sdm@bkn")
    assert not pattern.matches("ppk@bkn")


def test_a_pattern_with_agency_matches_only_there() -> None:
    (pattern,) = parse_patterns("biro_sdm@bkn")

    assert pattern.matches("biro_sdm@bkn")
    assert not pattern.matches("biro_sdm@kemenkeu")


def test_a_function_cannot_be_left_open() -> None:
    with pytest.raises(AddressInvalid):
        AddressPattern.parse("*@bkn")
