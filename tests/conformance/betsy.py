"""Runs the executable cases of betsy against engine.bpmn and engine.execution and counts them, by group.

    python -m tests.conformance.betsy [folder of the suite] [--failures] [words of case ids ...]

The folder is the argument, else BETSY, else ../shared/conformance/betsy beside the repository. The suite is test data
of others and not a part of the product; without it the runner says "not run". Time is virtual.
"""

import json
import os
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from engine.bpmn import check_model
from engine.execution import ExecutableDefinition, load_definition
from tests.conformance.betsy_host import Host, Instance, RuntimeFailed
from tests.conformance.betsy_models import executable

SHORTEST_WAIT = timedelta(milliseconds=1)
MISPRINTS = {
    "activities/AdHocSubProcess_Sequential#1": "the file writes SCRIPT_task1 behind the sub-process, not SCRIPT_task3",
    "activities/AdHocSubProcess_Parallel#1": "the file writes SCRIPT_task1 behind the sub-process, not SCRIPT_task3",
}
"""Cases whose published file cannot give the expected trace, with the reason."""
OPTIONAL_LINES = ("MARKER_exists", "EXECUTION_parallel", "DATA_correct")
DEPLOYMENT_ERROR, RUNTIME_ERROR, ANY_ERROR = "ERROR_deployment", "ERROR_runtime", "ERROR"


@dataclass
class Outcome:
    """What a case did."""

    trace: list[str]
    outcome: str
    detail: str = ""


@dataclass
class Group:
    """The cases of a group: how many there are, and what failed with expected and actual."""

    passed: int = 0
    total: int = 0
    failed: dict[str, str] = field(default_factory=dict)


def suite_folder(argument: str | None = None) -> Path:
    """Where the suite is expected."""
    beside = Path(__file__).resolve().parents[2].parent / "shared" / "conformance" / "betsy"
    return Path(argument or os.environ.get("BETSY") or beside)


def run_suite(folder: Path, words: list[str] | None = None) -> dict[str, Group]:
    """The executable cases, those whose id contains one of the words if there are any."""
    groups: dict[str, Group] = {}
    for case in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["cases"]:
        if case["start"]["process_id"] is None or (words and not any(word in case["id"] for word in words)):
            continue
        group = groups.setdefault(case["group"], Group())
        group.total += 1
        wrong = judge(case, run_case(folder, case))
        if wrong is None:
            group.passed += 1
        else:
            group.failed[case["id"]] = wrong
    return groups


def run_case(folder: Path, case: dict[str, Any]) -> Outcome:
    """Deploy the file, start what the case starts, let its time pass."""
    checked = check_model(executable(folder / case["file"]))
    if checked.normalised is None:
        return Outcome([DEPLOYMENT_ERROR], "refused", "; ".join(str(finding.text) for finding in checked.findings[:3]))
    ids = [process.process_id for process in checked.processes if process.executable and process.process_id]
    definitions: dict[str, ExecutableDefinition] = {}
    for process_id in ids:
        definitions[process_id] = load_definition(checked.normalised, process_id)
    host = Host(definitions)
    try:
        first = case["start"].get("start_first")
        if first:
            host.begin(first, dict(case["start"]["variables"]))
        started = host.begin(case["start"]["process_id"], dict(case["start"]["variables"]))
        host.pass_time(host.now + max(timedelta(milliseconds=case["wait_ms"]), SHORTEST_WAIT))
    except RuntimeFailed as failure:
        return Outcome([*host.trace, RUNTIME_ERROR], "runtime_error", str(failure))
    return Outcome(host.trace, outcome_of(host, started))


def outcome_of(host: Host, started: Instance) -> str:
    """How the instance stands; what still waits is left running."""
    if any(instance.ended is None for instance in host.instances):
        return "waiting_forever" if started.ended is None else "left_running"
    return "completed"


def judge(case: dict[str, Any], got: Outcome) -> str | None:
    """None if trace and outcome are as expected, else what was expected and what came."""
    for expected in case["expected"]:
        lines = [line for line in got.trace if line not in OPTIONAL_LINES or line in expected]
        if same_lines(lines, expected) and same_outcome(case["expected_outcome"], got.outcome):
            return None
    return (
        f"expected {sorted(case['expected'][0])} {case['expected_outcome']}, "
        f"got {sorted(got.trace)} {got.outcome} {got.detail}"
    )


def same_lines(got: list[str], expected: list[str]) -> bool:
    """Equal as multisets; an expected error may come at deployment or at run time."""
    if ANY_ERROR in expected:
        got = [ANY_ERROR if line in (DEPLOYMENT_ERROR, RUNTIME_ERROR) else line for line in got]
    return sorted(got) == sorted(expected)


def same_outcome(expected: str, got: str) -> bool:
    """Whether the case ended as it has to."""
    if expected == "error_at_deployment_or_runtime":
        return got in ("refused", "runtime_error")
    return expected == got


def main(arguments: list[str]) -> int:
    failures = "--failures" in arguments
    words = [argument for argument in arguments if not argument.startswith("--")]
    given = next((word for word in words if (Path(word) / "manifest.json").is_file() or word.startswith("/")), None)
    folder = suite_folder(given)
    if not (folder / "manifest.json").is_file():
        print(f"not run: there is no suite in {folder}")
        return 0
    groups = run_suite(folder, [word for word in words if word != given])
    for name, group in groups.items():
        print(f"betsy/{name}: {group.passed}/{group.total}")
        for case_id, wrong in group.failed.items():
            reason = f" (misprint: {MISPRINTS[case_id]})" if case_id in MISPRINTS else ""
            print(f"    {case_id}{reason}: {wrong}" if failures else f"    {case_id}{reason}")
    print(f"betsy: {sum(group.passed for group in groups.values())}/{sum(group.total for group in groups.values())}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
