"""From text to tokens. Names with spaces are put together by the parser, which knows them."""

import re
from dataclasses import dataclass
from functools import lru_cache

from engine.feel.budget import MAX_SOURCE_LENGTH
from engine.feel.errors import FeelSyntaxError
from engine.feel.nodes import Place

TOKEN = re.compile(
    r"""(?P<space>(?:[\s\u180E\u200B\uFEFF]|//[^\n]*|/\*.*?\*/)+)
      | (?P<string>"(?:\\.|[^"\\])*")
      | (?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<name>(?:[^\W\d]|[\U00010000-\U000EFFFF])(?:\w|[\U00010000-\U000EFFFF])*|\?)
      | (?P<operator>\*\*|\.\.|<=|>=|!=|->|.)
    """,
    re.VERBOSE | re.DOTALL,
)
ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "'": "'", '"': '"', "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Token:
    """One token; the last one of a text has the kind "end"."""

    kind: str
    text: str
    at: Place


def tokenize(source: str) -> list[Token]:
    """The tokens of a text; FeelSyntaxError if it is too long or a string does not end."""
    if len(source) > MAX_SOURCE_LENGTH:
        raise FeelSyntaxError(f"Expected at most {MAX_SOURCE_LENGTH} characters, but the text has {len(source)}.")
    tokens = []
    line, line_start = 1, 0
    for found in TOKEN.finditer(source):
        kind, text = str(found.lastgroup), found[0]
        at = (line, found.start() - line_start + 1)
        if kind != "space":
            if text == '"':
                raise FeelSyntaxError('Expected a closing " at the end of the string.', *at)
            tokens.append(Token(kind, text, at))
        if "\n" in text:
            line += text.count("\n")
            line_start = found.start() + text.rindex("\n") + 1
    tokens.append(Token("end", "", (line, len(source) - line_start + 1)))
    return tokens


@lru_cache(4096)
def words(name: str) -> tuple[str, ...]:
    """The texts of the tokens that a name consists of."""
    return tuple(found[0] for found in TOKEN.finditer(name) if found.lastgroup != "space")


def unquote(text: str) -> str:
    """The value of a string literal; unknown escapes stay as they are. Surrogate pairs become one character."""
    if "\\" not in text:
        return text[1:-1]
    value = ESCAPE.sub(_unescape, text[1:-1])
    try:
        return value.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return value.encode("utf-8", "replace").decode("utf-8")


def _unescape(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if code:
        return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else "�"
    return ESCAPES.get(found[3], found[0])
