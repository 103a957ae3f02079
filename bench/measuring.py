"""Rows of the table, and how they are measured."""

import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WARM_UP = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: `how` is the command or the counting that repeats it."""

    what: str
    figure: str
    how: str

    def markdown(self, commit: str) -> str:
        """A line of the table."""
        return f"| {self.what} | {self.figure} | {self.how} | {commit} |"


def cpu_milliseconds(action: Callable[[], object], rounds: int = 200, warm_up: int = WARM_UP) -> float:
    """Median processor time of one call, after a warm-up."""
    for _ in range(warm_up):
        action()
    times = []
    for _ in range(rounds):
        before = time.process_time_ns()
        action()
        times.append(time.process_time_ns() - before)
    return statistics.median(times) / 1e6


def commit() -> str:
    """The commit that is measured; marked with + if the working copy differs from it."""
    name = _git("rev-parse", "--short", "HEAD")
    return f"{name}+" if _git("status", "--porcelain", "--untracked-files=no") else name


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
