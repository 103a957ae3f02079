"""Tasks, call activities and sub-processes with their markers (BPMN 2.0.2, 7.4 and 10.3)."""

from engine.bpmn.diagrams import icons, texts
from engine.bpmn.diagrams.geometry import Box, Point
from engine.bpmn.diagrams.interchange import Shape
from engine.bpmn.diagrams.picture import Picture, child, is_true
from engine.bpmn.diagrams.svg import tag
from engine.bpmn.names import SUB_PROCESSES

RADIUS = 10
_MARKER_ROW = 20


def draw_activity(picture: Picture, shape: Shape) -> str:
    """Any activity, by its kind and state of expansion."""
    markers = _markers(picture, shape)
    body = _frame(shape) + _markers_row(shape.box, markers)
    if is_expanded(picture, shape):
        return body + _title(picture, shape)
    drawing = icons.task_icon(shape.kind)
    if drawing:
        body += icons.icon(drawing, Point(shape.box.x + 15, shape.box.y + 15), 0.85)
    return body + _name(picture, shape, bool(drawing), bool(markers))


def is_expanded(picture: Picture, shape: Shape) -> bool:
    """Whether a sub-process shows its inside; where the file does not say, whether any of it is drawn."""
    if shape.kind not in SUB_PROCESSES and shape.kind != "subChoreography":
        return False
    if shape.expanded is None:
        return picture.draws_inside(shape.element)
    return shape.expanded


def _frame(shape: Shape) -> str:
    box = shape.box
    class_ = "figure"
    if shape.kind == "callActivity":
        class_ += " thick"
    if is_true(shape.element, "triggeredByEvent"):
        class_ += " dotted"
    frame = _rectangle(box, RADIUS, class_)
    if shape.kind == "transaction":
        frame += _rectangle(box.inset(3), RADIUS - 3, "figure")
    return frame


def _rectangle(box: Box, radius: float, class_: str) -> str:
    return tag("rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=radius, class_=class_)


def _markers(picture: Picture, shape: Shape) -> list[str]:
    """Along the lower edge, in the order of the standard's figures."""
    markers = []
    if is_true(shape.element, "isForCompensation"):
        markers.append(icons.compensation_marker())
    multiple = child(shape.element, "multiInstanceLoopCharacteristics")
    if multiple is not None:
        sequential = is_true(multiple, "isSequential")
        markers.append(icons.sequential_marker() if sequential else icons.parallel_marker())
    if child(shape.element, "standardLoopCharacteristics") is not None:
        markers.append(icons.loop_marker())
    if shape.kind in (*SUB_PROCESSES, "subChoreography", "callActivity") and not is_expanded(picture, shape):
        markers.append(icons.collapsed_marker())
    if shape.kind == "adHocSubProcess":
        markers.append(icons.ad_hoc_marker())
    return markers


def _markers_row(box: Box, markers: list[str]) -> str:
    left = box.center.x - _MARKER_ROW * (len(markers) - 1) / 2
    middle = box.bottom - 11
    return "".join(
        icons.icon(marker, Point(left + _MARKER_ROW * index, middle), 0.9) for index, marker in enumerate(markers)
    )


def _title(picture: Picture, shape: Shape) -> str:
    name = picture.name(shape.element)
    if not name:
        return ""
    lines = texts.fit(name, shape.box.width - 24, 32)
    return texts.below(lines, shape.box.center.x, shape.box.y + 7)


def _name(picture: Picture, shape: Shape, has_icon: bool, has_markers: bool) -> str:
    """In the middle, clear of the icon above and the markers below where the room allows."""
    name = picture.name(shape.element)
    if not name:
        return ""
    top = shape.box.y + 5
    bottom = shape.box.bottom - (_MARKER_ROW + 1 if has_markers else 5)
    lines = texts.fit(name, shape.box.width - 12, bottom - top)
    middle = (shape.box.y + 5 + bottom) / 2 if has_markers else shape.box.center.y
    if has_icon and middle - lines.height / 2 < shape.box.y + 25 and bottom - (shape.box.y + 25) >= lines.height:
        middle = shape.box.y + 25 + lines.height / 2
    return texts.centered(lines, Point(shape.box.center.x, middle))
