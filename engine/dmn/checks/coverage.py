"""Whether some rules hit for every combination of classes, and for which one they do not."""

from collections.abc import Sequence
from dataclasses import dataclass, field

STEPS = 500_000
"""Of about a microsecond each, for one file at most; what needs more is not checked."""


class TooMuchToCheck(Exception):
    """The steps are used up."""


@dataclass(slots=True)
class Steps:
    """What checking may still cost."""

    left: int = STEPS

    def spend(self, steps: int = 1) -> None:
        """Raises TooMuchToCheck once all are spent."""
        self.left -= steps
        if self.left < 0:
            raise TooMuchToCheck


@dataclass(frozen=True, slots=True)
class Axis:
    """A column: the classes that matter, and the set of rules that hit for each (a bit of an integer each)."""

    classes: Sequence[int]
    rules: Sequence[int]

    def within(self, classes: int) -> "Axis":
        """The axis of some of its classes; of those that no rule tells apart only the first."""
        found: dict[int, int] = {}
        for bit, rules in zip(self.classes, self.rules, strict=True):
            if bit & classes:
                found.setdefault(rules, bit)
        return Axis(tuple(found.values()), tuple(found))


def axis(classes: int, conditions: Sequence[int], steps: Steps) -> Axis:
    """The axis of some classes for the conditions of rules, one by one. Raises TooMuchToCheck."""
    bits = [1 << place for place in range(classes.bit_length()) if classes >> place & 1]
    steps.spend(len(bits) * len(conditions) // 10 + 1)
    rules = dict.fromkeys(bits, 0)
    for place, condition in enumerate(conditions):
        rule = 1 << place
        for bit in bits:
            if condition & bit:
                rules[bit] |= rule
    return Axis(tuple(bits), tuple(rules.values()))


@dataclass(slots=True)
class Search:
    """Looks for a combination of classes that none of the rules meets."""

    axes: Sequence[Axis]
    steps: Steps
    covered: set[tuple[int, int]] = field(default_factory=set)
    always: list[int] = field(default_factory=list)
    """For each axis the rules that hit whatever the classes of it and of those behind it are."""

    def __post_init__(self) -> None:
        everywhere = -1
        for each in reversed(self.axes):
            for rules in each.rules:
                everywhere &= rules
            self.always.insert(0, everywhere)
        self.always.append(-1)

    def uncovered(self, rules: int, place: int = 0) -> tuple[int, ...] | None:
        """A class of each axis from a place on that none of those rules meets; None if there is no such combination.

        Raises TooMuchToCheck.
        """
        if not rules:
            return tuple(each.classes[0] for each in self.axes[place:])
        if rules & self.always[place] or (place, rules) in self.covered:
            return None
        self.steps.spend(3 * len(self.axes[place].rules))
        for chosen, hitting in zip(self.axes[place].classes, self.axes[place].rules, strict=True):
            rest = self.uncovered(rules & hitting, place + 1)
            if rest is not None:
                return (chosen, *rest)
        self.covered.add((place, rules))
        return None
