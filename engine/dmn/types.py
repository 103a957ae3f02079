"""Item definitions: the types of a model, whether values conform to them, and how values are fitted to them."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from engine.feel import Frame, Function, Run, UnaryTests
from engine.feel.far_dates import combined
from engine.feel.types import kind_of
from engine.model.data import Value

BUILT_IN = {
    "number": "number",
    "string": "string",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "dateTime": "date and time",
    "days and time duration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "years and months duration": "years and months duration",
    "yearMonthDuration": "years and months duration",
    "context": "context",
    "list": "list",
    "function": "function",
    "integer": "number",
    "long": "number",
    "double": "number",
}


@dataclass(frozen=True, slots=True)
class ItemType:
    """The type of an item definition (DMN 7.3.3), or of a reference to one."""

    base: str | None = None
    """A built-in type or the name of another item definition; None for contexts and for Any."""
    components: tuple[tuple[str, "ItemType"], ...] = ()
    collection: bool = False
    allowed: UnaryTests | None = None
    """What an item must meet (allowedValues)."""
    constraint: UnaryTests | None = None
    """What the whole value must meet (typeConstraint)."""
    function: bool = False
    result: str | None = None
    """Type of a function's results."""


@dataclass(slots=True)
class Types:
    """The item definitions of a model by name."""

    definitions: dict[str, ItemType] = field(default_factory=dict)

    def find(self, name: str | None) -> ItemType | None:
        """The item definition of that name; None for built-in types, Any and unknown names."""
        if name is None:
            return None
        return self.definitions.get(name) or self.definitions.get(name.rpartition(".")[2])

    def members(self, run: Run) -> Mapping[str, Callable[[Value], bool]]:
        """For `instance of`: whether a value is of an item definition."""
        return {name: partial(self._is_member, item=item, run=run) for name, item in self.definitions.items()}

    def _is_member(self, value: Value, item: ItemType, run: Run) -> bool:
        return self.conforms(value, replace(item, allowed=None, constraint=None), run)

    def conforms_to(self, value: Value, name: str | None, run: Run) -> bool:
        """Whether the value is of the type of that name. Null is of every type; unknown types take everything."""
        run.spend(1)
        if value is None or name is None:
            return True
        definition = self.find(name)
        if definition is not None:
            return self.conforms(value, definition, run)
        return name not in BUILT_IN or kind_of(value) == BUILT_IN[name]

    def conforms(self, value: Value, item: ItemType, run: Run) -> bool:
        """Whether the value is of the type."""
        run.spend(1)
        if item.collection:
            if not isinstance(value, list) or not all(self._item_conforms(part, item, run) for part in value):
                return False
        elif not self._item_conforms(value, item, run):
            return False
        return item.constraint is None or item.constraint.within(value, Frame({}, None, run)) is True

    def _item_conforms(self, value: Value, item: ItemType, run: Run) -> bool:
        if value is None:
            return item.allowed is None or item.allowed.within(value, Frame({}, None, run)) is True
        if item.function:
            return isinstance(value, Function)
        if item.components:
            if not isinstance(value, dict):
                return False
            if not all(
                name in value and self.conforms_or_null(value[name], part, run) for name, part in item.components
            ):
                return False
        elif not self.conforms_to(value, item.base, run):
            return False
        return item.allowed is None or item.allowed.within(value, Frame({}, None, run)) is True

    def conforms_or_null(self, value: Value, item: ItemType, run: Run) -> bool:
        """Whether a component is of its type or null."""
        return value is None or self.conforms(value, item, run)

    def kind(self, name: str | None, *, of_items: bool = False) -> str | None:
        """The built-in type behind a name; "collection" or "context" for item definitions that are such.

        None for unknown names and Any. `of_items`: of a collection the kind of its items.
        """
        if not of_items and name != "list" and self.is_collection(name):
            return "collection"
        definition = self.find(name)
        if definition is None:
            return BUILT_IN.get(name or "")
        return "context" if definition.components else self.kind(definition.base, of_items=of_items)

    def is_collection(self, name: str | None) -> bool:
        """Whether the type is one of lists, directly or through its base."""
        definition = self.find(name)
        if definition is None:
            return name == "list"
        return definition.collection or (not definition.components and self.is_collection(definition.base))

    def fitted(self, value: Value, name: str | None, run: Run) -> tuple[bool, Value]:
        """Whether the value could be fitted to the type, and the fitted value (DMN 10.3.2.9.4)."""
        if name is None:
            return True, value
        definition = self.find(name)
        if value is None:
            return True, None
        if self.conforms_to(value, name, run):
            return True, value
        if isinstance(value, list) and len(value) == 1 and self.conforms_to(value[0], name, run):
            return True, value[0]
        if self.is_collection(name) and not isinstance(value, list) and self.conforms_to([value], name, run):
            return True, [value]
        base = BUILT_IN.get(definition.base or "" if definition else name)
        if base == "date and time" and kind_of(value) == "date":
            return True, combined(value, dt.time(tzinfo=dt.UTC))
        return False, None
