"""Processes and what they say of themselves: visibility, being called, documentation (BPMN 2.0.2, 8.3 and 10)."""

import re
from collections.abc import Iterator

from lxml import etree

from engine.bpmn.model import Element, Model, local_name
from engine.bpmn.names import bpmn
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.bpmn.rules.reading import words
from engine.model.text import N_

_MIME_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(\s*;.*)?")


@rule(
    "text_format",
    N_("Expected the format of the text at %(element)s to be a MIME type such as text/plain, but it is “%(format)s”."),
)
def text_format(model: Model) -> Iterator[Hit]:
    """8.3.2, 8.4.1: formats of documentation and text annotations are MIME types."""
    for element in model.all("documentation", "textAnnotation"):
        value = element.xml.get("textFormat", "text/plain").strip()
        if not _MIME_TYPE.fullmatch(value):
            yield at(element, element=_owner(element), format=value[:40])


@rule("public_process_executable", N_("Process %(element)s is public; only a private process can be executable."))
def public_process_executable(model: Model) -> Iterator[Hit]:
    """10.2.1: a public process is not executable."""
    for process in model.processes:
        if process.executable and process.xml.get("processType") == "Public":
            yield at(process)


@rule(
    "called_process_start",
    N_(
        "%(element)s calls process %(process)s, whose start events all wait for something. Give it a start event "
        "without a trigger."
    ),
)
def called_process_start(model: Model) -> Iterator[Hit]:
    """10.3.6: a called process that has start events has one without a trigger."""
    for node in model.nodes:
        meant = model.meant(node.xml.get("calledElement"), node.xml) if node.kind == "callActivity" else None
        if meant is None:
            continue
        owner, xml = meant
        process = next((each for each in owner.processes if each.xml is xml), None)
        starts = [each for each in process.nodes if each.kind == "startEvent"] if process is not None else []
        if starts and all(words(owner, each) for each in starts):
            yield at(node, process=xml.get("id"))


@rule("property_misplaced", N_("%(element)s is no place for the property %(property)s."))
def property_misplaced(model: Model) -> Iterator[Hit]:
    """10.4.1: only processes, activities and events have properties."""
    for element in model.all("property"):
        parent = element.xml.getparent()
        kind = "" if parent is None else local_name(parent)
        if not (kind == "process" or kind.endswith(("Event", "Task", "task", "Process", "Activity", "transaction"))):
            yield at(element, element=kind or "definitions", property=element.label)


@rule("resource_twice", N_("%(element)s names a resource by parameters and by an expression. Keep one."))
def resource_twice(model: Model) -> Iterator[Hit]:
    """10.3.1: a resource role has either a reference with parameters or an assignment expression."""
    for element in model.all("performer", "humanPerformer", "potentialOwner", "resourceRole"):
        by_expression = element.xml.find(bpmn("resourceAssignmentExpression")) is not None
        named = ("resourceRef", "resourceParameterBinding")
        if by_expression and any(element.xml.find(bpmn(name)) is not None for name in named):
            yield at(element)


def _owner(element: Element) -> str:
    if element.id:
        return element.label
    parent: etree._Element | None = element.xml.getparent()
    return element.label if parent is None else Element(parent).label
