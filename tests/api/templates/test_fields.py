"""The macros that show forms: what assistive technology and browsers get."""

from typing import Any

import pytest
from lxml.html import HtmlElement, fromstring

from api.formatting import Formatter
from api.templating import environment
from engine.forms import Form, present
from engine.forms.view import FormView
from engine.model.text import Text
from tests.factories.forms import (
    a_form,
    checkbox,
    checklist,
    component,
    day,
    group,
    number,
    radio,
    required,
    rows,
    text,
)

PAGE = """
{% import 'fields.html' as fields with context %}
<main>{{ fields.error_summary(view.errors) }}
<form>{{ fields.first_button('do', 'complete') }}{{ fields.items(view['items']) }}</form>
{{ fields.summary(view.summary, change) }}</main>
"""

EVERYTHING = a_form(
    text("teks", description="Petunjuk", validate=required(), properties={"sensitive": "true", "autocomplete": "name"}),
    component("textarea", key="panjang", label="Panjang"),
    number("angka", appearance={"prefixAdorner": "Rp"}),
    day("hari", validate=required()),
    component("datetime", key="rapat", subtype="datetime", dateLabel="Rapat"),
    radio("satu", "x", "y", validate=required()),
    checklist("banyak", "x", "y"),
    component("select", key="pilih", label="Pilih", values=[{"value": "x"}, {"value": "y"}]),
    radio("kosong", valuesKey="tidak_ada"),
    checkbox("centang"),
    text("tetap", readonly=True),
    text("mati", disabled=True),
    group("g", text("isi", layout={"row": "r"}), text("lain", layout={"row": "r"})),
    rows("daftar", text("nama", id="nama_anak")),
    component("text", text="# Judul"),
    component("table", dataSource="=daftar", columns=[{"key": "nama", "label": "Nama"}]),
    component("separator"),
    component("image", source="logo.png", alt="Lambang"),
)


def page(view: FormView, **context: Any) -> HtmlElement:
    template = environment("en").from_string(PAGE)
    return fromstring(template.render({"view": view, "fmt": Formatter("en", "Asia/Jakarta"), "change": ""} | context))


def shown(form: Form = EVERYTHING, **options: Any) -> HtmlElement:
    return page(present(form, options.pop("values", {}), language="id", **options))


def with_errors() -> HtmlElement:
    paths = [field.path for field in present(EVERYTHING, {}, language="id").fields]
    return shown(errors={path: Text("Wrong") for path in paths}, marked=paths, note="Look again")


@pytest.mark.parametrize("make", [shown, with_errors])
def test_ids_stand_once(make: Any) -> None:
    ids = make().xpath("//@id")

    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("make", [shown, with_errors])
def test_every_control_has_a_label_and_every_reference_a_target(make: Any) -> None:
    html = make()
    labels, ids = set(html.xpath("//label/@for")), set(html.xpath("//@id"))

    controls = html.xpath("//main//*[self::input[not(@type='hidden')] or self::select or self::textarea]/@id")
    described = [each for value in html.xpath("//@aria-describedby") for each in value.split()]

    assert [each for each in controls if each not in labels] == []
    assert [each for each in described if each not in ids] == []


def test_the_error_summary_leads_to_controls_that_are_there() -> None:
    html = with_errors()
    ids = set(html.xpath("//@id"))

    anchors = [address[1:] for address in html.xpath("//div[@role='alert']//a/@href")]

    assert len(anchors) == 15
    assert [anchor for anchor in anchors if anchor not in ids] == []


def test_a_field_in_error_is_announced() -> None:
    html = shown(a_form(text("a")), errors={"a": Text("Fill in %(label)s.", {"label": "<A>"})})

    control = html.xpath("//input[@name='a']")[0]

    assert control.get("aria-invalid") == "true"
    message = html.xpath(f"//*[@id='{control.get('aria-describedby')}']")[0]
    assert message.text_content().strip() == "Error: Fill in <A>."


def test_a_marked_field_says_so_with_the_note() -> None:
    html = shown(a_form(text("a")), marked=["a"], note="Nomor <salah>")

    assert html.xpath("//*[@id='f-a-mark']")[0].text_content().strip() == "Needs correction Nomor <salah>"


@pytest.mark.parametrize("make", [shown, with_errors])
def test_nothing_inline_that_the_content_policy_bans(make: Any) -> None:
    assert make().xpath("//script | //style | //@style | //@*[starts-with(name(), 'on')]") == []


def test_what_was_typed_is_escaped() -> None:
    html = shown(
        a_form(text("a"), component("textarea", key="b", label="B")), raw={"a": ['"><x>'], "b": ["</textarea><x>"]}
    )

    assert html.xpath("//x") == []
    assert html.xpath("//input[@name='a']/@value") == ['"><x>']


def test_a_text_area_keeps_leading_line_breaks() -> None:
    """Browsers drop the first one; the parser of this test does not."""
    html = shown(a_form(component("textarea", key="b", label="B")), raw={"b": ["\nsatu"]})

    assert html.xpath("//textarea")[0].text == "\n\nsatu"


def test_the_first_button_hands_in_the_form() -> None:
    assert shown().xpath("//form//button/@name")[:3] == ["do", "_remove", "_add"]


def test_a_list_tells_how_many_rows_it_shows() -> None:
    assert shown().xpath("//input[@name='_rows.daftar']/@value") == ["1"]


def test_choices_tell_that_they_were_shown() -> None:
    shown_paths = shown().xpath("//input[@name='_shown']/@value")

    assert shown_paths == ["satu", "banyak", "kosong", "centang"]


def test_chosen_options_are_chosen() -> None:
    html = shown(values={"satu": "y", "banyak": ["x"], "pilih": "y", "centang": True})

    assert html.xpath("//input[@checked]/@name") == ["satu", "banyak", "centang"]
    assert html.xpath("//option[@selected]/@value") == ["y"]


def test_the_summary_can_lead_back_to_the_fields() -> None:
    html = page(present(a_form(text("a"), text("b", readonly=True)), {"b": "x"}, language="id"), change="/tasks/1")

    assert html.xpath("//dl//a/@href") == ["/tasks/1#f-a"]
    assert [each.text_content().strip() for each in html.xpath("//dd[@class='govuk-summary-list__value']")] == [
        "Not filled in",
        "x",
    ]
