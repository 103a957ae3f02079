"""Events: circles by position, pictures by trigger or result (BPMN 2.0.2, 10.5)."""

from engine.bpmn.diagrams import icons
from engine.bpmn.diagrams.interchange import Shape
from engine.bpmn.diagrams.picture import Picture, event_words, is_true
from engine.bpmn.diagrams.svg import tag

_THROWING = ("endEvent", "intermediateThrowEvent")
_BETWEEN = ("intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")


def draw_event(picture: Picture, shape: Shape) -> str:
    """The circle, the picture inside, and the name beside it."""
    radius = min(shape.box.width, shape.box.height) / 2
    center = shape.box.center
    class_ = "figure thick" if shape.kind == "endEvent" else "figure"
    if _not_interrupting(shape):
        class_ += " dashed"
    circles = tag("circle", cx=center.x, cy=center.y, r=radius, class_=class_)
    if shape.kind in _BETWEEN:
        circles += tag("circle", cx=center.x, cy=center.y, r=max(radius - 3.5, 1), class_=class_)
    picture_inside = icons.event_icon(_word(shape), filled=shape.kind in _THROWING)
    if picture_inside:
        circles += icons.icon(picture_inside, center, radius / 18)
    return circles + picture.outside_label(shape)


def _word(shape: Shape) -> str:
    words = event_words(shape.element)
    if len(words) > 1:
        return "parallelMultiple" if is_true(shape.element, "parallelMultiple") else "multiple"
    return words[0] if words else ""


def _not_interrupting(shape: Shape) -> bool:
    attribute = {"boundaryEvent": "cancelActivity", "startEvent": "isInterrupting"}.get(shape.kind)
    return attribute is not None and (shape.element.get(attribute) or "").strip() in ("false", "0")
