"""The tree of a FEEL text. Each node knows its place, as line and column from 1, for warnings."""

from dataclasses import dataclass

from engine.feel.types import Value

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Node:
    """Any part of an expression."""

    at: Place


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """null, true, 1, "text" or an at-literal."""

    value: Value


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable, or a built-in that no variable hides."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`source.name`."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`source[condition]`: the items that meet it, or the item at that place."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """An invocation; `names` is empty or has one parameter name for each argument."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """Operators of one rank, worked from left to right."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """`-operand`."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Junction(Node):
    """Three-valued `and` or `or` of all operands."""

    conjunction: bool
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """= != < <= > >=."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`, both included."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in tests`: true if one of them is met."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    type: "Type"


@dataclass(frozen=True, slots=True)
class If(Node):
    """Conditions with their results, the first true one counts; then `otherwise`."""

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Iterator(Node):
    """`name in source`, or `name in source..end`."""

    name: str
    source: Node
    end: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    """A list of the body for every combination; the body may read `partial`."""

    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`every` or `some` combination satisfies the condition."""

    every: bool
    iterators: tuple[Iterator, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class FunctionLiteral(Node):
    """`function(parameters) body`."""

    parameters: tuple[tuple[str, "Type | None"], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """`[items]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    """`{key: value}`; later entries see earlier ones."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeLiteral(Node):
    """`[low..high)` and its kin."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True)
class OpenRange(Node):
    """`< endpoint` and its kin, as a unary test or in parentheses as a range."""

    operator: str
    endpoint: Node


@dataclass(frozen=True, slots=True)
class Type:
    """The name of a type: built in, or of an item definition."""

    name: str


@dataclass(frozen=True, slots=True)
class ListType(Type):
    """`list<item>`."""

    item: Type


@dataclass(frozen=True, slots=True)
class RangeType(Type):
    """`range<item>`."""

    item: Type


@dataclass(frozen=True, slots=True)
class ContextType(Type):
    """`context<key: type>`; further keys are allowed."""

    entries: tuple[tuple[str, Type], ...]


@dataclass(frozen=True, slots=True)
class FunctionType(Type):
    """`function<parameters> -> result`."""

    parameters: tuple[Type, ...]
    result: Type
