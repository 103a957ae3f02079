"""The picture of a file: every diagram in it below the other, in layers from pools to events.

No script, no style attribute: how it looks is in the stylesheet (`.diagram > svg`), what it says is in classes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count

from engine.bpmn.diagrams import texts
from engine.bpmn.diagrams.activities import draw_activity, is_expanded
from engine.bpmn.diagrams.containers import draw_group, draw_lane, draw_pool
from engine.bpmn.diagrams.data import draw_annotation, draw_data_object, draw_data_store
from engine.bpmn.diagrams.edges import draw_edge
from engine.bpmn.diagrams.events import draw_event
from engine.bpmn.diagrams.gateways import draw_gateway
from engine.bpmn.diagrams.geometry import Box, Point
from engine.bpmn.diagrams.interchange import Edge, Plane, Shape, elements_by_id, read_planes
from engine.bpmn.diagrams.picture import Picture
from engine.bpmn.diagrams.states import draw_count, draw_sign, free_border, room, state_class
from engine.bpmn.diagrams.svg import number, tag
from engine.bpmn.findings import Finding
from engine.bpmn.model import local_name
from engine.bpmn.reading import read_tree

_PADDING = 18
_GAP = 56
_numbers = count(1)

Draw = Callable[[Picture, Shape], str]


@dataclass(frozen=True, slots=True)
class Link:
    """Where an element leads, and what a screen reader says of it."""

    address: str
    label: str


@dataclass(frozen=True, slots=True)
class _States:
    states: Mapping[str, str]
    counts: Mapping[str, int]
    links: Mapping[str, Link]


def render_diagram(
    xml: bytes,
    *,
    states: Mapping[str, str] | None = None,
    counts: Mapping[str, int] | None = None,
    title: str,
    description: str,
    labels: Mapping[str, str] | None = None,
    links: Mapping[str, Link] | None = None,
) -> str | None:
    """The file's diagrams as one SVG; None if there is nothing to draw.

    `states` maps element ids to `done`, `active` or `incident`, `counts` to a number shown on them, `labels` to a
    translated name, `links` to addresses. `title` and `description` are what a screen reader says.
    """
    root = read_tree(xml)
    if isinstance(root, Finding):
        return None
    condition = _States(states or {}, counts or {}, links or {})
    drawings: list[str] = []
    width = bottom = 0.0
    elements = elements_by_id(root)
    for plane in _in_reading_order(read_planes(root, elements)):
        picture = Picture(elements, labels or {}, frozenset(shape.id for shape in plane.shapes))
        body = _draw_plane(picture, plane, condition)
        box = picture.extent.box
        if box is None:
            continue
        top = bottom
        if drawings:
            heading = _heading(picture, plane, top + _GAP / 2)
            drawings.append(heading)
            top += _GAP
        drawings.append(tag("g", body, class_="plane", transform=_moved(-box.x, top - box.y)))
        width, bottom = max(width, box.width), top + box.height
    if not drawings:
        return None
    return _document(
        drawings,
        Box(-_PADDING, -_PADDING, width + 2 * _PADDING, bottom + 2 * _PADDING),
        title,
        description,
        role="group" if links else "img",
    )


def _in_reading_order(planes: list[Plane]) -> list[Plane]:
    """Collaborations and processes before the insides of collapsed sub-processes."""
    return sorted(planes, key=lambda plane: plane.element is not None and "ubProcess" in local_name(plane.element))


def _draw_plane(picture: Picture, plane: Plane, condition: _States) -> str:
    behind = [shape for shape in plane.shapes if _layer(picture, shape) == 0]
    front = [shape for shape in plane.shapes if _layer(picture, shape) > 0]
    parts = [_draw_shape(picture, shape, condition) for shape in sorted(behind, key=_largest_first)]
    parts += [_draw_edge(picture, edge, condition) for edge in plane.edges]
    parts += [_draw_shape(picture, shape, condition) for shape in sorted(front, key=lambda s: _layer(picture, s))]
    on_borders = [shape.box for shape in plane.shapes if shape.kind == "boundaryEvent"]
    parts += [_marks(shape, condition, on_borders) for shape in plane.shapes]
    return "".join(parts)


def _layer(picture: Picture, shape: Shape) -> int:
    """0 lies behind the lines; boundary events lie over the activities they are attached to."""
    if shape.kind in ("participant", "lane", "group") or is_expanded(picture, shape):
        return 0
    return 2 if shape.kind.endswith("Event") else 1


def _largest_first(shape: Shape) -> tuple[int, float]:
    return ({"participant": 0, "lane": 1}.get(shape.kind, 2), -shape.box.area)


def _draw_shape(picture: Picture, shape: Shape, condition: _States) -> str:
    picture.extent.add(room(shape.box) if shape.id in condition.states or shape.id in condition.counts else shape.box)
    classes = ["shape", shape.kind, state_class(condition.states.get(shape.id))]
    body = _drawing_of(shape.kind)(picture, shape)
    drawn = tag("g", body, class_=" ".join(filter(None, classes)), data_element=shape.id)
    link = condition.links.get(shape.id)
    return tag("a", drawn, href=link.address, aria_label=link.label) if link else drawn


def _draw_edge(picture: Picture, edge: Edge, condition: _States) -> str:
    source = picture.referenced(edge.element, "sourceRef")
    classes = ["connection", edge.kind, state_class(condition.states.get(edge.id))]
    body = draw_edge(picture, edge, source)
    return tag("g", body, class_=" ".join(filter(None, classes)), data_element=edge.id)


def _marks(shape: Shape, condition: _States, on_borders: list[Box]) -> str:
    """Signs and counts lie over everything, beside boundary events that sit on the same corner."""
    state, count = condition.states.get(shape.id), condition.counts.get(shape.id, 0)
    if not state and not count:
        return ""
    free = free_border(shape.box, on_borders) if shape.kind != "boundaryEvent" else shape.box
    return draw_sign(state, free) + draw_count(count, free)


def _drawing_of(kind: str) -> Draw:
    if kind.endswith("Event"):
        return draw_event
    if kind.endswith("Gateway"):
        return draw_gateway
    return _DRAWINGS.get(kind, draw_activity)


_DRAWINGS: Mapping[str, Draw] = {
    "participant": draw_pool,
    "lane": draw_lane,
    "group": draw_group,
    "textAnnotation": draw_annotation,
    "dataObject": draw_data_object,
    "dataObjectReference": draw_data_object,
    "dataInput": draw_data_object,
    "dataOutput": draw_data_object,
    "dataStore": draw_data_store,
    "dataStoreReference": draw_data_store,
}


def _heading(picture: Picture, plane: Plane, y: float) -> str:
    name = picture.name(plane.element) if plane.element is not None else ""
    if not name:
        return ""
    lines = texts.Lines((name,), texts.Size.NORMAL)
    return texts.flush_left(lines, Point(0, y).x, y - 4, "label label-heading")


def _moved(x: float, y: float) -> str:
    return f"translate({number(x)} {number(y)})"


def _document(drawings: list[str], box: Box, title: str, description: str, role: str) -> str:
    prefix = f"diagram-{next(_numbers)}"
    return tag(
        "svg",
        tag("title", text=title, id=f"{prefix}-title"),
        tag("desc", text=description, id=f"{prefix}-description"),
        *drawings,
        xmlns="http://www.w3.org/2000/svg",
        role=role,
        aria_labelledby=f"{prefix}-title {prefix}-description",
        viewBox=" ".join(map(number, (box.x, box.y, box.width, box.height))),
        width=box.width,
        height=box.height,
    )
