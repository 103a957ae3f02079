"""How long the texts of a model may be that become columns of tables."""

from collections.abc import Iterable, Iterator

from engine.bpmn.dialect.extensions import CORRECTIONS, DECISION_CLASS, FOUR_EYES, NAME_EN, attribute, properties
from engine.bpmn.dialect.rules import executed
from engine.bpmn.model import Element, FlowNode, Model
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.model.text import N_

LONGEST_ID = 200
LONGEST_NAME = 300
LONGEST_WORD = 64
SHOWN = 40


@rule(
    "text_too_long", N_("Shorten “%(text)s…” at %(element)s: at most %(most)s characters fit, but it has %(length)s.")
)
def text_too_long(model: Model) -> Iterator[Hit]:
    """A text that no column can hold would stop the case when it gets there."""
    for process in model.processes:
        if process.executable:
            yield from _too_long(process, ((process.id or "", 128), (process.name, LONGEST_NAME)))
    for element in model.all("message", "signal"):
        yield from _too_long(element, ((element.name, LONGEST_ID),))
    for element in model.all("dataStore"):
        yield from _too_long(element, ((element.id or "", LONGEST_ID), (element.name, LONGEST_NAME)))
    for node in executed(model):
        yield from _too_long(node, _texts(node))


def _texts(node: FlowNode) -> Iterator[tuple[str, int]]:
    """The texts of a flow node with what fits."""
    named = properties(node.xml)
    yield node.id or "", LONGEST_ID
    yield node.name, LONGEST_NAME
    yield named.get(NAME_EN, ""), LONGEST_NAME
    yield named.get(DECISION_CLASS, ""), LONGEST_WORD
    yield named.get(FOUR_EYES, ""), LONGEST_WORD
    yield named.get(CORRECTIONS, ""), LONGEST_ID
    for extension, name in (
        ("taskDefinition", "type"),
        ("script", "resultVariable"),
        ("calledDecision", "resultVariable"),
        ("calledElement", "processId"),
        ("formDefinition", "formId"),
    ):
        yield attribute(node.xml, extension, name) or "", LONGEST_ID


def _too_long(place: Element, texts: Iterable[tuple[str, int]]) -> Iterator[Hit]:
    for text, most in texts:
        if len(text) > most:
            yield at(place, text=text[:SHOWN], most=most, length=len(text))
