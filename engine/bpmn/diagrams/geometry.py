"""Points, boxes and lines of a diagram, in its own units (pixels at 100 %)."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.bpmn.diagrams.svg import number

LARGEST = 100_000.0
"""Coordinates beyond this are damage, not drawing."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the diagram; y grows downwards."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def center(self) -> Point:
        """Its middle."""
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    @property
    def right(self) -> float:
        """The x of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower side."""
        return self.y + self.height

    @property
    def area(self) -> float:
        """Width times height."""
        return self.width * self.height

    def inset(self, by: float) -> "Box":
        """The box inside it at that distance, never turned inside out."""
        by = min(by, self.width / 2, self.height / 2)
        return Box(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)

    def contains(self, other: "Box") -> bool:
        """Whether the other lies inside."""
        return self.x <= other.x and self.y <= other.y and self.right >= other.right and self.bottom >= other.bottom


class Extent:
    """Grows around everything that is drawn."""

    def __init__(self) -> None:
        self._boxes: list[float] = []

    def add(self, box: Box) -> None:
        """Make room for the box."""
        if not self._boxes:
            self._boxes = [box.x, box.y, box.right, box.bottom]
        else:
            left, top, right, bottom = self._boxes
            self._boxes = [min(left, box.x), min(top, box.y), max(right, box.right), max(bottom, box.bottom)]

    def add_points(self, points: Iterable[Point]) -> None:
        """Make room for the points."""
        for point in points:
            self.add(Box(point.x, point.y, 0, 0))

    @property
    def box(self) -> Box | None:
        """What it grew to; None if nothing was drawn."""
        if not self._boxes:
            return None
        left, top, right, bottom = self._boxes
        return Box(left, top, right - left, bottom - top)


def rounded_line(points: Sequence[Point], radius: float = 5) -> str:
    """The path along the points with rounded corners."""
    first, last = points[0], points[-1]
    parts = [f"M{number(first.x)},{number(first.y)}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(radius, distance(before, corner) / 2, distance(corner, after) / 2)
        into, out = towards(corner, before, reach), towards(corner, after, reach)
        parts.append(f"L{number(into.x)},{number(into.y)}")
        parts.append(f"Q{number(corner.x)},{number(corner.y)} {number(out.x)},{number(out.y)}")
    parts.append(f"L{number(last.x)},{number(last.y)}")
    return "".join(parts)


def polygon(points: Iterable[Point]) -> str:
    """The points as a closed path."""
    return "M" + "L".join(f"{number(p.x)},{number(p.y)}" for p in points) + "Z"


def distance(a: Point, b: Point) -> float:
    """How far apart two points are."""
    return math.hypot(b.x - a.x, b.y - a.y)


def towards(start: Point, goal: Point, length: float) -> Point:
    """The point at `length` from `start` in the direction of `goal`."""
    whole = distance(start, goal)
    if whole == 0:
        return start
    return Point(start.x + (goal.x - start.x) * length / whole, start.y + (goal.y - start.y) * length / whole)


def beside(start: Point, goal: Point, along: float, aside: float) -> Point:
    """A point `along` the way from `start` to `goal` and `aside` of it, to the right of the direction."""
    whole = distance(start, goal) or 1
    dx, dy = (goal.x - start.x) / whole, (goal.y - start.y) / whole
    return Point(start.x + dx * along - dy * aside, start.y + dy * along + dx * aside)


def without_repeats(points: Sequence[Point]) -> list[Point]:
    """The points without those that stand still."""
    kept = list(points[:1])
    kept.extend(point for before, point in pairwise(points) if distance(before, point) > 0.01)
    return kept


def longest_segment(points: Sequence[Point]) -> tuple[Point, Point]:
    """The longest straight part of a line of at least two points."""
    return max(pairwise(points), key=lambda ends: distance(*ends))


def midpoint(points: Sequence[Point]) -> Point:
    """The point half way along a line."""
    rest = sum(distance(a, b) for a, b in pairwise(points)) / 2
    for a, b in pairwise(points):
        step = distance(a, b)
        if rest <= step:
            return towards(a, b, rest)
        rest -= step
    return points[-1]
