"""The object a form writes: which names exist in it, nested how. Answers are held against it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from engine.forms.components import Calculated, Component, Container, DynamicList, Group, Input
from engine.forms.findings import FormFinding
from engine.model.text import N_, Text

Path = tuple[str | int, ...]
"""Where a value stands: names, and for rows of a list their index from 0."""


def dotted(path: Path) -> str:
    """The path as HTML names and errors carry it: `keluarga.0.nama`."""
    return ".".join(map(str, path))


@dataclass(slots=True)
class Shape:
    """One place of the object: a value of `field`, an object of `members`, or with `rows` a list of such objects."""

    members: "dict[str, Shape]" = field(default_factory=dict)
    field: Input | Calculated | None = None
    rows: DynamicList | None = None

    def find(self, name: str) -> "Shape | None":
        """The place under a dotted name with row indices, or None if the form has no such place."""
        place, after_list = self, False
        for segment in name.split("."):
            if after_list:
                if not (segment.isascii() and segment.isdigit()):
                    return None
                after_list = False
                continue
            inner = place.members.get(segment)
            if inner is None:
                return None
            place, after_list = inner, inner.rows is not None
        return place


def shape_of(components: Iterable[Component], findings: list[FormFinding]) -> Shape:
    """Lay out all keys and paths; two parts that claim the same place are findings."""
    shape = Shape()
    for component in components:
        _lay(component, shape, findings)
    return shape


def fields_of(shape: Shape) -> Iterator[Input | Calculated]:
    """Every field below a place."""
    if shape.field is not None:
        yield shape.field
    for member in shape.members.values():
        yield from fields_of(member)


def _lay(component: Component, shape: Shape, findings: list[FormFinding]) -> None:
    match component:
        case DynamicList():
            place = _claim(component.path, component, shape, findings)
            if place is not None:
                place.rows = component
                _lay_all(component, place, findings)
        case Group(path=str() as path):
            inner = _descend(path, component, shape, findings)
            if inner is not None:
                _lay_all(component, inner, findings)
        case Container():
            _lay_all(component, shape, findings)
        case Input() | Calculated():
            place = _claim(component.key, component, shape, findings)
            if place is not None:
                place.field = component


def _lay_all(container: Container, shape: Shape, findings: list[FormFinding]) -> None:
    for inner in container.components:
        _lay(inner, shape, findings)


def _descend(path: str, component: Component, shape: Shape, findings: list[FormFinding]) -> Shape | None:
    place = shape
    for segment in path.split("."):
        place = place.members.setdefault(segment, Shape())
        if place.field is not None or place.rows is not None:
            findings.append(_taken(path, component))
            return None
    return place


def _claim(path: str, component: Component, shape: Shape, findings: list[FormFinding]) -> Shape | None:
    place = _descend(path, component, shape, findings)
    if place is not None and place.members:
        findings.append(_taken(path, component))
        return None
    return place


def _taken(path: str, component: Component) -> FormFinding:
    text = N_("“%(path)s” is already the key or path of another part of the form.")
    return FormFinding(component.id, Text(text, {"path": path}))
