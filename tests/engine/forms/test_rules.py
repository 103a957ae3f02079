"""Rules that designers set on fields."""

from decimal import Decimal
from typing import Any

import pytest

from tests.factories.forms import a_form, checkbox, checklist, component, day, number, post, radio, required, said, text


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (text("a", validate=required()), "Fill in A."),
        (number("a", validate=required()), "Fill in A."),
        (day("a", validate=required()), "Fill in A."),
        (radio("a", validate=required()), "Choose A."),
        (checklist("a", validate=required()), "Choose A."),
        (checkbox("a", validate=required()), "Tick “A” to go on."),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_a_required_field_says_what_to_do(source: Any, message: str) -> None:
    assert said(post(a_form(source))) == {"a": message}


def test_blanks_do_not_fill_a_required_field() -> None:
    assert said(post(a_form(text("a", validate=required())), {"a": "  \n "})) == {"a": "Fill in A."}


def test_length_is_counted_after_trimming() -> None:
    form = a_form(text("a", validate={"minLength": 3}))

    assert said(post(form, {"a": " ab  "})) == {"a": "A must have at least 3 characters."}


def test_an_optional_field_may_stay_empty_whatever_its_rules() -> None:
    form = a_form(text("a", validate={"minLength": 3, "pattern": "^x"}), number("b", validate={"min": 1}))

    assert post(form).ok


@pytest.mark.parametrize(("typed", "fits"), [("4", False), ("5", True), ("10", True), ("10,01", False)])
def test_bounds_are_included(typed: str, fits: bool) -> None:
    assert post(a_form(number("a", validate={"min": 5, "max": 10})), {"a": typed}).ok is fits


def test_a_bound_may_be_computed_and_is_shown_in_the_readers_way() -> None:
    form = a_form(number("a", validate={"max": "=plafon * 2"}))

    answer = post(form, {"a": "9.999.999"}, values={"plafon": Decimal("1000.25")})

    assert said(answer) == {"a": "A must be 2.000,50 or less."}


@pytest.mark.parametrize(
    ("rule", "typed", "message"),
    [
        ({"decimalDigits": 0}, "1,5", "A must be a whole number."),
        ({"decimalDigits": 2}, "1,555", "A must have at most 2 decimal places."),
        ({"increment": "0.25"}, "1,1", "A must be a multiple of 0,25."),
    ],
)
def test_the_grain_of_a_number_is_exact(rule: dict[str, Any], typed: str, message: str) -> None:
    assert said(post(a_form(number("a", **rule)), {"a": typed})) == {"a": message}


def test_decimal_multiples_do_not_suffer_from_binary_fractions() -> None:
    assert post(a_form(number("a", increment="0.1")), {"a": "0,3"}).ok


@pytest.mark.parametrize(("typed", "fits"), [("a@b.go.id", True), ("a@b", False), ("a b@c.id", False)])
def test_an_email_address_has_its_form(typed: str, fits: bool) -> None:
    assert post(a_form(text("a", validate={"validationType": "email"})), {"a": typed}).ok is fits


@pytest.mark.parametrize(("typed", "fits"), [("+62 812-3456-7890", True), ("0812 3456 7890", True), ("12", False)])
def test_a_telephone_number_is_international_or_local(typed: str, fits: bool) -> None:
    assert post(a_form(text("a", validate={"validationType": "phone"})), {"a": typed}).ok is fits


def test_a_pattern_searches_as_in_javascript() -> None:
    form = a_form(text("a", validate={"pattern": r"\d{3}", "patternErrorMessage": "Tiga angka"}))

    assert (post(form, {"a": "x123y"}).ok, said(post(form, {"a": "x12y"}))) == (True, {"a": "Tiga angka"})


def test_a_pattern_that_runs_away_is_stopped() -> None:
    form = a_form(text("a", validate={"pattern": "^(a|aa)+$"}))

    assert "could not be checked in time" in said(post(form, {"a": "a" * 60 + "!"}))["a"]


def test_a_date_may_have_to_lie_ahead() -> None:
    form = a_form(day("a", disallowPassedDates=True))

    assert not post(form, {"a-day": "23", "a-month": "11", "a-year": "2026"}).ok
    assert post(form, {"a-day": "24", "a-month": "11", "a-year": "2026"}).ok


@pytest.mark.parametrize("typed", ["19860926 201505 1 001", "19860926.201505.1.001", "199608182022041001"])
def test_a_nip_is_kept_as_plain_digits(typed: str) -> None:
    form = a_form(text("nip", properties={"validate": "nip"}))

    assert post(form, {"nip": typed}).data == {"nip": typed.replace(" ", "").replace(".", "")}


def test_the_number_of_a_contract_employee_is_a_nip() -> None:
    form = a_form(text("nip", properties={"validate": "nip"}))

    assert post(form, {"nip": "199009092021212001"}).ok


@pytest.mark.parametrize(
    "typed",
    [
        "198613262015051001",
        "198609262015131001",
        "19860926201505100",
        "198609262015053001",
        "198609262015051000",
        "１９８６０９２６２０１５０５１００１",
        "\xa0198609262015051001",
        "198609262015051001\xa0",
        "202009262015051001",
        "besok",
    ],
)
def test_what_cannot_be_a_nip_is_refused(typed: str) -> None:
    form = a_form(text("nip", properties={"validate": "nip"}))

    assert list(said(post(form, {"nip": typed}))) == ["nip"]


def test_the_error_carries_the_label_of_the_readers_language() -> None:
    form = a_form(text("a", label="Nama", properties={"label.en": "Name"}, validate=required()))

    assert said(post(form, language="en")) == {"a": "Fill in Name."}


def test_percent_signs_in_a_label_are_no_places() -> None:
    form = a_form(text("a", label="Bagian 100%s %(x)s", validate=required()))

    assert said(post(form)) == {"a": "Fill in Bagian 100%s %(x)s."}


def test_a_select_takes_one_choice() -> None:
    form = a_form(component("select", key="a", label="A", values=[{"value": "x"}, {"value": "y"}]))

    assert post(form, {"a": "y"}).data == {"a": "y"}
