"""Calling functions: arguments to parameters, and how deep calls may go."""

from collections.abc import Sequence
from typing import Any

from engine.feel.builtins import BUILTINS
from engine.feel.conformance import is_instance
from engine.feel.errors import Fault, FeelHostFault, FeelSyntaxError
from engine.feel.run import Run
from engine.feel.types import Function, Value


class BuiltinFunction(Function):
    """A built-in as a value; it takes its arguments in several forms."""

    __slots__ = ()

    def apply(self, run: Run, arguments: Sequence[Value]) -> Value:
        """Call it with any arguments that one of its signatures takes."""
        return self.call(run, arguments)


class HostFunction(Function):
    """A function of the host; it checks its arguments itself."""

    __slots__ = ()

    def apply(self, run: Run, arguments: Sequence[Value]) -> Value:
        """Call it with any arguments."""
        return self.call(run, arguments)


def as_builtin(name: str, run: Run) -> Function | None:
    """A function of the host or a built-in one, as a value; None if there is none of that name."""
    host = run.functions.get(name)
    if host is not None:
        return HostFunction((), lambda run, arguments: _call_host(name, host, arguments), name)
    known = BUILTINS.get(name)
    if known is None:
        return None
    parameters = tuple(parameter.name for parameter in known.signatures[0].parameters)
    return BuiltinFunction(parameters, lambda run, arguments: known.call(run, arguments), name)


def _call_host(name: str, host: Any, arguments: Sequence[Value]) -> Value:
    try:
        return host(*arguments)
    except FeelHostFault as error:
        raise Fault(f"{name}(): {error}") from None
    except (TypeError, ValueError, ArithmeticError, LookupError, FeelSyntaxError) as error:
        raise Fault(f"{name}(): {type(error).__name__}") from None


def invoke(run: Run, function: Function, arguments: Sequence[Value], names: Sequence[str] = ()) -> Value:
    """The result of a call; Fault if the arguments do not fit the parameters."""
    if isinstance(function, BuiltinFunction):
        return BUILTINS[function.name].call(run, arguments, names)
    if names:
        if sorted(names) != sorted(function.parameters):
            raise Fault(f"{function.name}() does not have these parameters")
        given = dict(zip(names, arguments, strict=True))
        arguments = [given[parameter] for parameter in function.parameters]
    return function.apply(run, typed(run, function, arguments) if any(function.parameter_types) else arguments)


def typed(run: Run, function: Function, arguments: Sequence[Value]) -> list[Value]:
    """The arguments, if they are of the types of the parameters; Fault else."""
    result = []
    for name, value, wanted in zip(function.parameters, arguments, function.parameter_types, strict=False):
        if wanted is not None and value is not None and is_instance(value, wanted, run) is False:
            single = isinstance(value, list) and len(value) == 1 and is_instance(value[0], wanted, run)
            if not single:
                raise Fault(f"{function.name}(): expected {wanted.name} for '{name}'")
            value = value[0]
        result.append(value)
    return result
