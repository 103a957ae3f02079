"""Which fields count: conditions, read-only, disabled and computed fields, names the form does not have."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.forms import present
from tests.factories.forms import (
    a_form,
    checkbox,
    checklist,
    component,
    computed,
    day,
    group,
    hidden_if,
    number,
    post,
    radio,
    required,
    rows,
    said,
    send,
    text,
)

REASON_IF_REJECTED = (
    radio("keputusan", "setuju", "tolak"),
    text("alasan", conditional=hidden_if('keputusan != "tolak"'), validate=required()),
)


def test_a_hidden_field_is_neither_required_nor_kept() -> None:
    answer = post(a_form(*REASON_IF_REJECTED), {"keputusan": "setuju", "alasan": "diselundupkan"})

    assert (answer.data, said(answer)) == ({"keputusan": "setuju"}, {})


def test_a_field_that_an_answer_shows_is_checked() -> None:
    assert said(post(a_form(*REASON_IF_REJECTED), {"keputusan": "tolak"})) == {"alasan": "Fill in Alasan."}


def test_the_answer_of_a_hidden_field_shows_nothing_else() -> None:
    form = a_form(
        checkbox("a"),
        text("b", conditional=hidden_if("not(a)")),
        text("c", conditional=hidden_if('b != "x"')),
    )

    assert post(form, {"b": "x", "c": "y"}).data == {"a": False}


def test_conditions_that_never_settle_end() -> None:
    form = a_form(text("a", conditional=hidden_if('b = "x"')), text("b", conditional=hidden_if('a != "x"')))

    assert post(form, {"a": "x", "b": "x"}).ok


def test_a_hidden_group_hides_what_is_in_it() -> None:
    form = a_form(group("g", text("a", validate=required()), conditional=hidden_if("true")), text("b"))

    assert post(form, {"b": "x"}).data == {"b": "x"}


def test_a_hidden_list_is_dropped() -> None:
    form = a_form(rows("anak", text("nama"), conditional=hidden_if("true")), text("b"))

    assert post(form, {"anak.0.nama": "x", "b": "y"}).data == {"b": "y"}


def test_a_condition_that_fails_hides_nothing() -> None:
    assert post(a_form(text("a", conditional=hidden_if("tidak.ada + 1"))), {"a": "x"}).data == {"a": "x"}


def test_a_read_only_value_comes_from_the_variables_never_from_the_post() -> None:
    form = a_form(text("a", readonly=True), computed("b", "a"))

    assert post(form, {"a": "diselundupkan"}, values={"a": "asli"}).data == {"b": "asli"}


def test_a_read_only_field_without_a_variable_writes_its_default() -> None:
    assert post(a_form(text("a", readonly=True, defaultValue="awal"))).data == {"a": "awal"}


def test_a_field_may_be_read_only_by_condition() -> None:
    form = a_form(text("a", readonly="=terkunci"))

    assert post(form, {"a": "baru"}, values={"a": "asli", "terkunci": True}).data == {}
    assert post(form, {"a": "baru"}, values={"a": "asli", "terkunci": False}).data == {"a": "baru"}


def test_a_disabled_field_is_neither_checked_nor_kept() -> None:
    form = a_form(text("a", disabled=True, validate=required()), text("b"))

    assert post(form, {"a": "x", "b": "y"}).data == {"b": "y"}


def test_a_computed_value_is_computed_whatever_is_sent() -> None:
    form = a_form(number("a"), computed("dua_kali", "a * 2"))

    assert send(form, {"a": 4, "dua_kali": 1}).data == {"a": 4, "dua_kali": Decimal(8)}


def test_computed_values_may_build_on_each_other() -> None:
    form = a_form(computed("c", "b + 1"), computed("b", "a + 1"), number("a"))

    assert post(form, {"a": "1"}).data == {"a": 1, "b": 2, "c": 3}


def test_an_object_keeps_the_members_that_the_form_does_not_know() -> None:
    form = a_form(group("pegawai", text("nama", readonly=True), text("telepon")))

    answer = post(form, {"pegawai.telepon": "1"}, values={"pegawai": {"nama": "Siti", "nip": "7", "telepon": "0"}})

    assert answer.data == {"pegawai": {"nip": "7", "nama": "Siti", "telepon": "1"}}


def test_answering_leaves_the_variables_alone() -> None:
    values = {"a": {"b": "0", "c": [1]}}

    post(a_form(text("a.b")), {"a.b": "1"}, values=values)

    assert values == {"a": {"b": "0", "c": [1]}}


def test_a_field_that_was_not_sent_stays_as_it_is() -> None:
    form = a_form(text("a"), text("b", defaultValue="awal"), checkbox("c", defaultValue=True))

    assert post(form, {"_shown": []}, values={"a": "lama"}).data == {"a": "lama", "b": "awal", "c": True}
    assert send(form, {}, {"a": "lama"}).data == {"a": "lama", "b": "awal", "c": True}


def test_a_field_that_was_sent_empty_is_empty() -> None:
    form = a_form(text("a"), text("b", defaultValue="awal"))

    assert post(form, {"a": "", "b": ""}, values={"a": "lama"}).data == {"a": "", "b": ""}


def test_a_choice_that_was_shown_and_not_sent_is_empty() -> None:
    form = a_form(checkbox("a"), checklist("b", "x"))

    answer = post(form, {"_shown": ["a", "b"]}, values={"a": True, "b": ["x"]})

    assert answer.data == {"a": False, "b": []}


def test_a_variable_that_does_not_fit_the_field_has_to_be_corrected() -> None:
    assert said(post(a_form(number("a")), values={"a": "banyak"})) == {"a": "A has a value of the wrong type."}


def test_conditions_know_the_day_in_the_zone_of_the_form() -> None:
    form = a_form(computed("hari", "today()"))
    late_in_london = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)

    assert post(form, now=late_in_london).data == {"hari": date(2026, 11, 25)}


def test_a_form_that_takes_too_long_is_no_answer() -> None:
    endless = "count(for x in 1..300, y in 1..300 return x * y)"
    form = a_form(rows("a", *(computed(f"k{n}", endless) for n in range(40))))

    assert "usul" in said(post(form, {"_rows.a": "100"}))


def test_keys_with_dots_make_objects() -> None:
    assert post(a_form(text("a.b.c")), {"a.b.c": "x"}).data == {"a": {"b": {"c": "x"}}}


@pytest.mark.parametrize("name", ["typename", "fungsi", "self", "items", "__class__.x", "keys", "values"])
def test_names_of_programs_are_just_data(name: str) -> None:
    key = name.strip("_").replace(".", "_")

    assert post(a_form(text(key)), {key: "x"}).data == {key: "x"}


@pytest.mark.parametrize("name", ["lain", "nama.x", "nama.0", "nama-day", "anak.nama", "anak.x.nama", "anak.0", ""])
def test_a_field_that_the_form_does_not_have_is_refused(name: str) -> None:
    assert name in said(post(a_form(text("nama"), rows("anak", text("nama", id="x"))), {name: "x"}))


def test_names_of_the_page_are_left_aside() -> None:
    assert post(a_form(text("a")), {"a": "x", "_csrf": "y", "_version": "3"}).ok


@pytest.mark.parametrize("data", [{"lain": 1}, {"g": {"lain": 1}}, {"g": 1}, {"anak": {}}, {"anak": [1]}])
def test_json_of_another_shape_is_refused(data: dict[str, Any]) -> None:
    form = a_form(group("g", text("a", id="1")), rows("anak", text("a", id="2")))

    assert said(send(form, data)) != {}


EVERYTHING = a_form(
    text("a", validate={"minLength": 2, "pattern": "^[a-z]"}),
    number("b", validate={"min": 1, "max": "=batas"}, decimalDigits=2),
    day("c"),
    component("datetime", key="c2", subtype="datetime", dateLabel="C2"),
    component("datetime", key="c3", subtype="time", timeLabel="C3"),
    radio("d", "x", "y", validate=required()),
    checklist("e", valuesKey="pilihan"),
    checkbox("f"),
    group("g", text("h", readonly="=f"), text("i", conditional=hidden_if('d = "x"'))),
    rows("j", text("k", validate=required()), rows("l", number("m"), id="inner")),
    computed("n", "b * 2"),
    component("text", text="{{#loop j}}{{k}} {{a}}{{/loop}}"),
    component("table", dataSource="=j", columns=[{"label": "K", "key": "k"}]),
)
NAMES = st.sampled_from(
    [
        *("a", "b", "c", "c-day", "c-month", "c-year", "c2-day", "c2-month", "c2-year", "c2-time", "c3", "d", "e", "f"),
        *("g.h", "g.i", "j.0.k", "j.1.k", "j.99.k", "j.0.l.0.m", "_rows.j", "_rows.j.0.l", "_add", "_remove", "n"),
        *("g", "j"),
    ]
)
TYPED = st.sampled_from(["1", "2026", "true", "x", "09.30", "j", "j.0", "j.0.l", "j.0.l.0", "999999"])
FIELDS = st.dictionaries(NAMES | st.text(max_size=6), st.lists(TYPED | st.text(max_size=8), max_size=3), max_size=12)
VALUES = st.recursive(
    st.one_of(
        *(st.none(), st.booleans(), st.integers(), st.decimals(), st.text(max_size=5), st.dates(), st.times()),
        *(st.datetimes(), st.datetimes(timezones=st.just(UTC)), st.timedeltas()),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcdefghijklm"), inner, max_size=4),
    max_leaves=12,
)
DATA = st.dictionaries(st.sampled_from([*"abcdefgjn", "c2", "c3", "batas", "pilihan", "typename"]), VALUES, max_size=8)


@given(FIELDS, DATA, st.sampled_from(["id", "en", "x"]))
def test_any_post_over_any_variables_is_answered_and_shown(fields: Any, values: Any, language: str) -> None:
    answer = post(EVERYTHING, fields, values=values, language=language)

    view = present(EVERYTHING, values, language=language, raw=fields, errors=answer.errors, marked=["j"], note="x")
    assert len(view.errors) == len(answer.errors)


@given(DATA, DATA)
def test_any_json_over_any_variables_is_answered_and_shown(data: Any, values: Any) -> None:
    answer = send(EVERYTHING, data, values)

    assert all(said(answer).values())
    assert present(EVERYTHING, values | answer.data, language="en").fields
