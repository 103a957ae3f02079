"""Models of other tools (BPMN MIWG, CC BY 3.0) are read, judged and drawn; the files stay outside the project."""

from pathlib import Path

import pytest
from lxml import etree

from engine.bpmn import check_model, render_diagram
from engine.bpmn.names import BPMNDI, DC

FOLDER = Path(__file__).parents[4] / "shared" / "conformance" / "miwg"
FILES = sorted(FOLDER.rglob("*.bpmn"))

pytestmark = pytest.mark.skipif(
    not FILES, reason="the MIWG models are not beside the project (../shared/conformance/miwg)"
)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_model_of_another_tool_is_judged(file: Path) -> None:
    checked = check_model(file.read_bytes())

    assert checked.processes
    assert not {"schema", "not_xml"} & {finding.code for finding in checked.findings}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_shape_of_a_model_of_another_tool_is_drawn(file: Path) -> None:
    root = etree.fromstring(file.read_bytes())
    shapes = [node for node in root.iter(f"{{{BPMNDI}}}BPMNShape") if node.find(f"{{{DC}}}Bounds") is not None]

    svg = etree.fromstring(str(render_diagram(file.read_bytes(), title=file.name, description="")))

    drawn = {node.get("data-element") for node in svg.iter()}
    assert {node.get("bpmnElement", "").rpartition(":")[2] for node in shapes} <= drawn
