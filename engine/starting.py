"""Making a new instance: its number, its pins, its first variables. Started by a person or by a message."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from engine.definitions import ProcessVersion
from engine.feel import compile_expression
from engine.ids import new_id
from engine.model.data import ProcessData
from engine.model.ids import InstanceId
from engine.runtime import Runtime
from engine.store.cases import Case, StoredExecution
from engine.store.numbers import next_number
from engine.store.pins import pin
from engine.store.unit_of_work import UnitOfWork

LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """On whose behalf an instance starts. A message that comes from nobody has no person."""

    agency_id: UUID | None
    agency_code: str
    person_id: UUID | None = None


def case_number(runtime: Runtime, process: ProcessVersion, now: datetime) -> str:
    """The next number of the process's series, drawn in a transaction of its own.

    A start that fails afterwards leaves a gap; in return starts of one process do not wait for each other.
    """
    today = now.astimezone(ZoneInfo(runtime.settings.time_zone)).date()
    with runtime.database.begin() as work:
        count = next_number(work, f"case:{process.facts.number_prefix}", today)
        work.commit()
    return f"{process.facts.number_prefix}-{today.year}-{count:06d}"


def new_case(
    runtime: Runtime, work: UnitOfWork, process: ProcessVersion, number: str, starter: Starter, data: ProcessData
) -> tuple[Case, ProcessData]:
    """A case that nothing is stored of yet, and the variables it starts with. Raises DefinitionMissing."""
    today = runtime.today()
    variables = {
        **data,
        "instance": {"number": number, "started_on": today, "agency": starter.agency_code},
    }
    root = StoredExecution(
        number=0,
        definition_id=process.id,
        parent_number=None,
        parent_token=None,
        row_version=None,
        state={},
        loaded=None,
    )
    case = Case(
        instance_id=InstanceId(new_id()),
        number=number,
        title=title_of(process, variables),
        process_key=process.key,
        definition_id=process.id,
        status="active",
        pins=pin(work.connection, process.facts),
        executions=1,
        agency_id=starter.agency_id,
        started_by=starter.person_id,
        root_version=None,
        history_sequence=0,
        history_head=None,
        loaded={0: root},
    )
    return case, variables


def title_of(process: ProcessVersion, variables: ProcessData) -> str:
    """The title that the model computes from the first variables, else the name of the process."""
    title = None
    if process.facts.title:
        title = compile_expression(process.facts.title).evaluate(variables).value
    return (title if isinstance(title, str) and title.strip() else process.name)[:LONGEST_TITLE]
