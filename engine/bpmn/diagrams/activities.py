"""Tasks, call activities and sub-processes with their markers (BPMN 2.0.2, 7.4 and 10.3)."""

from engine.bpmn.diagrams import icons, texts
from engine.bpmn.diagrams.geometry import Box, Point
from engine.bpmn.diagrams.interchange import Shape
from engine.bpmn.diagrams.picture import Picture, child, is_true
from engine.bpmn.diagrams.svg import tag
from engine.bpmn.model import local_name
from engine.bpmn.names import SUB_PROCESSES

RADIUS = 10
_MARKER_ROW = 20
_ICON_ROOM = 25


def draw_activity(picture: Picture, shape: Shape) -> str:
    """Any activity, by its kind and state of expansion."""
    markers = _markers(picture, shape)
    body = _frame(shape) + _markers_row(shape.box, markers)
    if is_expanded(picture, shape):
        return body + _title(picture, shape)
    drawing = icons.task_icon(_task_kind(picture, shape))
    if drawing:
        body += icons.icon(drawing, Point(shape.box.x + 15, shape.box.y + 15), 0.85)
    return body + _name(picture, shape, bool(drawing), bool(markers))


def is_expanded(picture: Picture, shape: Shape) -> bool:
    """Whether a sub-process shows its inside; where the file does not say, whether any of it is drawn."""
    if shape.kind == "callActivity":
        return shape.expanded is True
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
    if _opens(picture, shape) and not is_expanded(picture, shape):
        markers.append(icons.collapsed_marker())
    if shape.kind == "adHocSubProcess":
        markers.append(icons.ad_hoc_marker())
    return markers


def _opens(picture: Picture, shape: Shape) -> bool:
    """Whether there is a process inside; a call of a global task has none."""
    if shape.kind == "callActivity":
        return not _called_kind(picture, shape).startswith("global")
    return shape.kind in SUB_PROCESSES or shape.kind == "subChoreography"


def _called_kind(picture: Picture, shape: Shape) -> str:
    """The kind of the element of this file that a call activity calls; empty if it is somewhere else."""
    called = picture.referenced(shape.element, "calledElement")
    return "" if called is None else local_name(called)


def _task_kind(picture: Picture, shape: Shape) -> str:
    """A call of a global user task is drawn like a user task, with a thick border."""
    called = _called_kind(picture, shape) if shape.kind == "callActivity" else ""
    return called[6].lower() + called[7:] if called.startswith("global") else shape.kind


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
    """In the middle, clear of the icon above and the markers below."""
    name = picture.name(shape.element)
    if not name:
        return ""
    box = shape.box
    bottom = box.bottom - (_MARKER_ROW + 1 if has_markers else 5)
    whole = Box(box.x + 6, box.y + 5, box.width - 12, max(bottom - box.y - 5, 1))
    if not has_icon:
        return texts.centered(texts.fit(name, whole.width, whole.height), whole.center)
    under = Box(whole.x, box.y + _ICON_ROOM, whole.width, max(bottom - box.y - _ICON_ROOM, 1))
    middle = box.center.y if not has_markers else whole.center.y
    for size in texts.Size:
        lines = texts.Lines(texts.wrap(name, whole.width, size), size)
        clear = texts.text_width(lines.lines[0], size) <= box.width - 2 * _ICON_ROOM
        top = middle - lines.height / 2
        if (top >= under.y or clear) and lines.height <= whole.height:
            return texts.centered(lines, Point(box.center.x, middle))
        if lines.height <= under.height:
            return texts.below(lines, box.center.x, under.y)
    return texts.below(texts.fit(name, under.width, under.height), box.center.x, under.y)
