"""How a rule is written: a function that yields the places where a model breaks it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from lxml import etree

from engine.bpmn.findings import Finding, Kind, Severity
from engine.bpmn.model import Element, Model
from engine.model.text import Text

Hit = tuple[Element | etree._Element, Mapping[str, Any]]
"""Where a rule is broken, and the facts that its message names."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its code (stored data: never renamed) and the message of its findings.

    The message may name `%(element)s` and whatever facts its function yields.
    """

    code: str
    severity: Severity
    message: str
    broken: Callable[[Model], Iterator[Hit]]
    kind: Kind = Kind.STANDARD

    @property
    def reason(self) -> str:
        """Why the rule is there, in one sentence; a rule of the standard names the clause of BPMN 2.0.2."""
        return (self.broken.__doc__ or "").strip().partition("\n")[0]

    def check(self, model: Model) -> Iterator[Finding]:
        """A finding for every place where the model breaks this rule."""
        for place, facts in self.broken(model):
            element = place if isinstance(place, Element) else Element(place)
            text = Text(self.message, {"element": element.label, **facts})
            yield Finding(self.code, self.severity, nearest_id(element.xml), element.line, text, self.kind)


def rule(
    code: str, message: str, severity: Severity = Severity.ERROR
) -> Callable[[Callable[[Model], Iterator[Hit]]], Rule]:
    """Turn a function over the model into a rule; `message` is marked with N_ by the caller."""

    def declare(broken: Callable[[Model], Iterator[Hit]]) -> Rule:
        return Rule(code, severity, message, broken)

    return declare


def at(place: Element | etree._Element, **facts: Any) -> Hit:
    """The rule is broken here."""
    return place, facts


def rules_of(*modules: ModuleType, kind: Kind = Kind.STANDARD) -> tuple[Rule, ...]:
    """Every rule that these modules declare, in their order, as rules of that kind."""
    found = (value for module in modules for value in vars(module).values() if isinstance(value, Rule))
    return tuple(replace(each, kind=kind) for each in found)


def nearest_id(node: etree._Element) -> str | None:
    """The id of the element itself, or of the closest one around it that has one."""
    current: etree._Element | None = node
    while current is not None:
        identifier = current.get("id")
        if identifier:
            return identifier
        current = current.getparent()
    return None
