"""When a process starts by itself: at the time or times of a timer start event."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from engine.calendars.functions import WorkingDays
from engine.elements.event_definitions import TimerEvent, TimerKind
from engine.elements.events import StartEvent
from engine.elements.failures import TechnicalFailure
from engine.elements.timers import Cycle, first_cycle, first_due, zone_of
from engine.elements.zeebe import DefinitionRefused
from engine.execution.definition import ExecutableDefinition


@dataclass(frozen=True, slots=True)
class StartTime:
    """A time at which a process starts. `cycle` is None where it is the only one."""

    due_at: datetime
    cycle: Cycle | None = None

    def after(self, now: datetime) -> "StartTime | None":
        """The next time: in the future, unless what was missed is made up for. None if there is none."""
        following = None if self.cycle is None else self.cycle.after(now)
        return None if following is None else StartTime(following.due_at, following)


def first_start_time(
    definition: ExecutableDefinition,
    element_id: str,
    *,
    now: datetime,
    zone: tzinfo,
    working_days: WorkingDays | None = None,
) -> StartTime:
    """The first time for a timer start event, counted from `now`; raises DefinitionRefused if it says none.

    Without `working_days` it knows the nation's calendar alone.
    """
    event = timer_of(definition, element_id)
    try:
        counting = working_days or WorkingDays()
        value = event.formula.evaluate({}, counting.functions, now.astimezone(zone)).value
        if event.kind is TimerKind.CYCLE:
            cycle = first_cycle(value, now, zone_of(value, counting, zone), every=event.every)
            return StartTime(cycle.due_at, cycle)
        return StartTime(first_due(event.kind, value, now, zone))
    except TechnicalFailure as failure:
        raise DefinitionRefused(element_id, failure.detail) from failure


def timer_of(definition: ExecutableDefinition, element_id: str) -> TimerEvent:
    """The timer of a start event; raises DefinitionRefused if it has none."""
    for flow in definition.spec.start.flows:
        if isinstance(flow.target, StartEvent) and flow.target.bpmn_id == element_id:
            for event in flow.target.events:
                if isinstance(event, TimerEvent):
                    return event
    raise DefinitionRefused(element_id, "it has no timer.")
