"""One DMN file while it is read: its elements, its names, its findings."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from engine.calendars.functions import FUNCTIONS
from engine.dmn.findings import Finding
from engine.dmn.session import FeelText, UnaryText
from engine.feel import FeelSyntaxError, compile_expression, compile_unary_tests
from engine.model.text import N_, Text

ElementTree = etree._Element
MAX_FINDINGS = 200
MAX_CHARACTERS = 300_000
"""FEEL in one model with all that it imports, so that compiling it takes seconds at most."""


@dataclass(slots=True)
class Spent:
    """FEEL that was compiled for a model so far, in all of its files."""

    characters: int = 0


class Source:
    """A file's root with what reading needs; findings collect, nothing is raised."""

    def __init__(self, root: ElementTree, findings: list[Finding], spent: Spent) -> None:
        self.root = root
        self.findings = findings
        self.spent = spent
        self.compiled: dict[ElementTree, Any] = {}
        self.tables: list[Any] = []
        """Decision tables read so far."""
        self.model = etree.QName(root).namespace or ""
        self.namespace = root.get("namespace") or ""
        self.prefix = ""
        """What stands before its ids where people read them: the names of the imports that lead to it."""
        self.imports: dict[str, str] = {
            element.get("namespace") or "": element.get("name") or "" for element in self.children(root, "import")
        }

    def children(self, parent: ElementTree, *names: str) -> list[ElementTree]:
        """Child elements of DMN with one of the names; all of them if none is given."""
        return [child for child in parent if self.is_model(child) and (not names or local(child) in names)]

    def child(self, parent: ElementTree, *names: str) -> ElementTree | None:
        """The first such child."""
        return next(iter(self.children(parent, *names)), None)

    def is_model(self, element: ElementTree) -> bool:
        """Whether an element is of DMN itself, and not of an extension or the diagram."""
        return isinstance(element.tag, str) and etree.QName(element).namespace == self.model

    def all(self) -> Iterator[ElementTree]:
        """All elements of DMN itself, outside of extension elements."""
        waiting = [self.root]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(child for child in element if self.is_model(child) and local(child) != "extensionElements")

    def text(self, parent: ElementTree | None, name: str = "text") -> str:
        """The text of a child, without space around it."""
        child = None if parent is None else self.child(parent, name)
        return "".join(child.itertext()).strip() if child is not None else ""

    def find(self, code: str, element: ElementTree, template: str, **facts: Any) -> None:
        """Note a finding at an element."""
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(code, owner_id(element), element.sourceline, Text(template, facts)))

    def expression(self, element: ElementTree, names: Collection[str]) -> FeelText:
        """The FEEL text of an element; an empty one is null."""
        functions = host_functions(names)
        return FeelText(
            owner_id(element), self._compiled(element, lambda text: compile_expression(text, names, functions))
        )

    def tests(self, element: ElementTree, names: Collection[str]) -> UnaryText:
        """The unary tests of an element; an empty one is `-`."""
        functions = host_functions(names)
        compiled = self._compiled(element, lambda text: compile_unary_tests(text or "-", names, functions), "-")
        return UnaryText(owner_id(element), compiled)

    def _compiled(self, element: ElementTree, compiler: Callable[[str], Any], fallback: str = "null") -> Any:
        """What the compiler makes of the element's text, once for each element."""
        if element not in self.compiled:
            self.compiled[element] = self._compile(element, compiler, fallback)
        return self.compiled[element]

    def _compile(self, element: ElementTree, compiler: Callable[[str], Any], fallback: str) -> Any:
        text = self.text(element)
        before = self.spent.characters
        self.spent.characters += len(text)
        if self.spent.characters > MAX_CHARACTERS:
            if before <= MAX_CHARACTERS:
                template = N_("Expected at most %(limit)s characters of FEEL in a model. Divide it.")
                self.find("too_much_feel", element, template, limit=MAX_CHARACTERS)
            return compiler(fallback)
        try:
            return compiler(text or fallback)
        except FeelSyntaxError as error:
            line = self.child(element, "text")
            self.find(
                "syntax", element if line is None else line, N_("This is not FEEL: %(reason)s"), reason=str(error)
            )
            return compiler(fallback)


def host_functions(names: Collection[str]) -> frozenset[str]:
    """The functions over working days, but for those whose name the model gives to something of its own."""
    return frozenset(FUNCTIONS).difference(names)


def local(element: ElementTree) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname


def parent_name(element: ElementTree) -> str:
    """The name of the element around it; empty for the root."""
    parent = element.getparent()
    return "" if parent is None else local(parent)


def owner_id(element: ElementTree) -> str | None:
    """The id of the element or of the nearest one around it."""
    around: Iterable[ElementTree] = (element, *element.iterancestors())
    return next((node.get("id") for node in around if node.get("id")), None)


def type_ref(element: ElementTree | None) -> str | None:
    """The type that an element refers to, without a prefix of XML; None for Any."""
    name = None if element is None else element.get("typeRef")
    if name is None:
        return None
    name = name.rpartition(":")[2].strip()
    return None if name in ("Any", "any", "") else name
