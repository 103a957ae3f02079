"""The languages of the doors: English message ids, catalogs read from .po files when the process starts."""

import io
from collections.abc import Mapping
from functools import cache
from gettext import NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from engine.model.text import Text

LANGUAGES: Mapping[str, str] = {"id": "Bahasa Indonesia", "en": "English"}
"""Each language by its own name."""

SOURCE_LANGUAGE = "en"
"""The language that texts are written in; it needs no catalog."""

CATALOGS = Path(__file__).parent / "locales"


@cache
def catalog(language: str) -> NullTranslations:
    """The texts of `language`."""
    if language == SOURCE_LANGUAGE:
        return NullTranslations()
    with (CATALOGS / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        messages = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled)


def accepted_language(header: str) -> str | None:
    """The language of ours that an Accept-Language header likes best (RFC 9110 §12.5.4); None if it names none."""
    best: tuple[float, str] | None = None
    for item in header[:1000].split(","):
        name, _, quality = item.strip().partition(";")
        language = name.split("-")[0].strip().lower()
        weight = _weight(quality)
        if language in LANGUAGES and weight > 0 and (best is None or weight > best[0]):
            best = (weight, language)
    return best[1] if best else None


def _weight(quality: str) -> float:
    name, _, number = quality.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(number)
    except ValueError:
        return 0.0


def translate(text: Text, language: str) -> str:
    """`text` as a sentence in `language`."""
    template = catalog(language).gettext(text.template) if text.template else ""
    if not text.parameters:
        return template
    parts = {
        name: translate(value, language) if isinstance(value, Text) else value
        for name, value in text.parameters.items()
    }
    return template % parts
