"""Data objects, data stores and text annotations (BPMN 2.0.2, 10.4 and 8.3.3)."""

from lxml import etree

from engine.bpmn.diagrams import icons, texts
from engine.bpmn.diagrams.geometry import Box, Point
from engine.bpmn.diagrams.interchange import Shape
from engine.bpmn.diagrams.picture import Picture, child, is_true
from engine.bpmn.diagrams.svg import number, path

_ARROW = "M-8,-3H1V-7L9,0L1,7V3H-8Z"


def draw_data_object(picture: Picture, shape: Shape) -> str:
    """A sheet with a folded corner; an arrow for inputs and outputs, bars for collections."""
    box = shape.box
    fold = min(12, box.width / 3)
    corner = f"{number(box.right - fold)},{number(box.y)}"
    inner = f"{number(box.right - fold)},{number(box.y + fold)}"
    sheet = f"M{number(box.x)},{number(box.y)}L{corner}L{number(box.right)},{number(box.y + fold)}"
    sheet += f"V{number(box.bottom)}H{number(box.x)}Z"
    body = path(sheet, "figure") + path(f"M{corner}L{inner}H{number(box.right)}", "line")
    if shape.kind in ("dataInput", "dataOutput"):
        solid = "solid" if shape.kind == "dataOutput" else "hollow"
        body += icons.icon(path(_ARROW, solid), Point(box.x + 12, box.y + 11), 0.8)
    if _is_collection(picture, shape.element):
        body += icons.icon(icons.parallel_marker(), Point(box.center.x, box.bottom - 9), 0.75)
    return body + picture.outside_label(shape)


def draw_data_store(picture: Picture, shape: Shape) -> str:
    """A cylinder."""
    box = shape.box
    bow = min(7, box.height / 6)
    top, low = box.y + bow, box.bottom - bow
    body = f"{_bow(box, top, -bow)}V{number(low)}{_back(box, low, bow)}Z"
    rings = "".join(_bow(box, top + lower, bow) for lower in (0, 5, 10))
    return path(body, "figure") + path(rings, "line") + picture.outside_label(shape)


def draw_annotation(picture: Picture, shape: Shape) -> str:
    """A bracket at the left of the text."""
    box = shape.box
    reach = number(box.x + min(12, box.width / 4))
    bracket = path(f"M{reach},{number(box.y)}H{number(box.x)}V{number(box.bottom)}H{reach}", "line")
    node = child(shape.element, "text")
    text = picture.name(shape.element) or ("".join(map(str, node.itertext())).strip() if node is not None else "")
    if not text:
        return bracket
    return bracket + texts.flush_left(texts.fit(text, box.width - 12, max(box.height - 6, 14)), box.x + 7, box.y + 5)


def _bow(box: Box, y: float, depth: float) -> str:
    """From the left side to the right one, bent by about `depth`."""
    bent = number(y + depth * 1.33)
    left, right = number(box.x), number(box.right)
    return f"M{left},{number(y)}C{left},{bent} {right},{bent} {right},{number(y)}"


def _back(box: Box, y: float, depth: float) -> str:
    """From the right side to the left one."""
    bent = number(y + depth * 1.33)
    left, right = number(box.x), number(box.right)
    return f"C{right},{bent} {left},{bent} {left},{number(y)}"


def _is_collection(picture: Picture, element: etree._Element) -> bool:
    data_object = picture.referenced(element, "dataObjectRef")
    return is_true(element, "isCollection") or (data_object is not None and is_true(data_object, "isCollection"))
