"""What the runners of the public suites share: a case, what became of it, and where suites lie.

The suites are test data of others and not a part of the product; without them a runner says "not run".
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a suite. `content` is whatever its runner needs to judge it; it must be picklable."""

    group: str
    id: str
    content: Any = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a case.

    `reason` says why a failure is accepted, or, with `judged` false, why nobody can say whether it passed. `measured`
    counts parts of the case by name, each as passed and run.
    """

    passed: bool
    expected: str
    actual: str
    reason: str = ""
    judged: bool = True
    refused: bool = False
    measured: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suite:
    """A public suite: its cases in a folder, and how one of them is judged."""

    name: str
    cases: Callable[[Path], Sequence[Case]]
    judge: Callable[[Path, Case], Verdict]


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that did not come out as expected; with a reason it is accepted."""

    id: str
    expected: str
    actual: str
    reason: str
    refused: bool


@dataclass(slots=True)
class Group:
    """Cases of a group. `apart` are cases that can not be judged, with the reason; they are not in the total."""

    passed: int = 0
    total: int = 0
    failed: list[Failure] = field(default_factory=list)
    apart: dict[str, str] = field(default_factory=dict)
    measured: dict[str, tuple[int, int]] = field(default_factory=dict)

    def count(self, case: Case, verdict: Verdict) -> None:
        """Add one case."""
        if not verdict.judged:
            self.apart[case.id] = verdict.reason
            return
        self.total += 1
        self.passed += verdict.passed
        if not verdict.passed:
            self.failed.append(Failure(case.id, verdict.expected, verdict.actual, verdict.reason, verdict.refused))
        for name, (passed, run) in verdict.measured.items():
            before = self.measured.get(name, (0, 0))
            self.measured[name] = before[0] + passed, before[1] + run

    @property
    def unexplained(self) -> list[Failure]:
        """Failures that no reason accepts."""
        return [failure for failure in self.failed if not failure.reason]


def home() -> Path:
    """The folder of the suites: CONFORMANCE, else shared/conformance beside the repository."""
    beside = Path(__file__).resolve().parents[2].parent / "shared" / "conformance"
    return Path(os.environ.get("CONFORMANCE") or beside)
