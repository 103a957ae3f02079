"""Judges cases in a process of their own, so that one that hangs or dies is one failure and not the end of the run."""

import multiprocessing
import sys
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.conformance.suite import Case, Suite, Verdict

LIMIT_SECONDS = 20.0
TO_BEGIN_SECONDS = 120.0
END: None = None


def judge_all(
    suite: Suite, folder: Path, cases: Sequence[Case], *, limit_seconds: float = LIMIT_SECONDS
) -> Iterator[tuple[Case, Verdict]]:
    """Every case with its verdict, in order. Who takes longer than the limit is killed; the next gets a new process."""
    judge: _Judge | None = None
    try:
        for case in cases:
            judge = judge or _Judge(suite, folder)
            verdict = judge.verdict(case, limit_seconds)
            if verdict is None:
                judge.kill()
                judge, what = None, f"nothing within {limit_seconds:g} s, or the end of the process"
                verdict = Verdict(passed=False, expected="to come to an end", actual=what)
            yield case, verdict
    finally:
        if judge is not None:
            judge.kill()


class _Judge:
    """A process that answers each case with a verdict."""

    def __init__(self, suite: Suite, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self.line, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, suite, folder), daemon=True)
        self.process.start()
        theirs.close()
        if not self.line.poll(TO_BEGIN_SECONDS):
            raise TimeoutError("the process that judges cases did not begin")
        self.line.recv()

    def verdict(self, case: Case, limit_seconds: float) -> Verdict | None:
        """None if it did not answer in time, or died."""
        try:
            self.line.send(case)
            return self.line.recv() if self.line.poll(limit_seconds) else None
        except (EOFError, OSError):
            return None

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.line.close()


def _serve(line: Connection, suite: Suite, folder: Path) -> None:
    sys.addaudithook(_refuse_network)
    line.send("ready")
    while True:
        try:
            case = line.recv()
        except EOFError:
            return
        try:
            verdict = suite.judge(folder, case)
        except Exception as failure:  # noqa: BLE001 - a runner's own accident is told as one failed case
            verdict = Verdict(passed=False, expected="a verdict", actual=f"{type(failure).__name__}: {failure}")
        line.send(verdict)


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise PermissionError("suites run without network")
