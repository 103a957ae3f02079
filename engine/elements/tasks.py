"""Tasks: for people, for other systems, for FEEL and for decisions."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine.calendars.deadlines import END_OF_DAY, PERCENTS, Counted, moment
from engine.elements import spiff
from engine.elements.answered import Answered
from engine.elements.effects import DecisionEvaluated, Ending, JobCreated, JobEnded, UserTaskCreated, UserTaskEnded
from engine.elements.failures import NeedsVariables, TechnicalFailure
from engine.elements.formulas import Formula
from engine.elements.lifecycle import Element, Executed, IoMapping, Step
from engine.elements.timers import as_duration, as_instant, described, later
from engine.elements.tokens import Token
from engine.errors import LintasError
from engine.feel import FeelError, FeelHostFault
from engine.model.data import ProcessData, Value
from engine.organisation.addresses import AddressInvalid, parse_addresses

DEFAULT_PRIORITY = 50


class NoneTask(Element, spiff.NoneTask):
    """A task of no kind: passed through."""


class ManualTask(Element, spiff.ManualTask):
    """Work outside of any system: passed through."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the model says about who has to act, how, and until when."""

    candidates: Formula | None = None
    form_key: str | None = None
    due: Formula | None = None
    due_working_days: Formula | None = None
    """Instead of `due`: after how many working days of the agency that it is addressed to."""
    priority: Formula | None = None
    properties: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when a task is to be done, and how that was counted; nothing where nothing says so."""

    at: datetime | None = None
    counted: Counted | None = None
    remind_at: datetime | None = None


class UserTask(Answered, spiff.UserTask):
    """Waits for a person of one of its candidate functions."""

    def __init__(self, process: Any, name: str, *, assignment: Assignment, **attributes: Any) -> None:
        super().__init__(process, name, **attributes)
        self.assignment = assignment

    def ask(self, token: Token) -> None:
        """Put the task into the inboxes of its candidates."""
        candidates = self.candidates(token)
        deadline = self.deadline(token, candidates[0].partition("@")[2])
        token.emit(
            UserTaskCreated,
            name=self.bpmn_name or self.bpmn_id,
            candidates=candidates,
            form_key=self.assignment.form_key,
            due_at=deadline.at,
            counted=deadline.counted,
            remind_at=deadline.remind_at,
            priority=self.priority(token),
            properties=self.assignment.properties,
        )

    def end(self, token: Token, ending: Ending) -> None:
        """Take it out of the inboxes."""
        token.emit(UserTaskEnded, ending=ending)

    def candidates(self, token: Token) -> tuple[str, ...]:
        """The addresses, each once; raises TechnicalFailure if there are none or something else is among them."""
        formula = self.assignment.candidates
        if formula is None:
            raise TechnicalFailure(
                "no_candidates", f"Expected candidates for the user task {self.bpmn_id}, but it has none."
            )
        result = token.evaluate(formula)
        found = result.value if isinstance(result.value, list) else [result.value]
        with suppress(AddressInvalid):
            addresses = [
                address for entry in found for address in parse_addresses(entry if isinstance(entry, str) else "?")
            ]
            if addresses:
                return tuple(dict.fromkeys(str(address) for address in addresses))
        raise TechnicalFailure(
            "no_candidates",
            f"Expected addresses such as function@agency as candidates of {self.bpmn_id}, but {formula.text} gave "
            f"{described(result.value)}.{result.explain()}",
        )

    def deadline(self, token: Token, agency: str) -> "Deadline":
        """Until when, by a due time or by working days of the agency. Raises TechnicalFailure."""
        working_days = token.top.services.working_days
        if self.assignment.due_working_days is not None:
            return self.counted(token, Counted(agency, token.top.now, self.days(token)))
        before = len(working_days.counted)
        due, value = self.due_at(token)
        if due is None:
            return Deadline()
        origin = working_days.origin(value, before)
        if origin is not None:
            return self.counted(token, origin)
        return Deadline(due, None, moment(PERCENTS[0], token.top.now, due))

    def counted(self, token: Token, counted: Counted) -> "Deadline":
        """The deadline of so many working days. Raises TechnicalFailure where they cannot be counted."""
        services = token.top.services
        try:
            due, remind_at = services.working_days.deadline(counted, token.top.now, services.zone)
        except (FeelError, FeelHostFault) as error:
            raise TechnicalFailure("bad_due_date", f"The due date of {self.bpmn_id} has no value: {error}.") from error
        return Deadline(due, counted, remind_at)

    def days(self, token: Token) -> int:
        """How many working days. Raises TechnicalFailure."""
        formula = self.assignment.due_working_days or Formula("", None)
        result = token.evaluate(formula)
        value = result.value
        if isinstance(value, str) and value.strip().isdecimal():
            value = int(value.strip())
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool) and value >= 0 and value == int(value):
            return int(value)
        raise TechnicalFailure(
            "bad_due_date",
            f"Expected a number of working days for {self.bpmn_id}, 0 or more, but {formula.text} gave "
            f"{described(result.value)}.{result.explain()}",
        )

    def due_at(self, token: Token) -> tuple[datetime | None, Value]:
        """When it is due, in UTC, and what said so; a date is due at the end of that day. None if nothing says so."""
        if self.assignment.due is None:
            return None, None
        result = token.evaluate(self.assignment.due)
        if result.value is None:
            return None, None
        instant = as_instant(result.value, token.top.services.zone, END_OF_DAY)
        duration = as_duration(result.value)
        if instant is None and duration is not None:
            instant = later(token.top.now, duration)
        if instant is None:
            raise TechnicalFailure(
                "bad_due_date",
                f"Expected a date or a duration as due date of {self.bpmn_id}, but {self.assignment.due.text} gave "
                f"{described(result.value)}.{result.explain()}",
            )
        return instant, result.value

    def priority(self, token: Token) -> int:
        """From 0 to 100, higher first; the middle if the model gives none that can be read."""
        if self.assignment.priority is None:
            return DEFAULT_PRIORITY
        value = token.evaluate(self.assignment.priority).value
        try:
            return max(0, min(100, int(value)))
        except (TypeError, ValueError, ArithmeticError):
            return DEFAULT_PRIORITY


@dataclass(frozen=True, slots=True)
class Job:
    """What the model says about the work for another system."""

    job_type: Formula
    retries: int = 3
    headers: dict[str, str] = field(default_factory=dict)


class ServiceTask(Answered, spiff.ServiceTask):
    """Hands a job to another system or a built-in service, and waits for its answer."""

    def __init__(self, process: Any, name: str, *, job: Job, **attributes: Any) -> None:
        super().__init__(process, name, **attributes)
        self.job = job

    def ask(self, token: Token) -> None:
        """Create the job, with the mapped inputs only."""
        result = token.evaluate(self.job.job_type)
        if not isinstance(result.value, str) or not result.value:
            raise TechnicalFailure(
                "no_job_type",
                f"Expected a text as job type of {self.bpmn_id}, but got {described(result.value)}.{result.explain()}",
            )
        token.emit(
            JobCreated,
            job_type=result.value,
            retries=self.job.retries,
            headers=self.job.headers,
            variables=mapped_inputs(self, token),
        )

    def end(self, token: Token, ending: Ending) -> None:
        """The job was answered, or is no longer wanted."""
        token.emit(JobEnded, ending=ending)


class ScriptTask(Element, spiff.ScriptTask):
    """Evaluates a FEEL expression into one variable, or runs a Python script."""

    def __init__(self, process: Any, name: str, *, step: Step, **attributes: Any) -> None:
        super().__init__(process, name, script="", **attributes)
        self.step = step

    def on_execute(self, token: Token) -> Executed:
        """Compute; what threw a BPMN error has interrupted the token."""
        return Executed.DONE if self.step.run(token) else Executed.WAITING


class BusinessRuleTask(Element, spiff.ScriptTask):
    """Evaluates a decision into one variable, and tells which rules matched."""

    def __init__(self, process: Any, name: str, *, decision: Formula, result_variable: str, **attributes: Any) -> None:
        super().__init__(process, name, script="", **attributes)
        self.decision = decision
        self.result_variable = result_variable

    def on_execute(self, token: Token) -> Executed:
        """Decide, and tell why."""
        decision_id = str(token.evaluate(self.decision).value)
        inputs = self.inputs_of(token, decision_id)
        try:
            decided = token.top.services.decide(decision_id, inputs)
        except NeedsVariables:
            raise
        except LintasError as error:
            raise TechnicalFailure(error.code, f"The decision {decision_id} could not be evaluated: {error}") from error
        token.emit(
            DecisionEvaluated,
            decision_id=decision_id,
            inputs=inputs,
            result=decided.result,
            matched=tuple(decided.matched),
            basis=tuple(decided.annotations),
            version=decided.version,
            warnings=tuple(str(warning) for warning in decided.warnings),
        )
        self.take(token, {self.result_variable: decided.result})
        return Executed.DONE

    def inputs_of(self, token: Token, decision_id: str) -> ProcessData:
        """The variables that the decision reads, or all that are loaded if that is not known."""
        scopes, known = token.top.scopes, token.top.services.decision_inputs
        return scopes.at_hand(token.scope_id) if known is None else scopes.read(token.scope_id, known(decision_id))


def mapped_inputs(element: Element, token: Token) -> ProcessData:
    """The locals that the input mappings made, and nothing else."""
    return token.top.scopes.own(token.own_scope_id, target_names(element.input_mappings))


def target_names(mappings: tuple[IoMapping, ...]) -> frozenset[str]:
    """The variables that the mappings write."""
    return frozenset(mapping.target.partition(".")[0] for mapping in mappings)
