"""What the runners of the public suites share: where a suite lies, what is counted, and how it is told.

The suites are test data of others and not a part of the product; without them a runner says "not run".
"""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that did not come out as expected."""

    id: str
    expected: str
    actual: str


@dataclass(slots=True)
class Group:
    """Cases of a group. `apart` are cases that can not be judged, with the reason; they are not in the total."""

    passed: int = 0
    total: int = 0
    failed: list[Failure] = field(default_factory=list)
    apart: dict[str, str] = field(default_factory=dict)

    def count(self, case_id: str, *, passed: bool, expected: str, actual: str) -> None:
        self.total += 1
        if passed:
            self.passed += 1
        else:
            self.failed.append(Failure(case_id, expected, actual))


Run = Callable[[Path], Mapping[str, Group]]
"""Runs a suite in a folder and gives its groups by name."""


def suite_folder(name: str, argument: str | None = None) -> Path:
    """Where a suite is expected: the argument, else in the folder CONFORMANCE, else beside the repository."""
    beside = Path(__file__).resolve().parents[2].parent / "shared" / "conformance"
    return Path(argument) if argument else Path(os.environ.get("CONFORMANCE") or beside) / name


def tell(name: str, groups: Mapping[str, Group]) -> None:
    """A line per group, and below it what failed and what was not judged."""
    for group_name, group in groups.items():
        print(f"{name}/{group_name}: {group.passed}/{group.total}")
        for failure in group.failed:
            print(f"    {failure.id}: expected {failure.expected}, got {failure.actual}")
        for case_id, reason in group.apart.items():
            print(f"    {case_id}: not counted, {reason}")


def main(name: str, run: Run, arguments: list[str]) -> int:
    """Run a suite from the command line: the only argument is its folder. 1 if a case failed."""
    folder = suite_folder(name, arguments[0] if arguments else None)
    if not folder.is_dir():
        print(f"not run: there is no suite in {folder}")
        return 0
    groups = run(folder)
    tell(name, groups)
    return 1 if any(group.failed for group in groups.values()) else 0


def run_main(name: str, run: Run) -> None:
    """The entry of a runner module."""
    sys.exit(main(name, run, sys.argv[1:]))
