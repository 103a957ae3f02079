"""From what is typed or sent to process values."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.forms import a_form, checkbox, checklist, component, day, number, post, radio, said, send, text


@pytest.mark.parametrize(
    ("language", "typed", "value"),
    [
        ("id", "1.234.567,89", Decimal("1234567.89")),
        ("id", "12000000,50", Decimal("12000000.50")),
        ("id", "12.000.000", 12_000_000),
        ("id", " -7 ", -7),
        ("id", "\N{MINUS SIGN}7", -7),
        ("en", "1,234,567.89", Decimal("1234567.89")),
        ("en", "12000000.50", Decimal("12000000.50")),
        ("fr", "1.000", 1000),
        ("id", "", None),
    ],
)
def test_a_number_is_read_by_the_readers_language(language: str, typed: str, value: Any) -> None:
    answer = post(a_form(number("a")), {"a": typed}, language=language)

    assert (answer.data, said(answer)) == ({"a": value}, {})


@pytest.mark.parametrize("typed", ["1,234,567.89", "12.5", "1.23.456", "seven", "1e9", "٣", "9" * 41, "1,", "--1"])
def test_what_is_no_number_in_indonesian_is_an_error_with_an_example(typed: str) -> None:
    answer = post(a_form(number("a")), {"a": typed})

    assert said(answer) == {"a": "Write A as a number, for example 1.234.567,89."}


def test_a_number_may_be_kept_as_text() -> None:
    assert post(a_form(number("a", serializeToString=True)), {"a": "1.000,50"}).data == {"a": "1000.50"}


@pytest.mark.parametrize(
    ("value", "kept"), [(5, 5), (Decimal("5.50"), Decimal("5.50")), (None, None)], ids=["int", "decimal", "null"]
)
def test_json_numbers_keep_their_type(value: Any, kept: Any) -> None:
    assert send(a_form(number("a")), {"a": value}).data == {"a": kept}


@pytest.mark.parametrize("value", [True, "5", [5], {}, Decimal("NaN"), Decimal("Infinity"), Decimal("1e99"), 10**50])
def test_other_json_values_are_no_numbers(value: Any) -> None:
    assert "a" in said(send(a_form(number("a")), {"a": value}))


def test_a_date_is_typed_in_three_boxes() -> None:
    answer = post(a_form(day("tmt")), {"tmt-day": "1", "tmt-month": "12", "tmt-year": "2026"})

    assert answer.data == {"tmt": date(2026, 12, 1)}


@pytest.mark.parametrize(
    ("boxes", "message"),
    [
        (("31", "2", "2026"), "TMT must be a real date, for example 24 11 2026."),
        (("1", "1", "26"), "TMT must be a real date, for example 24 11 2026."),
        (("٣", "1", "2026"), "TMT must be a real date, for example 24 11 2026."),
        (("1", "", "2026"), "TMT must have a day, a month and a year."),
    ],
)
def test_boxes_that_are_no_date_are_an_error(boxes: tuple[str, str, str], message: str) -> None:
    fields = dict(zip(("tmt-day", "tmt-month", "tmt-year"), boxes, strict=True))

    assert said(post(a_form(day("tmt")), fields)) == {"tmt": message}


@pytest.mark.parametrize("typed", ["09.30", "9.30", "09:30"])
def test_a_time_is_typed_with_dot_or_colon(typed: str) -> None:
    form = a_form(component("datetime", key="jam", subtype="time", timeLabel="Jam"))

    assert post(form, {"jam": typed}).data == {"jam": time(9, 30)}


def test_a_moment_is_meant_in_the_zone_of_the_form() -> None:
    form = a_form(component("datetime", key="rapat", subtype="datetime", dateLabel="Rapat"))
    fields = {"rapat-day": "24", "rapat-month": "11", "rapat-year": "2026", "rapat-time": "09.30"}

    assert post(form, fields).data == {"rapat": datetime(2026, 11, 24, 2, 30, tzinfo=UTC)}


@pytest.mark.parametrize("value", ["2026-12-01", date(2026, 12, 1)], ids=["text", "date"])
def test_json_dates_are_iso_texts_or_dates(value: Any) -> None:
    assert send(a_form(day("tmt")), {"tmt": value}).data == {"tmt": date(2026, 12, 1)}


@pytest.mark.parametrize("value", ["2026-13-01", "besok", 20261201, "2026-12-01T00:00:00"])
def test_other_json_values_are_no_dates(value: Any) -> None:
    assert "tmt" in said(send(a_form(day("tmt")), {"tmt": value}))


def test_text_is_trimmed_and_lines_end_alike() -> None:
    assert post(a_form(component("textarea", key="a", label="A")), {"a": " satu\r\ndua \n"}).data == {"a": "satu\ndua"}


@pytest.mark.parametrize("typed", ["a\x00b", "a\ud800b", "a\x1bb"])
def test_characters_that_databases_cannot_keep_are_refused(typed: str) -> None:
    assert "cannot be kept" in said(post(a_form(text("a")), {"a": typed}))["a"]


def test_a_checkbox_that_was_not_sent_is_false() -> None:
    assert post(a_form(checkbox("a"), checkbox("b", id="b")), {"b": "true"}).data == {"a": False, "b": True}


def test_several_choices_are_kept_in_the_order_of_the_options() -> None:
    assert post(a_form(checklist("a", "x", "y", "z")), {"a": ["z", "x", "z"]}).data == {"a": ["x", "z"]}


@pytest.mark.parametrize("make", [radio, checklist], ids=["radio", "checklist"])
def test_a_choice_outside_the_list_is_refused(make: Any) -> None:
    assert said(post(a_form(make("a", "x", "y")), {"a": "w"})) == {"a": "Choose A from the list."}


def test_options_from_a_variable_keep_their_types() -> None:
    form = a_form(radio("a", valuesKey="kelas.pilihan"))
    values = {"kelas": {"pilihan": [{"label": "Tujuh", "value": 7}, {"label": "Delapan", "value": 8}]}}

    assert post(form, {"a": "8"}, values=values).data == {"a": 8}


def test_options_may_be_computed() -> None:
    form = a_form(radio("a", valuesExpression="=for x in unit return x.nama"))

    assert post(form, {"a": "B"}, values={"unit": [{"nama": "A"}, {"nama": "B"}]}).data == {"a": "B"}


def test_true_and_one_are_different_options_in_json() -> None:
    form = a_form(radio("a", values=[{"label": "satu", "value": 1}, {"label": "dua", "value": 2}]))

    assert "a" in said(send(form, {"a": True}))


def test_a_single_field_sent_twice_is_refused() -> None:
    assert "more than once" in said(post(a_form(text("a")), {"a": ["1", "2"]}))["a"]


def test_nothing_entered_has_the_empty_value_of_the_type() -> None:
    form = a_form(text("a"), number("b"), day("c"), radio("d"), checklist("e"), checkbox("f"))

    assert post(form).data == {"a": "", "b": None, "c": None, "d": None, "e": [], "f": False}
