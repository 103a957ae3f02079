"""The suite of betsy: processes that are executed, and files that must be refused.

A case that has no process to start is one of the files to be refused, by the rule that its id names. All of those are
invalid, so their number means something only beside that of the valid files of BPMNspector.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from engine.bpmn import check_model, files_beside
from tests.conformance.betsy_cases import judge_execution
from tests.conformance.constraints import expected_rules, refused_rightly, told, violations
from tests.conformance.suite import Case, Suite, Verdict


def cases(folder: Path) -> Sequence[Case]:
    """The cases of the manifest, in its order."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return [Case(case["group"], case["id"], case) for case in manifest["cases"]]


def judge(folder: Path, case: Case) -> Verdict:
    """Execute the process, or look for the rule that refuses the file."""
    if case.content["start"]["process_id"] is not None:
        return judge_execution(folder, case.content)
    path = folder / case.content["file"]
    rules = expected_rules(path.stem)
    checked = check_model(path.read_bytes(), files=files_beside(path, folder))
    found = ", ".join(violations(checked)) or "nothing"
    return Verdict(refused_rightly(checked, rules), told(rules), found)


SUITE = Suite("betsy", cases, judge)
