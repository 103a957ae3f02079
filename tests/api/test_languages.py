import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from api.languages import CATALOGS, accepted_language

ROOT = Path(__file__).resolve().parents[2]
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {"**.html": {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.i18n,jinja2.ext.loopcontrols"}}
PLACES = re.compile(r"%\(\w+\)[sd]")


@pytest.fixture(scope="module")
def written() -> set[str]:
    """Every text in engine/ and api/ that people may read."""
    keywords = {"N_": None, "_": None, "gettext": None, "ngettext": (1, 2)}
    texts: set[str] = set()
    for room in ("engine", "api"):
        for _, _, message, _, _ in extract_from_dir(ROOT / room, METHODS, OPTIONS, keywords):
            texts.add(message[0] if isinstance(message, tuple) else message)
    return texts


@pytest.fixture(scope="module")
def indonesian() -> Catalog:
    with (CATALOGS / "id" / "LC_MESSAGES" / "messages.po").open("rb") as source:
        return read_po(source, locale="id")


def test_every_text_has_an_indonesian_translation(written: set[str], indonesian: Catalog):
    missing = [text for text in written if (found := indonesian.get(text)) is None or not any(_strings(found.string))]

    assert sorted(missing) == []


def test_translations_have_the_places_of_their_texts(indonesian: Catalog):
    wrong = [
        message.id
        for message in indonesian
        if message.id
        for string in _strings(message.string)
        if set(PLACES.findall(string)) != set(PLACES.findall(_strings(message.id)[-1]))
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("id-ID,id;q=0.9,en;q=0.8", "id"),
        ("en-GB,en;q=0.9", "en"),
        ("fr;q=1, en;q=0.2, id;q=0.5", "id"),
        ("fr", None),
        ("en;q=0", None),
        ("", None),
    ],
)
def test_the_language_that_the_browser_likes_best_is_chosen(header: str, language: str | None):
    assert accepted_language(header) == language


@given(st.text())
def test_any_header_is_read_without_failing(header: str):
    assert accepted_language(header) in (None, "id", "en")


def _strings(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (str(text or ""),)
