"""From the tree to closures: each node becomes a function of the frame it is evaluated in."""

from collections.abc import Callable, Sequence
from typing import Any

from engine.feel.arithmetic import negate, operate
from engine.feel.comparison import compare, order, same, satisfies
from engine.feel.conformance import is_instance
from engine.feel.errors import Fault
from engine.feel.invocation import as_builtin, invoke
from engine.feel.iteration import compile_for, compile_quantified
from engine.feel.names import mentions, weight
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
    Junction,
    ListLiteral,
    Literal,
    Name,
    Negation,
    Node,
    OpenRange,
    Path,
    Quantified,
    RangeLiteral,
)
from engine.feel.numbers import is_number, whole
from engine.feel.properties import member
from engine.feel.run import Frame, Run
from engine.feel.types import Function, Range, Value, kind_of

Compiled = Callable[[Frame], Value]
POWER_COST = 20


def compile_node(node: Node) -> Compiled:
    """The function that evaluates the node. It gives None and warns where there is no value."""
    return COMPILERS[type(node)](node)


def guarded(node: Node, work: Compiled) -> Compiled:
    """The work, with a Fault turned into null and a warning at the node."""

    def evaluate(frame: Frame) -> Value:
        try:
            return work(frame)
        except Fault as fault:
            frame.run.warn(str(fault), node.at)
            return None

    return evaluate


def _literal(node: Literal) -> Compiled:
    value = node.value
    return lambda frame: value


def _name(node: Name) -> Compiled:
    name = node.name

    def evaluate(frame: Frame) -> Value:
        found, value = frame.find(name)
        if found:
            return value
        function = as_builtin(name, frame.run)
        if function is None:
            raise Fault(f"there is no variable '{name}'")
        return function

    return guarded(node, evaluate)


def _path(node: Path) -> Compiled:
    source, name = compile_node(node.source), node.name

    def evaluate(frame: Frame) -> Value:
        value = source(frame)
        if isinstance(value, list):
            frame.run.spend(len(value))
        return member(value, name)

    return guarded(node, evaluate)


def _filter(node: Filter) -> Compiled:
    source, condition = compile_node(node.source), compile_node(node.condition)
    fixed = isinstance(node.condition, (Literal, Negation))
    cost = weight(node.condition)

    def evaluate(frame: Frame) -> Value:
        found = source(frame)
        if found is None:
            return None
        items = list(found) if isinstance(found, (list, tuple)) else [found]
        if fixed and is_number(position := condition(frame)):
            return item_at(items, position)
        chosen: list[Value] = []
        for item in items:
            frame.run.spend(cost)
            scope = frame.inner({"item": item})
            result = condition(scope.inner(item) if isinstance(item, dict) else scope)
            if is_number(result):
                return item_at(items, condition(frame) if not isinstance(item, dict) else result)
            if result is True:
                chosen.append(item)
            elif result not in (False, None):
                raise Fault("a filter must be a condition or a position")
        return chosen

    return guarded(node, evaluate)


def item_at(items: list[Value], position: Value) -> Value:
    """The item at a position from 1, or from -1 backwards."""
    index = whole(position)
    if index == 0 or abs(index) > len(items):
        raise Fault("there is no item at that position")
    return items[index - 1 if index > 0 else index]


def _call(node: Call) -> Compiled:
    arguments = [compile_node(argument) for argument in node.arguments]
    names = node.names
    function = node.function
    if isinstance(function, Name):
        name = function.name
        find = _function_named(name)
    else:
        find = compile_node(function)
        name = function.name if isinstance(function, Path) else "function"

    def evaluate(frame: Frame) -> Value:
        target = find(frame)
        values = [argument(frame) for argument in arguments]
        if not isinstance(target, Function):
            raise Fault(f"there is no function '{name}'")
        return invoke(frame.run, target, values, names)

    return guarded(node, evaluate)


def _function_named(name: str) -> Compiled:
    def find(frame: Frame) -> Value:
        found, value = frame.find(name)
        return value if found and isinstance(value, Function) else as_builtin(name, frame.run)

    return find


def _arithmetic(node: Arithmetic) -> Compiled:
    first = compile_node(node.first)
    rest = [(operator, compile_node(operand)) for operator, operand in node.rest]

    def evaluate(frame: Frame) -> Value:
        value = first(frame)
        for operator, operand in rest:
            value = operate(operator, value, operand(frame))
            if operator == "**":
                frame.run.spend(POWER_COST)
            if isinstance(value, str):
                frame.run.text(value)
        return value

    return guarded(node, evaluate)


def _negation(node: Negation) -> Compiled:
    operand = compile_node(node.operand)
    return guarded(node, lambda frame: negate(operand(frame)))


def _junction(node: Junction) -> Compiled:
    operands = [compile_node(operand) for operand in node.operands]
    decisive = not node.conjunction

    def evaluate(frame: Frame) -> bool | None:
        unknown = False
        for operand in operands:
            value = operand(frame)
            if value is decisive:
                return not node.conjunction
            unknown = unknown or not isinstance(value, bool)
        return None if unknown else not decisive

    return evaluate


def _comparison(node: Comparison) -> Compiled:
    left, right, operator = compile_node(node.left), compile_node(node.right), node.operator

    def evaluate(frame: Frame) -> bool | None:
        return compared(operator, left(frame), right(frame), frame.run)

    return guarded(node, evaluate)


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


def _between(node: Between) -> Compiled:
    value, low, high = compile_node(node.value), compile_node(node.low), compile_node(node.high)

    def evaluate(frame: Frame) -> bool:
        middle = value(frame)
        signs = order(middle, low(frame)), order(middle, high(frame))
        if signs[0] is None or signs[1] is None:
            raise Fault("the values around 'between' cannot be compared")
        return signs[0] >= 0 and signs[1] <= 0

    return guarded(node, evaluate)


Test = Callable[[Frame, Value], bool | None]


def compile_test(node: Node) -> Test:
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


def _in(node: In) -> Compiled:
    value, tests = compile_node(node.value), [compile_test(test) for test in node.tests]
    return lambda frame: any_test(tests, frame, value(frame))


def _instance_of(node: InstanceOf) -> Compiled:
    value, wanted = compile_node(node.value), node.type

    def evaluate(frame: Frame) -> bool:
        result = is_instance(value(frame), wanted, frame.run)
        if result is None:
            raise Fault(f"there is no type '{wanted.name}'")
        return result

    return guarded(node, evaluate)


def _if(node: If) -> Compiled:
    branches = [(compile_node(condition), compile_node(result)) for condition, result in node.branches]
    otherwise = compile_node(node.otherwise)

    def evaluate(frame: Frame) -> Value:
        for condition, result in branches:
            if condition(frame) is True:
                return result(frame)
        return otherwise(frame)

    return evaluate


def _function(node: FunctionLiteral) -> Compiled:
    names = tuple(name for name, _ in node.parameters)
    types = tuple(wanted for _, wanted in node.parameters)
    body, cost = compile_node(node.body), weight(node.body)

    def evaluate(frame: Frame) -> Value:
        def call(run: Run, arguments: Sequence[Value]) -> Value:
            run.spend(cost)
            return body(Frame(dict(zip(names, arguments, strict=True)), frame, run))

        return Function(names, call, parameter_types=types)

    return evaluate


def _list(node: ListLiteral) -> Compiled:
    items = [compile_node(item) for item in node.items]
    return lambda frame: [item(frame) for item in items]


def _context(node: ContextLiteral) -> Compiled:
    entries = [(name, compile_node(value)) for name, value in node.entries]
    repeated = len({name for name, _ in entries}) < len(entries)

    def evaluate(frame: Frame) -> Value:
        if repeated:
            raise Fault("a context has two entries of the same name")
        result: dict[str, Value] = {}
        scope = frame.inner(result)
        for name, value in entries:
            result[name] = value(scope)
        return result

    return guarded(node, evaluate)


def _range(node: RangeLiteral) -> Compiled:
    low, high = compile_node(node.low), compile_node(node.high)

    def evaluate(frame: Frame) -> Value:
        start, end = low(frame), high(frame)
        if order(start, end) is None:
            raise Fault(f"a range from {kind_of(start)} to {kind_of(end)} has no value")
        return Range(start, end, node.low_included, node.high_included)

    return guarded(node, evaluate)


def _open_range(node: OpenRange) -> Compiled:
    endpoint, operator = compile_node(node.endpoint), node.operator

    def evaluate(frame: Frame) -> Value:
        value = endpoint(frame)
        if operator in ("=", "!="):
            return Range(value, value, negated=operator == "!=")
        if value is None:
            raise Fault("the endpoint of a range is null")
        included = operator.endswith("=")
        if operator.startswith("<"):
            return Range(None, value, False, included)
        return Range(value, None, included, False)

    return guarded(node, evaluate)


COMPILERS: dict[type[Node], Callable[[Any], Compiled]] = {
    Literal: _literal,
    Name: _name,
    Path: _path,
    Filter: _filter,
    Call: _call,
    Arithmetic: _arithmetic,
    Negation: _negation,
    Junction: _junction,
    Comparison: _comparison,
    Between: _between,
    In: _in,
    InstanceOf: _instance_of,
    If: _if,
    For: lambda node: compile_for(node, compile_node),
    Quantified: lambda node: compile_quantified(node, compile_node),
    FunctionLiteral: _function,
    ListLiteral: _list,
    ContextLiteral: _context,
    RangeLiteral: _range,
    OpenRange: _open_range,
}
