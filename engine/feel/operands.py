"""Operands of expressions: literals, names, lists, ranges, contexts, and what a keyword begins."""

from abc import ABC, abstractmethod
from decimal import DecimalException

from engine.feel.budget import MAX_NESTING
from engine.feel.errors import FeelSyntaxError
from engine.feel.lexer import Token, unquote
from engine.feel.nodes import (
    ContextLiteral,
    For,
    FunctionLiteral,
    If,
    Iterator,
    ListLiteral,
    Literal,
    Name,
    Node,
    Place,
    Quantified,
    RangeLiteral,
    Type,
)
from engine.feel.numbers import CONTEXT, plain
from engine.feel.ranks import ADDITION, COMPARISONS
from engine.feel.reader import TokenReader
from engine.feel.temporal import parse_at_literal
from engine.feel.type_parser import parse_type

KEYWORDS = frozenset(
    [
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "between",
        "function",
        "external",
        "true",
        "false",
        "null",
    ]
)
WORDS = {"true": True, "false": False, "null": None}


class OperandParser(TokenReader, ABC):
    """Reads operands; how they are joined is left to the parser built on it."""

    @abstractmethod
    def expression(self) -> Node:
        """Any expression, one level deeper."""

    @abstractmethod
    def operators(self, least: int) -> Node:
        """An operand and the operators behind it whose rank is at least so high."""

    @abstractmethod
    def test(self) -> Node:
        """A comparison without its left side, or an expression."""

    def primary(self) -> Node:
        """An operand."""
        token = self.token
        if token.kind == "number":
            self.take()
            try:
                return Literal(token.at, plain(CONTEXT.create_decimal(token.text)))
            except DecimalException:
                raise FeelSyntaxError("Expected a number of at most 34 digits.", *token.at) from None
        if token.kind == "string":
            self.take()
            return Literal(token.at, unquote(token.text))
        if token.kind == "name":
            return self.word(token)
        if token.text == "(":
            return self.parenthesis()
        if token.text == "[":
            return self.bracket()
        if token.text == "]":
            self.take()
            return self.range_from(token.at, self.operators(ADDITION), False)
        if token.text == "{":
            return self.context()
        if token.text == "@" and self.peek(1).kind == "string":
            self.take()
            return Literal(token.at, parse_at_literal(unquote(self.take().text)))
        raise self.refusal("Expected an expression")

    def word(self, token: Token) -> Node:
        """A name, or what a keyword begins."""
        name = self.known_name(self.known, builtins=True)
        if name is not None:
            return Name(token.at, name)
        if token.text not in KEYWORDS:
            self.take()
            return Name(token.at, token.text)
        if token.text in WORDS:
            self.take()
            return Literal(token.at, WORDS[token.text])
        compound = {"if": self.condition, "for": self.iteration, "function": self.function}
        if token.text in ("some", "every"):
            return self.quantified()
        if token.text not in compound:
            raise self.refusal("Expected an expression")
        return compound[token.text]()

    def parenthesis(self) -> Node:
        """An expression in parentheses, a range that begins with one, or a comparison as a range."""
        at = self.take().at
        if self.text in COMPARISONS:
            node = self.test()
            self.expect(")")
            return node
        inner = self.expression()
        if self.text == "..":
            return self.range_from(at, inner, False)
        self.expect(")")
        return inner

    def bracket(self) -> Node:
        """A list, or a range that begins with a bracket."""
        at = self.take().at
        if self.accept("]"):
            return ListLiteral(at, ())
        first = self.test()
        if self.text == "..":
            return self.range_from(at, first, True)
        items = [first]
        while self.accept(","):
            items.append(self.test())
        self.expect("]")
        return ListLiteral(at, tuple(items))

    def range_from(self, at: Place, low: Node, low_included: bool) -> Node:
        """The rest of a range whose beginning was read."""
        self.expect("..")
        high = self.operators(ADDITION)
        closing = self.text
        if not self.accept("]", ")", "["):
            raise self.refusal("Expected ']', ')' or '[' at the end of the range")
        return RangeLiteral(at, low, high, low_included, closing == "]")

    def context(self) -> Node:
        """A context; each key is known to the entries behind it."""
        at = self.take().at
        entries: list[tuple[str, Node]] = []
        with self.known.inner():
            while not self.accept("}"):
                if entries:
                    self.expect(",")
                name = self.key()
                entries.append((name, self.expression()))
                self.known.add(name)
                self.keys.add(name)
        return ContextLiteral(at, tuple(entries))

    def condition(self) -> Node:
        """if, then, else; else if goes on in the same node."""
        at = self.token.at
        branches = []
        while True:
            self.take()
            condition = self.expression()
            self.expect("then")
            branches.append((condition, self.expression()))
            self.expect("else")
            if self.text != "if" or self.known.longest(self.tokens, self.position):
                return If(at, tuple(branches), self.expression())

    def iteration(self) -> Node:
        """for … return."""
        at = self.take().at
        with self.known.inner():
            iterators = self.iterators()
            self.expect("return")
            return For(at, iterators, self.expression())

    def quantified(self) -> Node:
        """some or every … satisfies."""
        token = self.take()
        with self.known.inner():
            iterators = self.iterators()
            self.expect("satisfies")
            return Quantified(token.at, token.text == "every", iterators, self.expression())

    def iterators(self) -> tuple[Iterator, ...]:
        """Iterators between commas."""
        found = [self.iterator()]
        while self.accept(","):
            found.append(self.iterator())
        return tuple(found)

    def iterator(self) -> Iterator:
        """A name and what it walks over; the next iterators know the name."""
        at, start = self.token.at, self.position
        while self.text != "in":
            if self.token.kind == "end" or self.position - start > MAX_NESTING:
                raise self.refusal("Expected a name and 'in'")
            self.position += 1
        if start == self.position:
            raise self.refusal("Expected a name")
        name = self.join(start, self.position)
        self.take()
        source = self.expression()
        end = self.operators(ADDITION) if self.accept("..") else None
        self.known.add(name)
        return Iterator(at, name, source, end)

    def function(self) -> Node:
        """A function definition."""
        at = self.take().at
        self.expect("(")
        parameters: list[tuple[str, Type | None]] = []
        with self.known.inner():
            while not self.accept(")"):
                if parameters:
                    self.expect(",")
                parameters.append(self.parameter())
            for name, _ in parameters:
                self.known.add(name)
            if self.text == "external":
                raise FeelSyntaxError(
                    "External functions are not available: write the function in FEEL.", *self.token.at
                )
            return FunctionLiteral(at, tuple(parameters), self.expression())

    def parameter(self) -> tuple[str, Type | None]:
        """A parameter with its type, if it has one."""
        start = self.position
        while self.text not in (":", ",", ")"):
            if self.token.kind == "end":
                raise self.refusal("Expected ')' after the parameters")
            self.position += 1
        name = self.join(start, self.position)
        if not name:
            raise self.refusal("Expected the name of a parameter")
        return name, (parse_type(self) if self.accept(":") else None)
