"""From tokens to the tree: the grammar of DMN 1.5, 10.3.1.2."""

from collections.abc import Collection
from decimal import Decimal

from engine.feel.budget import MAX_NESTING
from engine.feel.errors import FeelSyntaxError
from engine.feel.nodes import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    Filter,
    In,
    InstanceOf,
    Junction,
    Literal,
    Negation,
    Node,
    OpenRange,
    Path,
)
from engine.feel.operands import OperandParser
from engine.feel.ranks import ADDITION, AND, COMPARISON, COMPARISONS, OR, RANKS
from engine.feel.type_parser import parse_type

MAX_COMPARISONS = 1_000
AFTER_RANGE = ("end", ")", "]", "}", ",", "and", "or", "then", "else", "return", "satisfies", "=", "!=", "in", ".")


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


class Parser(OperandParser):
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
        node = self.primary()
        if signs and isinstance(node, Literal) and isinstance(node.value, Decimal):
            node = Negation(signs.pop(), node)  # the sign of a number is part of it
        node = self.postfix(node)
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
