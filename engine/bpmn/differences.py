"""What changed between two versions of a model, by element id, as far as it changes what people see or what runs."""

from dataclasses import dataclass

from lxml import etree

from engine.bpmn.findings import Finding, ModelRefused
from engine.bpmn.model import Element, local_name
from engine.bpmn.names import BPMNDI, bpmn, split_tag
from engine.bpmn.reading import read_tree


@dataclass(frozen=True, slots=True)
class Changed:
    """An element that differs. `name` is its name in the new version, or the old one where it was removed."""

    element_id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Differences:
    """Elements by what happened to them, each in the order of its file. Moves on the diagram are no change."""

    added: tuple[Changed, ...]
    removed: tuple[Changed, ...]
    changed: tuple[Changed, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def differences(old: bytes, new: bytes) -> Differences:
    """The elements that were added, removed or changed; raises ModelRefused if a file can not be read."""
    before, after = _elements(old), _elements(new)
    return Differences(
        added=tuple(_changed(after[key]) for key in after if key not in before),
        removed=tuple(_changed(before[key]) for key in before if key not in after),
        changed=tuple(_changed(after[key]) for key in after if key in before and _own(before[key]) != _own(after[key])),
    )


def _elements(data: bytes) -> dict[str, etree._Element]:
    root = read_tree(data)
    if isinstance(root, Finding):
        raise ModelRefused([root])
    found: dict[str, etree._Element] = {}
    for node in root.iter(etree.Element):
        identifier = node.get("id")
        if identifier and _compared(node):
            found.setdefault(identifier, node)
    return found


def _compared(node: etree._Element) -> bool:
    """Elements with a meaning of their own; the file itself and what is inside an expression have none."""
    kind = local_name(node)
    return bool(kind) and kind != "definitions" and not kind.endswith(("Expression", "Condition"))


def _own(node: etree._Element) -> tuple[object, ...]:
    """What an element says itself: not what it contains under ids of its own, and not in which order it lists."""
    attributes = tuple(sorted((str(key), " ".join(str(value).split())) for key, value in node.attrib.items()))
    parts = sorted(
        repr(_own(child))
        for child in node.iterchildren(etree.Element)
        if not _is_listing(child) and not _has_own_entry(child)
    )
    return (str(node.tag), attributes, (node.text or "").strip(), tuple(parts))


def _has_own_entry(node: etree._Element) -> bool:
    return bool(node.get("id")) and _compared(node)


def _is_listing(node: etree._Element) -> bool:
    """Incoming and outgoing only repeat the sequence flows; diagrams only place things."""
    return node.tag in (bpmn("incoming"), bpmn("outgoing")) or split_tag(str(node.tag))[0] == BPMNDI


def _changed(node: etree._Element) -> Changed:
    element = Element(node)
    return Changed(element.id or "", element.kind, element.name)
