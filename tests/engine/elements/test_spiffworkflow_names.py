"""The private names of SpiffWorkflow that this engine builds on, pinned to the version they were read in.

If this fails after an upgrade, read what changed in SpiffWorkflow, run the random processes, then move the pin.
"""

import ast
from importlib.metadata import version
from pathlib import Path

import pytest

from engine.elements import lifecycle, spiff, tokens
from engine.elements.loops import ParallelMultiInstance
from engine.elements.scripts import SCRIPTS_REFUSED, ScriptsRefused
from tests.factories.models import a_process, end, start, user_task
from tests.factories.plays import Play

PINNED = "3.2.0"
OVERRIDDEN = {
    (lifecycle.Element, spiff.BpmnTaskSpec): [
        "_on_cancel",
        "_on_complete",
        "_predict",
        "_run_hook",
        "_update",
        "_update_hook",
    ],
    (tokens.Token, spiff.Task): ["_add_child", "_inherit_data", "_set_state", "cancel", "children", "parent", "run"],
    (tokens.SubProcessTokens, spiff.BpmnSubWorkflow): ["_calculate_depth", "cancel", "update_waiting_tasks"],
    (tokens.ExecutionTokens, spiff.BpmnWorkflow): ["cancel", "get_task_from_id", "update_waiting_tasks"],
    (ScriptsRefused, spiff.PythonScriptEngine): ["evaluate", "execute"],
}
USED = {
    "_add_child", "_calculate_depth", "_children", "_inherit_data", "_on_cancel", "_on_complete", "_parent", "_predict",
    "_run_hook", "_set_state", "_state", "_update", "_update_hook", "_wf_spec",
}  # fmt: skip


def test_version_is_the_one_whose_private_names_are_known() -> None:
    assert version("spiffworkflow") == PINNED


@pytest.mark.parametrize("pair", OVERRIDDEN, ids=lambda pair: pair[0].__name__)
def test_what_is_overridden_is_there(pair: tuple[type, type]) -> None:
    ours, theirs = pair
    for name in OVERRIDDEN[pair]:
        assert hasattr(theirs, name), f"SpiffWorkflow has no {theirs.__name__}.{name}"
        assert getattr(ours, name) is not getattr(theirs, name), f"{ours.__name__}.{name} is not overridden"


def test_no_other_private_name_is_used() -> None:
    found = set()
    for module in (lifecycle, tokens):
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        names = [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
        names += [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        found |= {name for name in names if name.startswith("_") and not name.startswith("__")}

    assert found == USED


def test_loops_are_subclasses_of_theirs_so_that_sub_processes_are_found() -> None:
    assert issubclass(ParallelMultiInstance, spiff.ParallelMultiInstanceTask)


def test_spiffworkflow_evaluates_no_python() -> None:
    play = Play(a_process(start("mulai"), user_task("a"), end("z"), flows=["mulai -> a -> z"]))

    with pytest.raises(NotImplementedError):
        SCRIPTS_REFUSED.evaluate(None, "1 + 1")
    with pytest.raises(NotImplementedError):
        SCRIPTS_REFUSED.execute(None, "import os")
    assert play.waiting == ["a"]
