"""Data stores: values that outlive the instance, and belong to whoever owns the process (BPMN 2.0.2, 10.4.1).

The host gives their values to a turn and keeps what `DataStoreWritten` tells. Only what an association computes can
name a store, so an instance never holds a copy that it did not ask for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.elements.failures import NeedsStores, TechnicalFailure
from engine.elements.scopes import copied
from engine.model.data import ProcessData, Value

LARGEST = 1_000_000
"""Characters and values in one data store: every use reads all of it."""


@dataclass(frozen=True, slots=True)
class StoreTarget:
    """The data store that an association writes. `capacity`: the items of its list at most, None for any number."""

    id: str
    capacity: int | None = None
    holds_list: bool = False

    def check(self, value: Value) -> None:
        """Raise TechnicalFailure for a value that the store does not hold."""
        if size_of(value) > LARGEST:
            raise TechnicalFailure("data_store_too_large", f"The data store {self.id} would become too large.")
        if not isinstance(value, list):
            if self.holds_list or self.capacity is not None:
                detail = f"Expected a list for the data store {self.id}, which holds a collection."
                raise TechnicalFailure("data_store_no_list", detail)
        elif self.capacity is not None and len(value) > self.capacity:
            raise TechnicalFailure(
                "data_store_full",
                f"Expected at most {self.capacity} items in the data store {self.id}, but there would be {len(value)}.",
            )


class StoreValues:
    """The values of data stores as this turn sees them. `loaded`: those that the host gave, by id of the store."""

    def __init__(self, loaded: Mapping[str, Value]) -> None:
        self.values = dict(loaded)

    def read(self, names: Iterable[tuple[str, str]]) -> ProcessData:
        """Values by the name that an expression uses; raises NeedsStores for all that were not loaded, at once."""
        wanted = tuple(names)
        missing = {store for _, store in wanted if store not in self.values}
        if missing:
            raise NeedsStores(missing)
        return {name: self.values[store] for name, store in wanted}

    def need(self, store: str) -> None:
        """Raise NeedsStores unless the host gave it: what is written is held first."""
        self.read([(store, store)])

    def write(self, store: str, value: Value) -> Value:
        """The value from now on; returns the copy that is kept."""
        self.values[store] = copied(value)
        return self.values[store]


def size_of(value: Value) -> int:
    """About how large a value is: its values, and the characters of its texts."""
    size, waiting = 0, [value]
    while waiting:
        each = waiting.pop()
        size += 1
        if isinstance(each, str):
            size += len(each)
        elif isinstance(each, dict):
            size += sum(map(len, each))
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
    return size
