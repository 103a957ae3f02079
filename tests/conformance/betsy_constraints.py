"""Runs betsy's constraint files against the validator: each has to be refused by the rule that its id names.

    python -m tests.conformance.betsy_constraints [folder of betsy]

All of them are invalid, so the number means something only beside that of the valid files of BPMNspector.
"""

import json
from pathlib import Path

from engine.bpmn import check_model, files_beside
from tests.conformance.constraints import expected_rules, refused_rightly, told, violations
from tests.conformance.suite import Group, run_main

NAME = "betsy"
GROUP = "bpmn_constraints"


def run(folder: Path) -> dict[str, Group]:
    """One group, with the cases of the manifest that must be refused at deployment."""
    group = Group()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for case in manifest["cases"]:
        if case["group"] != GROUP:
            continue
        path = folder / case["file"]
        rules = expected_rules(path.stem)
        checked = check_model(path.read_bytes(), files=files_beside(path, folder))
        found = ", ".join(violations(checked)) or "nothing"
        group.count(case["id"], passed=refused_rightly(checked, rules), expected=told(rules), actual=found)
    return {GROUP: group}


if __name__ == "__main__":
    run_main(NAME, run)
