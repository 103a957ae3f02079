"""The fixtures of BPMNspector against the validator: the invalid refused rightly, the valid accepted.

The name of a file says what to expect. Accepted means: valid by BPMN 2.0, whether executed here or not.
"""

from collections.abc import Sequence
from pathlib import Path

from engine.bpmn import check_model, files_beside
from tests.conformance.constraints import expected_rules, refused_rightly, told, violations
from tests.conformance.suite import Case, Suite, Verdict

CORRECTED = "manualfix"
"""In the names of invalid files that were corrected."""
IMPORT_OVER_NETWORK = "success_import_url"
BY_FOLDER = {
    "preprocessing": {"called_process_start", "import_invalid"},
    "non-wellformed": {"not_xml", "import_unreadable"},
    "path": {"import_missing"},
}
"""Rules of folders that have a name instead of a number."""
OTHERS = {("path", "import_URL.bpmn"): 2, ("preprocessing", "testTnsIdReplacement.bpmn"): 0}
"""Files whose names tell nothing, and how many of their imports can not be found; with none they are valid."""


def cases(folder: Path) -> Sequence[Case]:
    """Groups: invalid, valid, and other files with an expectation of their own; what is only imported has none."""
    found = ((_group(path), path) for path in sorted(folder.rglob("*.bpmn")))
    return [Case(group, path.relative_to(folder).as_posix()) for group, path in found if group]


def _group(path: Path) -> str:
    """The group that the name of a file tells; empty if it has no expectation."""
    name = path.name.lower()
    if "success" in name:
        return "valid"
    if CORRECTED in name:
        return "other"
    if "fail" in name:
        return "invalid"
    return "other" if path.parent.name == "non-wellformed" or (path.parent.name, path.name) in OTHERS else ""


def judge(folder: Path, case: Case) -> Verdict:
    """Check the file and hold it against what its name says."""
    path = folder / case.id
    checked = check_model(path.read_bytes(), files=files_beside(path, folder))
    found = ", ".join(violations(checked)) or "nothing"
    if path.name.lower().startswith(IMPORT_OVER_NETWORK):
        return Verdict(False, "to be valid", found, "its import needs the network", judged=False)
    if case.group == "invalid" or path.parent.name == "non-wellformed":
        rules = BY_FOLDER.get(path.parent.name) or expected_rules(case.id)
        return Verdict(refused_rightly(checked, rules), told(rules), found)
    missing = OTHERS.get((path.parent.name, path.name), 0)
    if missing:
        got = sum(finding.code == "import_missing" for finding in checked.findings)
        return Verdict(got == missing, f"{missing} imports that are missing", found)
    return Verdict(checked.valid, "to be valid", found)


SUITE = Suite("bpmnspector", cases, judge)
