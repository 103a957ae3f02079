"""Expressions: formal where they are to be executed, with a body, and of the type that their place needs (8.4.6)."""

import re
from collections.abc import Iterator

from lxml import etree

from engine.bpmn.model import Model, local_name
from engine.bpmn.names import bpmn
from engine.bpmn.rules.catalogue import Hit, at, nearest_id, rule
from engine.bpmn.rules.reading import executable, is_formal, text_of
from engine.model.text import N_

_TIMES = ("timeDate", "timeDuration", "timeCycle")
_CONDITIONS = ("conditionExpression", "completionCondition", "activationCondition", "loopCondition", "condition")
_EXPRESSIONS = (*_CONDITIONS, *_TIMES, "loopCardinality", "from", "to")
_ALWAYS_FORMAL = ("dataPath", "messagePath", "transformation")
_LITERAL = re.compile(r"""[-+]?\d+(\.\d+)?|"[^"]*"|'[^']*'""")
_WORD = re.compile(r"[A-Za-z_]+")


@rule(
    "expression_informal",
    N_(
        "The %(kind)s of %(element)s is written for people, not as a formal expression. Mark it as tFormalExpression, "
        "or do not declare the process executable."
    ),
)
def expression_informal(model: Model) -> Iterator[Hit]:
    """8.4.6: natural-language expressions are not executable; a text that begins with = is plainly FEEL."""
    names = {bpmn(name) for name in _EXPRESSIONS}
    for node in executable(model):
        text = text_of(node)
        if node.tag in names and text and not is_formal(node) and not text.startswith("="):
            yield at(node, kind=local_name(node), element=_owner(node))


@rule("expression_body_missing", N_("The %(kind)s of %(element)s is a formal expression without a body. Write it."))
def expression_body_missing(model: Model) -> Iterator[Hit]:
    """8.4.6: a formal expression has a body."""
    always = {bpmn(name) for name in _ALWAYS_FORMAL}
    for node in model.xml.iter(etree.Element):
        formal = is_formal(node) or node.tag in always or _is_complex_condition(node)
        if formal and not text_of(node) and not len(node):
            yield at(node, kind=local_name(node), element=_owner(node))


@rule(
    "condition_not_boolean",
    N_("The %(kind)s of %(element)s is always %(value)s, but a condition must be true or false."),
)
def condition_not_boolean(model: Model) -> Iterator[Hit]:
    """8.4.13, 10.3.8: conditions of flows, loops and events evaluate to a Boolean."""
    for node in executable(model):
        text = text_of(node).removeprefix("=").strip()
        if local_name(node) in _CONDITIONS and _LITERAL.fullmatch(text):
            yield at(node, kind=local_name(node), element=_owner(node), value=text[:40])


@rule(
    "timer_time_unreadable",
    N_(
        "Expected a date, duration or cycle of ISO 8601, or an expression, as %(kind)s of %(element)s, but it is "
        "“%(text)s”."
    ),
)
def timer_time_unreadable(model: Model) -> Iterator[Hit]:
    """Table 10.101: dates, durations and cycles follow ISO 8601."""
    for node in executable(model):
        if local_name(node) in _TIMES and not node.get("language") and _WORD.fullmatch(text_of(node)):
            yield at(node, kind=local_name(node), element=_owner(node), text=text_of(node)[:40])


def _owner(node: etree._Element) -> str:
    return nearest_id(node) or "definitions"


def _is_complex_condition(node: etree._Element) -> bool:
    parent = node.getparent()
    return local_name(node) == "condition" and parent is not None and local_name(parent) == "complexBehaviorDefinition"
