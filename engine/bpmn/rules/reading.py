"""What several families of rules ask of a model: triggers, references, attributes, texts."""

from collections.abc import Iterator

from lxml import etree

from engine.bpmn.definitions import event_definitions
from engine.bpmn.model import FlowNode, Model, local_reference
from engine.bpmn.names import XSI, bpmn

FORMAL = "tFormalExpression"


def words(model: Model, node: FlowNode) -> list[str]:
    """First words of its event definitions; one that is defined in a file that is not read counts as `reference`."""
    found = [definition.word for definition in event_definitions(model, node)]
    missing = len(node.definitions) + len(node.xml.findall(bpmn("eventDefinitionRef"))) - len(found)
    return found + ["reference"] * missing


def is_set(node: etree._Element, attribute: str) -> bool:
    """Whether a boolean attribute is written and true."""
    return node.get(attribute, "false").strip() in ("true", "1")


def text_of(node: etree._Element | None) -> str:
    """The text of an element, stripped."""
    return "" if node is None else (node.text or "").strip()


def references(node: etree._Element, name: str) -> list[str]:
    """Ids in its child elements of that name, without prefixes."""
    return [local_reference(child.text or "") for child in node.findall(bpmn(name))]


def is_formal(node: etree._Element) -> bool:
    """Whether an expression is declared to be a formal one."""
    return node.get(f"{{{XSI}}}type", "").rpartition(":")[2] == FORMAL


def is_elsewhere(model: Model, node: etree._Element, reference: str) -> bool:
    """Whether a QName means something in another file; where the files are read, only if the file is not BPMN."""
    prefix, colon, _ = reference.strip().rpartition(":")
    if not colon:
        return False
    namespace = node.nsmap.get(prefix)
    if namespace is None or namespace == model.namespace:
        return False
    return not any(imported.namespace == namespace for imported in model.imported())


def executable(model: Model) -> Iterator[etree._Element]:
    """Every element of the executable processes."""
    for process in model.processes:
        if process.executable:
            yield from process.xml.iter(etree.Element)
