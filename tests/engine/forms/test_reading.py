"""What read_form accepts, and what it says about files it refuses."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.forms import FormRefused, read_form
from engine.forms.components import TYPES
from tests.factories.forms import (
    a_form,
    component,
    computed,
    findings_of,
    form_bytes,
    form_source,
    group,
    hidden_if,
    number,
    radio,
    rows,
    text,
)

SHIPPED = sorted((Path(__file__).parents[3] / "forms").rglob("*.form"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_form_we_ship_is_read(path: Path) -> None:
    assert read_form(path.read_bytes()).id


def test_all_types_of_the_editor_are_known() -> None:
    assert len(TYPES) == 22


def test_a_form_produces_the_first_names_of_its_fields() -> None:
    form = a_form(text("nip"), group("pegawai", text("nama")), rows("anak", text("umur")), computed("dua", "1"))

    assert form.produces == {"nip", "pegawai", "anak", "dua"}


def test_a_form_does_not_produce_what_it_only_shows() -> None:
    form = a_form(text("a", readonly=True), text("b", disabled=True), text("c"))

    assert form.produces == {"c"}


@pytest.mark.parametrize("part", [text("instance"), group("instance", text("agency")), text("instance.number")])
def test_no_form_writes_what_the_case_keeps(part: dict[str, Any]) -> None:
    with pytest.raises(FormRefused) as refused:
        a_form(part)

    assert "belongs to the case" in str(refused.value.findings[0].text)


def test_a_form_may_show_what_the_case_keeps() -> None:
    assert "instance" in a_form(text("instance.number", readonly=True)).reads


def test_a_form_reads_what_its_expressions_options_and_texts_name() -> None:
    form = a_form(
        text("a", conditional=hidden_if("b > 1")),
        radio("c", valuesKey="pilihan"),
        component("text", text="Halo {{d}} {{#if e}}{{f}}{{/if}}"),
        number("g", validate={"max": "=h"}),
    )

    assert form.reads == {"a", "b", "c", "pilihan", "d", "e", "f", "g", "h"}


def test_local_names_of_rows_are_not_variables() -> None:
    form = a_form(rows("anak", text("nama", conditional=hidden_if("this.umur > i and parent.x = null"))))

    assert form.reads == {"anak"}


def test_the_title_comes_from_properties() -> None:
    form = a_form(text(), properties={"title": "Usul", "title.en": "Proposal"})

    assert (form.title, form.title_in("en"), form.title_in("id")) == ("Usul", "Proposal", "Usul")


def test_a_form_without_a_title_is_called_by_its_id() -> None:
    assert a_form(text()).title == "usul"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[]", "Expected one object"),
        (b'{"a": NaN}', "not a JSON number"),
        (b'{"id": 1, "id": 2}', "stands twice"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b" " * (512 * 1024 + 1), "larger than 512 KB"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not JSON"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_is_no_json_object_is_refused(data: bytes, said: str) -> None:
    assert said in findings_of(data)[None]


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ({"type": "wizard"}, "“type”: “default”"),
        ({"schemaVersion": 20}, "from 1 to 19"),
        ({"schemaVersion": True}, "from 1 to 19"),
        ({"id": ""}, "has no id"),
        ({"components": None}, "list of components"),
    ],
)
def test_a_file_that_is_no_form_of_this_version_is_refused(head: dict[str, Any], said: str) -> None:
    assert said in findings_of(form_bytes(text(), **head))[None]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (component("signature", id="x"), "not known"),
        (text("a b", id="x"), "not made of letters"),
        (text("_a", id="x"), "begins with _"),
        (text("a.0", id="x"), "part that is a number"),
        ({"type": "textfield", "id": "x"}, "is missing"),
        (text("a", id="x", conditional={"hide": "=1 +"}), "is not FEEL"),
        (text("a", id="x", conditional={"hide": "a > 1"}), "beginning with “=”"),
        (text("a", id="x", validate={"pattern": "["}), "pattern"),
        (text("a", id="x", validate={"pattern": "(" * 900}), "pattern"),
        (text("a", id="x", validate={"maxLength": "many"}), "Expected a number"),
        (text("a", id="x", label="{{ 1 + }}"), "is not FEEL"),
        (text("a", id="x", label="{{#if a}}"), "not closed"),
        (text("a", id="x", properties={"label.en": "{{/if}}"}), "not open"),
        (number("a", id="x", decimalDigits=-1), "cannot be used"),
        (number("a", id="x", validate={"min": "1e99999"}), "out of range"),
        (number("a", id="x", defaultValue="seven"), "default value"),
        (component("select", key="a", id="x"), "exactly one"),
        (component("select", key="a", id="x", values=[]), "exactly one"),
        (component("select", key="a", id="x", valuesKey="b", valuesExpression="=c"), "exactly one"),
        (component("radio", key="a", id="x", values=[{"value": "b"}, {"value": "b"}]), "same value"),
        (component("filepicker", key="a", id="x"), "attachments come with documents"),
        (component("documentPreview", id="x"), "attachments come with documents"),
        (component("iframe", id="x", url="https://example.org"), "not allowed"),
        (component("image", id="x", source="https://example.org/a.png"), "same deployment"),
        (component("image", id="x", source="../a.png"), "same deployment"),
        (component("expression", key="a", id="x", expression="a"), "beginning with “=”"),
        (rows("anak", text("nama", id="x", readonly=True)), "read-only"),
    ],
)
def test_a_component_that_cannot_work_is_named_with_the_reason(source: dict[str, Any], said: str) -> None:
    assert said in findings_of(form_bytes(source))["x"]


def test_two_fields_with_one_key_are_refused() -> None:
    assert "already" in findings_of(form_bytes(text("a"), text("a", id="second")))["second"]


def test_a_field_cannot_stand_inside_another() -> None:
    assert "already" in findings_of(form_bytes(text("a"), text("a.b", id="second")))["second"]


def test_the_same_key_in_different_groups_is_two_places() -> None:
    assert findings_of(form_bytes(group("a", text("x", id="1")), group("b", text("x", id="2"), id="g2"))) == {}


def test_an_id_stands_once() -> None:
    assert "twice" in findings_of(form_bytes(text("a", id="x"), text("b", id="x")))["x"]


def test_too_many_components_are_refused() -> None:
    assert "500" in findings_of(form_bytes(*(text(f"k{n}") for n in range(501))))[None]


def test_groups_nested_too_deeply_are_refused() -> None:
    source = text("a")
    for level in range(12):
        source = group(None, source, id=f"g{level}")

    assert any("nested deeper" in said for said in findings_of(form_bytes(source)).values())


def test_every_finding_is_reported_at_once() -> None:
    assert len(findings_of(form_bytes(component("signature", id="a"), text("_b", id="b")))) == 2


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from(["=a", "=", "{{", "{{#loop a}}"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=10,
)
ATTRIBUTES = st.sampled_from(
    [
        *("id", "key", "label", "validate", "values", "valuesKey", "properties", "conditional", "readonly", "path"),
        *("components", "defaultValue", "layout", "appearance", "subtype", "expression", "dataSource", "columns"),
        "source",
    ]
)


@given(st.dictionaries(ATTRIBUTES, JSON, max_size=8), st.sampled_from(sorted(TYPES)))
def test_whatever_stands_in_a_component_is_read_or_refused(attributes: dict[str, Any], kind: str) -> None:
    data = json.dumps(form_source({"type": kind, "id": "x", "key": "k", **attributes})).encode()

    assert all(findings_of(data).values())


@given(st.binary(max_size=200))
def test_whatever_bytes_come_are_refused(data: bytes) -> None:
    with pytest.raises(FormRefused):
        read_form(data)
