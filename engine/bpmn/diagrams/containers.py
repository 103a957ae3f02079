"""Pools, lanes and groups: what lies behind everything else (BPMN 2.0.2, 9.3, 10.8 and 8.3.2)."""

from lxml import etree

from engine.bpmn.diagrams import icons, texts
from engine.bpmn.diagrams.geometry import Point
from engine.bpmn.diagrams.interchange import Shape
from engine.bpmn.diagrams.picture import Picture, child
from engine.bpmn.diagrams.svg import path, tag

STRIP = 30
"""The width of the strip that holds the name of a pool or lane."""


def draw_pool(picture: Picture, shape: Shape) -> str:
    """A pool with its name in a strip; a black box, which shows no process, with its name in the middle."""
    box = shape.box
    body = tag("rect", x=box.x, y=box.y, width=box.width, height=box.height, class_="figure pool")
    if child(shape.element, "participantMultiplicity") is not None:
        body += icons.icon(icons.parallel_marker(), Point(box.center.x, box.bottom - 11), 0.9)
    name = picture.name(shape.element)
    if not shape.element.get("processRef"):
        if not name:
            return body
        return body + texts.centered(texts.fit(name, box.width - 12, box.height - 6), box.center, "label label-pool")
    return body + _strip(shape, name, line=True, class_="label label-pool")


def draw_lane(picture: Picture, shape: Shape) -> str:
    """A lane with its name along its beginning."""
    box = shape.box
    body = tag("rect", x=box.x, y=box.y, width=box.width, height=box.height, class_="figure lane")
    return body + _strip(shape, picture.name(shape.element), line=False, class_="label label-lane")


def draw_group(picture: Picture, shape: Shape) -> str:
    """A group with the name of its category value."""
    box = shape.box
    body = tag("rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=10, class_="group-frame")
    name = picture.name(shape.element) or _category(picture, shape.element)
    if not name:
        return body
    top = shape.label.y if shape.label is not None else box.y + 4
    return body + texts.below(texts.fit(name, box.width - 12, 32), box.center.x, top, "label label-outside")


def _strip(shape: Shape, name: str, *, line: bool, class_: str) -> str:
    box = shape.box
    upright = shape.horizontal is not False
    if upright:
        drawn = path(f"M{box.x + STRIP:g},{box.y:g}V{box.bottom:g}", "line") if line else ""
        if not name:
            return drawn
        lines = texts.fit(name, box.height - 10, STRIP)
        return drawn + texts.upright(lines, Point(box.x + STRIP / 2, box.center.y), class_)
    drawn = path(f"M{box.x:g},{box.y + STRIP:g}H{box.right:g}", "line") if line else ""
    if not name:
        return drawn
    lines = texts.fit(name, box.width - 10, STRIP)
    return drawn + texts.centered(lines, Point(box.center.x, box.y + STRIP / 2), class_)


def _category(picture: Picture, element: etree._Element) -> str:
    value = picture.referenced(element, "categoryValueRef")
    return "" if value is None else (value.get("value") or "").strip()
