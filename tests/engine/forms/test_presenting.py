"""What templates get to show."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.forms import Form, FormView, present
from engine.forms.view import FieldView, GroupView, Kind, MarkupView, TableView
from engine.model.text import Text
from tests.factories.forms import (
    a_form,
    checkbox,
    checklist,
    component,
    day,
    group,
    hidden_if,
    number,
    post,
    radio,
    required,
    rows,
    text,
)


def shown(form: Form, values: dict[str, Any] | None = None, **options: Any) -> FormView:
    return present(form, values or {}, **{"language": "id"} | options)


def field(form: Form, values: dict[str, Any] | None = None, **options: Any) -> FieldView:
    return shown(form, values, **options).fields[0]


def html(kind: str, values: dict[str, Any] | None = None, **attributes: Any) -> str:
    view = shown(a_form(component(kind, **attributes)), values).items[0]
    assert isinstance(view, MarkupView)
    return view.html


def test_a_field_shows_the_variable_in_the_readers_way() -> None:
    form = a_form(number("a"))

    assert field(form, {"a": Decimal("1234.5")}).value == "1234,5"
    assert field(form, {"a": Decimal("1234.5")}, language="en").value == "1234.5"


def test_a_field_without_a_variable_shows_its_default() -> None:
    assert field(a_form(text("a", defaultValue="awal"))).value == "awal"


def test_a_variable_that_is_null_is_not_replaced_by_the_default() -> None:
    assert field(a_form(text("a", defaultValue="awal")), {"a": None}).value == ""


def test_what_was_typed_is_shown_again_even_if_it_means_nothing() -> None:
    view = field(a_form(day("a")), raw={"a-day": ["31"], "a-month": ["dua"], "a-year": [""]})

    assert [part.value for part in view.parts] == ["31", "dua", ""]


def test_hidden_fields_are_left_out() -> None:
    form = a_form(radio("a", "ya", "tidak"), text("b", conditional=hidden_if('a != "ya"')))

    assert [view.name for view in shown(form).fields] == ["a"]
    assert [view.name for view in shown(form, raw={"a": ["ya"]}).fields] == ["a", "b"]


def test_labels_hints_and_options_are_translated_by_properties() -> None:
    properties = {"label.en": "Decision", "description.en": "Choose", "label.ya.en": "Agree"}
    form = a_form(radio("a", "ya", "tidak", label="Keputusan", description="Pilih", properties=properties))

    view = field(form, language="en")

    assert (view.label, view.hint) == ("Decision", "Choose")
    assert [option.label for option in view.options] == ["Agree", "Tidak"]


def test_labels_may_name_variables() -> None:
    assert field(a_form(text("a", label="Catatan untuk {{nama}}")), {"nama": "Siti"}).label == "Catatan untuk Siti"


def test_the_error_summary_leads_to_the_first_control() -> None:
    form = a_form(day("a"), radio("b"), text("c.d"))
    errors = {name: Text("x") for name in ("a", "b", "c.d", "lain")}

    assert [error.anchor for error in shown(form, errors=errors).errors] == ["f-a-day", "f-b", "f-c--d", ""]


def test_ids_of_different_paths_differ() -> None:
    form = a_form(day("a"), text("b.day"), text("b_day", id="y"), rows("c", text("day", id="x")))

    ids = [view.id for view in shown(form).fields]

    assert len(set(ids)) == len(ids)


def test_controls_name_what_describes_them() -> None:
    form = a_form(text("a", description="Petunjuk"))

    view = field(form, errors={"a": Text("x")}, marked=["a"], note="Salah")

    assert view.described_by == "f-a-hint f-a-mark f-a-error"


@pytest.mark.parametrize("mark", ["g", "g.a", "a", "Field_a"])
def test_a_field_is_marked_by_key_path_or_group(mark: str) -> None:
    view = field(a_form(group("g", text("a"))), marked=[mark], note="Perbaiki nomor")

    assert (view.marked, view.note) == (True, "Perbaiki nomor")


def test_other_fields_are_not_marked() -> None:
    assert not field(a_form(text("a")), marked=["b", "aa"], note="x").marked


def test_a_field_knows_how_it_wants_to_be_typed() -> None:
    form = a_form(
        number("a", decimalDigits=0, appearance={"prefixAdorner": "Rp", "suffixAdorner": "/bulan"}),
        text("b", validate={"validationType": "email"}, properties={"autocomplete": "email"}),
        text("c", properties={"validate": "nip", "sensitive": "true"}, validate=required()),
    )

    a, b, c = shown(form).fields

    assert (a.inputmode, a.prefix, a.suffix, a.required) == ("numeric", "Rp", "/bulan", False)
    assert (b.input_type, b.autocomplete) == ("email", "email")
    assert (c.inputmode, c.sensitive, c.required) == ("numeric", True, True)


def test_a_read_only_field_is_text() -> None:
    view = field(a_form(day("a", readonly=True)), {"a": date(2026, 12, 1)})

    assert (view.kind, view.shown) == (Kind.READONLY, ("1 Desember 2026",))


def test_values_of_an_unexpected_type_are_shown_as_they_are() -> None:
    assert field(a_form(number("a")), {"a": "dua puluh"}).value == "dua puluh"
    assert field(a_form(day("a", readonly=True)), {"a": ["x"]}).shown == ("x",)


def test_a_moment_is_shown_in_the_zone_of_the_form() -> None:
    form = a_form(component("datetime", key="a", subtype="datetime", dateLabel="A"))

    view = field(form, {"a": datetime(2026, 11, 24, 2, 14, tzinfo=UTC)})

    assert view.shown == ("24 November 2026 pukul 09.14 WIB",)
    assert [part.value for part in view.parts] == ["24", "11", "2026", "09.14"]


def test_the_summary_lists_answers_in_order_and_leaves_out_what_is_off() -> None:
    form = a_form(
        text("a", properties={"summary": "off"}),
        radio("b", "ya", "tidak"),
        rows("anak", text("nama", label="Nama"), label="Anak"),
    )

    summary = shown(form, {"b": "ya", "anak": [{"nama": "Tono"}]}).summary

    assert [(row.label, row.lines) for row in summary] == [("B", ("Ya",)), ("Anak 1: Nama", ("Tono",))]


def test_components_in_one_row_share_sixteen_columns() -> None:
    form = a_form(
        text("a", layout={"row": "r1", "columns": 4}), text("b", layout={"row": "r1"}), text("c", layout={"row": "r2"})
    )

    assert [(view.row, view.span) for view in shown(form).items] == [("r1", 4), ("r1", 12), ("r2", 0)]


def test_markdown_becomes_html_below_the_heading_of_the_page() -> None:
    assert html("text", text="# Judul\n*tebal*") == (
        '<h2 class="govuk-heading-m">Judul</h2>\n<p class="govuk-body"><em>tebal</em></p>\n'
    )


@pytest.mark.parametrize("value", ["<script>x</script>", "[x](https://example.org)", "![](https://example.org/a.png)"])
def test_variables_in_a_text_never_become_markup(value: str) -> None:
    markup = html("text", {"nama": value}, text="Halo {{nama}}")

    assert not any(tag in markup for tag in ("<script", "<a ", "<img"))


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<p style="position:fixed" onclick="x">y</p>',
        "<form action='/x'><input name=a></form>",
        "<iframe src='https://example.org'></iframe>",
    ],
)
def test_html_of_designers_is_cleaned(source: str) -> None:
    markup = html("html", content=source)

    assert not any(part in markup for part in ("<script", "<img", "javascript:", "style=", "on", "<form", "<iframe"))


def test_html_keeps_what_is_harmless_and_escapes_values() -> None:
    assert html("html", {"a": "<b>"}, content="<p>Halo <strong>{{a}}</strong></p>") == (
        "<p>Halo <strong>&lt;b&gt;</strong></p>"
    )


def test_texts_have_conditions_and_loops() -> None:
    source = "{{#if ada}}{{#loop anak}}{{nama}} {{this.umur}} dari {{parent.total}}; {{/loop}}{{/if}}"

    markup = html("text", {"ada": True, "total": 2, "anak": [{"nama": "A", "umur": 1}]}, text=source)

    assert "A 1 dari 2;" in markup


def test_loops_of_loops_end() -> None:
    source = "{{#loop a}}" * 6 + "x" + "{{/loop}}" * 6

    assert len(html("text", {"a": list(range(1000))}, text=source)) < 2_000


def test_a_table_shows_rows_of_a_variable() -> None:
    columns = [{"label": "Nama", "key": "nama"}, {"label": "Lahir", "key": "lahir"}]
    form = a_form(component("table", dataSource="=anak", columns=columns))

    view = shown(form, {"anak": [{"nama": "A", "lahir": date(2020, 1, 2)}, "bukan objek"]}).items[0]

    assert isinstance(view, TableView)
    assert (view.headings, view.rows) == (("Nama", "Lahir"), (("A", "2 Januari 2020"), ("", "")))


def test_a_table_may_compute_its_columns() -> None:
    form = a_form(component("table", dataSource="anak", columnsExpression='=[{key: "nama", label: "Nama"}]'))

    view = shown(form, {"anak": [{"nama": "A"}]}).items[0]

    assert isinstance(view, TableView)
    assert view.rows == (("A",),)


def test_a_long_table_says_how_much_is_left_out() -> None:
    form = a_form(component("table", dataSource="=a", columns=[{"key": "x"}]))

    view = shown(form, {"a": [{}] * 250}).items[0]

    assert isinstance(view, TableView)
    assert (len(view.rows), view.more) == (200, 50)


def test_buttons_and_spacers_of_the_editor_are_not_shown() -> None:
    assert shown(a_form(component("button", action="submit"), component("spacer", height=60))).items == ()


def test_a_group_holds_its_items() -> None:
    view = shown(a_form(group("g", text("a"), showOutline=True))).items[0]

    assert isinstance(view, GroupView)
    assert (view.label, view.outlined, len(view.items)) == ("Kelompok", True, 1)


ALL_KINDS = a_form(
    text("teks"),
    component("textarea", key="panjang", label="Panjang"),
    number("angka"),
    day("hari"),
    component("datetime", key="jam", subtype="time", timeLabel="Jam"),
    component("datetime", key="rapat", subtype="datetime", dateLabel="Rapat"),
    radio("satu", "x", "y"),
    checklist("banyak", "x", "y", "z"),
    checkbox("centang"),
    group("g", text("dalam.sekali")),
    rows("daftar", text("isi"), checkbox("pilih")),
)
MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
WRITTEN = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=20).map(str.strip)
ANSWERS = st.fixed_dictionaries(
    {
        "teks": WRITTEN,
        "panjang": WRITTEN,
        "angka": st.none() | st.integers(-(10**30), 10**30) | st.decimals(-(10**9), 10**9, places=2),
        "hari": st.none() | st.dates(min_value=date(1000, 1, 1)),
        "jam": st.none() | MINUTES,
        "rapat": st.none() | st.builds(datetime.combine, st.dates(date(1990, 1, 1)), MINUTES, st.just(UTC)),
        "satu": st.sampled_from([None, "x", "y"]),
        "banyak": st.sampled_from([[], ["x"], ["x", "z"], ["x", "y", "z"]]),
        "centang": st.booleans(),
        "g": st.fixed_dictionaries({"dalam": st.fixed_dictionaries({"sekali": WRITTEN})}),
        "daftar": st.lists(st.fixed_dictionaries({"isi": WRITTEN, "pilih": st.booleans()}), max_size=3),
    }
)


def controls(view: FormView) -> dict[str, list[str]]:
    """What a browser sends if nothing is changed."""
    sent: dict[str, list[str]] = {}
    for item in view.items:
        if item.kind is Kind.LIST:
            sent[item.count_name] = [str(len(item.rows))]
    for shown_field in view.fields:
        if shown_field.kind in (Kind.RADIOS, Kind.CHECKBOX, Kind.CHECKBOXES):
            sent.setdefault("_shown", []).append(shown_field.path)
        if shown_field.parts:
            sent |= {part.name: [part.value] for part in shown_field.parts}
        elif shown_field.options:
            sent[shown_field.name] = [option.value for option in shown_field.options if option.checked]
        elif shown_field.kind is not Kind.CHECKBOX or shown_field.value == "true":
            sent[shown_field.name] = [shown_field.value]
    return sent


@given(ANSWERS, st.sampled_from(["id", "en"]))
def test_an_answer_that_is_shown_and_sent_again_stays_the_same(data: Any, language: str) -> None:
    sent = controls(present(ALL_KINDS, data, language=language))

    answer = post(ALL_KINDS, sent, language=language)

    assert (answer.data, answer.errors) == (data, {})


@given(ANSWERS, st.sampled_from(["id", "en"]))
def test_a_post_that_is_shown_again_is_sent_the_same(data: Any, language: str) -> None:
    sent = controls(present(ALL_KINDS, data, language=language))

    again = controls(present(ALL_KINDS, {}, language=language, raw=sent))

    assert again == sent
