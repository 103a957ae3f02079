"""Every text of an executable process that is evaluated, and the rule that it must be FEEL that compiles."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.bpmn.dialect.extensions import CANDIDATE_GROUPS, TITLE, attribute, extension, mappings, properties
from engine.bpmn.findings import Finding, error
from engine.bpmn.model import Element, FlowNode, Model, local_name
from engine.bpmn.names import GLOBAL_TASKS, bpmn
from engine.bpmn.rules.catalogue import nearest_id
from engine.model.text import N_, Text
from engine.scripts.languages import Language, Place, language_of, refusal

_TIMES = ("timeDate", "timeDuration", "timeCycle")


@dataclass(frozen=True, slots=True)
class Expression:
    """A text to be evaluated: whose it is, what for, and what kind of text it has to be."""

    owner: Element
    purpose: str
    text: str
    xml: etree._Element
    place: Place = Place.EXPRESSION
    stated: str | None = None


def expressions(model: Model) -> Iterator[Expression]:
    """All texts of executable processes that are evaluated, and of the messages of the file."""
    for process in model.processes:
        if not process.executable:
            continue
        title = properties(process.xml).get(TITLE)
        if title is not None:
            yield Expression(process, TITLE, title, process.xml)
        for scope in process.walk():
            for flow in scope.flows:
                if flow.condition is not None:
                    yield _from_node(flow, N_("condition"), flow.condition)
            for lane in scope.lanes:
                groups = properties(lane.xml).get(CANDIDATE_GROUPS, "")
                if groups.startswith("="):
                    yield Expression(lane, CANDIDATE_GROUPS, groups, lane.xml)
            for node in scope.nodes:
                yield from _of_node(node)
    for task in model.all(*GLOBAL_TASKS):
        yield from _of_script(task)
    for definition in model.xml:
        if local_name(definition).endswith("EventDefinition"):
            yield from _of_definition(Element(definition), definition)
    for message in model.all("message"):
        key = attribute(message.xml, "subscription", "correlationKey")
        if key is not None:
            yield Expression(message, N_("correlation key"), key, message.xml)


def expression_findings(model: Model) -> Iterator[Finding]:
    """Texts that are not written in a language that is executed here, with what to write instead."""
    model_states = model.xml.get("expressionLanguage")
    for expression in expressions(model):
        written = language_of(expression.text, expression.place, stated=expression.stated, model_states=model_states)
        reason = refusal(written)
        if reason is None:
            continue
        code = "expression_syntax" if written.language is Language.FEEL else "expression_language"
        yield error(
            code,
            N_("The %(purpose)s of %(element)s can not be evaluated: %(reason)s"),
            element_id=nearest_id(expression.xml),
            line=expression.xml.sourceline,
            purpose=Text(expression.purpose),
            element=expression.owner.label,
            reason=reason,
        )


def _of_node(node: FlowNode) -> Iterator[Expression]:
    for definition in node.definitions:
        yield from _of_definition(node, definition.xml)
    for name, purpose in (("activationCondition", N_("activation condition")),):
        for child in node.xml.findall(bpmn(name)):
            yield _from_node(node, purpose, child)
    if node.kind == "adHocSubProcess":
        for child in node.xml.findall(bpmn("completionCondition")):
            yield _from_node(node, N_("completion condition"), child)
    for direction in ("input", "output"):
        for mapping in mappings(node.xml, direction):
            purpose = N_("input mapping") if direction == "input" else N_("output mapping")
            yield Expression(node, purpose, mapping.get("source", ""), mapping)
    yield from _of_script(node)
    yield from _of_user_task(node)
    yield from _of_loop(node)


def _of_script(owner: Element) -> Iterator[Expression]:
    script = extension(owner.xml, "script")
    if script is not None:
        yield Expression(owner, N_("script"), script.get("expression", ""), script)
    foreign = owner.xml.find(bpmn("script")) if owner.kind in ("scriptTask", "globalScriptTask") else None
    if foreign is not None:
        stated = owner.xml.get("scriptFormat") or owner.xml.get("scriptLanguage")
        yield Expression(owner, N_("script"), foreign.text or "", foreign, Place.SCRIPT, stated)


def _of_definition(owner: Element, definition: etree._Element) -> Iterator[Expression]:
    for child in definition:
        if local_name(child) in _TIMES:
            yield _from_node(owner, N_("time"), child, Place.TIMER)
        elif local_name(child) == "condition":
            yield _from_node(owner, N_("condition"), child)


def _of_user_task(node: FlowNode) -> Iterator[Expression]:
    for name, attribute_name, purpose, place in (
        ("assignmentDefinition", "candidateGroups", N_("candidate groups"), Place.EXPRESSION),
        ("priorityDefinition", "priority", N_("priority"), Place.EXPRESSION),
        ("taskSchedule", "dueDate", N_("due date"), Place.TIMER),
    ):
        found = extension(node.xml, name)
        text = attribute(node.xml, name, attribute_name)
        if found is not None and text is not None and (text.startswith("=") or place is Place.TIMER):
            yield Expression(node, purpose, text, found, place)


def _of_loop(node: FlowNode) -> Iterator[Expression]:
    if node.loop is None:
        return
    found = extension(node.loop.xml, "loopCharacteristics")
    if found is not None:
        for name, purpose in (("inputCollection", N_("input collection")), ("outputElement", N_("output element"))):
            text = found.get(name, "").strip()
            if text or name == "inputCollection":
                yield Expression(node, purpose, text, found)
    for name, purpose in (
        ("completionCondition", N_("completion condition")),
        ("loopCondition", N_("condition of the loop")),
        ("loopCardinality", N_("number of instances")),
    ):
        for condition in node.loop.xml.findall(bpmn(name)):
            yield _from_node(node, purpose, condition)
    for condition in node.loop.xml.findall(f"{bpmn('complexBehaviorDefinition')}/{bpmn('condition')}"):
        yield _from_node(node, N_("condition"), condition)


def _from_node(owner: Element, purpose: str, xml: etree._Element, place: Place = Place.EXPRESSION) -> Expression:
    return Expression(owner, purpose, xml.text or "", xml, place, xml.get("language"))
