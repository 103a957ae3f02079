"""What stands in a letter."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fromstring

from engine.documents import LetterFailed, Signature, check_template
from engine.documents.transport import packed, unpacked
from tests.factories.letters import a_letter

SHIPPED = sorted((Path(__file__).parents[3] / "forms" / "documents").rglob("*.html.jinja"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_template_we_ship_can_be_used(path: Path) -> None:
    assert check_template(path.read_text("utf-8")) == ()


def test_a_template_is_the_body_of_our_letter() -> None:
    html = a_letter("<p>Yang terhormat {{ nama }}</p>", {"nama": "Siti"})

    assert "<p>Yang terhormat Siti</p>" in html
    for part in ("OTORITA IBU KOTA NUSANTARA", "Biro Sumber Daya Manusia", "Nomor: PINDAH-2026-000001"):
        assert part in html


def test_a_template_may_fill_the_blocks_of_our_letter() -> None:
    source = (
        '{% extends "letter.html.jinja" %}'
        "{% block heading %}<h1>KEPUTUSAN</h1>{% endblock %}{% block body %}x{% endblock %}"
    )

    html = a_letter(source)

    assert "<h1>KEPUTUSAN</h1>" in html
    assert "Nomor:" not in html


def test_an_unsigned_letter_says_so() -> None:
    assert "KONSEP — BELUM DITANDATANGANI ELEKTRONIK" in a_letter("x")
    assert "DRAFT — NOT SIGNED ELECTRONICALLY" in a_letter("x", language="en")
    assert "KONSEP" not in a_letter("x", draft=False)


def test_the_signature_prints_the_capacity_before_the_office() -> None:
    html = a_letter("x", signature=Signature("Kepala Biro", "Sri Contoh", capacity="Plt.", nip="198609262015051001"))

    assert "Plt. Kepala Biro," in html
    assert "NIP 19860926 201505 1 001" in html


def test_a_letter_without_signature_still_has_its_date() -> None:
    assert "24 November 2026" in a_letter("x", signature=None)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ hari|tanggal }}", "2 Januari 2026"),
        ("{{ hari }}", "2 Januari 2026"),
        ("{{ '2026-01-02'|tanggal }}", "2 Januari 2026"),
        ("{{ saat|tanggal }}", "2 Januari 2026"),
        ("{{ saat|waktu }}", "2 Januari 2026 pukul 09.05 WIB"),
        ("{{ jam|pukul }}", "09.05"),
        ("{{ uang|angka }}", "1.234.567,50"),
        ("{{ uang }}", "1234567.50"),
        ("{{ tahun }}", "2026"),
        ("{{ kosong }}", "–"),
        ("{{ ya }}", "Ya"),
        ("{% for anak in anak2 %}{{ anak.nama }};{% endfor %}", "A;B;"),
        ("{{ typename }}", "data"),
    ],
)
def test_values_are_written_as_people_read_them(source: str, text: str) -> None:
    data = {
        "hari": date(2026, 1, 2),
        "saat": datetime(2026, 1, 2, 2, 5, tzinfo=UTC),
        "jam": time(9, 5),
        "uang": Decimal("1234567.50"),
        "tahun": 2026,
        "kosong": None,
        "ya": True,
        "anak2": [{"nama": "A"}, {"nama": "B"}],
        "typename": "data",
    }

    assert f"<p>{text}</p>" in a_letter(f"<p>{source}</p>", data)


@pytest.mark.parametrize("value", ["<script>x</script>", "<b>tebal</b>", '" onclick="x', "{{ 7 * 7 }}", "\ud800"])
def test_data_never_becomes_markup_or_template(value: str) -> None:
    html = fromstring(a_letter("<p class='{{ a }}'>{{ a }}</p>", {"a": value}))

    assert html.xpath("//script | //b | //@onclick | //*[contains(text(), '49')]") == []


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=y>",
        "<p style='x'>y</p>",
        "<form><input></form>",
        "<a href='/x'>y</a>",
    ],
)
def test_nothing_active_leaves_a_template(source: str) -> None:
    html = fromstring(a_letter(source))

    assert html.xpath("//script | //img | //form | //input | //a | //@style | //@onerror") == []


def test_the_data_cannot_pretend_to_be_the_letter() -> None:
    assert "PINDAH-2026-000001" in a_letter("x", {"letter": {"number": "palsu"}})


def test_data_nested_without_end_is_an_error() -> None:
    nested: Any = "x"
    for _ in range(100_000):
        nested = [nested]

    with pytest.raises(LetterFailed):
        a_letter("{{ a }}", {"a": nested})


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.dates(),
    st.times(),
    st.datetimes(timezones=st.just(UTC)),
    st.timedeltas(),
    st.decimals(allow_nan=False),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(VALUES)
def test_values_reach_the_child_as_they_are(value: Any) -> None:
    assert unpacked(packed(value)) == value
