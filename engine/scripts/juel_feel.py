"""JUEL written as FEEL with the same meaning.

Where JUEL gives a value, the FEEL text gives the same one; where JUEL fails (a text that is no number, a function of a
yes or no), it gives null with a warning, which as a condition counts as not true. JUEL's conversions are written out:
null counts as 0 in sums and as false in `and`, `or`, `not`; a text beside a number is read as one. It departs from JUEL
in these: numbers are exact decimals; a variable that does not exist is null; dividing by zero gives null; an empty text
is no number; and a yes or no equals no text but 'true' and 'false'.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from engine.feel import FeelSyntaxError, compile_expression
from engine.model.text import N_
from engine.scripts.juel import (
    Binary,
    Call,
    Choice,
    Item,
    Joined,
    JuelRefused,
    Literal,
    Member,
    Node,
    Unary,
    Variable,
    read_juel,
)

MAX_WRITTEN = 20_000
"""Characters of FEEL that one text may become: an operand whose kind is not known is written more than once."""


class Kind(Enum):
    """What is known of a value before it is there."""

    NULL = "null"
    BOOLEAN = "boolean"
    NUMBER = "number"
    TEXT = "text"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Feel:
    """A part of the result. `sure`: true or false and never null, of kind BOOLEAN; `whole`: needs no brackets."""

    text: str
    kind: Kind = Kind.ANY
    whole: bool = False
    sure: bool = False

    @property
    def held(self) -> str:
        """The text as an operand."""
        return self.text if self.whole else f"({self.text})"


Names = Mapping[str, tuple[str, Kind]]
"""Variables that have another name or value here: what to write for them, and of what kind that is."""

_HOSTS = frozenset(
    ["execution", "task", "caseExecution", "externalTask", "connector", "authenticatedUserId", "instance"]
)
"""Names that mean the engine itself and not a variable."""
_FALSE = Feel("false", Kind.BOOLEAN, whole=True, sure=True)


def juel_value(text: str, names: Names | None = None) -> str:
    """FEEL, without the equals sign, that gives what the JUEL text gives; raises JuelRefused."""
    return _checked(_Writer(names or {}), lambda writer: writer.value(read_juel(text)))


def juel_condition(text: str, names: Names | None = None) -> str:
    """FEEL that is true where the JUEL text is true, and false or null elsewhere; raises JuelRefused."""
    return _checked(_Writer(names or {}), lambda writer: writer.condition(read_juel(text)))


def feel_text(value: str) -> str:
    """A text as a FEEL literal."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def _checked(writer: "_Writer", work: "Callable[[_Writer], Feel]") -> str:
    """The text, if it is FEEL that reads the same variables."""
    text = work(writer).text
    try:
        names = compile_expression(text).names
    except FeelSyntaxError:
        names = frozenset({text})
    for name in sorted(names ^ writer.read):
        raise JuelRefused(N_("“%(part)s” can not be a name here: rename the variable."), part=name[:80])
    return text


class _Writer:
    """Writes one tree; keeps the variables that it reads."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self.read: set[str] = set()

    def value(self, node: Node) -> Feel:
        """As a value that is kept: a yes or no is never null."""
        found = self.write(node)
        return _exact(found) if found.kind is Kind.BOOLEAN else found

    def condition(self, node: Node) -> Feel:
        """As a question: what has no answer counts as no."""
        found = self.write(node)
        if found.kind not in (Kind.BOOLEAN, Kind.ANY):
            raise JuelRefused(N_("“%(part)s” is neither true nor false."), part=found.text[:60])
        return found

    def write(self, node: Node) -> Feel:
        """As an operand."""
        found = self._written(node)
        if len(found.text) > MAX_WRITTEN:
            raise JuelRefused(N_("The expression is too long to be translated. Write it in FEEL, beginning with =."))
        return found

    def _written(self, node: Node) -> Feel:
        match node:
            case Literal(value):
                return _literal(value)
            case Variable(name):
                return self._variable(name)
            case Member(target, name):
                return _member(self._reached(target), name)
            case Item(target, index):
                return Feel(f"{self._reached(target).held}[{index + 1}]", whole=True)
            case Call():
                return self._call(node)
            case Unary(operator, operand):
                return _PREFIXES[operator](self.write(operand))
            case Binary("and" | "or" as operator, left, right):
                sides = _truth(self.write(left)), _truth(self.write(right))
                sure = all(side.sure for side in sides)
                return Feel(f"{sides[0].held} {operator} {sides[1].held}", Kind.BOOLEAN, sure=sure)
            case Binary(operator, left, right):
                return _OPERATORS[operator](operator, self.value(left), self.value(right))
            case Choice(condition, then, otherwise):
                return self._choice(condition, then, otherwise)
            case Joined(parts):
                texts = [_as_text(self.value(part)) for part in parts]
                return Feel(" + ".join(text.held for text in texts), Kind.TEXT)

    def _variable(self, name: str) -> Feel:
        text, kind = self._names.get(name, (name, Kind.ANY))
        if name in _HOSTS or not text:
            raise JuelRefused(
                N_("“%(part)s” belongs to the other engine and does not exist here. Use a variable of the process."),
                part=name,
            )
        self.read |= compile_expression(text).names if text != name else {name}
        return Feel(text, kind, whole=True)

    def _reached(self, target: Node) -> Feel:
        """Something into which a path leads."""
        found = self.write(target)
        if found.kind is not Kind.ANY:
            raise JuelRefused(N_("A number, text, yes or no has no “.” and no “[”: “%(part)s”."), part=found.text[:60])
        return found

    def _choice(self, condition: Node, then: Node, otherwise: Node) -> Feel:
        ways = self.value(then), self.value(otherwise)
        kind = ways[0].kind if ways[0].kind is ways[1].kind else Kind.ANY
        text = f"if {_truth(self.write(condition)).held} then {ways[0].held} else {ways[1].held}"
        return Feel(text, kind, sure=kind is Kind.BOOLEAN)

    def _call(self, node: Call) -> Feel:
        arguments = [self.value(argument) for argument in node.arguments]
        if node.target is None:
            if node.name == "now" and not arguments:
                return Feel("now()", whole=True)
            raise JuelRefused(N_("There is no function %(part)s() here."), part=node.name)
        if node.target == Variable("execution") and node.name == "getVariable":
            match node.arguments:
                case (Literal(str(name)),):
                    return self._variable(name)
        if isinstance(node.target, Variable):
            self._variable(node.target.name)
        method = _METHODS.get((node.name, len(arguments)))
        if method is None:
            raise JuelRefused(
                N_("The method %(part)s() is not translated. Write the expression in FEEL, beginning with =."),
                part=node.name,
            )
        return method(self.write(node.target), *arguments)


def _literal(value: bool | Decimal | str | None) -> Feel:
    if value is None:
        return Feel("null", Kind.NULL, whole=True)
    if isinstance(value, bool):
        return Feel("true" if value else "false", Kind.BOOLEAN, whole=True, sure=True)
    if isinstance(value, Decimal):
        return Feel(format(value, "f"), Kind.NUMBER, whole=True)
    return Feel(feel_text(value), Kind.TEXT, whole=True)


def _member(target: Feel, name: str) -> Feel:
    if re.fullmatch(r"[^\W\d]\w*", name):
        return Feel(f"{target.held}.{name}", whole=True)
    return Feel(f"get value({target.text}, {feel_text(name)})", whole=True)


def _exact(part: Feel) -> Feel:
    """A yes or no that is never null: what has no answer is no."""
    return part if part.sure else Feel(f"{part.held} = true", Kind.BOOLEAN, sure=True)


def _truth(part: Feel) -> Feel:
    """True where JUEL takes the value for true: a text if it says so, null never."""
    if part.kind is Kind.BOOLEAN:
        return part
    if part.kind is Kind.NULL:
        return _FALSE
    if part.kind is Kind.NUMBER:
        raise JuelRefused(N_("“%(part)s” is neither true nor false."), part=part.text[:60])
    if part.kind is Kind.TEXT:
        return Feel(f'lower case({part.text}) = "true"', Kind.BOOLEAN, sure=True)
    text = f'if {part.held} instance of string then lower case({part.text}) = "true" else {part.held}'
    return Feel(text, Kind.BOOLEAN)


def _not(part: Feel) -> Feel:
    found = _truth(part)
    text = f"not({found.text})" if found.sure else f"{found.held} != true"
    return Feel(text, Kind.BOOLEAN, whole=found.sure, sure=True)


def _empty(part: Feel) -> Feel:
    if part.kind in (Kind.NUMBER, Kind.BOOLEAN):
        return _FALSE
    text = f'list contains([null, "", [], {{}}], {part.text})'
    return Feel(text, Kind.BOOLEAN, whole=True, sure=True)


def _number(part: Feel) -> Feel:
    """Read as a number where it is a text; null stays null."""
    if part.kind is Kind.NUMBER:
        return part
    if part.kind is Kind.TEXT:
        return Feel(f"number({part.text})", Kind.NUMBER, whole=True)
    if part.kind is Kind.ANY:
        return Feel(f"if {part.held} instance of string then number({part.text}) else {part.held}")
    raise JuelRefused(N_("“%(part)s” is no number."), part=part.text[:60])


def _summand(part: Feel) -> Feel:
    """Read as a number, where null counts as 0."""
    if part.kind is Kind.NULL:
        return Feel("0", Kind.NUMBER, whole=True)
    if part.kind is not Kind.ANY:
        return _number(part)
    return Feel(f"if {part.held} = null then 0 else {_number(part).text}")


def _negative(part: Feel) -> Feel:
    return Feel(f"-{_summand(part).held}", Kind.NUMBER)


def _arithmetic(operator: str, left: Feel, right: Feel) -> Feel:
    return Feel(f"{_summand(left).held} {operator} {_summand(right).held}", Kind.NUMBER)


def _remainder(operator: str, left: Feel, right: Feel) -> Feel:
    """FEEL's modulo has the sign of the divisor, Java's remainder that of the dividend."""
    over, under = _summand(left), _summand(right)
    size = f"modulo(abs({over.text}), abs({under.text}))"
    return Feel(f"if {over.held} < 0 then -{size} else {size}", Kind.NUMBER)


def _ordered(operator: str, left: Feel, right: Feel) -> Feel:
    kinds = {left.kind, right.kind}
    if kinds & {Kind.BOOLEAN, Kind.NULL}:
        raise JuelRefused(N_("“%(part)s” has no order."), part=f"{left.text} {operator} {right.text}"[:60])
    numbers = f"{_number(left).held} {operator} {_number(right).held}"
    if Kind.NUMBER in kinds:
        return Feel(numbers, Kind.BOOLEAN, sure=kinds == {Kind.NUMBER})
    plain = f"{left.held} {operator} {right.held}"
    tests = [f"{side.held} instance of number" for side in (left, right) if side.kind is Kind.ANY]
    if not tests:
        return Feel(plain, Kind.BOOLEAN, sure=True)
    text = f"if {' or '.join(tests)} then {numbers} else {plain}"
    if len(tests) == 2 and "=" in operator:
        text = f"if {left.held} = null and {right.held} = null then true else {text}"
    return Feel(text, Kind.BOOLEAN)


def _same(operator: str, left: Feel, right: Feel) -> Feel:
    if operator == "!=":
        return _not(_same("==", left, right))
    if right.kind in (Kind.ANY, Kind.NULL) and left.kind is not Kind.ANY:
        left, right = right, left
    equal = f"{left.held} = {right.held}"
    if Kind.NULL in (left.kind, right.kind) or left.kind is right.kind is not Kind.ANY:
        return Feel(equal, Kind.BOOLEAN, sure=True)
    if Kind.NUMBER in (left.kind, right.kind):
        if Kind.BOOLEAN in (left.kind, right.kind):
            raise JuelRefused(N_("A number is never equal to yes or no: “%(part)s”."), part=equal[:60])
        return Feel(f"{_number(left).held} = {_number(right).held}", Kind.BOOLEAN)
    if Kind.BOOLEAN in (left.kind, right.kind):
        return Feel(f"{_truth(left).held} = {_truth(right).held}", Kind.BOOLEAN)
    if right.kind is Kind.TEXT and right.text.startswith('"') and right.whole:
        return _same_as_text(left, right)
    return _same_unknown(left, right)


def _same_as_text(left: Feel, right: Feel) -> Feel:
    """Compared with a text of the file: it is known what else than a text could equal it."""
    word = right.text[1:-1]
    if word.lower() in ("true", "false"):
        others = word.lower()
    elif word == "":
        others = "0, false"
    elif re.fullmatch(r"-?\d+(\.\d+)?", word):
        others = word
    else:
        return Feel(f"{left.held} = {right.text}", Kind.BOOLEAN)
    return Feel(f"list contains([{right.text}, {others}], {left.text})", Kind.BOOLEAN, whole=True, sure=True)


def _same_unknown(left: Feel, right: Feel) -> Feel:
    """Both kinds are known only when the values are there."""
    cases: list[str] = []
    for text, other in ((left, right), (right, left)):
        if other.kind is Kind.ANY:
            text_first = "" if text.kind is Kind.TEXT else f"{text.held} instance of string and "
            cases.append(f"{text_first}{other.held} instance of number then number({text.text}) = {other.held}")
            word = f'(lower case({text.text}) = "true")'
            cases.append(f"{text_first}{other.held} instance of boolean then {word} = {other.held}")
    return Feel("".join(f"if {case} else " for case in cases) + f"{left.held} = {right.held}", Kind.BOOLEAN)


def _as_text(part: Feel) -> Feel:
    """As it stands in a text around it: null is nothing."""
    if part.kind is Kind.TEXT:
        return part
    if part.kind is Kind.NULL:
        return _literal("")
    if part.kind is Kind.ANY:
        return Feel(f'if {part.held} = null then "" else string({part.text})', Kind.TEXT)
    return Feel(f"string({part.text})", Kind.TEXT, whole=True)


_PREFIXES: Mapping[str, Callable[[Feel], Feel]] = {"not": _not, "empty": _empty, "-": _negative}
_OPERATORS: Mapping[str, Callable[[str, Feel, Feel], Feel]] = {
    **dict.fromkeys(("==", "!="), _same),
    **dict.fromkeys(("<", "<=", ">", ">="), _ordered),
    **dict.fromkeys(("+", "-", "*", "/"), _arithmetic),
    "%": _remainder,
}


def _contains(target: Feel, item: Feel) -> Feel:
    text = f"if {target.held} instance of string then contains({target.text}, {item.text})"
    return Feel(f"{text} else list contains({target.text}, {item.text})", Kind.BOOLEAN)


def _size(target: Feel) -> Feel:
    text = f"if {target.held} instance of context then count(get entries({target.text})) else count({target.text})"
    return Feel(text, Kind.NUMBER)


def _has_key(target: Feel, key: Feel) -> Feel:
    return Feel(f"list contains(get entries({target.text}).key, {key.text})", Kind.BOOLEAN, whole=True)


def _equals(target: Feel, other: Feel) -> Feel:
    return Feel(f"list contains([{target.text}], {other.text})", Kind.BOOLEAN, whole=True, sure=True)


def _function(template: str, kind: Kind) -> Callable[..., Feel]:
    def write(*parts: Feel) -> Feel:
        return Feel(template.format(*(part.text for part in parts)), kind, whole=True)

    return write


_METHODS: Mapping[tuple[str, int], Callable[..., Feel]] = {
    ("contains", 1): _contains,
    ("containsKey", 1): _has_key,
    ("endsWith", 1): _function("ends with({0}, {1})", Kind.BOOLEAN),
    ("equals", 1): _equals,
    ("isEmpty", 0): lambda target: replace(_empty(target), text=f'list contains(["", [], {{}}], {target.text})'),
    ("length", 0): _function("string length({0})", Kind.NUMBER),
    ("size", 0): _size,
    ("startsWith", 1): _function("starts with({0}, {1})", Kind.BOOLEAN),
    ("toLowerCase", 0): _function("lower case({0})", Kind.TEXT),
    ("toUpperCase", 0): _function("upper case({0})", Kind.TEXT),
    ("trim", 0): _function("trim({0})", Kind.TEXT),
}
