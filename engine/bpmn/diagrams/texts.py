"""Labels: how wide a text will be, where it wraps, how it is placed. No font is at hand, so widths are estimated."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from engine.bpmn.diagrams.geometry import Box, Point
from engine.bpmn.diagrams.svg import number, tag

_WIDTHS = (
    ("ijlI.,:;'|!`", 0.26),
    ('ftr()[]{}/\\-" ', 0.34),
    ("mwMW@%", 0.88),
    ("ABCDEFGHJKLNOPQRSTUVXYZ&", 0.69),
    ("sczxkvyJ", 0.52),
)
_EM = {character: width for characters, width in _WIDTHS for character in characters}
_USUAL, _WIDE = 0.58, 1.0


class Size(StrEnum):
    """The type sizes of a diagram; the stylesheet sets the same ones by class."""

    NORMAL = "normal"
    SMALL = "small"


PIXELS = {Size.NORMAL: 12.0, Size.SMALL: 10.5}
LINE = {Size.NORMAL: 14.5, Size.SMALL: 12.5}


@dataclass(frozen=True, slots=True)
class Lines:
    """A wrapped text; `cut` says that a part did not fit and is left out."""

    lines: tuple[str, ...]
    size: Size
    cut: bool = False

    @property
    def height(self) -> float:
        """How much room it takes."""
        return len(self.lines) * LINE[self.size]

    @property
    def width(self) -> float:
        """The estimated width of its longest line."""
        return max((text_width(line, self.size) for line in self.lines), default=0)


@lru_cache(maxsize=8192)
def text_width(text: str, size: Size = Size.NORMAL) -> float:
    """The width a line of text will have in a usual sans-serif font, a little generous."""
    return sum(map(_em, text)) * PIXELS[size]


@lru_cache(maxsize=2048)
def _em(character: str) -> float:
    return _EM.get(character) or (_WIDE if ord(character) > 0x2E80 else _USUAL)


@lru_cache(maxsize=8192)
def wrap(text: str, width: float, size: Size = Size.NORMAL) -> tuple[str, ...]:
    """Lines of at most that width, broken between words; a word that is too long is broken anywhere."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            for part in _parts(word, width, size):
                longer = f"{line} {part}" if line else part
                if line and text_width(longer, size) > width:
                    lines.append(line)
                    longer = part
                line = longer
        if line:
            lines.append(line)
    return tuple(lines)


def fit(text: str, width: float, height: float) -> Lines:
    """The text in normal size, else in small size, else in small size and cut with an ellipsis."""
    for size in (Size.NORMAL, Size.SMALL):
        lines = wrap(text, width, size)
        if len(lines) * LINE[size] <= height + 1:
            return Lines(lines, size)
    most = max(1, int(height // LINE[Size.SMALL]))
    lines = wrap(text, width, Size.SMALL)[:most]
    last = lines[-1]
    while last and text_width(last + "…", Size.SMALL) > width:
        last = last[:-1]
    return Lines((*lines[:-1], last.rstrip() + "…"), Size.SMALL, cut=True)


def centered(lines: Lines, at: Point, class_: str = "label") -> str:
    """The lines with their middle at a point."""
    return _text(lines, at.x, at.y - lines.height / 2, "middle", class_)


def below(lines: Lines, x: float, top: float, class_: str = "label") -> str:
    """The lines centred on x, beginning at `top`."""
    return _text(lines, x, top, "middle", class_)


def flush_left(lines: Lines, x: float, top: float, class_: str = "label") -> str:
    """The lines from x to the right, beginning at `top`."""
    return _text(lines, x, top, "start", class_)


def upright(lines: Lines, at: Point, class_: str = "label") -> str:
    """The lines turned to be read from below, with their middle at a point."""
    turned = f"rotate(-90 {number(at.x)} {number(at.y)})"
    return tag("g", centered(lines, at, class_), transform=turned)


def extent_below(lines: Lines, x: float, top: float) -> Box:
    """The room that `below` takes."""
    return Box(x - lines.width / 2, top, lines.width, lines.height)


def _text(lines: Lines, x: float, top: float, anchor: str, class_: str) -> str:
    # The baseline lies about four fifths down the line.
    first = top + LINE[lines.size] * 0.78
    size = "" if lines.size is Size.NORMAL else " label-small"
    return "".join(
        tag("text", text=line, x=x, y=first + index * LINE[lines.size], text_anchor=anchor, class_=class_ + size)
        for index, line in enumerate(lines.lines)
    )


def _parts(word: str, width: float, size: Size) -> Iterable[str]:
    part, used = "", 0.0
    for character in word:
        step = _em(character) * PIXELS[size]
        # A hair is left, because sums of floats depend on their order.
        if part and used + step > width - 0.001:
            yield part
            part, used = "", 0.0
        part += character
        used += step
    yield part
