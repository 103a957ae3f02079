"""What becomes of an extension of another engine: read, without effect here, or refused. docs/vendors.md shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What happens to an extension."""

    READ = "read"
    """It is written in the house form, and executed as that."""
    IGNORED = "no effect"
    """It changes nothing here; a warning names it."""
    REFUSED = "refused"
    """It would change execution and is not followed; an error names it."""


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension element or attribute by its local name.

    `text` says what it becomes (READ), why it changes nothing (IGNORED) or what to do instead (REFUSED).
    """

    name: str
    fate: Fate
    text: str
    where: str = ""
    """Of READ: the elements on which it is read, for the person who put it elsewhere."""


Catalogue = Mapping[str, Extension]


def read(where: str, text: str, *names: str) -> list[Extension]:
    """Extensions that are read at those elements."""
    return [Extension(name, Fate.READ, text, where) for name in names]


def ignored(text: str, *names: str) -> list[Extension]:
    """Extensions without effect, for that reason."""
    return [Extension(name, Fate.IGNORED, text) for name in names]


def refused(text: str, *names: str) -> list[Extension]:
    """Extensions that are refused, with what to do instead."""
    return [Extension(name, Fate.REFUSED, text) for name in names]


def catalogue(*groups: list[Extension]) -> Catalogue:
    """All of them by name."""
    return {each.name: each for group in groups for each in group}
