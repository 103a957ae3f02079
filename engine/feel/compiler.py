"""From the tree to closures: each node becomes a function of the frame it is evaluated in."""

from collections.abc import Callable, Sequence
from typing import Any

from engine.feel.arithmetic import negate, operate
from engine.feel.builtins import BUILTINS, Builtin
from engine.feel.comparison import order
from engine.feel.conditions import (
    compile_between,
    compile_comparison,
    compile_in,
    compile_instance_of,
    compile_junction,
)
from engine.feel.errors import Fault
from engine.feel.invocation import as_builtin, invoke
from engine.feel.iteration import compile_for, compile_quantified
from engine.feel.names import weight
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
from engine.feel.run import Compiled, Frame, Run, guarded
from engine.feel.types import Function, Range, Value, kind_of

POWER_COST = 20


def compile_node(node: Node) -> Compiled:
    """The function that evaluates the node. It gives None and warns where there is no value."""
    return COMPILERS[type(node)](node)


def _literal(node: Literal) -> Compiled:
    value = node.value
    return lambda frame: value


def _name(node: Name) -> Compiled:
    name, at = node.name, node.at

    def evaluate(frame: Frame) -> Value:
        scope: Frame | None = frame
        while scope is not None:
            if name in scope.values:
                return scope.values[name]
            scope = scope.parent
        function = as_builtin(name, frame.run)
        if function is None:
            frame.run.warn(f"there is no variable '{name}'", at)
        return function

    return evaluate


def _path(node: Path) -> Compiled:
    source, name, at = compile_node(node.source), node.name, node.at

    def evaluate(frame: Frame) -> Value:
        value = source(frame)
        try:
            if isinstance(value, list):
                frame.run.spend(len(value))
            return member(value, name)
        except Fault as fault:
            frame.run.warn(str(fault), at)
            return None

    return evaluate


def _filter(node: Filter) -> Compiled:
    source, condition = compile_node(node.source), compile_node(node.condition)
    fixed = isinstance(node.condition, (Literal, Negation))
    cost = weight(node.condition)

    def evaluate(frame: Frame) -> Value:
        found = source(frame)
        if found is None:
            return None
        items = list(found) if isinstance(found, (list, tuple)) else [found]
        if (fixed or not items) and is_number(position := condition(frame)):
            return item_at(items, position)
        chosen: list[Value] = []
        for item in items:
            frame.run.spend(cost)
            scope = frame.inner({"item": item})
            result = condition(scope.inner(item) if isinstance(item, dict) else scope)
            if is_number(result):
                return item_at(items, result)
            if result is True:
                chosen.append(item)
            elif result not in (False, None):
                raise Fault("a filter must be a condition or a position")
        return chosen

    return guarded(node.at, evaluate)


def item_at(items: list[Value], position: Value) -> Value:
    """The item at a position from 1, or from -1 backwards."""
    index = whole(position)
    if index == 0 or abs(index) > len(items):
        raise Fault("there is no item at that position")
    return items[index - 1 if index > 0 else index]


def _call(node: Call) -> Compiled:
    function = node.function
    if isinstance(function, Name) and function.name in BUILTINS:
        return _call_builtin(node, BUILTINS[function.name])
    arguments = [compile_node(argument) for argument in node.arguments]
    names = node.names
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

    return guarded(node.at, evaluate)


def _call_builtin(node: Call, known: Builtin) -> Compiled:
    """A call of a built-in function, unless a variable or the host has a function of its name."""
    arguments, names, at = [compile_node(argument) for argument in node.arguments], node.names, node.at
    find = _function_named(known.name)

    def evaluate(frame: Frame) -> Value:
        run = frame.run
        own = find(frame) if known.name in run.functions or frame.find(known.name)[0] else None
        values = [argument(frame) for argument in arguments]
        try:
            return known.call(run, values, names) if own is None else invoke(run, own, values, names)
        except Fault as fault:
            run.warn(str(fault), at)
            return None

    return evaluate


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

    return guarded(node.at, evaluate)


def _negation(node: Negation) -> Compiled:
    operand = compile_node(node.operand)
    return guarded(node.at, lambda frame: negate(operand(frame)))


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
    if all(isinstance(item, Literal) for item in node.items):
        values = [item.value for item in node.items if isinstance(item, Literal)]
        return lambda frame: values.copy()
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

    return guarded(node.at, evaluate)


def _range(node: RangeLiteral) -> Compiled:
    low, high = compile_node(node.low), compile_node(node.high)

    def evaluate(frame: Frame) -> Value:
        start, end = low(frame), high(frame)
        if order(start, end) is None:
            raise Fault(f"a range from {kind_of(start)} to {kind_of(end)} has no value")
        return Range(start, end, node.low_included, node.high_included)

    return guarded(node.at, evaluate)


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

    return guarded(node.at, evaluate)


COMPILERS: dict[type[Node], Callable[[Any], Compiled]] = {
    Literal: _literal,
    Name: _name,
    Path: _path,
    Filter: _filter,
    Call: _call,
    Arithmetic: _arithmetic,
    Negation: _negation,
    Junction: lambda node: compile_junction(node, compile_node),
    Comparison: lambda node: compile_comparison(node, compile_node),
    Between: lambda node: compile_between(node, compile_node),
    In: lambda node: compile_in(node, compile_node),
    InstanceOf: lambda node: compile_instance_of(node, compile_node),
    If: _if,
    For: lambda node: compile_for(node, compile_node),
    Quantified: lambda node: compile_quantified(node, compile_node),
    FunctionLiteral: _function,
    ListLiteral: _list,
    ContextLiteral: _context,
    RangeLiteral: _range,
    OpenRange: _open_range,
}
