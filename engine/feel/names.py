"""Which variables a text reads."""

from collections.abc import Collection, Iterable

from engine.feel.builtins import BUILTINS
from engine.feel.nodes import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    ContextLiteral,
    Filter,
    For,
    FunctionLiteral,
    If,
    In,
    InstanceOf,
    Iterator,
    Junction,
    ListLiteral,
    Name,
    Negation,
    Node,
    OpenRange,
    Path,
    Quantified,
    RangeLiteral,
)

Bound = frozenset[str]


def free_names(node: Node, bound: Collection[str] = ()) -> frozenset[str]:
    """Names that the context must give: not those that the text itself defines, nor invoked built-ins.

    Inside a filter a name may be an entry of the items; it counts as read all the same, since the text alone
    cannot tell.
    """
    return frozenset(_free(node, frozenset(bound)))


def names_in_filters(node: Node) -> frozenset[str]:
    """Names inside of filters, which may be entries of the items."""
    found = {name for child in children(node) for name in names_in_filters(child)}
    return frozenset(found | free_names(node.condition, {"item"}) if isinstance(node, Filter) else found)


def _free(node: Node, bound: Bound) -> Iterable[str]:
    if isinstance(node, Name):
        return () if node.name in bound or (" " in node.name and node.name in BUILTINS) else (node.name,)
    if isinstance(node, Call) and isinstance(node.function, Name) and node.function.name in BUILTINS:
        return _all(node.arguments, bound)
    if isinstance(node, ContextLiteral):
        return _entries(node, bound)
    if isinstance(node, For):
        return _iterated(node.iterators, node.body, bound, {"partial"})
    if isinstance(node, Quantified):
        return _iterated(node.iterators, node.condition, bound, set())
    if isinstance(node, FunctionLiteral):
        return _free(node.body, bound | {name for name, _ in node.parameters})
    if isinstance(node, In):
        return {*_free(node.value, bound), *_all(node.tests, bound | {"?"})}
    if isinstance(node, Filter):
        return {*_free(node.source, bound), *_free(node.condition, bound | {"item"})}
    return _all(children(node), bound)


def _all(nodes: Iterable[Node], bound: Bound) -> set[str]:
    return {name for node in nodes for name in _free(node, bound)}


def _entries(node: ContextLiteral, bound: Bound) -> set[str]:
    found: set[str] = set()
    for name, value in node.entries:
        found.update(_free(value, bound | {name} if isinstance(value, FunctionLiteral) else bound))
        bound |= {name}
    return found


def _iterated(iterators: tuple[Iterator, ...], body: Node, bound: Bound, extra: set[str]) -> set[str]:
    found: set[str] = set()
    for iterator in iterators:
        found.update(_free(iterator.source, bound))
        if iterator.end is not None:
            found.update(_free(iterator.end, bound))
        bound |= {iterator.name}
    return found | set(_free(body, bound | extra))


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside."""
    match node:
        case Path(source=source):
            return (source,)
        case Filter(source=source, condition=condition):
            return (source, condition)
        case Call(function=function, arguments=arguments):
            return (function, *arguments)
        case Arithmetic(first=first, rest=rest):
            return (first, *(operand for _, operand in rest))
        case Negation(operand=operand):
            return (operand,)
        case Junction(operands=operands):
            return operands
        case Comparison(left=left, right=right):
            return (left, right)
        case Between(value=value, low=low, high=high):
            return (value, low, high)
        case In(value=value, tests=tests):
            return (value, *tests)
        case InstanceOf(value=value):
            return (value,)
        case If(branches=branches, otherwise=otherwise):
            return (*(part for branch in branches for part in branch), otherwise)
        case Iterator(source=source, end=end):
            return (source,) if end is None else (source, end)
        case For(iterators=iterators, body=body):
            return (*iterators, body)
        case Quantified(iterators=iterators, condition=condition):
            return (*iterators, condition)
        case FunctionLiteral(body=body):
            return (body,)
        case ListLiteral(items=items):
            return items
        case ContextLiteral(entries=entries):
            return tuple(value for _, value in entries)
        case RangeLiteral(low=low, high=high):
            return (low, high)
        case OpenRange(endpoint=endpoint):
            return (endpoint,)
    return ()


def weight(node: Node) -> int:
    """How many nodes a tree has: what evaluating it once costs."""
    return 1 + sum(weight(child) for child in children(node))


def mentions(node: Node, name: str) -> bool:
    """Whether a variable of that name occurs anywhere inside."""
    if isinstance(node, Name):
        return node.name == name
    return any(mentions(child, name) for child in children(node))
