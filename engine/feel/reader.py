"""Moving over the tokens of a text: what the grammar of expressions and that of types share."""

from collections.abc import Collection

from engine.feel.budget import MAX_NESTING
from engine.feel.errors import FeelSyntaxError
from engine.feel.lexer import Token, tokenize, unquote
from engine.feel.scope import KnownNames


class TokenReader:
    """A position in the tokens, the names known there, and how deep the grammar has gone."""

    def __init__(self, source: str, names: Collection[str]) -> None:
        self.tokens = tokenize(source)
        self.position = 0
        self.depth = 0
        self.chained = 0
        self.known = KnownNames(names)
        self.keys = KnownNames()
        """Keys of all contexts read so far: known behind a dot and in filters."""

    def enter(self) -> None:
        """One level deeper; FeelSyntaxError beyond the limit."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise FeelSyntaxError(f"Expected at most {MAX_NESTING} nested parts.", *self.token.at)

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.position]

    @property
    def text(self) -> str:
        """The next token's text; empty for string literals, which are never keywords or operators."""
        token = self.token
        return "" if token.kind == "string" else token.text

    def peek(self, ahead: int) -> Token:
        """The token so many places ahead; beyond the end the last one."""
        return self.tokens[min(self.position + ahead, len(self.tokens) - 1)]

    def take(self) -> Token:
        """The next token, moving past it."""
        token = self.token
        if token.kind != "end":
            self.position += 1
        return token

    def accept(self, *texts: str) -> bool:
        """Move past the next token if it is one of the texts; whether it was."""
        if self.text not in texts or self.token.kind == "end":
            return False
        self.position += 1
        return True

    def expect(self, text: str) -> None:
        """Move past the next token; FeelSyntaxError if it is another."""
        if not self.accept(text):
            raise self.refusal(f"Expected {text!r}")

    def refusal(self, expected: str) -> FeelSyntaxError:
        """The error that says what was expected and what was found."""
        token = self.token
        found = "the text ended" if token.kind == "end" else f"found {token.text[:40]!r}"
        hint = f"{expected}, but {found}."
        before = self.tokens[self.position - 1] if self.position else None
        if token.kind == "name" and before is not None and before.kind == "name":
            hint += " A name with spaces must be known here."
        return FeelSyntaxError(hint, *token.at)

    def segment(self) -> str:
        """A name behind a dot."""
        return (
            self.known_name(self.keys) or self.known_name(self.known) or self.single_name("Expected a name after '.'")
        )

    def known_name(self, among: KnownNames, builtins: bool = False) -> str | None:
        """The longest name of several words that is known and comes next, or None and nothing taken."""
        found = among.longest(self.tokens, self.position, builtins)
        if found is None:
            return None
        name, length = found
        self.position += length
        return name

    def single_name(self, expected: str) -> str:
        """A name of one word; FeelSyntaxError if none comes next."""
        if self.token.kind != "name":
            raise self.refusal(expected)
        return self.take().text

    def join(self, start: int, end: int) -> str:
        """The name that the tokens make up, with spaces where the text has them."""
        text = ""
        for before, token in zip([None, *self.tokens[start : end - 1]], self.tokens[start:end], strict=True):
            touching = before is not None and (
                before.at[0] == token.at[0] and before.at[1] + len(before.text) == token.at[1]
            )
            text += token.text if before is None or touching else f" {token.text}"
        return text

    def key(self) -> str:
        """The key of a context entry and its colon."""
        if self.token.kind == "string":
            name = unquote(self.take().text)
            self.expect(":")
            return name
        start = self.position
        while self.text not in (":", ",", "{", "}", "(", ")", "[", "]") and self.token.kind not in ("end", "string"):
            self.position += 1
        if self.position == start or self.text != ":":
            raise self.refusal("Expected the name of a context entry and ':'")
        self.position += 1
        return self.join(start, self.position - 1)
