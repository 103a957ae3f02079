"""The state of a case on its elements: classes for colour, signs and numbers for everybody who does not see it."""

from collections.abc import Mapping

from engine.bpmn.diagrams.geometry import Box, Point
from engine.bpmn.diagrams.icons import icon
from engine.bpmn.diagrams.svg import path, tag
from engine.bpmn.diagrams.texts import text_width

KNOWN = ("done", "active", "incident")


def state_class(state: str | None) -> str:
    """`is-done`, `is-active` or `is-incident`; empty where nothing has happened yet."""
    return f"is-{state}" if state in KNOWN else ""


def draw_sign(state: str | None, box: Box) -> str:
    """A tick, a token or a warning at the upper left corner."""
    drawing = _SIGNS.get(state or "")
    if drawing is None:
        return ""
    return tag("g", icon(drawing, sign_place(box)), class_=f"sign sign-{state}")


def sign_place(box: Box) -> Point:
    """Where the sign sits: on the corner, and a little further out on small figures."""
    out = 0 if box.width > 60 else 4
    return Point(box.x - out, box.y - out)


def draw_count(counts: Mapping[str, int], element_id: str, box: Box) -> str:
    """The number of tokens or cases at the upper right corner; nothing for none."""
    count = counts.get(element_id, 0)
    if count <= 0:
        return ""
    text = str(count)
    width = max(22.0, text_width(text) + 12)
    out = 0 if box.width > 60 else 8
    x, y = box.right - width / 2 + out, box.y - 11 - out / 2
    pill = tag("rect", x=x, y=y, width=width, height=20, rx=10, class_="badge")
    return pill + tag("text", text=text, x=x + width / 2, y=y + 14.3, text_anchor="middle", class_="badge-text")


def room(box: Box) -> Box:
    """The room a figure needs together with its sign and count."""
    return Box(box.x - 16, box.y - 16, box.width + 46, box.height + 20)


_SIGNS = {
    "done": tag("circle", r=9, class_="sign-ground") + path("M-4.2,0.2L-1.2,3.4L4.6,-3.4", "sign-mark"),
    "active": tag("circle", r=9, class_="sign-ground") + tag("circle", r=4, class_="sign-dot"),
    "incident": path("M0,-10L10,8H-10Z", "sign-ground") + path("M0,-4.2V2.2M0,4.6V5.6", "sign-mark"),
}
