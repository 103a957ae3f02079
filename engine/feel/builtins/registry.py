"""How a built-in function is declared, and how arguments find its signature."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from engine.feel.errors import Fault
from engine.feel.run import Run
from engine.feel.types import Value, kind_of

Implementation = TypeVar("Implementation", bound=Callable[..., Any])
GROUPS = {
    "duration": {"days and time duration", "years and months duration"},
    "moment": {"date", "date and time"},
    "temporal": {"date", "date and time", "time"},
}
MISMATCH = object()
USUAL = 8
"""Calls with fewer arguments find their signatures without a search."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """Name, kind of value, and whether it may be left out or repeated."""

    name: str
    kind: str
    optional: bool = False
    variadic: bool = False
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a built-in."""

    parameters: tuple[Parameter, ...]
    implementation: Callable[..., Value]

    def arrange(self, arguments: Sequence[Value], names: Sequence[str]) -> list[tuple[Parameter, Value]] | None:
        """Each argument with its parameter, in the order of the parameters; None if the call has another form."""
        if names:
            return self._arrange_named(dict(zip(names, arguments, strict=True)))
        required = sum(1 for parameter in self.parameters if not parameter.optional)
        last = self.parameters[-1] if self.parameters else None
        repeats = last is not None and last.variadic
        if len(arguments) < required or (len(arguments) > len(self.parameters) and not repeats):
            return None
        known = len(self.parameters)
        return [(self.parameters[min(place, known - 1)], value) for place, value in enumerate(arguments)]

    def _arrange_named(self, given: dict[str, Value]) -> list[tuple[Parameter, Value]] | None:
        if not given.keys() <= {parameter.name for parameter in self.parameters}:
            return None
        if any(not parameter.optional and parameter.name not in given for parameter in self.parameters):
            return None
        arranged = [(parameter, given.get(parameter.name)) for parameter in self.parameters]
        while arranged and arranged[-1][0].name not in given:
            arranged.pop()
        return arranged


@dataclass(slots=True)
class Builtin:
    """A built-in function with all its signatures."""

    name: str
    signatures: list[Signature] = field(default_factory=list)
    _forms: dict[int, list[tuple[Signature, tuple[Parameter, ...]]]] = field(default_factory=dict)

    def call(self, run: Run, arguments: Sequence[Value], names: Sequence[str] = ()) -> Value:
        """The result of the first signature that the arguments fit; Fault if they fit none."""
        if not names:
            return self._call(run, arguments)
        reason = f"{self.name}() does not take these arguments"
        for signature in self.signatures:
            arranged = signature.arrange(arguments, names)
            if arranged is None:
                continue
            values = [conform(value, parameter) for parameter, value in arranged]
            if MISMATCH not in values:
                run.spend(1 + sum(map(size, values)))
                return self._result(signature, run, values)
            parameter, value = arranged[values.index(MISMATCH)]
            reason = f"{self.name}(): expected {parameter.kind} for '{parameter.name}', but got {kind_of(value)}"
        raise Fault(reason)

    def _call(self, run: Run, arguments: Sequence[Value]) -> Value:
        """The same for arguments without names, whose parameters depend on nothing but their number."""
        reason = f"{self.name}() does not take these arguments"
        for signature, parameters in self._forms.get(len(arguments)) or self._forms_of(arguments):
            values, cost = [], 1
            for value, parameter in zip(arguments, parameters, strict=True):
                fitting = conform(value, parameter)
                if fitting is MISMATCH:
                    kinds = f"expected {parameter.kind} for '{parameter.name}', but got {kind_of(value)}"
                    reason = f"{self.name}(): {kinds}"
                    break
                values.append(fitting)
                cost += size(fitting)
            else:
                run.spend(cost)
                return self._result(signature, run, values)
        raise Fault(reason)

    def _forms_of(self, arguments: Sequence[Value]) -> list[tuple[Signature, tuple[Parameter, ...]]]:
        """The signatures that take so many arguments, with a parameter for each; kept for the usual numbers."""
        forms = []
        for signature in self.signatures:
            arranged = signature.arrange(arguments, ())
            if arranged is not None:
                forms.append((signature, tuple(parameter for parameter, _ in arranged)))
        if len(arguments) < USUAL:
            self._forms[len(arguments)] = forms
        return forms

    def _result(self, signature: Signature, run: Run, values: Sequence[Value]) -> Value:
        try:
            return signature.implementation(run, *values)
        except (ArithmeticError, ValueError):
            raise Fault(f"{self.name}(): the result is out of range") from None


def size(value: Value) -> int:
    """What looking at a whole value costs."""
    if isinstance(value, str):
        return len(value) // 50
    return len(value) if isinstance(value, (list, dict)) else 0


def conform(value: Value, parameter: Parameter) -> Value:
    """The value as the parameter wants it, after the implicit conversions of DMN 10.3.2.9.4; else MISMATCH."""
    wanted = parameter.kind
    if wanted == "any" or (value is None and parameter.nullable):
        return value
    kind = kind_of(value)
    if wanted == "list":
        if kind == "list":
            return value if isinstance(value, list) else list(value)
        return MISMATCH if value is None else [value]
    if kind == wanted or kind in GROUPS.get(wanted, ()):
        return value
    if kind == "list" and len(value) == 1:
        return conform(value[0], parameter)
    return MISMATCH


BUILTINS: dict[str, Builtin] = {}


def builtin(name: str, parameters: str = "") -> Callable[[Implementation], Implementation]:
    """Register a function under its FEEL name.

    `parameters` is a comma list of `name: kind`; `name?` may be left out, `kind...` may be repeated, `kind|null`
    takes null too. The function is given the run first; what was left out is not passed.
    """
    declared = tuple(_parameter(text) for text in parameters.split(",")) if parameters else ()

    def register(implementation: Implementation) -> Implementation:
        BUILTINS.setdefault(name, Builtin(name)).signatures.append(Signature(declared, implementation))
        return implementation

    return register


def _parameter(text: str) -> Parameter:
    name, _, kind = (part.strip() for part in text.partition(":"))
    variadic = kind.endswith("...")
    kind = kind.removesuffix("...")
    nullable = kind.endswith("|null")
    return Parameter(name.removesuffix("?"), kind.removesuffix("|null"), name.endswith("?"), variadic, nullable)
