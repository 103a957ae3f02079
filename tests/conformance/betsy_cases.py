"""Runs the executable cases of betsy against engine.bpmn and engine.execution.

Each case is deployed, started and given its time by a virtual clock; then its trace and how it stands are compared.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from engine.bpmn import check_model
from engine.errors import LintasError
from engine.execution import ExecutableDefinition, load_definition
from tests.conformance.betsy_host import Host, RuntimeFailed
from tests.conformance.betsy_models import executable, tokens
from tests.conformance.suite import Verdict

SHORTEST_WAIT = timedelta(milliseconds=1)
OPTIONAL_LINES = ("MARKER_exists", "EXECUTION_parallel", "DATA_correct")
DEPLOYMENT_ERROR, RUNTIME_ERROR, ANY_ERROR = "ERROR_deployment", "ERROR_runtime", "ERROR"


@dataclass
class Outcome:
    """What a case did."""

    trace: list[str]
    outcome: str
    detail: str = ""


def judge_execution(folder: Path, case: dict[str, Any]) -> Verdict:
    """Whether a case of the manifest ends with a trace and the outcome that are expected."""
    got = run_case(folder, case)
    right = is_right(case, got)
    expected = f"{sorted(case['expected'][0])} {case['expected_outcome']}"
    actual = f"{sorted(got.trace)} {got.outcome} {got.detail}".strip()
    reason = "" if right else misprint(folder, case)
    return Verdict(right, expected, actual, reason, refused=not right and got.outcome == "refused")


def misprint(folder: Path, case: dict[str, Any]) -> str:
    """Why no engine can give any of the expected traces; empty if one could: each wants a line that nothing writes."""
    written = tokens(folder / case["file"])
    possible = [all(line in written for line in lines if is_of_a_script(line)) for lines in case["expected"]]
    return "" if any(possible) else "the published file has no script that writes a line expected of it"


def is_of_a_script(line: str) -> bool:
    """Whether a script task writes the line under its own name."""
    return line.startswith("SCRIPT_")


def run_case(folder: Path, case: dict[str, Any]) -> Outcome:
    """Deploy the file, start what the case starts, let its time pass."""
    checked = check_model(executable(folder / case["file"]))
    if checked.normalised is None:
        return Outcome([DEPLOYMENT_ERROR], "refused", "; ".join(str(finding.text) for finding in checked.findings[:3]))
    ids = [process.process_id for process in checked.processes if process.executable and process.process_id]
    definitions: dict[str, ExecutableDefinition] = {}
    try:
        for process_id in ids:
            definitions[process_id] = load_definition(checked.normalised, process_id)
    except LintasError as refused:
        return Outcome([DEPLOYMENT_ERROR], "refused", str(refused))
    host, wanted = Host(definitions), case["start"]["process_id"]
    try:
        for process_id in filter(None, (case["start"].get("start_first"), wanted)):
            host.launch(process_id, dict(case["start"]["variables"]))
        host.pass_time(host.now + max(timedelta(milliseconds=case["wait_ms"]), SHORTEST_WAIT))
    except (LintasError, RuntimeFailed) as failure:
        return Outcome([*host.trace, RUNTIME_ERROR], "runtime_error", str(failure))
    return Outcome(host.trace, outcome_of(host, wanted))


def outcome_of(host: Host, process_id: str) -> str:
    """How the instances of the process stand; what else still waits is left running."""
    started = [instance for instance in host.instances if instance.definition.process_id == process_id]
    if not started:
        return "not_started"
    if any(instance.ended is None for instance in host.instances):
        return "waiting_forever" if any(instance.ended is None for instance in started) else "left_running"
    return "completed"


def is_right(case: dict[str, Any], got: Outcome) -> bool:
    """Whether trace and outcome are as expected."""
    for expected in case["expected"]:
        lines = [line for line in got.trace if line not in OPTIONAL_LINES or line in expected]
        if same_lines(lines, expected) and same_outcome(case["expected_outcome"], got.outcome):
            return True
    return False


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
