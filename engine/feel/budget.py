"""How much one evaluation may use. Nothing outside stops FEEL, so it stops itself."""

from dataclasses import dataclass

MAX_SOURCE_LENGTH = 20_000
"""Characters of one FEEL text."""

MAX_NESTING = 60
"""Parentheses, brackets, conditions and calls inside each other in one FEEL text."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Bounds of one evaluation; going over one of them raises FeelBudgetExceeded."""

    steps: int = 1_000_000
    """Nodes evaluated in loops and functions, and items and text touched by built-ins."""

    recursion: int = 60
    """FEEL functions inside each other."""

    items: int = 100_000
    """Items of a list that is made."""

    result_items: int = 1_000_000
    """Items of a result that is made, with everything inside it, however its parts are shared."""

    characters: int = 1_000_000
    """Length of one text."""

    depth: int = 100
    """Lists and contexts inside each other in a result."""

    pattern_seconds: float = 0.2
    """Time for one regular expression."""

    warnings: int = 100
    """Warnings kept; further ones are dropped."""
