"""Items of parallel multi-instance activities: each is a part of the state of its own, at hand only when it is touched.

The id of a token tells its item: 1700000003 is token 3 of item 17. Tokens outside of all items belong to item 0. An
item inside another one has a number of its own; the token of its loop says where it belongs.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.elements.failures import NeedsItems, TechnicalFailure

OUTSIDE = 0
"""The number that stands for everything outside of items."""
TOKENS_OF_AN_ITEM = 10**8
"""Ids of one item; with 9 digits for its number they stay below 2**53, which every reader of JSON keeps exactly."""
MOST_ITEMS = 9 * 10**7


def item_of(token_id: int) -> int:
    """The item that a token belongs to, 0 for none."""
    return token_id // TOKENS_OF_AN_ITEM


@dataclass(slots=True)
class Item:
    """An item at hand. `loop` is the token of its multi-instance activity, `next_id` the id of its next token."""

    loop: int
    next_id: int


class Items:
    """The items of an execution that are at hand. What is not at hand is asked for with NeedsItems."""

    def __init__(
        self, *, begun: int = 0, sought: Iterable[int] = (), whole: Iterable[int] = (), everything: bool = False
    ) -> None:
        """`sought` were looked for, found or not. `whole`: loops of which everything below is at hand."""
        self.begun = begun
        """How many were ever begun; it is the number of the last one."""
        self.known: dict[int, Item] = {}
        self.sought = frozenset(sought)
        self.whole = set(whole)
        self.everything = everything

    def begin(self, loop_id: int) -> int:
        """Number a new item of a loop; the answer is the id of its first token. Raises TechnicalFailure.

        A loop begins all of its items at once: from then on they are at hand.
        """
        if self.begun >= MOST_ITEMS:
            raise TechnicalFailure(
                "budget", f"Expected at most {MOST_ITEMS} items of multi-instances in one execution."
            )
        self.begun += 1
        self.whole.add(loop_id)
        first = self.begun * TOKENS_OF_AN_ITEM
        self.known[self.begun] = Item(loop_id, first + 1)
        return first

    def new_id(self, number: int) -> int:
        """The id of one more token of an item; ids grow and are never used twice. Raises TechnicalFailure."""
        item = self.known[number]
        item.next_id += 1
        if item_of(item.next_id) != number:
            raise too_many_tokens()
        return item.next_id - 1

    def seek(self, number: int) -> bool:
        """True if the item is at hand, False if there is none (any more). Raises NeedsItems if that is not known."""
        if number == OUTSIDE or number in self.known:
            return True
        if self.everything or number in self.sought:
            return False
        raise NeedsItems(items=[number])

    def seek_all(self, loops: Iterable[int]) -> None:
        """Raise NeedsItems for those of the loops of which something below may not be at hand."""
        missing = [loop for loop in loops if not self.has_all(loop)]
        if missing:
            raise NeedsItems(loops=missing)

    def has_all(self, loop: int) -> bool:
        """True if everything below a loop is at hand."""
        at: int | None = loop
        while at is not None:
            if self.everything or at in self.whole:
                return True
            around = self.known.get(item_of(at))
            at = None if around is None else around.loop
        return False


def too_many_tokens() -> TechnicalFailure:
    """No ids are left."""
    return TechnicalFailure("budget", f"Expected at most {TOKENS_OF_AN_ITEM} tokens in the life of one execution.")
