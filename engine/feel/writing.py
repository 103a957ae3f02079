"""How FEEL writes a value, for people who look at it."""

from engine.feel.budget import Budget
from engine.feel.builtins.conversion import text_of
from engine.feel.errors import Fault, FeelBudgetExceeded
from engine.feel.run import Run
from engine.feel.types import Value


def feel_text(value: Value) -> str:
    """The value as a text of FEEL, strings in quotes; "…" for what has no text or too long a one."""
    try:
        return text_of(Run(Budget(), {}, None, {}), value, quoted=True)
    except (Fault, FeelBudgetExceeded):
        return "…"
