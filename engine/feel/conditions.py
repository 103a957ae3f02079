"""Conditions: comparisons, `and`, `or`, `in`, `between`, `instance of`, and unary tests."""

from collections.abc import Callable, Sequence

from engine.feel.comparison import NUMERIC, PLAIN, compare, order, same, satisfies
from engine.feel.conformance import is_instance
from engine.feel.errors import Fault
from engine.feel.names import mentions
from engine.feel.nodes import Between, Comparison, In, InstanceOf, Junction, Literal, Node, OpenRange, RangeLiteral
from engine.feel.run import Compile, Compiled, Frame, Run, guarded
from engine.feel.types import Range, Value, kind_of

INCOMPARABLE = "what is not a number cannot be compared"


def compile_junction(node: Junction, compile_node: Compile) -> Compiled:
    """Three-valued `and` or `or`: one decisive operand decides, else one without an answer makes null."""
    operands = [compile_node(operand) for operand in node.operands]
    decisive, neutral = not node.conjunction, node.conjunction

    def evaluate(frame: Frame) -> bool | None:
        unknown = False
        for operand in operands:
            value = operand(frame)
            if value is decisive:
                return not neutral
            if value is not neutral:
                unknown = True
                if value is not None:
                    frame.run.warn(f"expected true or false, but got {kind_of(value)}", node.at)
        return None if unknown else neutral

    return evaluate


def compile_comparison(node: Comparison, compile_node: Compile) -> Compiled:
    """True, false, or null where the two cannot be compared."""
    left, right, operator, at = compile_node(node.left), compile_node(node.right), node.operator, node.at
    numeric = NUMERIC[operator]

    def evaluate(frame: Frame) -> bool | None:
        first, second = left(frame), right(frame)
        try:
            if type(first) in PLAIN and type(second) in PLAIN:
                return numeric(first, second)
            return compared(operator, first, second, frame.run)
        except (Fault, ArithmeticError) as fault:
            frame.run.warn(str(fault) if isinstance(fault, Fault) else INCOMPARABLE, at)
            return None

    return evaluate


def compared(operator: str, left: Value, right: Value, run: Run) -> bool:
    """The result of a comparison; Fault if the two cannot be compared."""
    if operator in ("=", "!="):
        result = same(left, right, run.spend)
        if result is not None and operator == "!=":
            result = not result
    else:
        result = compare(operator, left, right)
        run.spend(len(left) // 200 if isinstance(left, str) else 0)
    if result is None:
        raise Fault(f"{kind_of(left)} {operator} {kind_of(right)} cannot be compared")
    return result


def compile_between(node: Between, compile_node: Compile) -> Compiled:
    """Whether a value lies between two others, which count as inside."""
    value, low, high = compile_node(node.value), compile_node(node.low), compile_node(node.high)

    def evaluate(frame: Frame) -> bool:
        middle = value(frame)
        signs = order(middle, low(frame)), order(middle, high(frame))
        if signs[0] is None or signs[1] is None:
            raise Fault("the values around 'between' cannot be compared")
        return signs[0] >= 0 and signs[1] <= 0

    return guarded(node.at, evaluate)


Test = Callable[[Frame, Value], bool | None]


def compile_test(node: Node, compile_node: Compile) -> Test:
    """A unary test: of the frame and the value tested. `?` in it is that value."""
    if isinstance(node, OpenRange):
        endpoint, operator = compile_node(node.endpoint), node.operator

        def relation(frame: Frame, value: Value) -> bool | None:
            tested: Value = endpoint(frame.inner({"?": value}))
            if operator in ("=", "!=") or not isinstance(tested, (list, Range)):
                return compared(operator, value, tested, frame.run)
            raise Fault("expected a value to compare with")

        return guarded_test(node, relation)
    evaluate = compile_node(node)
    asks = mentions(node, "?")
    constant = isinstance(node, Literal)
    never_null = asks or isinstance(node, RangeLiteral)

    def test(frame: Frame, value: Value) -> bool | None:
        tested = evaluate(frame.inner({"?": value}))
        if isinstance(tested, bool) and (asks or (not constant and not isinstance(value, bool))):
            return tested
        if tested is None and never_null:
            return None
        return satisfies(value, tested, frame.run.spend)

    return guarded_test(node, test)


def guarded_test(node: Node, test: Test) -> Test:
    """The test, with a Fault turned into null and a warning."""

    def evaluate(frame: Frame, value: Value) -> bool | None:
        try:
            return test(frame, value)
        except Fault as fault:
            frame.run.warn(str(fault), node.at)
            return None

    return evaluate


def any_test(tests: Sequence[Test], frame: Frame, value: Value) -> bool | None:
    """Three-valued: true if a test is met, null if none is met and one has no answer."""
    unknown = False
    for test in tests:
        result = test(frame, value)
        if result is True:
            return True
        unknown = unknown or result is None
    return None if unknown else False


def compile_in(node: In, compile_node: Compile) -> Compiled:
    """Whether a value meets one of the tests."""
    value, tests = compile_node(node.value), [compile_test(test, compile_node) for test in node.tests]
    return lambda frame: any_test(tests, frame, value(frame))


def compile_instance_of(node: InstanceOf, compile_node: Compile) -> Compiled:
    """Whether a value is of a type; null where there is no such type."""
    value, wanted = compile_node(node.value), node.type

    def evaluate(frame: Frame) -> bool:
        result = is_instance(value(frame), wanted, frame.run)
        if result is None:
            raise Fault(f"there is no type '{wanted.name}'")
        return result

    return guarded(node.at, evaluate)
