"""What elements may ask of their host while they run. Everything here is pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from engine.calendars.functions import WorkingDays
from engine.model.data import ProcessData, Value
from engine.scripts.running import RunPython, run_python

JAKARTA = ZoneInfo("Asia/Jakarta")


class Decided(Protocol):
    """The outcome of a decision."""

    @property
    def result(self) -> Value:
        """What was decided; null if no rule matched."""
        ...

    @property
    def matched(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(decision id, ids of its matched rules) in order of evaluation."""
        ...

    @property
    def annotations(self) -> tuple[str, ...]:
        """What those rules are annotated with, such as their legal basis."""
        ...

    @property
    def version(self) -> int | None:
        """Which deployed version decided; None where that is not known."""
        ...

    @property
    def warnings(self) -> Sequence[object]:
        """Why parts of the result are null; each has a text."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """The host's answers: decisions as pinned for the instance, functions for FEEL, working days, the zone."""

    decide: Callable[[str, ProcessData], Decided]
    """Evaluates the decision with that id; a LintasError from it becomes an incident."""
    decision_inputs: Callable[[str], Collection[str]] | None = None
    """Names of the variables a decision reads. None: the decision is given every variable that is loaded."""
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    """Further functions that FEEL texts may call."""
    working_days: WorkingDays = field(default_factory=WorkingDays)
    """Counts working days by the calendars of the turn."""
    run_python: RunPython = run_python
    """Runs Python of the model, with limits and without effects."""
    stores: Mapping[str, Value] = field(default_factory=dict)
    """Values of data stores by id, as far as they are given; what is used beside them raises NeedsStores."""
    zone: tzinfo = JAKARTA
    """Dates and times without a zone are meant here."""
