"""Diagram interchange: what is drawn exists, by the right kind of element (BPMN 2.0.2, 12)."""

from collections.abc import Iterator

from lxml import etree

from engine.bpmn.findings import Severity
from engine.bpmn.model import Model, local_name, local_reference
from engine.bpmn.names import BPMNDI, DC, FLOW_NODES
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.bpmn.rules.reading import is_elsewhere
from engine.model.text import N_

_SHAPE, _EDGE, _PLANE = (f"{{{BPMNDI}}}{name}" for name in ("BPMNShape", "BPMNEdge", "BPMNPlane"))
_LINES = frozenset(
    ["sequenceFlow", "messageFlow", "association", "conversationLink", "dataInputAssociation", "dataOutputAssociation"]
)
_SHAPES = FLOW_NODES | {"participant", "lane", "dataObjectReference", "dataStoreReference", "textAnnotation", "group"}
_PLANES = frozenset(
    ["process", "collaboration", "choreography", "globalConversation", "subProcess", "transaction", "adHocSubProcess"]
)


@rule(
    "diagram_reference_unknown",
    N_("The diagram draws %(reference)s, which the model does not contain. It is left out of the picture."),
    Severity.WARNING,
)
def diagram_reference_unknown(model: Model) -> Iterator[Hit]:
    """12.2.3: bpmnElement refers to an element of the model."""
    for node in model.xml.iter(_SHAPE, _EDGE, _PLANE):
        reference = node.get("bpmnElement")
        if reference and model.meant(reference, node) is None and not is_elsewhere(model, node, reference):
            yield at(node, reference=reference)


@rule(
    "diagram_kind_wrong",
    N_("The diagram draws %(kind)s “%(drawn)s” as a line where a shape belongs, or the other way round."),
    Severity.WARNING,
)
def diagram_kind_wrong(model: Model) -> Iterator[Hit]:
    """12.3: flows and associations are drawn by edges, everything else by shapes."""
    for node in model.xml.iter(_SHAPE, _EDGE):
        drawn = model.by_id.get(local_reference(node.get("bpmnElement", "")))
        if drawn is not None and local_name(drawn) in (_LINES if node.tag == _SHAPE else _SHAPES):
            yield at(node, kind=local_name(drawn), drawn=drawn.get("name") or drawn.get("id"))


@rule(
    "diagram_plane_kind",
    N_("The diagram shows %(kind)s “%(drawn)s” as a whole, but only a process, collaboration or sub-process can be."),
    Severity.WARNING,
)
def diagram_plane_kind(model: Model) -> Iterator[Hit]:
    """12.2.3: a plane shows a process, collaboration, choreography or sub-process."""
    for node in model.xml.iter(_PLANE):
        drawn = model.by_id.get(local_reference(node.get("bpmnElement", "")))
        if drawn is not None and local_name(drawn) not in _PLANES:
            yield at(node, kind=local_name(drawn), drawn=drawn.get("name") or drawn.get("id"))


@rule(
    "diagram_element_twice",
    N_("The diagram draws “%(drawn)s” twice on the same plane. Only the first drawing is shown."),
    Severity.WARNING,
)
def diagram_element_twice(model: Model) -> Iterator[Hit]:
    """12.2.3: on one plane an element is drawn once."""
    for plane in model.xml.iter(_PLANE):
        seen: set[str] = set()
        for node in plane.iterchildren(_SHAPE, _EDGE):
            reference = local_reference(node.get("bpmnElement", ""))
            if reference and reference in seen and not node.get("choreographyActivityShape"):
                yield at(node, drawn=reference)
            seen.add(reference)


@rule("diagram_size_wrong", N_("The diagram draws “%(drawn)s” without width or height."), Severity.WARNING)
def diagram_size_wrong(model: Model) -> Iterator[Hit]:
    """12.2.3: the bounds of a shape have a size."""
    for node in model.xml.iter(_SHAPE):
        bounds: etree._Element | None = node.find(f"{{{DC}}}Bounds")
        if bounds is not None and any(bounds.get(name, "1").startswith("-") for name in ("width", "height")):
            yield at(node, drawn=local_reference(node.get("bpmnElement", "")))
