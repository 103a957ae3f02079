"""The names of types behind `instance of` and in parameters."""

from engine.feel.nodes import ContextType, FunctionType, ListType, RangeType, Type
from engine.feel.reader import TokenReader

LONG_NAMES = (
    ("days", "and", "time", "duration"),
    ("years", "and", "months", "duration"),
    ("day", "time", "duration"),
    ("year", "month", "duration"),
    ("date", "and", "time"),
)
GENERIC = {"list", "range", "context", "function"}


def parse_type(parser: TokenReader) -> Type:
    """The type that begins at the parser's position."""
    parser.enter()
    name = _name(parser)
    result = _generic(parser, name) if name in GENERIC and parser.accept("<") else Type(name)
    parser.depth -= 1
    return result


def _name(parser: TokenReader) -> str:
    for parts in LONG_NAMES:
        ahead = tuple(parser.peek(offset).text for offset in range(len(parts)))
        if ahead == parts:
            parser.position += len(parts)
            return " ".join(parts)
    name = parser.known_name(parser.known) or parser.single_name("Expected the name of a type")
    while parser.accept("."):
        name += "." + parser.segment()
    return name


def _generic(parser: TokenReader, name: str) -> Type:
    if name == "context":
        return _context(parser)
    if name == "function":
        return _function(parser)
    item = parse_type(parser)
    parser.expect(">")
    return ListType(name, item) if name == "list" else RangeType(name, item)


def _context(parser: TokenReader) -> Type:
    entries: list[tuple[str, Type]] = []
    while not parser.accept(">"):
        if entries:
            parser.expect(",")
        entries.append((parser.key(), parse_type(parser)))
    return ContextType("context", tuple(entries))


def _function(parser: TokenReader) -> Type:
    parameters: list[Type] = []
    while not parser.accept(">"):
        if parameters:
            parser.expect(",")
        parameters.append(parse_type(parser))
    result = parse_type(parser) if parser.accept("->") else Type("Any")
    return FunctionType("function", tuple(parameters), result)
