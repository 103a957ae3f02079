"""Lines: sequence flows with their marks, message flows, associations (BPMN 2.0.2, 7.5)."""

from lxml import etree

from engine.bpmn.diagrams import icons
from engine.bpmn.diagrams.geometry import (
    Point,
    beside,
    longest_segment,
    midpoint,
    polygon,
    rounded_line,
    towards,
)
from engine.bpmn.diagrams.interchange import Edge
from engine.bpmn.diagrams.picture import Picture, child
from engine.bpmn.diagrams.svg import number, path, tag
from engine.bpmn.model import local_name

_HEAD = 10.0
_HALF = 4.5


def draw_edge(picture: Picture, edge: Edge, source: etree._Element | None) -> str:
    """A line by the kind of its element; `source` is where a sequence flow begins."""
    picture.extent.add_points(edge.points)
    if edge.kind == "sequenceFlow":
        body = _sequence_flow(edge, source)
    elif edge.kind in ("messageFlow", "conversationLink"):
        body = _message_flow(edge)
    else:
        body = _association(edge)
    first, last = longest_segment(edge.points)
    level = abs(first.x - last.x) >= abs(first.y - last.y)
    middle = towards(first, last, ((last.x - first.x) ** 2 + (last.y - first.y) ** 2) ** 0.5 / 2)
    return body + picture.label_on_line(picture.name(edge.element), edge.label, middle, level=level)


def _sequence_flow(edge: Edge, source: etree._Element | None) -> str:
    start, following = edge.points[0], edge.points[1]
    body = path(rounded_line(_shortened(edge.points, _HEAD - 2)), "edge") + _arrow_head(edge.points, "solid")
    if source is not None and edge.id and source.get("default") == edge.id:
        low, high = beside(start, following, 7, 5), beside(start, following, 13, -5)
        return body + path(f"M{number(low.x)},{number(low.y)}L{number(high.x)},{number(high.y)}", "edge")
    conditional = child(edge.element, "conditionExpression") is not None
    if conditional and source is not None and not local_name(source).endswith("Gateway"):
        diamond = [
            start,
            beside(start, following, 8, 5),
            beside(start, following, 16, 0),
            beside(start, following, 8, -5),
        ]
        return body + path(polygon(diamond), "hollow")
    return body


def _message_flow(edge: Edge) -> str:
    # The circle stands beside the figure it begins at, which is drawn over the line.
    start = towards(edge.points[0], edge.points[1], 4)
    body = path(rounded_line(_shortened(edge.points, _HEAD)), "edge dashed") + _arrow_head(edge.points, "hollow")
    body += tag("circle", cx=start.x, cy=start.y, r=3.5, class_="hollow")
    if edge.message_visible:
        filled = edge.message_visible == "non_initiating"
        body += icons.icon(icons.envelope(filled=filled), midpoint(edge.points))
    return body


def _association(edge: Edge) -> str:
    body = path(rounded_line(edge.points, radius=0), "edge dotted")
    direction = "One" if edge.kind.startswith("data") else edge.element.get("associationDirection", "None")
    if direction in ("One", "Both"):
        body += _open_head(edge.points)
    if direction == "Both":
        body += _open_head(edge.points[::-1])
    return body


def _arrow_head(points: tuple[Point, ...], class_: str) -> str:
    tip, before = points[-1], points[-2]
    return path(polygon([tip, beside(tip, before, _HEAD, _HALF), beside(tip, before, _HEAD, -_HALF)]), class_)


def _open_head(points: tuple[Point, ...]) -> str:
    tip, before = points[-1], points[-2]
    left, right = beside(tip, before, 8, 5), beside(tip, before, 8, -5)
    d = f"M{number(left.x)},{number(left.y)}L{number(tip.x)},{number(tip.y)}L{number(right.x)},{number(right.y)}"
    return path(d, "edge")


def _shortened(points: tuple[Point, ...], by: float) -> list[Point]:
    """The line without its last bit, which the arrow head covers."""
    last, before = points[-1], points[-2]
    end = towards(last, before, min(by, ((last.x - before.x) ** 2 + (last.y - before.y) ** 2) ** 0.5))
    return [*points[:-1], end]
