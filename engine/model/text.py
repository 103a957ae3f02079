"""Texts that people read: written in English where they arise, translated at the edge from gettext catalogs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def N_(text: str) -> str:
    """Mark `text` for the catalog; it is translated later, where the reader's language is known."""
    return text


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence to be shown: an English template with `%(name)s` places, and what goes into them."""

    template: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % self.parameters if self.parameters else self.template


@dataclass(frozen=True, slots=True)
class Named:
    """A name that a model gives in Indonesian and English; `str` is the English one, else the Indonesian."""

    name: str
    name_en: str = ""

    def __str__(self) -> str:
        return self.name_en or self.name

    def in_language(self, language: str) -> str:
        """The name for readers of a language."""
        return str(self) if language == "en" else self.name
