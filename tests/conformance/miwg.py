"""The reference models of the BPMN MIWG: each is read, drawn, and written back without loss.

Models by BPMN MIWG, CC BY 3.0. They are about interchange: what they contain need not be executed here.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from lxml import etree

from engine.bpmn import Finding, check_model, render_diagram
from engine.bpmn.names import BPMN, BPMNDI, DC
from engine.bpmn.reading import read_tree
from tests.conformance.suite import Case, Suite, Verdict


def cases(folder: Path) -> Sequence[Case]:
    """Groups: read, rendered, written; each with every model."""
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.bpmn"))
    return [Case(group, path) for group in CHECKS for path in paths]


def judge(folder: Path, case: Case) -> Verdict:
    """Read, draw or write a model."""
    missing = CHECKS[case.group]((folder / case.id).read_bytes())
    return Verdict(not missing, "nothing to be missing", ", ".join(missing[:5]))


def unread(content: bytes) -> list[str]:
    """Processes of the file that are not told, and complaints about how the file is written."""
    checked = check_model(content)
    told = {process.process_id for process in checked.processes}
    there = {node.get("id", "") for node in etree.fromstring(content).iter(f"{{{BPMN}}}process")}
    complaints = {finding.code for finding in checked.findings} & {"schema", "not_xml", "not_bpmn"}
    return sorted((there - told) | complaints)


def not_drawn(content: bytes) -> list[str]:
    """Ids of elements that the file draws and the picture does not: shapes with bounds, edges with way points."""
    svg = render_diagram(content, title="t", description="d")
    drawn = set() if svg is None else {node.get("data-element") for node in etree.fromstring(svg).iter()}
    root = etree.fromstring(content)
    there = {_element(node) for node in root.iter(f"{{{BPMNDI}}}BPMNShape") if node.find(f"{{{DC}}}Bounds") is not None}
    there |= {_element(node) for node in root.iter(f"{{{BPMNDI}}}BPMNEdge") if len(node) > 1}
    return sorted(there - drawn - {""})


def lost(content: bytes) -> list[str]:
    """What is no longer there, or no longer the same, after the file was read as the product reads it and written."""
    tree = read_tree(content)
    if isinstance(tree, Finding):
        return [tree.code]
    again = etree.fromstring(etree.tostring(tree, xml_declaration=True, encoding="UTF-8"))
    before, after = facts(etree.fromstring(content)), facts(again)
    return [str(fact) for fact in before if fact not in after] + [str(fact) for fact in after if fact not in before]


def facts(root: etree._Element) -> list[tuple[object, ...]]:
    """Every element in its place with its attributes, text and namespaces; comments and layout of the file are not."""
    found: list[tuple[object, ...]] = []
    for node in root.iter(etree.Element):
        text, tail = (node.text or "").strip(), (node.tail or "").strip()
        depth = sum(1 for _ in node.iterancestors())
        attributes = tuple(sorted(map(tuple, node.attrib.items())))
        found.append((depth, str(node.tag), attributes, text, tail, tuple(sorted(map(str, node.nsmap.items())))))
    return [(place, *fact) for place, fact in enumerate(found)]


def _element(node: etree._Element) -> str:
    return node.get("bpmnElement", "").rpartition(":")[2]


CHECKS: dict[str, Callable[[bytes], list[str]]] = {"read": unread, "rendered": not_drawn, "written": lost}
SUITE = Suite("miwg", cases, judge)
