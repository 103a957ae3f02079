"""The names that are known while a text is read, so that names with spaces and signs are recognised."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from engine.feel.lexer import Token, words

PROPERTIES = ("time offset", "start included", "end included")
BUILTIN_NAMES = [
    "absolute overlaps after",
    "date and time",
    "day of week",
    "day of year",
    "ends with",
    "get entries",
    "get value",
    "context merge",
    "context put",
    "index of",
    "insert before",
    "is defined",
    "list contains",
    "list replace",
    "lower case",
    "met by",
    "month of year",
    "overlaps after",
    "overlaps before",
    "finished by",
    "started by",
    "round down",
    "round half down",
    "round half up",
    "round up",
    "starts with",
    "string join",
    "string length",
    "substring after",
    "substring before",
    "union",
    "upper case",
    "week of year",
    "years and months duration",
    "distinct values",
]


class KnownNames:
    """A stack of names; only those of more than one token need to be known."""

    def __init__(self, names: Collection[str]) -> None:
        self._layers: list[dict[str, list[tuple[str, tuple[str, ...]]]]] = [{}]
        for name in (*BUILTIN_NAMES, *PROPERTIES, *names):
            self.add(name)

    @contextmanager
    def inner(self) -> Iterator[None]:
        """Names added inside are forgotten afterwards."""
        self._layers.append({})
        try:
            yield
        finally:
            self._layers.pop()

    def add(self, name: str) -> None:
        """Make a name known in the innermost layer."""
        parts = words(name)
        if len(parts) > 1:
            self._layers[-1].setdefault(parts[0], []).append((name, parts))

    def longest(self, tokens: Sequence[Token], position: int) -> tuple[str, int] | None:
        """The longest known name of several tokens that begins here, and how many tokens it has."""
        best: tuple[str, int] | None = None
        first = tokens[position].text
        for layer in self._layers:
            for name, parts in layer.get(first, ()):
                length = len(parts)
                if best is not None and length < best[1]:
                    continue
                if tuple(token.text for token in tokens[position : position + length]) == parts:
                    best = (name, length)
        return best
