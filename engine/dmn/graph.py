"""The requirements graph (DMN 6): decisions, inputs, business knowledge models and services, and their evaluation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.dmn.logic import FunctionDefinition, Logic
from engine.dmn.session import Session
from engine.feel import Frame, Function, Run
from engine.feel.errors import Fault
from engine.feel.invocation import invoke
from engine.model.data import Value

Key = tuple[str, str]
"""Namespace and id of an element."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What an element needs, and the import names under which it sees it (none for its own file)."""

    key: Key
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InputData:
    """A value that the caller gives."""

    id: str
    name: str
    type_name: str | None


@dataclass(frozen=True, slots=True)
class DecisionElement:
    """A decision with its logic; without logic its value is null."""

    id: str
    name: str
    type_name: str | None
    logic: Logic | None
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class BusinessKnowledge:
    """A function of the model."""

    id: str
    name: str
    result_type: str | None
    function: FunctionDefinition | None
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class DecisionService:
    """Decisions as a function of input data and of decisions made elsewhere."""

    id: str
    name: str
    result_type: str | None
    outputs: tuple[Key, ...]
    inputs: tuple[Key, ...]
    """Input data first, then input decisions: the order of the parameters."""


Element = InputData | DecisionElement | BusinessKnowledge | DecisionService
Elements = Mapping[Key, Element]


def required_by(elements: Elements, start: Key) -> tuple[Key, ...]:
    """The element itself and all that it requires, directly or through others, nearest first.

    Of a decision service without what its caller gives.
    """
    seen = [start]
    service = elements[start]
    given = service.inputs if isinstance(service, DecisionService) else ()
    for key in seen:
        element = elements[key]
        if key in given:
            continue
        if isinstance(element, (DecisionElement, BusinessKnowledge)):
            seen.extend(each.key for each in element.requirements if each.key not in seen)
        elif isinstance(element, DecisionService):
            seen.extend(each for each in element.outputs if each not in seen)
    return tuple(seen)


class Evaluation:
    """Evaluates elements of the graph, each decision at most once.

    Names that a decision's requirements do not give are looked up in the inputs.
    """

    def __init__(
        self,
        elements: Elements,
        session: Session,
        inputs: Mapping[str, Value],
        given: Mapping[Key, Value] | None = None,
    ) -> None:
        self.elements = elements
        self.session = session
        self.inputs = inputs
        self.memo: dict[Key, Value] = dict(given or {})

    def value(self, key: Key) -> Value:
        """The value of an element: of a function-like one the function."""
        element = self.elements[key]
        if key in self.memo:
            return self.memo[key]
        if isinstance(element, BusinessKnowledge):
            self._define(key, element)
        else:
            self.memo[key] = self._evaluate(element)
        return self.memo[key]

    def _define(self, key: Key, element: BusinessKnowledge) -> None:
        """The function is known before what it requires, so that it may require itself."""
        scope: dict[str, Value] = {}
        function = element.function
        frame = Frame(scope, None, self.session.run)
        self.memo[key] = None if function is None else function.closed(self.session, frame, element.result_type)
        self._fill(scope, element.requirements)

    def _evaluate(self, element: InputData | DecisionElement | DecisionService) -> Value:
        self.session.run.spend(1)
        if isinstance(element, InputData):
            return self.session.fit(self.inputs.get(element.name), element.type_name, element.id)
        if isinstance(element, DecisionService):
            return self.service(element)
        if element.logic is None:
            self.session.warn("the decision has no logic", element.id)
            return None
        scope: dict[str, Value] = {}
        self._fill(scope, element.requirements)
        frame = Frame(scope, Frame(self.inputs, None, self.session.run), self.session.run)
        return self.session.fit(element.logic.evaluate(self.session, frame), element.type_name, element.id)

    def _fill(self, scope: dict[str, Value], requirements: Sequence[Requirement]) -> None:
        """Put what is required into a scope, by name."""
        for requirement in requirements:
            place = scope
            for name in requirement.path:
                place = place.setdefault(name, {})
            place[self.elements[requirement.key].name] = self.value(requirement.key)

    def called(self, service: DecisionService) -> Value:
        """What the decision service gives for the inputs of this evaluation."""
        function = self.service(service)
        try:
            return invoke(self.session.run, function, [self.inputs.get(name) for name in function.parameters])
        except Fault as fault:
            self.session.warn(str(fault), service.id)
            return None

    def service(self, service: DecisionService) -> Function:
        """The decision service as a function; its decisions see nothing but its parameters."""
        names = tuple(self.elements[key].name for key in service.inputs)
        types = [getattr(self.elements[key], "type_name", None) for key in service.inputs]

        def call(run: Run, arguments: Sequence[Value]) -> Value:
            run.spend(10)
            given = {
                key: self.session.fit(argument, type_name, service.id)
                for key, type_name, argument in zip(service.inputs, types, arguments, strict=True)
            }
            inside = Evaluation(self.elements, self.session, {}, given)
            results = {self.elements[key].name: inside.value(key) for key in service.outputs}
            result = next(iter(results.values())) if len(results) == 1 else results
            return self.session.fit(result, service.result_type, service.id)

        return Function(names, call, service.name)
