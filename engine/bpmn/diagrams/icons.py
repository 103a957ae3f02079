"""The small pictures inside events and tasks, drawn around the origin in a square of 20 and placed by `icon`.

Classes: `line` is drawn in outline, `solid` is filled, `hollow` is outlined and filled with the background.
"""

import math
from functools import cache

from engine.bpmn.diagrams.geometry import Point
from engine.bpmn.diagrams.svg import number, path, tag


def icon(drawing: str, at: Point, scale: float = 1.0) -> str:
    """A drawing moved to a point and scaled."""
    place = f"translate({number(at.x)} {number(at.y)})"
    return tag("g", drawing, transform=place if scale == 1 else f"{place} scale({number(scale)})", class_="icon")


@cache
def event_icon(word: str, *, filled: bool) -> str:
    """The picture of an event definition; filled where the event throws."""
    if word == "timer":
        return _clock()
    if word == "message":
        return envelope(filled=filled)
    if word == "conditional":
        return path("M-7,-9H7V9H-7Z", "hollow") + path("M-4.5,-5.5H4.5M-4.5,-1.8H4.5M-4.5,1.8H4.5M-4.5,5.5H4.5", "line")
    if word == "terminate":
        return tag("circle", r=10.5, class_="solid")
    drawn = _EVENTS.get(word)
    return path(drawn, "solid" if filled else "hollow") if drawn else ""


@cache
def envelope(*, filled: bool) -> str:
    """A letter: outlined where it is received, filled where it is sent."""
    if filled:
        return path("M-9.5,-6H9.5L0,1.6Z", "solid") + path("M-9.5,-3.6V6.5H9.5V-3.6L0,4Z", "solid")
    return path("M-9.5,-6.5H9.5V6.5H-9.5Z", "hollow") + path("M-9.5,-6.5L0,1L9.5,-6.5", "line")


@cache
def task_icon(kind: str) -> str:
    """The picture of a task type; empty for an abstract task."""
    if kind == "sendTask":
        return envelope(filled=True)
    if kind == "receiveTask":
        return envelope(filled=False)
    draw = _TASKS.get(kind)
    return draw() if draw is not None else ""


def _clock() -> str:
    directions = [(math.sin(math.tau * hour / 12), -math.cos(math.tau * hour / 12)) for hour in range(12)]
    ticks = "".join(f"M{number(8 * x)},{number(8 * y)}L{number(9.8 * x)},{number(9.8 * y)}" for x, y in directions)
    return tag("circle", r=10, class_="hollow") + path(ticks + "M1.5,-7L0,0H5.5", "line")


def _user() -> str:
    body = "M-8,9C-8,3.5 -5.6,1.2 -2.6,0.4C-0.9,1.6 0.9,1.6 2.6,0.4C5.6,1.2 8,3.5 8,9Z"
    return path(body, "hollow") + tag("circle", cx=0, cy=-4.3, r=4.6, class_="hollow") + path("M-4,9V5M4,9V5", "line")


def _gear(x: float, y: float, radius: float) -> str:
    teeth = 7
    points = []
    for index in range(teeth * 4):
        angle = math.tau * (index - 0.5) / (teeth * 4)
        reach = radius if index % 4 < 2 else radius * 0.72
        points.append(f"{number(x + math.sin(angle) * reach)},{number(y - math.cos(angle) * reach)}")
    return path("M" + "L".join(points) + "Z", "hollow") + tag("circle", cx=x, cy=y, r=radius * 0.34, class_="hollow")


def _service() -> str:
    return _gear(-2.2, -2.6, 7.6) + _gear(3.6, 3.8, 6.8)


def _script() -> str:
    sheet = "M-4,-9H9C5,-5.5 4.5,-3.5 6,0C7.5,3.5 7,5.5 4,9H-8.5C-4.8,5.5 -4.5,3.5 -6,0C-7.6,-3.5 -7.5,-5.5 -4,-9Z"
    return path(sheet, "hollow") + path("M-4,-5H3.5M-4.2,-1.6H3.2M-2.7,1.8H4.4M-2.8,5.2H3.6", "line")


def _rule() -> str:
    return path("M-9,-7H9V7.5H-9Z", "hollow") + path("M-9,-7H9V-3H-9Z", "solid") + path("M-9,2.2H9M-3,-3V7.5", "line")


def _manual() -> str:
    hand = (
        "M-9,0.5V7C-9,8 -8.2,9 -7,9H5C7.4,9 7.4,6.2 5.6,6H6.8C9.2,6 9.2,3 7,2.9H7.6C9.9,2.9 9.9,-0.3 7.6,-0.3"
        "C9.4,-0.3 9.4,-3.3 7.2,-3.3H-1.6L0.4,-5.6C2.2,-7.8 0,-9.8 -1.6,-8.2L-7.6,-2C-8.5,-1.1 -9,-0.6 -9,0.5Z"
    )
    return path(hand, "hollow") + path("M1.6,-0.3H7.4M2,2.9H7M2.2,6H5.8", "line")


_TASKS = {
    "userTask": _user,
    "serviceTask": _service,
    "scriptTask": _script,
    "businessRuleTask": _rule,
    "manualTask": _manual,
}


def _pentagon(radius: float) -> str:
    points = [(math.sin(math.tau * i / 5) * radius, -math.cos(math.tau * i / 5) * radius) for i in range(5)]
    return "M" + "L".join(f"{number(x)},{number(y)}" for x, y in points) + "Z"


PENTAGON = _pentagon(9.5)
COMPENSATION = "M-9.5,0L0,-6.5V6.5ZM0,0L9.5,-6.5V6.5Z"

_EVENTS = {
    "signal": "M0,-9.5L9.5,7H-9.5Z",
    "error": "M-9,8.5L-3.6,-6.5L2.6,1.2L8.6,-8.5L3.8,7L-2.4,-0.6Z",
    "escalation": "M0,-9.5L7,9L0,2.4L-7,9Z",
    "link": "M-9.5,-3.5H1V-8L10,0L1,8V3.5H-9.5Z",
    "compensate": COMPENSATION,
    "cancel": "M-9,-6.5L-6.5,-9L0,-2.5L6.5,-9L9,-6.5L2.5,0L9,6.5L6.5,9L0,2.5L-6.5,9L-9,6.5L-2.5,0Z",
    "multiple": PENTAGON,
    "parallelMultiple": "M-3,-9.5H3V-3H9.5V3H3V9.5H-3V3H-9.5V-3H-3Z",
}


def loop_marker() -> str:
    """A turning arrow."""
    return path("M3.2,6.2A7,7 0 1 0 -3.4,6.1", "line") + path("M-7.6,6.8L-3,6.4L-3.6,1.8", "line")


def parallel_marker() -> str:
    """Three upright bars."""
    return path("M-5.5,-7V7M0,-7V7M5.5,-7V7", "line bold")


def sequential_marker() -> str:
    """Three level bars."""
    return path("M-7,-5.5H7M-7,0H7M-7,5.5H7", "line bold")


def collapsed_marker() -> str:
    """A plus in a square."""
    return path("M-7.5,-7.5H7.5V7.5H-7.5Z", "hollow") + path("M-4.8,0H4.8M0,-4.8V4.8", "line")


def ad_hoc_marker() -> str:
    """A tilde."""
    return path("M-8,2.5C-6,-3.5 -2.5,-3.5 0,0C2.5,3.5 6,3.5 8,-2.5", "line bold")


def compensation_marker() -> str:
    """Two triangles to the left."""
    return path(COMPENSATION, "hollow")
