"""The names that are known while a text is read, so that names with spaces and signs are recognised."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from engine.feel.lexer import Token, words

Layer = dict[str, Any]
"""Names of several tokens as a tree: from a token to what may follow; NAME leads to the whole name."""

NAME = ""
PROPERTIES = ("time offset", "start included", "end included")
BUILTIN_NAMES = (
    "context merge",
    "context put",
    "date and time",
    "day of week",
    "day of year",
    "distinct values",
    "duplicate values",
    "ends with",
    "finished by",
    "get entries",
    "get value",
    "index of",
    "insert before",
    "is empty",
    "last day of month",
    "list contains",
    "list replace",
    "lower case",
    "met by",
    "month of year",
    "overlaps after",
    "overlaps before",
    "round down",
    "round half down",
    "round half up",
    "round up",
    "started by",
    "starts with",
    "string join",
    "string length",
    "substring after",
    "substring before",
    "upper case",
    "week of year",
    "years and months duration",
)
"""Built-in functions of several words; a test holds them against the registry."""


def enter(layer: Layer, name: str) -> None:
    """Put a name into a layer; one of a single token need not be known."""
    parts = words(name)
    if len(parts) > 1:
        for part in parts:
            layer = layer.setdefault(part, {})
        layer[NAME] = name


def layer_of(names: Collection[str]) -> Layer:
    """A layer of these names."""
    layer: Layer = {}
    for name in names:
        enter(layer, name)
    return layer


BUILTIN_LAYER = layer_of(BUILTIN_NAMES)


@lru_cache(256)
def base_layer(names: frozenset[str]) -> Layer:
    """The layer that the caller's names make up; it is shared, and only read."""
    return layer_of((*PROPERTIES, *names))


class KnownNames:
    """A stack of layers of names."""

    def __init__(self, names: Collection[str] = ()) -> None:
        self._layers: list[Layer] = [base_layer(frozenset(names)), {}]

    @contextmanager
    def inner(self, others: "KnownNames | None" = None) -> Iterator[None]:
        """Names added inside are forgotten afterwards; inside, those of another stack are known too."""
        before = len(self._layers)
        self._layers += [*(others._layers if others is not None else ()), {}]
        try:
            yield
        finally:
            del self._layers[before:]

    def add(self, name: str) -> None:
        """Make a name known in the innermost layer."""
        enter(self._layers[-1], name)

    def longest(self, tokens: Sequence[Token], position: int, builtins: bool = False) -> tuple[str, int] | None:
        """The longest known name of several tokens that begins here, and how many tokens it has."""
        best: tuple[str, int] | None = None
        for layer in (BUILTIN_LAYER, *self._layers) if builtins else self._layers:
            place = position
            while tokens[place].text in layer and tokens[place].kind not in ("end", "string"):
                layer = layer[tokens[place].text]
                place += 1
                if NAME in layer and (best is None or place - position >= best[1]):
                    best = (layer[NAME], place - position)
        return best
