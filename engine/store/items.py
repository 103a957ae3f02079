"""Items of parallel multi-instances: rows of their own, read and written only by the turns that touch them."""

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa

from engine.execution import OUTSIDE, State, item_of, loops_in
from engine.model.ids import ExecutionNumber, TokenId
from engine.store.cases import Case, StoredExecution, load_execution
from engine.store.codec import pack_state, unpack_state
from engine.store.portions import portions
from engine.store.tables import loop_item
from engine.store.unit_of_work import UnitOfWork

columns = loop_item.c


def load_items(
    work: UnitOfWork, case: Case, own: StoredExecution, numbers: Iterable[int], loops: Collection[int] = ()
) -> None:
    """Add items of a locked case: those of `numbers`, what they are inside of, and all that is inside of `loops`.

    One statement for each level of multi-instances within each other.
    """
    missing = set(numbers) - own.sought - {OUTSIDE}
    while missing:
        own.sought |= missing
        found = _take(work, case, own, columns.number, missing)
        missing = {item_of(own.stored_items[number]["loop"]) for number in found} - own.sought - {OUTSIDE}
    inside = set(loops) - own.whole
    while inside:
        own.whole |= inside
        found = _take(work, case, own, columns.loop, inside)
        inside = {loop for number in found for loop in loops_in(own.stored_items[number])} - own.whole


def states_at(work: UnitOfWork, case: Case, number: ExecutionNumber, token: TokenId) -> list[State]:
    """The state of an execution of a locked case, and the parts of the items that a token is in. Raises NotFound."""
    own = load_execution(work, case, number)
    load_items(work, case, own, [item_of(token)])
    return [own.state, *own.items.values()]


def _take(work: UnitOfWork, case: Case, own: StoredExecution, column: Any, values: Iterable[int]) -> list[int]:
    """Read the rows with these values, unless they are at hand; the answer is the numbers of all of them."""
    if own.row_version is None:
        return []
    found = []
    for portion in portions(sorted(values)):
        query = sa.select(columns.number, columns.state).where(
            columns.instance_id == case.instance_id, columns.execution == own.number, column.in_(portion)
        )
        for number, state in work.connection.execute(query):
            found.append(number)
            if number not in own.stored_items:
                own.stored_items[number] = own.items[number] = unpack_state(state)
    return found


def write_items(connection: sa.Connection, case: Case, own: StoredExecution) -> None:
    """Insert what was begun, update what moved, delete what is over."""
    here = columns.instance_id == case.instance_id, columns.execution == own.number
    for portion in portions(sorted(own.stored_items.keys() - own.items.keys())):
        connection.execute(loop_item.delete().where(*here, columns.number.in_(portion)))
    begun = own.items.keys() - own.stored_items.keys()
    if begun:
        rows = [_row(case, own, number, own.items[number]) for number in sorted(begun)]
        connection.execute(loop_item.insert(), rows)
    for number in sorted(own.items.keys() & own.stored_items.keys()):
        if own.items[number] != own.stored_items[number]:
            change = loop_item.update().where(*here, columns.number == number)
            connection.execute(change.values(state=pack_state(own.items[number])))


def _row(case: Case, own: StoredExecution, number: int, state: State) -> dict[str, object]:
    return {
        "instance_id": case.instance_id,
        "execution": own.number,
        "number": number,
        "loop": state["loop"],
        "state": pack_state(state),
    }
