"""Runs the fixtures of BPMNspector against the validator: the invalid ones refused rightly, the valid ones accepted.

    python -m tests.conformance.bpmnspector [folder of the suite]

The name of a file says what to expect. Accepted means: valid by BPMN 2.0, whether executed here or not.
"""

from collections.abc import Iterator
from pathlib import Path

from engine.bpmn import CheckedModel, check_model, files_beside
from tests.conformance.constraints import expected_rules, refused_rightly, told, violations
from tests.conformance.suite import Group, run_main

NAME = "bpmnspector"
CORRECTED = "manualfix"
"""In the names of invalid files that were corrected."""
IMPORT_OVER_NETWORK = "success_import_url"
BY_FOLDER = {
    "preprocessing": {"called_process_start", "import_invalid"},
    "non-wellformed": {"not_xml", "import_unreadable"},
    "path": {"import_missing"},
}
"""Rules of folders that have a name instead of a number."""


def run(folder: Path) -> dict[str, Group]:
    """Groups: invalid, valid, and other files with an expectation of their own."""
    groups = {"invalid": Group(), "valid": Group(), "other": Group()}
    for path in sorted(folder.rglob("*.bpmn")):
        _run_file(groups, folder, path)
    return groups


def _run_file(groups: dict[str, Group], folder: Path, path: Path) -> None:
    case_id, name = path.relative_to(folder).as_posix(), path.name.lower()
    checked = check_model(path.read_bytes(), files=files_beside(path, folder))
    found = ", ".join(violations(checked)) or "nothing"
    if name.startswith(IMPORT_OVER_NETWORK):
        groups["valid"].apart[case_id] = "its import needs the network"
    elif "success" in name or CORRECTED in name:
        group = "valid" if "success" in name else "other"
        groups[group].count(case_id, passed=checked.valid, expected="to be valid", actual=found)
    elif "fail" in name:
        rules = BY_FOLDER.get(path.parent.name) or expected_rules(case_id)
        passed = refused_rightly(checked, rules)
        groups["invalid"].count(case_id, passed=passed, expected=told(rules), actual=found)
    else:
        for expected, passed in _of_its_own(path, checked):
            groups["other"].count(case_id, passed=passed, expected=expected, actual=found)


def _of_its_own(path: Path, checked: CheckedModel) -> Iterator[tuple[str, bool]]:
    """Expectations of files whose names tell neither; files that are only imported have none."""
    if path.parent.name == "non-wellformed":
        rules = BY_FOLDER["non-wellformed"]
        yield told(rules), refused_rightly(checked, rules)
    elif path.name == "import_URL.bpmn" and path.parent.name == "path":
        missing = sum(finding.code == "import_missing" for finding in checked.findings)
        yield "two imports that are missing", missing == 2
    elif path.name == "testTnsIdReplacement.bpmn":
        yield "to be valid", checked.valid


if __name__ == "__main__":
    run_main(NAME, run)
