"""The state of a case on its elements: classes for colour, signs and numbers for everybody who does not see it."""

from engine.bpmn.diagrams.geometry import Box, Point
from engine.bpmn.diagrams.icons import icon
from engine.bpmn.diagrams.svg import path, tag
from engine.bpmn.diagrams.texts import text_width

_CLEARANCE = 10.0
KNOWN = ("done", "active", "incident", "skipped")


def state_class(state: str | None) -> str:
    """`is-done`, `is-active`, `is-incident` or `is-skipped`; empty where nothing has happened yet."""
    return f"is-{state}" if state in KNOWN else ""


def draw_sign(state: str | None, box: Box) -> str:
    """A tick, a token, a warning or an arrow that passes by at the upper left corner."""
    drawing = _SIGNS.get(state or "")
    if drawing is None:
        return ""
    inward, scale = (0.0, 1.0) if _is_large(box) else (3.0, 0.8)
    place = Point(box.x + inward, box.y + inward)
    return tag("g", icon(drawing, place, scale), class_=f"sign sign-{state}")


def draw_count(count: int, box: Box) -> str:
    """The number of tokens or cases at the upper right corner; nothing for none."""
    if count <= 0:
        return ""
    text = str(count)
    height = 20.0 if _is_large(box) else 17.0
    width = max(height + 2, text_width(text) + 11)
    x = box.right - width / 2 if _is_large(box) else box.right - 9
    y = box.y - height / 2 if _is_large(box) else box.y - height / 2 + 2
    pill = tag("rect", x=x, y=y, width=width, height=height, rx=height / 2, class_="badge")
    middle = x + width / 2
    return pill + tag("text", text=text, x=middle, y=y + height / 2 + 4.3, text_anchor="middle", class_="badge-text")


def _is_large(box: Box) -> bool:
    """Activities hold the signs on their corners; on events and gateways they are smaller and closer."""
    return box.width > 60


def free_border(box: Box, on_borders: list[Box]) -> Box:
    """The part of the upper border whose ends no boundary event covers; the whole one where that leaves nothing."""
    left, right = box.x, box.right
    for event in on_borders:
        if abs(event.center.y - box.y) > event.height:
            continue
        if abs(event.center.x - box.x) < event.width:
            left = max(left, event.right + _CLEARANCE)
        elif abs(event.center.x - box.right) < event.width:
            right = min(right, event.x - _CLEARANCE / 2)
    return Box(left, box.y, right - left, box.height) if right - left > 44 else box


def room(box: Box) -> Box:
    """The room a figure needs together with its sign and count."""
    return Box(box.x - 16, box.y - 16, box.width + 46, box.height + 20)


_SIGNS = {
    "done": tag("circle", r=9, class_="sign-ground") + path("M-4.2,0.2L-1.2,3.4L4.6,-3.4", "sign-mark"),
    "active": tag("circle", r=9, class_="sign-ground") + tag("circle", r=4, class_="sign-dot"),
    "skipped": tag("circle", r=9, class_="sign-ground")
    + path("M-4.6,-4L-0.8,0L-4.6,4M0.6,-4L4.4,0L0.6,4", "sign-mark"),
    "incident": path("M0,-10L10,8H-10Z", "sign-ground") + path("M0,-4.2V2.2M0,4.6V5.6", "sign-mark"),
}
