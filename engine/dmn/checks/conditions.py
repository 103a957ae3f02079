"""Conditions of a table as sets of classes of their column's values."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.dmn.checks.constants import Constant, constant
from engine.dmn.checks.domains import Domain, is_known
from engine.feel import UnaryTests
from engine.feel.nodes import Node, OpenRange, RangeLiteral
from engine.model.data import Value


@dataclass(frozen=True, slots=True)
class Condition:
    """The classes that meet it surely, and those that perhaps do: more where a test is not understood here."""

    surely: int
    maybe: int


@dataclass(frozen=True, slots=True)
class Judged:
    """The classes for which a test is true, and those for which it is null; for others it is false."""

    true: int
    null: int


def constants_of(tests: UnaryTests) -> Iterator[Value]:
    """The values that a condition names."""
    for test in tests.tests or ():
        for node in _ends(test):
            found = constant(node)
            if found is not None:
                yield found.value


def _ends(test: Node) -> tuple[Node, ...]:
    if isinstance(test, RangeLiteral):
        return (test.low, test.high)
    return (test.endpoint,) if isinstance(test, OpenRange) else (test,)


def condition_of(tests: UnaryTests, domain: Domain) -> Condition:
    """The classes that meet the unary tests."""
    if tests.tests is None:
        return Condition(domain.everything, domain.everything)
    judged = [judge(test, domain) for test in tests.tests]
    known = [each for each in judged if each is not None]
    true = null = 0
    for each in known:
        true |= each.true
        null |= each.null
    if len(known) < len(judged):
        if tests.negated:
            return Condition(0, domain.everything & ~true)
        return Condition(true, domain.everything)
    met = domain.everything & ~true & ~null if tests.negated else true
    return Condition(met, met)


def judge(test: Node, domain: Domain) -> Judged | None:
    """What a single test gives for each class; None if it is not understood here."""
    ends = [constant(node) for node in _ends(test)]
    if any(end is None for end in ends):
        return None
    found = [end for end in ends if end is not None]
    if isinstance(test, RangeLiteral):
        return _in_range(test, found[0], found[1], domain)
    if isinstance(test, OpenRange) and test.operator not in ("=", "!="):
        return _beyond(test.operator, found[0], domain)
    equal = _equal(found[0], domain)
    if equal is None or not (isinstance(test, OpenRange) and test.operator == "!="):
        return equal
    return Judged(domain.everything & ~equal.true & ~equal.null, equal.null)


def _understood(end: Constant, domain: Domain) -> bool | None:
    """Whether an end of a test is of the kind of the column; None if it is not known how the two compare."""
    if domain.kind is None or (end.kind == domain.kind and not is_known(end.kind, end.value)):
        return None
    return end.kind == domain.kind


def _equal(end: Constant, domain: Domain) -> Judged | None:
    if end.value is None:
        return Judged(domain.null, 0)
    understood = _understood(end, domain)
    if understood is None:
        return None
    if not understood:
        return Judged(0, domain.everything & ~domain.null)
    return Judged(domain.equal(end.value), domain.other)


def _beyond(operator: str, end: Constant, domain: Domain) -> Judged | None:
    if end.value is None:
        return Judged(0, domain.everything)
    understood = _understood(end, domain)
    if understood is None or (understood and domain.kind == "string"):
        return None
    if not understood or not domain.ordered:
        return Judged(0, domain.everything)
    return Judged(domain.beyond(operator, end.value), domain.unordered)


def _in_range(test: RangeLiteral, low: Constant, high: Constant, domain: Domain) -> Judged | None:
    first = _beyond(">=" if test.low_included else ">", low, domain)
    last = _beyond("<=" if test.high_included else "<", high, domain)
    if first is None or last is None:
        return None
    if domain.everything in (first.null, last.null):
        return Judged(0, domain.everything)
    return Judged(first.true & last.true, domain.unordered)
