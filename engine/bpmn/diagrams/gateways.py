"""Gateways: a diamond and the sign of its kind (BPMN 2.0.2, 10.6)."""

from engine.bpmn.diagrams import icons
from engine.bpmn.diagrams.geometry import Box, Point, polygon
from engine.bpmn.diagrams.interchange import Shape
from engine.bpmn.diagrams.picture import Picture, is_true
from engine.bpmn.diagrams.svg import path, tag

_PLUS = "M-9,0H9M0,-9V9"
_CROSS = "M-6.4,-6.4L6.4,6.4M6.4,-6.4L-6.4,6.4"


def draw_gateway(picture: Picture, shape: Shape) -> str:
    """The diamond, its sign, and the name beside it."""
    sign = icons.icon(_sign(shape), shape.box.center, min(shape.box.width, shape.box.height) / 50)
    return path(polygon(_corners(shape.box)), "figure") + sign + picture.outside_label(shape)


def _sign(shape: Shape) -> str:
    if shape.kind == "exclusiveGateway":
        return "" if shape.marker_visible is False else path(_CROSS, "line heavy")
    if shape.kind == "parallelGateway":
        return path(_PLUS, "line heavy")
    if shape.kind == "inclusiveGateway":
        return tag("circle", r=9.5, class_="line heavy")
    if shape.kind == "complexGateway":
        return path(_PLUS + _CROSS, "line heavy")
    if shape.kind == "eventBasedGateway":
        return _event_based(shape)
    return ""


def _event_based(shape: Shape) -> str:
    circles = tag("circle", r=12.5, class_="hollow")
    if is_true(shape.element, "instantiate"):
        parallel = shape.element.get("eventGatewayType") == "Parallel"
        inside = icons.event_icon("parallelMultiple", filled=False) if parallel else path(icons.PENTAGON, "hollow")
    else:
        circles += tag("circle", r=10, class_="hollow")
        inside = path(icons.PENTAGON, "hollow")
    return circles + icons.icon(inside, Point(0, 0), 0.68)


def _corners(box: Box) -> list[Point]:
    center = box.center
    return [
        Point(center.x, box.y),
        Point(box.right, center.y),
        Point(center.x, box.bottom),
        Point(box.x, center.y),
    ]
