"""Reading BPMN DI: which element is drawn where. Damaged parts are left out, never an error."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.bpmn.diagrams.geometry import LARGEST, Box, Point, without_repeats
from engine.bpmn.model import local_name, local_reference
from engine.bpmn.names import BPMN, BPMNDI, DC, DI


@dataclass(frozen=True, slots=True)
class Shape:
    """An element drawn as a figure. Flags are None where the file does not say."""

    element: etree._Element
    box: Box
    label: Box | None
    expanded: bool | None
    horizontal: bool | None
    marker_visible: bool | None

    @property
    def id(self) -> str:
        """The id of the element."""
        return self.element.get("id") or ""

    @property
    def kind(self) -> str:
        """The element's name in the standard."""
        return local_name(self.element)


@dataclass(frozen=True, slots=True)
class Edge:
    """An element drawn as a line of at least two points."""

    element: etree._Element
    points: tuple[Point, ...]
    label: Box | None
    message_visible: str | None

    @property
    def id(self) -> str:
        """The id of the element."""
        return self.element.get("id") or ""

    @property
    def kind(self) -> str:
        """The element's name in the standard."""
        return local_name(self.element)


@dataclass(frozen=True, slots=True)
class Plane:
    """One diagram of the file; `element` is the process, collaboration or sub-process it shows."""

    element: etree._Element | None
    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]


def elements_by_id(root: etree._Element) -> dict[str, etree._Element]:
    """The BPMN elements of a file; the first where an id stands twice."""
    by_id: dict[str, etree._Element] = {}
    for node in root.iter(f"{{{BPMN}}}*"):
        identifier = node.get("id")
        if identifier:
            by_id.setdefault(identifier, node)
    return by_id


def read_planes(root: etree._Element, by_id: dict[str, etree._Element]) -> list[Plane]:
    """The diagrams of a file that show anything, in its order."""
    planes = [_plane(node, by_id) for node in root.iter(f"{{{BPMNDI}}}BPMNPlane")]
    return [plane for plane in planes if plane.shapes]


def _plane(node: etree._Element, by_id: dict[str, etree._Element]) -> Plane:
    shapes = tuple(_shapes(node, by_id))
    edges = tuple(_edges(node, by_id))
    return Plane(_referenced(node, by_id), shapes, edges)


def _shapes(plane: etree._Element, by_id: dict[str, etree._Element]) -> Iterator[Shape]:
    for node in plane.iter(f"{{{BPMNDI}}}BPMNShape"):
        element, box = _referenced(node, by_id), _bounds(node)
        if element is None or box is None:
            continue
        yield Shape(
            element=element,
            box=box,
            label=_label(node),
            expanded=_flag(node, "isExpanded"),
            horizontal=_flag(node, "isHorizontal"),
            marker_visible=_flag(node, "isMarkerVisible"),
        )


def _edges(plane: etree._Element, by_id: dict[str, etree._Element]) -> Iterator[Edge]:
    for node in plane.iter(f"{{{BPMNDI}}}BPMNEdge"):
        element = _referenced(node, by_id)
        points = [_point(waypoint) for waypoint in node.findall(f"{{{DI}}}waypoint")]
        line = without_repeats([point for point in points if point is not None])
        if element is not None and len(line) >= 2:
            yield Edge(element, tuple(line), _label(node), node.get("messageVisibleKind"))


def _referenced(node: etree._Element, by_id: dict[str, etree._Element]) -> etree._Element | None:
    return by_id.get(local_reference(node.get("bpmnElement", "")))


def _label(node: etree._Element) -> Box | None:
    label = node.find(f"{{{BPMNDI}}}BPMNLabel")
    return None if label is None else _bounds(label)


def _bounds(node: etree._Element) -> Box | None:
    bounds = node.find(f"{{{DC}}}Bounds")
    if bounds is None:
        return None
    values = [_coordinate(bounds.get(name)) for name in ("x", "y", "width", "height")]
    x, y, width, height = values
    if x is None or y is None or width is None or height is None or width <= 0 or height <= 0:
        return None
    return Box(x, y, width, height)


def _point(node: etree._Element) -> Point | None:
    x, y = _coordinate(node.get("x")), _coordinate(node.get("y"))
    return None if x is None or y is None else Point(x, y)


def _coordinate(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    # Not a number compares false, so it is refused here too.
    return value if abs(value) <= LARGEST else None


def _flag(node: etree._Element, name: str) -> bool | None:
    value = node.get(name)
    return None if value is None else value.strip() in ("true", "1")
