"""The command `lintas-conformance`, which an installation for development has and the wheel has not.

    lintas-conformance [--suite DIR] [--json]

Prints a line per group, writes build/conformance.json, and for the suites beside the repository docs/conformance.md.
"""

import argparse
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.conformance.page import PAGE, page
from tests.conformance.suite import Group, home
from tests.conformance.suites import run_suites

ROOT = Path(__file__).resolve().parents[2]
RESULT = ROOT / "build" / "conformance.json"
Results = Mapping[str, Mapping[str, Group]]


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if everything passed or failed for a listed reason; 1 if not, or if a suite is missing under CI."""
    parser = argparse.ArgumentParser(prog="lintas-conformance", description="Run the public suites of BPMN and DMN.")
    parser.add_argument("--suite", type=Path, metavar="DIR", help="a folder of suites, or one of them")
    parser.add_argument("--json", action="store_true", help="print the result as JSON instead of lines")
    options = parser.parse_args(arguments)
    folder = (options.suite or home()).resolve()

    results: dict[str, Mapping[str, Group]] = {}
    missing: list[str] = []
    for name, groups in run_suites(folder):
        if groups is None:
            missing.append(name)
            lines = [f"{name}: not run"]
        else:
            results[name] = groups
            lines = list(lines_of(name, groups))
        if not options.json:
            print("\n".join(lines), flush=True)

    write(results, whole=options.suite is None and not missing)
    if options.json:
        print(json.dumps(as_json(results), indent=1, ensure_ascii=False))
    unexplained = any(group.unexplained for groups in results.values() for group in groups.values())
    return 1 if unexplained or (missing and under_ci()) else 0


def under_ci() -> bool:
    """Where nothing may be left out in silence."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def write(results: Results, *, whole: bool) -> None:
    """Keep the result, and the page if these are the suites that it tells of."""
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(as_json(results), indent=1, ensure_ascii=False) + "\n", "utf-8")
    if whole:
        PAGE.write_text(page(results), "utf-8")


def lines_of(name: str, groups: Mapping[str, Group]) -> Iterator[str]:
    """A line per group, and below it what failed and what was not judged."""
    for group_name, group in groups.items():
        yield f"{name}/{group_name}: {group.passed}/{group.total}"
        for failure in group.failed:
            how = "refused" if failure.refused else "failed"
            yield f"    {failure.id}: {how}, expected {failure.expected}, got {failure.actual}"
            if failure.reason:
                yield f"        accepted: {failure.reason}"
        for case_id, reason in group.apart.items():
            yield f"    {case_id}: not counted, {reason}"


def as_json(results: Results) -> dict[str, dict[str, dict[str, Any]]]:
    """By suite and group: passed, total, ids of what failed; then the particulars."""
    return {
        name: {
            group_name: {
                "passed": group.passed,
                "total": group.total,
                "failed": [failure.id for failure in group.failed],
                "failures": [
                    {
                        "id": failure.id,
                        "expected": failure.expected,
                        "actual": failure.actual,
                        "refused": failure.refused,
                        "accepted_because": failure.reason or None,
                    }
                    for failure in group.failed
                ],
                "not_judged": group.apart,
                "measured": {what: {"passed": passed, "total": run} for what, (passed, run) in group.measured.items()},
            }
            for group_name, group in groups.items()
        }
        for name, groups in results.items()
    }
