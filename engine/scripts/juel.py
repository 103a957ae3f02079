"""JUEL, the expression language of Camunda 7: from a text such as `Nomor ${number}` to its syntax tree.

The grammar is that of the Unified Expression Language 2.1 (JSP 2.1, part 2). Where the text is not JUEL, or has what
nothing here can mean (assignments, lambdas), JuelRefused names the part.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from engine.model.text import N_, Text

MAX_TEXT = 2_000
MAX_TOKENS = 300
MAX_DEPTH = 40


class JuelRefused(Exception):
    """The text is not translated; `reason` names the part and what to do. It becomes a finding."""

    def __init__(self, template: str, **facts: object) -> None:
        self.reason = Text(template, facts)
        super().__init__(str(self.reason))


@dataclass(frozen=True, slots=True)
class Literal:
    """null, true, false, a number or a text."""

    value: bool | Decimal | str | None


@dataclass(frozen=True, slots=True)
class Variable:
    """A name that stands alone."""

    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """`target.name`, or `target['name']`."""

    target: "Node"
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """`target[index]`; the first item is 0."""

    target: "Node"
    index: int


@dataclass(frozen=True, slots=True)
class Call:
    """`target.name(arguments)`; without target a function."""

    target: "Node | None"
    name: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """`not`, `empty` or `-` before an operand."""

    operator: str
    operand: "Node"


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands; the operator is written as a sign, also where the text has a word: `==` for `eq`."""

    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Choice:
    """`condition ? then : otherwise`."""

    condition: "Node"
    then: "Node"
    otherwise: "Node"


@dataclass(frozen=True, slots=True)
class Joined:
    """Text around expressions."""

    parts: tuple["Node", ...]


Node = Literal | Variable | Member | Item | Call | Unary | Binary | Choice | Joined

_LEVELS: tuple[Mapping[str, str], ...] = (
    {"||": "or", "or": "or"},
    {"&&": "and", "and": "and"},
    {"==": "==", "eq": "==", "!=": "!=", "ne": "!="},
    {"<": "<", "lt": "<", ">": ">", "gt": ">", "<=": "<=", "le": "<=", ">=": ">=", "ge": ">="},
    {"+": "+", "-": "-"},
    {"*": "*", "/": "/", "div": "/", "%": "%", "mod": "%"},
)
"""Binary operators by rank, the loosest first, with the sign that the tree has for them."""
_PREFIXES = {"!": "not", "not": "not", "empty": "empty", "-": "-"}
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None}
_RESERVED = frozenset({"and", "or", "eq", "ne", "lt", "gt", "le", "ge", "div", "mod", "not", "empty", "instanceof"})
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")
      | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?)
      | (?P<name>[^\W\d]\w*)
      | (?P<sign>==|!=|<=|>=|&&|\|\||[<>!?:()\[\].,+\-*/%])
    )""",
    re.VERBOSE | re.DOTALL,
)
_OPENING = re.compile(r"(?<!\\)[$#]\{")
_INSIDE = re.compile(r"""(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^'"}])*""", re.DOTALL)


def is_juel(text: str) -> bool:
    """Whether a text has an expression in it."""
    return _OPENING.search(text) is not None


def read_juel(text: str) -> Node:
    """The tree of a text with or without expressions in it; raises JuelRefused."""
    if len(text) > MAX_TEXT:
        raise JuelRefused(N_("Expected JUEL of at most %(limit)s characters."), limit=MAX_TEXT)
    parts: list[Node] = []
    place = 0
    while (opening := _OPENING.search(text, place)) is not None:
        if opening.start() > place:
            parts.append(_plain(text[place : opening.start()]))
        inside = _INSIDE.match(text, opening.end())
        end = opening.end() if inside is None else inside.end()
        if text[end : end + 1] != "}":
            part = text[opening.start() :][:80]
            raise JuelRefused(N_("The expression “%(part)s” has no end: add the bracket }."), part=part)
        parts.append(_Reader(text[opening.end() : end]).read())
        place = end + 1
    if place < len(text) or not parts:
        parts.append(_plain(text[place:]))
    return parts[0] if len(parts) == 1 else Joined(tuple(parts))


def _plain(text: str) -> Literal:
    return Literal(re.sub(r"\\([$#]\{)", r"\1", text))


class _Reader:
    """Reads one expression by recursive descent."""

    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        self._place = 0
        self._depth = 0
        start = 0
        text = text.strip()
        while start < len(text):
            found = _TOKEN.match(text, start)
            if found is None:
                raise JuelRefused(N_("“%(part)s” can not be read as JUEL."), part=text[start : start + 40])
            kind = found.lastgroup or ""
            self._tokens.append((kind, found.group(kind)))
            start = found.end()
        if len(self._tokens) > MAX_TOKENS:
            raise JuelRefused(N_("Expected JUEL of at most %(limit)s words and signs."), limit=MAX_TOKENS)

    def read(self) -> Node:
        """The whole expression."""
        if not self._tokens:
            raise JuelRefused(N_("The expression ${} is empty."))
        node = self._choice()
        if self._place < len(self._tokens):
            raise self._unexpected()
        return node

    def _peek(self) -> str | None:
        """The sign or word that is next; None at a text, a number or the end."""
        if self._place == len(self._tokens):
            return None
        kind, token = self._tokens[self._place]
        return token if kind in ("sign", "name") else None

    def _took(self, *tokens: str) -> bool:
        if self._peek() in tokens:
            self._place += 1
            return True
        return False

    def _expect(self, token: str) -> None:
        if not self._took(token):
            raise self._unexpected()

    def _unexpected(self) -> JuelRefused:
        rest = " ".join(token for _, token in self._tokens[self._place :])
        return JuelRefused(N_("“%(part)s” can not be read as JUEL."), part=rest[:40] or "}")

    def _choice(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise JuelRefused(N_("Expected JUEL nested at most %(limit)s deep."), limit=MAX_DEPTH)
        condition = self._binary(0)
        if self._took("?"):
            then = self._choice()
            self._expect(":")
            condition = Choice(condition, then, self._choice())
        self._depth -= 1
        return condition

    def _binary(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._unary()
        left = self._binary(level + 1)
        while (token := self._peek()) in _LEVELS[level]:
            self._place += 1
            left = Binary(_LEVELS[level][token or ""], left, self._binary(level + 1))
        return left

    def _unary(self) -> Node:
        prefixes: list[str] = []
        while (token := self._peek()) in _PREFIXES:
            self._place += 1
            prefixes.append(_PREFIXES[token or ""])
            if len(prefixes) > MAX_DEPTH:
                raise JuelRefused(N_("Expected JUEL nested at most %(limit)s deep."), limit=MAX_DEPTH)
        node = self._behind(self._primary())
        for prefix in reversed(prefixes):
            node = Unary(prefix, node)
        return node

    def _primary(self) -> Node:
        if self._took("("):
            inner = self._choice()
            self._expect(")")
            return inner
        if self._place == len(self._tokens) or self._peek() in _RESERVED:
            raise self._unexpected()
        kind, token = self._tokens[self._place]
        if kind == "sign":
            raise self._unexpected()
        self._place += 1
        if kind == "text":
            return Literal(re.sub(r"\\(.)", r"\1", token[1:-1], flags=re.DOTALL))
        if kind == "number":
            return Literal(Decimal(token))
        if token in _WORDS:
            return Literal(_WORDS[token])
        return Call(None, token, self._arguments()) if self._took("(") else Variable(token)

    def _behind(self, target: Node) -> Node:
        """What stands behind an operand: members, items, calls."""
        steps = 0
        while self._peek() in (".", "["):
            steps += 1
            if steps > MAX_DEPTH:
                raise JuelRefused(N_("Expected JUEL nested at most %(limit)s deep."), limit=MAX_DEPTH)
            if self._took("["):
                target = self._item(target)
                continue
            self._place += 1
            name = self._peek()
            if name is None or self._tokens[self._place][0] != "name":
                raise self._unexpected()
            self._place += 1
            target = Call(target, name, self._arguments()) if self._took("(") else Member(target, name)
        return target

    def _item(self, target: Node) -> Node:
        index = self._choice()
        self._expect("]")
        value = index.value if isinstance(index, Literal) else None
        if isinstance(value, str):
            return Member(target, value)
        if isinstance(value, Decimal) and value == int(value):
            return Item(target, int(value))
        raise JuelRefused(N_("Write a number or a text in quotes between [ and ]; anything else is not translated."))

    def _arguments(self) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self._took(")"):
            if found:
                self._expect(",")
            found.append(self._choice())
        return tuple(found)
