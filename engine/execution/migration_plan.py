"""Which element of one version of a process stands for which of another."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.elements.lifecycle import Element
from engine.elements.loops import Loop
from engine.elements.subprocesses import SubProcess
from engine.execution.definition import ExecutableDefinition
from engine.model.text import N_, Text


@dataclass(frozen=True, slots=True)
class MigrationPlan:
    """`elements` maps ids of the old version to those of the new one; `problems` says why the others have none."""

    elements: Mapping[str, str]
    problems: Mapping[str, Text] = field(default_factory=dict)

    def problem(self, element_id: str) -> Text:
        """Why a token at that element cannot be migrated."""
        return self.problems.get(element_id) or Text(N_("The new version has no such element."))


@dataclass(frozen=True, slots=True)
class Place:
    """An element and the sub-process that it stands in; empty for the process itself."""

    scope: str
    element: Element

    @property
    def kind(self) -> tuple[type, ...]:
        """What must be the same for a token to stand there: the class, and that of a loop's instances."""
        if isinstance(self.element, Loop):
            return type(self.element), type(self.element.instance)
        return (type(self.element),)

    @property
    def begins_by_event(self) -> bool:
        """It is an event sub-process."""
        return isinstance(self.element, SubProcess) and self.element.is_event_subprocess


def plan_migration(
    source: ExecutableDefinition, target: ExecutableDefinition, given: Mapping[str, str]
) -> MigrationPlan:
    """Map elements by `given`, the others to those of the same id: of the same kind, in the same sub-process."""
    here, there = places_in(source), places_in(target)
    wanted = {element_id: given.get(element_id, element_id) for element_id in here}
    taken = Counter(wanted.values())
    problems: dict[str, Text] = {}
    for element_id, place in here.items():
        to = wanted[element_id]
        scope = wanted.get(place.scope, "") if place.scope else ""
        if to not in there:
            problems[element_id] = Text(N_("The new version has no such element."))
        elif place.kind != there[to].kind or place.begins_by_event != there[to].begins_by_event:
            problems[element_id] = Text(N_("In the new version it is of another kind."))
        elif scope != there[to].scope:
            problems[element_id] = Text(N_("In the new version it stands in another sub-process."))
        elif taken[to] > 1:
            problems[element_id] = Text(N_("Another element is mapped to the same one."))
    return MigrationPlan({each: to for each, to in wanted.items() if each not in problems}, problems)


def places_in(definition: ExecutableDefinition) -> dict[str, Place]:
    """Every element of the model by its id. Names with a # are parts that the model does not have."""
    specs = {"": definition.spec, **definition.subprocesses}
    return {
        name: Place(scope, element)
        for scope, spec in specs.items()
        for name, element in spec.task_specs.items()
        if "#" not in name
    }
