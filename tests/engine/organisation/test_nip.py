from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.organisation.nip import (
    Employment,
    Gender,
    Nip,
    NipAppointmentInvalid,
    NipBirthInvalid,
    NipGenderInvalid,
    NipInvalid,
    NipLengthInvalid,
    NipSequenceInvalid,
)

TODAY = date(2026, 11, 24)


def parse(text: str, employment: Employment = Employment.PNS) -> Nip:
    return Nip.parse(text, employment=employment, today=TODAY)


@pytest.mark.parametrize(
    "text", ["199608182022041001", "19960818 202204 1 001", "19960818.202204.1.001", " 1996-0818202204-1001 "]
)
def test_separators_do_not_count(text: str) -> None:
    assert parse(text).digits == "199608182022041001"


def test_a_number_says_birth_and_gender() -> None:
    nip = parse("199608182022042001")

    assert (nip.born_on, nip.gender) == (date(1996, 8, 18), Gender.FEMALE)


def test_lists_and_logs_show_a_masked_number() -> None:
    nip = parse("199608182022041001")

    assert nip.masked == "19960818•••••••001"
    assert nip.digits not in repr(nip)


def test_letters_print_it_with_spaces() -> None:
    assert parse("199608182022041001").spaced == "19960818 202204 1 001"


@pytest.mark.parametrize(
    "text, error",
    [
        ("19960818202204100", NipLengthInvalid),
        ("1996081820220410011", NipLengthInvalid),
        ("", NipLengthInvalid),
        ("１９９６０８１８２０２２０４１００１", NipLengthInvalid),
        ("\u00a0199608182022041001", NipLengthInvalid),
        ("199608182022041001\u00a0", NipLengthInvalid),
        ("198613262015051001", NipBirthInvalid),
        ("199602302022041001", NipBirthInvalid),
        ("201508182032041001", NipBirthInvalid),
        ("194008181960041001", NipBirthInvalid),
        ("000008182022041001", NipBirthInvalid),
        ("199608182022131001", NipAppointmentInvalid),
        ("199608182022001001", NipAppointmentInvalid),
        ("199608182013071001", NipAppointmentInvalid),
        ("199608182027121001", NipAppointmentInvalid),
        ("199608182022043001", NipGenderInvalid),
        ("199608182022041000", NipSequenceInvalid),
    ],
)
def test_each_wrong_part_is_named(text: str, error: type[NipInvalid]) -> None:
    with pytest.raises(error):
        parse(text)


def test_contract_staff_have_no_month_of_appointment() -> None:
    assert parse("199608182023211001", Employment.PPPK).employment is Employment.PPPK


@pytest.mark.parametrize("text", ["199608182018211001", "199608182028211001"])
def test_contract_staff_exist_since_2019(text: str) -> None:
    with pytest.raises(NipAppointmentInvalid):
        parse(text, Employment.PPPK)


@given(st.text(), st.sampled_from(Employment))
def test_any_text_is_a_number_or_refused(text: str, employment: Employment) -> None:
    try:
        nip = parse(text, employment)
    except NipInvalid:
        return
    assert len(nip.digits) == 18


@given(st.from_regex(r"19[6-9][0-9]{5}20[12][0-9]{3}[0-9]{4}", fullmatch=True).filter(str.isascii))
def test_what_passed_once_passes_again_however_it_is_written(text: str) -> None:
    try:
        nip = parse(text)
    except NipInvalid:
        return
    assert parse(nip.spaced) == nip
