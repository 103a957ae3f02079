"""From tokens to the tree: the grammar of DMN 1.5, 10.3.1.2."""

from collections.abc import Collection
from decimal import DecimalException

from engine.feel.budget import MAX_NESTING
from engine.feel.errors import FeelSyntaxError
from engine.feel.lexer import Token, unquote
from engine.feel.nodes import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    ContextLiteral,
    Filter,
    For,
    FunctionLiteral,
    If,
    In,
    InstanceOf,
    Iterator,
    Junction,
    ListLiteral,
    Literal,
    Name,
    Negation,
    Node,
    OpenRange,
    Path,
    Place,
    Quantified,
    RangeLiteral,
    Type,
)
from engine.feel.numbers import CONTEXT, plain
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
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
OR, AND, COMPARISON, ADDITION, MULTIPLICATION, POWER = range(1, 7)
RANKS = {
    "or": OR,
    "and": AND,
    **dict.fromkeys((*COMPARISONS, "between", "in"), COMPARISON),
    **dict.fromkeys(("+", "-"), ADDITION),
    **dict.fromkeys(("*", "/"), MULTIPLICATION),
    "**": POWER,
}
"""How close operators bind; powers are worked from left to right as the others (DMN 10.3.1.2)."""

MAX_COMPARISONS = 1_000
AFTER_RANGE = ("end", ")", "]", "}", ",", "and", "or", "then", "else", "return", "satisfies", "=", "!=", "in", ".")
WORDS = {"true": True, "false": False, "null": None}


def parse_expression(source: str, names: Collection[str] = ()) -> Node:
    """The tree of an expression; FeelSyntaxError if the text is not one."""
    parser = Parser(source, names)
    node = parser.expression()
    parser.finish()
    return node


def parse_unary_tests(source: str, names: Collection[str] = ()) -> tuple[tuple[Node, ...] | None, bool]:
    """The tests of an input entry and whether `not(…)` is around them; None for `-`, which any value meets."""
    parser = Parser(source, names)
    if [token.text for token in parser.tokens] == ["-", ""]:
        return None, False
    start = parser.position
    if parser.text == "not" and parser.peek(1).text == "(":
        parser.position += 2
        try:
            tests = parser.tests()
            parser.expect(")")
            parser.finish()
        except FeelSyntaxError:
            parser.position = start
        else:
            return tests, True
    tests = parser.tests()
    parser.finish()
    return tests, False


class Parser(TokenReader):
    """Recursive descent over the tokens; ranks of operators are loops, so that long chains do not nest."""

    def finish(self) -> None:
        """FeelSyntaxError unless the text ends here."""
        if self.token.kind != "end":
            raise self.refusal("Expected the end of the text")

    def expression(self) -> Node:
        """Any expression, one level deeper."""
        self.enter()
        node = self.operators(OR)
        self.depth -= 1
        return node

    def operators(self, least: int) -> Node:
        """An operand and the operators behind it whose rank is at least so high."""
        node = self.unary()
        while True:
            rank = RANKS.get(self.text, 0)
            if rank < least or rank == 0:
                return node
            node = self.operation(node, rank)

    def operation(self, first: Node, rank: int) -> Node:
        """The operators of one rank behind their first operand, in one node."""
        at, word = self.token.at, self.text
        if rank == COMPARISON:
            return self.comparison(first)
        if rank in (OR, AND):
            operands = [first]
            while self.accept(word):
                operands.append(self.operators(rank + 1))
            return Junction(at, rank == AND, tuple(operands))
        rest = []
        while RANKS.get(self.text) == rank:
            operator = self.take().text
            rest.append((operator, self.operators(rank + 1)))
        return Arithmetic(at, first, tuple(rest))

    def comparison(self, left: Node) -> Node:
        """One comparison; chains of them nest to the left, and are bounded."""
        token = self.take()
        self.chained += 1
        if self.chained > MAX_COMPARISONS:
            raise FeelSyntaxError(f"Expected at most {MAX_COMPARISONS} comparisons.", *token.at)
        if token.text == "in":
            return In(token.at, left, self.tests_after_in())
        right = self.operators(ADDITION)
        if token.text != "between":
            return Comparison(token.at, token.text, left, right)
        self.expect("and")
        return Between(token.at, left, right, self.operators(ADDITION))

    def tests_after_in(self) -> tuple[Node, ...]:
        """Tests in parentheses, or one test."""
        at = self.token.at
        if not self.accept("("):
            return (self.test(),)
        tests = self.tests()
        if len(tests) == 1 and self.text == "..":
            return (self.range_from(at, tests[0], False),)
        self.expect(")")
        return (self.postfix(tests[0]),) if len(tests) == 1 else tests

    def tests(self) -> tuple[Node, ...]:
        """Unary tests between commas."""
        found = [self.test()]
        while self.accept(","):
            found.append(self.test())
        return tuple(found)

    def test(self) -> Node:
        """A comparison without its left side, or an expression."""
        if self.text in COMPARISONS:
            token = self.take()
            return OpenRange(token.at, token.text, self.operators(ADDITION))
        return self.expression()

    def unary(self) -> Node:
        """A sign before an operand; it binds closer than a power."""
        signs = []
        while self.text == "-":
            signs.append(self.take().at)
        if len(signs) > MAX_NESTING:
            raise FeelSyntaxError(f"Expected at most {MAX_NESTING} signs.", *signs[0])
        node = self.postfix(self.primary())
        for at in reversed(signs):
            node = Negation(at, node)
        return node

    def postfix(self, node: Node) -> Node:
        """What follows an operand: path, filter, invocation, instance of."""
        length = 0
        while True:
            length += 1
            if length > MAX_NESTING:
                raise FeelSyntaxError(f"Expected at most {MAX_NESTING} path segments.", *self.token.at)
            at = self.token.at
            if self.text == ".":
                self.take()
                node = Path(at, node, self.segment())
            elif self.text == "[" and not self.closes_range():
                self.take()
                with self.known.inner(self.keys):
                    condition = self.expression()
                self.expect("]")
                node = Filter(at, node, condition)
            elif self.text == "(":
                node = self.invocation(node)
            elif self.text == "instance" and self.peek(1).text == "of":
                self.position += 2
                node = InstanceOf(at, node, parse_type(self))
            else:
                return node

    def closes_range(self) -> bool:
        """Whether `[` ends a range such as `[1..2[` and does not begin a filter."""
        following = self.peek(1)
        return following.kind == "end" or (following.kind != "string" and following.text in AFTER_RANGE)

    def invocation(self, function: Node) -> Node:
        """Arguments in parentheses, all named or none."""
        at = self.take().at
        if self.accept(")"):
            return Call(at, function, ())
        names: list[str] = []
        arguments: list[Node] = []
        named = self.parameter_name()
        while True:
            if named is not None:
                names.append(named)
            arguments.append(self.expression())
            if not self.accept(","):
                break
            if names:
                named = self.parameter_name()
                if named is None:
                    raise self.refusal("Expected a parameter name and ':'")
        self.expect(")")
        return Call(at, function, tuple(arguments), tuple(names))

    def parameter_name(self) -> str | None:
        """A name and its colon, or None and nothing taken."""
        end = self.position
        while self.tokens[end].kind == "name" or self.tokens[end].text in ("-", "'"):
            end += 1
        if end == self.position or self.tokens[end].text != ":":
            return None
        name = self.join(self.position, end)
        self.position = end + 1
        return name

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
