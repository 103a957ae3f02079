"""What a migration would do, case by case, without doing it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from engine.authorization.supervision import capacity_to_supervise, check_supervisor
from engine.definitions import ProcessVersion
from engine.errors import InvalidInput, LintasError
from engine.execution import places_in
from engine.migration import Migration, Supervisor, begin_migration, plan_between, version_id
from engine.model.actor import Actor
from engine.model.text import Text
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.cases import load_case
from engine.store.task_rows import addresses_of_instance

MOST_TRIED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewMigration:
    """From one version of a process to another, and which cases are to be tried, at most MOST_TRIED of them."""

    process_key: str
    source: int
    target: int
    actor: Actor
    instance_ids: Sequence[UUID] = ()
    elements: Mapping[str, str] = field(default_factory=dict)
    recompute_timers: bool = False


@dataclass(frozen=True, slots=True)
class PlannedElement:
    """`to` is the element of the new version that stands for it; None with the `problem` where none does."""

    element_id: str
    name: str
    name_en: str
    to: str | None
    problem: Text | None


@dataclass(frozen=True, slots=True)
class TriedCase:
    """A case and what stands in the way: findings by element, or the refusal of the whole under an empty name.

    `standing`: how many of its tokens stand in each element of the new version, if nothing does.
    """

    instance_id: UUID
    number: str
    findings: Mapping[str, Text]
    standing: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MigrationPreview:
    """`elements` in the order of the file; `choices` are ids and names of the new version's."""

    elements: tuple[PlannedElement, ...]
    choices: tuple[tuple[str, str, str], ...]
    cases: tuple[TriedCase, ...]

    @property
    def refused(self) -> tuple[TriedCase, ...]:
        """The cases that could not be migrated so."""
        return tuple(each for each in self.cases if each.findings)

    @property
    def standing(self) -> Mapping[str, int]:
        """How many tokens of all the others stand in each element of the new version."""
        return sum((Counter(each.standing) for each in self.cases), Counter())


@watched
def preview_migration(runtime: Runtime, command: PreviewMigration) -> MigrationPreview:
    """Compute the plan and try it on each case.

    Raises MayNotSupervise, InvalidInput for versions or elements that there are not. A case that the person may not
    supervise is told as refused.
    """
    check_supervisor(command.actor)
    with runtime.database.begin() as work:
        ids = [version_id(work.connection, command.process_key, each) for each in (command.source, command.target)]
        source, target = (runtime.definitions.process(work.connection, each) for each in ids)
        plan = plan_between(source, target, command.elements)
    wanted = Migration(target=target.id, elements=command.elements, recompute_timers=command.recompute_timers)
    elements = tuple(
        PlannedElement(
            element_id, *_names(source, element_id), plan.elements.get(element_id), plan.problems.get(element_id)
        )
        for element_id in source.facts.elements
        if element_id in plan.elements or element_id in plan.problems
    )
    known = places_in(target.executable)
    choices = tuple((each, *_names(target, each)) for each in target.facts.elements if each in known)
    tried = tuple(_try(runtime, command.actor, each, wanted) for each in command.instance_ids[:MOST_TRIED])
    return MigrationPreview(elements, choices, tried)


def _names(process: ProcessVersion, element_id: str) -> tuple[str, str]:
    facts = process.facts.elements.get(element_id)
    name = (facts.name if facts else "") or element_id
    return name, (facts.name_en if facts else "") or name


def _try(runtime: Runtime, actor: Actor, instance_id: UUID, wanted: Migration) -> TriedCase:
    """Migrate one case and forget it."""
    number = ""
    with runtime.database.begin() as work:
        try:
            case = load_case(work, instance_id)
            capacity_to_supervise(actor, addresses_of_instance(work.connection, instance_id))
            number = case.number
            begun = begin_migration(runtime, work, case, wanted, Supervisor(actor), runtime.clock.now())
            return TriedCase(instance_id, number, {}, begun.standing())
        except InvalidInput as error:
            return TriedCase(instance_id, number, error.fields or {"": error.text})
        except LintasError as error:
            return TriedCase(instance_id, number, {"": error.text})
