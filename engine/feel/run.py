"""One evaluation: what it may still use, what it warned of, and the scopes it looks names up in."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.feel.budget import Budget
from engine.feel.errors import Fault, FeelBudgetExceeded
from engine.feel.nodes import Node, Place
from engine.feel.types import Value


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 - the word of the domain; nobody raises it
    """Why a part of the expression became null. Line and column count from 1."""

    message: str
    line: int
    column: int


class Run:
    """Counts what an evaluation uses; every loop and built-in asks it before it goes on."""

    __slots__ = ("budget", "depth", "functions", "left", "now", "types", "warnings")

    def __init__(
        self,
        budget: Budget,
        functions: Mapping[str, Callable[..., Any]],
        now: dt.datetime | None,
        types: Mapping[str, Callable[[Value], bool]],
    ) -> None:
        self.budget = budget
        self.left = budget.steps
        self.depth = 0
        self.functions = functions
        self.now = now
        self.types = types
        self.warnings: list[Warning] = []

    def spend(self, steps: int) -> None:
        """Use up steps; FeelBudgetExceeded when none are left."""
        self.left -= steps
        if self.left < 0:
            raise FeelBudgetExceeded(f"Expected at most {self.budget.steps} steps, but the expression needs more.")

    def warn(self, message: str, at: Place) -> None:
        """Keep a warning, unless there are too many already."""
        warning = Warning(message, *at)
        if len(self.warnings) < self.budget.warnings and warning not in self.warnings:
            self.warnings.append(warning)

    def text(self, value: str) -> str:
        """The text itself, if it is not too long."""
        if len(value) > self.budget.characters:
            raise FeelBudgetExceeded(f"Expected texts of at most {self.budget.characters} characters.")
        self.spend(1 + len(value) // 50)
        return value

    def items(self, count: int) -> None:
        """Account for a list of so many items."""
        if count > self.budget.items:
            raise FeelBudgetExceeded(f"Expected lists of at most {self.budget.items} items.")
        self.spend(1 + count)

    def enter(self) -> None:
        """One function deeper; the caller counts `depth` down again."""
        self.depth += 1
        if self.depth > self.budget.recursion:
            raise FeelBudgetExceeded(f"Expected at most {self.budget.recursion} functions inside each other.")

    def settle(self, value: Value) -> Value:
        """A result, if it is neither too deep nor too large, however its parts are shared."""
        if not isinstance(value, (list, tuple, dict)):
            return value
        level, depth = [value], 0
        total = 0
        while level:
            deeper: list[Value] = []
            for part in level:
                if isinstance(part, (list, tuple)):
                    deeper.extend(part)
                elif isinstance(part, dict):
                    deeper.extend(part.values())
                if total + len(deeper) > self.budget.result_items:
                    raise FeelBudgetExceeded(f"Expected a result of at most {self.budget.result_items} items.")
            total += len(deeper)
            level, depth = deeper, depth + 1
            if depth > self.budget.depth:
                raise FeelBudgetExceeded(f"Expected a result of at most {self.budget.depth} levels.")
        return value


class Frame:
    """Names and values of one scope; what it has not, the scopes around it may have."""

    __slots__ = ("parent", "run", "values")

    def __init__(self, values: Mapping[str, Value], parent: "Frame | None", run: Run) -> None:
        self.values = values
        self.parent = parent
        self.run = run

    def inner(self, values: Mapping[str, Value]) -> "Frame":
        """A scope inside this one."""
        return Frame(values, self, self.run)

    def find(self, name: str) -> tuple[bool, Value]:
        """Whether there is a variable of that name, and its value."""
        frame: Frame | None = self
        while frame is not None:
            if name in frame.values:
                return True, frame.values[name]
            frame = frame.parent
        return False, None


Compiled = Callable[[Frame], Value]
Compile = Callable[[Node], Compiled]


def guarded(at: Place, work: Compiled) -> Compiled:
    """The work, with a Fault turned into null and a warning at the place."""

    def evaluate(frame: Frame) -> Value:
        try:
            return work(frame)
        except Fault as fault:
            frame.run.warn(str(fault), at)
            return None

    return evaluate
