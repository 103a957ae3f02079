"""What a caller holds: compiled expressions and unary tests, and what an evaluation gives."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.feel.budget import Budget
from engine.feel.compiler import compile_node
from engine.feel.conditions import Test, any_test, compile_test
from engine.feel.errors import FeelBudgetExceeded, FeelSyntaxError
from engine.feel.names import free_names
from engine.feel.nodes import Name, Node, Path
from engine.feel.parser import parse_expression, parse_unary_tests
from engine.feel.run import Compiled, Frame, Run, Warning  # noqa: A004
from engine.feel.types import Value

CACHED_TEXTS = 4096
DEFAULT_BUDGET = Budget()
Functions = Mapping[str, Callable[..., Any]]
Types = Mapping[str, Callable[[Value], bool]]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A value, and why parts of it are null."""

    value: Value
    warnings: tuple[Warning, ...] = ()


def _given(node: Node) -> bool:
    """Whether the value is one that the context gives, and is not made by the expression."""
    while isinstance(node, Path):
        node = node.source
    return isinstance(node, Name)


def _run(
    work: Compiled,
    context: Mapping[str, Value],
    functions: Functions | None,
    budget: Budget | None,
    now: dt.datetime | None,
    types: Types | None,
    given: bool = False,
) -> Evaluated:
    run = Run(budget or DEFAULT_BUDGET, functions or {}, now, types or {})
    try:
        value = work(Frame(context, None, run))
        if not given:
            run.settle(value)
    except RecursionError:
        raise FeelBudgetExceeded("Expected an expression that goes less deep.") from None
    return Evaluated(value, tuple(run.warnings))


class Expression:
    """A FEEL expression, ready to be evaluated any number of times, by any thread."""

    __slots__ = ("_given", "_work", "names", "node", "text")

    def __init__(self, text: str, node: Node, functions: Collection[str] = ()) -> None:
        self.text = text
        self.node = node
        self.names = free_names(node, functions)
        """Variables that it reads: of a path the first segment. `functions` are the host's, not variables."""
        self._work = compile_node(node)
        self._given = _given(node)

    def evaluate(
        self,
        context: Mapping[str, Value],
        *,
        functions: Functions | None = None,
        budget: Budget | None = None,
        now: dt.datetime | None = None,
        types: Types | None = None,
    ) -> Evaluated:
        """The value in that context.

        What has no value is None and a warning; only an exceeded budget raises (FeelBudgetExceeded). `functions`
        are called by name with positional arguments. `now` is what now() and today() tell; without it they are
        null. `types` decide membership for `instance of` with names of item definitions.
        """
        return _run(self._work, context, functions, budget, now, types, self._given)

    def within(self, frame: Frame) -> Value:
        """The value as a part of a larger evaluation, whose budget and warnings it shares."""
        return self._work(frame)


class UnaryTests:
    """The tests of an input entry: `< 5`, `"a", "b"`, `not(…)`, `-`, or conditions on `?`."""

    __slots__ = ("_work", "names", "negated", "tests", "text")

    def __init__(
        self, text: str, tests: tuple[Node, ...] | None, negated: bool, functions: Collection[str] = ()
    ) -> None:
        self.text = text
        self.tests = tests
        """The single tests, of which one must be met; None for `-`."""
        self.negated = negated
        """Whether `not(…)` is around them."""
        self.names = frozenset(name for test in tests or () for name in free_names(test, {"?", *functions}))
        """Variables that it reads besides the tested value."""
        compiled: list[Test] = [compile_test(test, compile_node) for test in tests or ()]

        def work(frame: Frame) -> bool | None:
            result = any_test(compiled, frame, frame.values["?"]) if compiled else True
            return result if result is None or not negated else not result

        self._work = work

    def matches(
        self,
        value: Value,
        context: Mapping[str, Value],
        *,
        functions: Functions | None = None,
        budget: Budget | None = None,
        now: dt.datetime | None = None,
        types: Types | None = None,
    ) -> Evaluated:
        """Whether the value meets one of the tests: True, False, or None where that cannot be told."""

        return _run(lambda frame: self.within(value, frame), context, functions, budget, now, types)

    def within(self, value: Value, frame: Frame) -> bool | None:
        """As `matches`, as a part of a larger evaluation, whose budget and warnings it shares."""
        return self._work(frame.inner({"?": value}))


def compile_expression(text: str, names: Collection[str] = (), functions: Collection[str] = ()) -> Expression:
    """The expression of a text; FeelSyntaxError if it is none. `names` are known names, as those with spaces.

    `functions` are names of functions that the host gives at evaluation: known too, and no variables.
    """
    return _cached_expression(text, frozenset(names), frozenset(functions))


def compile_unary_tests(text: str, names: Collection[str] = (), functions: Collection[str] = ()) -> UnaryTests:
    """The unary tests of a text; FeelSyntaxError if it is none. `names` and `functions` as for expressions."""
    return _cached_unary_tests(text, frozenset(names), frozenset(functions))


@lru_cache(CACHED_TEXTS)
def _cached_expression(text: str, names: frozenset[str], functions: frozenset[str]) -> Expression:
    try:
        return Expression(text, parse_expression(text, names | functions), functions)
    except RecursionError:
        raise FeelSyntaxError("Expected a text that nests less deep.") from None


@lru_cache(CACHED_TEXTS)
def _cached_unary_tests(text: str, names: frozenset[str], functions: frozenset[str]) -> UnaryTests:
    try:
        return UnaryTests(text, *parse_unary_tests(text, names | functions), functions)
    except RecursionError:
        raise FeelSyntaxError("Expected a text that nests less deep.") from None
