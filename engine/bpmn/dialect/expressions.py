"""Every text of an executable process that is evaluated, and the rule that it must be FEEL or Python that can run."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.bpmn.dialect.extensions import (
    CANDIDATE_GROUPS,
    DUE_WORKING_DAYS,
    STEPS,
    TITLE,
    attribute,
    extension,
    mappings,
    properties,
)
from engine.bpmn.findings import Finding, error
from engine.bpmn.model import Element, FlowNode, Model, local_name
from engine.bpmn.names import GLOBAL_TASKS, bpmn
from engine.bpmn.rules.catalogue import nearest_id
from engine.calendars.functions import FUNCTIONS
from engine.model.text import N_, Text
from engine.scripts.languages import Language, Place, Refusal, language_of, refusal
from engine.scripts.python import MARK

_TIMES = ("timeDate", "timeDuration", "timeCycle")
EXECUTED = (Language.FEEL, Language.PYTHON)


@dataclass(frozen=True, slots=True)
class Expression:
    """A text to be evaluated: whose it is, what for, and what kind of text it has to be."""

    owner: Element
    purpose: str
    text: str
    xml: etree._Element
    place: Place = Place.EXPRESSION
    stated: str | None = None
    only_feel: bool = False


def expressions(model: Model) -> Iterator[Expression]:
    """All texts of executable processes that are evaluated, and of the messages of the file."""
    for process in model.processes:
        if not process.executable:
            continue
        title = properties(process.xml).get(TITLE)
        if title is not None:
            yield Expression(process, TITLE, title, process.xml, only_feel=True)
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
        yield from _of_user_task(task)
    for definition in model.xml:
        if local_name(definition).endswith("EventDefinition"):
            yield from _of_definition(Element(definition), definition)
    for message in model.all("message"):
        key = attribute(message.xml, "subscription", "correlationKey")
        if key is not None:
            yield Expression(message, N_("correlation key"), key, message.xml)
    for name, purpose in (("messagePath", N_("message path")), ("dataPath", N_("data path"))):
        for path in model.all(name):
            around = path.xml.getparent()
            yield _from_node(path if around is None else Element(around), purpose, path.xml)


def expression_findings(model: Model) -> Iterator[Finding]:
    """Texts that are not written in a language that is executed here, with what to write instead."""
    model_states = model.xml.get("expressionLanguage")
    for expression in expressions(model):
        written = language_of(expression.text, expression.place, stated=expression.stated, model_states=model_states)
        refused = refusal(written, () if expression.only_feel else FUNCTIONS)
        if refused is None and expression.only_feel and written.language is Language.PYTHON:
            refused = Refusal(Text(N_("Expected a FEEL expression that begins with =, such as =amount > 10.")))
        if refused is None:
            continue
        code = (
            "expression_syntax" if written.language in EXECUTED and not expression.only_feel else "expression_language"
        )
        yield error(
            code,
            N_("The %(purpose)s of %(element)s can not be evaluated: %(reason)s"),
            element_id=nearest_id(expression.xml),
            line=_line(expression, refused.line),
            purpose=Text(expression.purpose),
            element=expression.owner.label,
            reason=refused.reason,
        )


def _line(expression: Expression, within: int) -> int | None:
    """The line of the file; texts of attributes have only that of their element."""
    line = expression.xml.sourceline
    return line + within - 1 if line and expression.text == expression.xml.text else line


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
    yield from _of_associations(node)
    yield from _of_script(node)
    for name in STEPS:
        text = properties(node.xml).get(name)
        if text is not None:
            yield Expression(node, N_("script"), text, node.xml, Place.SCRIPT, "python")
    yield from _of_user_task(node)
    yield from _of_loop(node)


def _of_associations(node: FlowNode) -> Iterator[Expression]:
    """What associations compute. It is FEEL with or without the sign =, so only other languages are looked at."""
    states = node.xml.getroottree().getroot().get("expressionLanguage")
    for direction in ("dataInputAssociation", "dataOutputAssociation"):
        for part in ("assignment/from", "transformation"):
            for xml in node.xml.findall("/".join(map(bpmn, (direction, *part.split("/"))))):
                found = _from_node(node, N_("data association"), xml)
                written = language_of(found.text, found.place, stated=found.stated, model_states=states)
                if written.language not in (Language.FEEL, Language.NOT_STATED):
                    yield found


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
            place = Place.CYCLE if local_name(child) == "timeCycle" else Place.TIMER
            yield _from_node(owner, N_("time"), child, place)
        elif local_name(child) == "condition":
            yield _from_node(owner, N_("condition"), child)


def _of_user_task(node: Element) -> Iterator[Expression]:
    for name, attribute_name, purpose, place in (
        ("assignmentDefinition", "candidateGroups", N_("candidate groups"), Place.EXPRESSION),
        ("priorityDefinition", "priority", N_("priority"), Place.EXPRESSION),
        ("taskSchedule", "dueDate", N_("due date"), Place.TIMER),
    ):
        found = extension(node.xml, name)
        text = attribute(node.xml, name, attribute_name)
        if found is not None and text is not None and (text.startswith("=") or place is Place.TIMER):
            yield Expression(node, purpose, text, found, place)

    days = properties(node.xml).get(DUE_WORKING_DAYS, "")
    if days.startswith(("=", MARK)):
        yield Expression(node, DUE_WORKING_DAYS, days, node.xml)


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
