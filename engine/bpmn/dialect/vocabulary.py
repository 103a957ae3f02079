"""Which extensions an element may have. What is not in the table is refused, never skipped in silence."""

from collections.abc import Iterator, Mapping

from lxml import etree

from engine.bpmn.dialect.camunda8 import NOT_EXECUTED, OTHERWISE
from engine.bpmn.dialect.extensions import (
    ALL_RESULTS,
    CANDIDATE_GROUPS,
    CORRECTIONS,
    DECISION_CLASS,
    DUE_WORKING_DAYS,
    FOUR_EYES,
    MISSED_TIMES,
    NAME_EN,
    NUMBER_PREFIX,
    STARTABLE_BY,
    STEPS,
    TITLE,
    extensions,
    properties,
)
from engine.bpmn.findings import Finding, error, warning
from engine.bpmn.model import Element, Model
from engine.bpmn.names import ACTIVITIES, BPMN, GLOBAL_TASKS, VENDORS, XSI, ZEEBE, split_tag
from engine.bpmn.rules.catalogue import nearest_id
from engine.model.text import N_, Text

Allowed = Mapping[str, frozenset[str]]
"""Attributes by name of the extension."""

_MAPPED: Allowed = {"ioMapping": frozenset()}
EXECUTED: Mapping[str, Allowed] = {
    "userTask": {
        "userTask": frozenset(),
        "formDefinition": frozenset({"formId"}),
        "assignmentDefinition": frozenset({"candidateGroups"}),
        "taskSchedule": frozenset({"dueDate"}),
        "priorityDefinition": frozenset({"priority"}),
        **_MAPPED,
    },
    "startEvent": {"formDefinition": frozenset({"formId"}), **_MAPPED},
    "serviceTask": {"taskDefinition": frozenset({"type", "retries"}), "taskHeaders": frozenset(), **_MAPPED},
    "scriptTask": {"script": frozenset({"expression", "resultVariable"}), **_MAPPED},
    "businessRuleTask": {"calledDecision": frozenset({"decisionId", "resultVariable"}), **_MAPPED},
    "callActivity": {
        "calledElement": frozenset({"processId", "propagateAllParentVariables", "propagateAllChildVariables"}),
        **_MAPPED,
    },
    "sendTask": _MAPPED,
    "receiveTask": _MAPPED,
    "subProcess": _MAPPED,
    "transaction": _MAPPED,
    "adHocSubProcess": _MAPPED,
    "intermediateCatchEvent": _MAPPED,
    "intermediateThrowEvent": _MAPPED,
    "boundaryEvent": _MAPPED,
    "endEvent": _MAPPED,
    "multiInstanceLoopCharacteristics": {
        "loopCharacteristics": frozenset({"inputCollection", "inputElement", "outputCollection", "outputElement"})
    },
    "globalUserTask": {
        "userTask": frozenset(),
        "formDefinition": frozenset({"formId"}),
        "assignmentDefinition": frozenset({"candidateGroups"}),
        "taskSchedule": frozenset({"dueDate"}),
        "priorityDefinition": frozenset({"priority"}),
    },
    "globalScriptTask": {"script": frozenset({"expression", "resultVariable"})},
    "globalBusinessRuleTask": {"calledDecision": frozenset({"decisionId", "resultVariable"})},
    "message": {"subscription": frozenset({"correlationKey"})},
}
IGNORED = frozenset(
    {
        ("process", "versionTag"),
        ("process", "jobPriorityDefinition"),
        ("userTask", "jobPriorityDefinition"),
        ("serviceTask", "jobPriorityDefinition"),
    }
)
"""Extensions that change nothing: versions are counted, and jobs are done in their order."""
_INNER: Allowed = {
    "input": frozenset({"source", "target"}),
    "output": frozenset({"source", "target"}),
    "property": frozenset({"name", "value"}),
    "header": frozenset({"key", "value"}),
}
WITHOUT_EFFECT = frozenset(
    {
        ("taskSchedule", "followUpDate"),
        ("formDefinition", "bindingType"),
        ("calledDecision", "bindingType"),
        ("calledElement", "bindingType"),
    }
)
"""Attributes that execution does not read: the host looks versions up, and a follow-up date is each person's own."""
_PROPERTIES: Mapping[str, frozenset[str]] = {
    "userTask": frozenset({DECISION_CLASS, DUE_WORKING_DAYS, FOUR_EYES, CORRECTIONS, NAME_EN, ALL_RESULTS}),
    "globalUserTask": frozenset({DECISION_CLASS, DUE_WORKING_DAYS, FOUR_EYES, CORRECTIONS, NAME_EN}),
    "process": frozenset({STARTABLE_BY, NUMBER_PREFIX, TITLE, NAME_EN}),
    "lane": frozenset({CANDIDATE_GROUPS, NAME_EN}),
    **dict.fromkeys(
        (*("serviceTask", "scriptTask", "businessRuleTask", "receiveTask", "callActivity"),),
        frozenset({NAME_EN, ALL_RESULTS}),
    ),
    **dict.fromkeys(
        ("intermediateCatchEvent", "boundaryEvent", "startEvent"), frozenset({NAME_EN, ALL_RESULTS, MISSED_TIMES})
    ),
}
_ANY_ELEMENT = frozenset({NAME_EN})
_ANY_ACTIVITY = frozenset(STEPS)
OF_TOOLS = frozenset({"modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon"})
"""Attributes that only modelling tools read."""


def vocabulary_findings(model: Model) -> Iterator[Finding]:
    """Extensions of executable processes that mean nothing here, or that mean something that is not executed."""
    foreign: dict[str, etree._Element] = {}
    for xml in executed_elements(model):
        yield from _attributes(xml, foreign)
        yield from _extensions(xml, foreign)
        yield from _properties(xml)
    for namespace, xml in foreign.items():
        yield warning(
            "extension_without_effect",
            N_("Extensions of %(namespace)s have no effect here (first at %(element)s)."),
            element_id=nearest_id(xml),
            line=xml.sourceline,
            namespace=namespace,
            element=Element(xml).label,
        )


def executed_elements(model: Model) -> Iterator[etree._Element]:
    """Every BPMN element of the executable processes, and what they refer to at the root of the file."""
    for process in model.processes:
        if process.executable:
            yield from (node for node in process.xml.iter(etree.Element) if split_tag(str(node.tag))[0] == BPMN)
    for element in model.all("message", "signal", "error", "escalation", *GLOBAL_TASKS):
        yield element.xml


def _attributes(xml: etree._Element, foreign: dict[str, etree._Element]) -> Iterator[Finding]:
    for key in xml.attrib:
        namespace, name = split_tag(str(key))
        if not namespace or namespace in (XSI, "http://www.w3.org/XML/1998/namespace"):
            continue
        if namespace == ZEEBE:
            yield _without_effect(xml, f"zeebe:{name}") if name in OF_TOOLS else _unknown(xml, f"zeebe:{name}")
        elif namespace not in VENDORS:
            foreign.setdefault(namespace, xml)


def _extensions(xml: etree._Element, foreign: dict[str, etree._Element]) -> Iterator[Finding]:
    kind = Element(xml).kind
    allowed = EXECUTED.get(kind, {})
    seen: set[str] = set()
    for child in extensions(xml):
        namespace, name = split_tag(str(child.tag))
        if namespace in VENDORS:
            continue
        if namespace != ZEEBE:
            foreign.setdefault(namespace, child)
        elif name in seen:
            yield error(
                "extension_twice",
                N_("%(element)s has zeebe:%(extension)s twice. Keep one."),
                element_id=nearest_id(child),
                line=child.sourceline,
                element=Element(xml).label,
                extension=name,
            )
        elif name == "properties":
            yield from _inner(child)
        elif (kind, name) in IGNORED:
            yield _without_effect(child, f"zeebe:{name}")
        elif name in allowed:
            yield from _extension_attributes(child, name, allowed[name])
            yield from _inner(child)
        else:
            yield _unknown(child, f"zeebe:{name}")
        seen.add(name)


def _extension_attributes(child: etree._Element, name: str, allowed: frozenset[str]) -> Iterator[Finding]:
    for key in map(str, child.attrib):
        if key in allowed or not child.get(key):
            continue
        if (name, key) in WITHOUT_EFFECT and child.get(key) != "versionTag":
            yield _without_effect(child, f"zeebe:{name} {key}")
        elif key in ("assignee", "candidateUsers"):
            yield error(
                "addressed_to_person",
                N_(
                    "%(attribute)s addresses work to a person. Address it to a function of an agency in "
                    "candidateGroups."
                ),
                element_id=nearest_id(child),
                line=child.sourceline,
                attribute=key,
            )
        else:
            yield _unknown(child, f"zeebe:{name} {key}")


def _inner(child: etree._Element) -> Iterator[Finding]:
    for part in child.iterchildren(etree.Element):
        namespace, name = split_tag(str(part.tag))
        if namespace != ZEEBE or name not in _INNER:
            yield _unknown(part, name)
        elif not set(map(str, part.attrib)) <= _INNER[name]:
            yield _unknown(part, f"zeebe:{name} {', '.join(sorted(set(map(str, part.attrib)) - _INNER[name]))}")


def _properties(xml: etree._Element) -> Iterator[Finding]:
    kind = Element(xml).kind
    allowed = _PROPERTIES.get(kind, _ANY_ELEMENT) | (_ANY_ACTIVITY if kind in ACTIVITIES else frozenset())
    for name in properties(xml):
        if name.startswith("lintas:") and name not in allowed:
            yield error(
                "property_unknown",
                N_("The property %(property)s is not known on %(kind)s “%(element)s”. Allowed here: %(allowed)s."),
                element_id=nearest_id(xml),
                line=xml.sourceline,
                property=name[:100],
                kind=kind,
                element=Element(xml).label,
                allowed=", ".join(sorted(allowed)),
            )


def _without_effect(xml: etree._Element, what: str) -> Finding:
    return warning(
        "extension_attribute_without_effect",
        N_("%(attribute)s has no effect here."),
        element_id=nearest_id(xml),
        line=xml.sourceline,
        attribute=what,
    )


def _unknown(xml: etree._Element, what: str) -> Finding:
    return error(
        "extension_not_executable",
        N_("%(extension)s is not executed here, at %(element)s. %(instead)s"),
        element_id=nearest_id(xml),
        line=xml.sourceline,
        extension=what[:150],
        element=nearest_id(xml) or "definitions",
        instead=Text(NOT_EXECUTED.get(what, OTHERWISE)),
    )
