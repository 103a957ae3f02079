"""Texts whose value stands in them: literals, negative numbers, dates, times and durations written as calls."""

from dataclasses import dataclass

from engine.dmn.session import FeelText
from engine.feel import Expression
from engine.feel.nodes import Call, Literal, Name, Negation, Node
from engine.feel.types import kind_of
from engine.model.data import Value

CONSTRUCTORS = frozenset(["date", "time", "date and time", "duration", "years and months duration"])


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is known without evaluating anything that costs."""

    value: Value

    @property
    def kind(self) -> str:
        """The kind of FEEL that the value is of."""
        return kind_of(self.value)


def constant(node: Node) -> Constant | None:
    """The value of a literal; None for what depends on anything or would have to be computed."""
    if isinstance(node, Literal):
        return Constant(node.value)
    if isinstance(node, Negation):
        inner = node.operand
        simple = isinstance(inner, Literal) and kind_of(inner.value) == "number"
    else:
        simple = (
            isinstance(node, Call)
            and isinstance(node.function, Name)
            and node.function.name in CONSTRUCTORS
            and all(isinstance(each, Literal) for each in node.arguments)
        )
    if not simple:
        return None
    value = Expression("", node).evaluate({}).value
    return None if value is None else Constant(value)


def constant_of(text: FeelText) -> Constant | None:
    """The value of an output entry that is a literal."""
    return constant(text.expression.node)
