"""What every part of a drawing needs while it is made: the names to show and the room that is taken."""

from collections.abc import Mapping

from lxml import etree

from engine.bpmn.diagrams import texts
from engine.bpmn.diagrams.geometry import Box, Extent, Point
from engine.bpmn.diagrams.interchange import Shape
from engine.bpmn.model import local_name, local_reference
from engine.bpmn.names import bpmn

OUTSIDE_WIDTH = 96
"""How wide a label beside its figure may be where the file does not say, as in common modelling tools."""


class Picture:
    """One diagram while it is drawn. `elements` are those of the whole file by id."""

    def __init__(
        self, elements: Mapping[str, etree._Element], labels: Mapping[str, str], drawn: frozenset[str]
    ) -> None:
        self.elements = elements
        self._labels = labels
        self._drawn = drawn
        self.extent = Extent()

    def name(self, element: etree._Element) -> str:
        """The name to show, translated if the caller gave a translation."""
        translated = self._labels.get(element.get("id") or "")
        return (translated or element.get("name") or "").strip()

    def referenced(self, element: etree._Element, attribute: str) -> etree._Element | None:
        """The element of the file that an attribute refers to."""
        return self.elements.get(local_reference(element.get(attribute, "")))

    def draws_inside(self, element: etree._Element) -> bool:
        """Whether something that the element contains is drawn on the same diagram."""
        return any((child.get("id") or "") in self._drawn for child in element.iterchildren(etree.Element))

    def outside_label(self, shape: Shape) -> str:
        """The name under the figure, or where the file wants it."""
        name = self.name(shape.element)
        if not name:
            return ""
        if shape.label is not None:
            return self._in_box(name, shape.label, upwards=shape.label.center.y < shape.box.y)
        return self._placed(name, shape.box.center.x, shape.box.bottom + 5, max(OUTSIDE_WIDTH, shape.box.width))

    def label_on_line(self, name: str, box: Box | None, middle: Point, *, level: bool) -> str:
        """The name of a line: where the file wants it, else above its middle, or right of it on an upright part."""
        if not name:
            return ""
        if box is not None:
            return self._in_box(name, box, upwards=False)
        lines = texts.Lines(texts.wrap(name, OUTSIDE_WIDTH), texts.Size.NORMAL)
        if level:
            return self._placed(name, middle.x, middle.y - lines.height - 4, OUTSIDE_WIDTH)
        return self._placed(name, middle.x + lines.width / 2 + 6, middle.y - lines.height / 2, OUTSIDE_WIDTH)

    def _in_box(self, name: str, box: Box, *, upwards: bool) -> str:
        """In the place that the file gives; what needs more lines than it foresaw grows away from the figure."""
        width = max(OUTSIDE_WIDTH, box.width + 12)
        height = len(texts.wrap(name, width)) * texts.LINE[texts.Size.NORMAL]
        top = box.bottom - height if upwards and height > box.height else box.y
        return self._placed(name, box.center.x, top, width)

    def _placed(self, name: str, x: float, top: float, width: float) -> str:
        lines = texts.Lines(texts.wrap(name, width), texts.Size.NORMAL)
        self.extent.add(texts.extent_below(lines, x, top))
        return texts.below(lines, x, top, "label label-outside")


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The first BPMN child of that name."""
    return element.find(bpmn(name))


def is_true(element: etree._Element, name: str) -> bool:
    """Whether an attribute is set to true."""
    return (element.get(name) or "").strip() in ("true", "1")


def event_words(element: etree._Element) -> list[str]:
    """First words of the event definitions inside."""
    return [
        local_name(node).removesuffix("EventDefinition")
        for node in element.iterchildren(etree.Element)
        if local_name(node).endswith("EventDefinition")
    ]
