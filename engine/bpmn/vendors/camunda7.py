"""Models of Camunda 7 and Operaton, read into the house form element by element."""

import re
from collections.abc import Callable, Mapping

from lxml import etree

from engine.bpmn.dialect.extensions import STARTABLE_BY, extension
from engine.bpmn.model import Model, local_name, local_reference
from engine.bpmn.names import CAMUNDA, MODELER, OPERATON, bpmn, split_tag
from engine.bpmn.vendors import camunda7_catalogue as catalogue
from engine.bpmn.vendors.camunda7_data import Data
from engine.bpmn.vendors.juel_texts import NAMES
from engine.bpmn.vendors.notes import Notes, Vendor
from engine.feel import FeelSyntaxError, compile_expression
from engine.model.text import Text
from engine.scripts.juel import is_juel

VENDOR = Vendor(CAMUNDA, OPERATON)
_LATEST = "latest"
_NAME = re.compile(r"[^\W\d]\w*")
_FORM_ID = re.compile(r"[\w.-]+")
_CODES = (
    ("errorEventDefinition", "errorCodeVariable", "errorRef", "error", "errorCode"),
    ("escalationEventDefinition", "escalationCodeVariable", "escalationRef", "escalation", "escalationCode"),
)


def read_camunda7(model: Model, notes: Notes) -> None:
    """Take the extensions of Camunda 7 out of the executable processes, and put in what they mean here."""
    reader = _Reader(model, notes)
    theirs = _written_for_camunda7(model)
    for process in model.processes:
        if process.executable:
            for xml in list(process.xml.iter(etree.Element)):
                kind = local_name(xml)
                read = _READERS.get(kind)
                if read is not None:
                    read(reader, xml)
                if theirs and kind in _DEFAULTS:
                    _DEFAULTS[kind](reader, xml)
                if kind:
                    reader.data.of_element(xml)


def _written_for_camunda7(model: Model) -> bool:
    """Whether its author meant Camunda 7's defaults: by the modeler's mark, else by any of its extensions."""
    if model.xml.get(f"{{{MODELER}}}executionPlatform", "").startswith(("Camunda Platform", "Operaton")):
        return True
    return any(
        split_tag(str(name))[0] in (CAMUNDA, OPERATON)
        for xml in model.xml.iter(etree.Element)
        for name in (xml.tag, *xml.attrib)
    )


class _Reader:
    """Reads the extensions of one model."""

    def __init__(self, model: Model, notes: Notes) -> None:
        self._model = model
        self._notes = notes
        self.data = Data(VENDOR, notes)

    def process(self, xml: etree._Element) -> None:
        """Who may start it."""
        groups = VENDOR.take(xml, "candidateStarterGroups")
        if groups is not None:
            self._notes.put_inside(
                self._notes.put(xml, "properties", xml), "property", xml, name=STARTABLE_BY, value=groups
            )

    def user_task(self, xml: etree._Element) -> None:
        """To whom, by which form, until when, how urgent."""
        self.form(xml)
        for name, taken, attribute in (
            ("assignmentDefinition", "candidateGroups", "candidateGroups"),
            ("assignmentDefinition", "assignee", "assignee"),
            ("assignmentDefinition", "candidateUsers", "candidateUsers"),
            ("taskSchedule", "dueDate", "dueDate"),
            ("taskSchedule", "followUpDate", "followUpDate"),
            ("priorityDefinition", "priority", "priority"),
        ):
            text = VENDOR.take(xml, taken)
            if text is not None:
                self._notes.put(xml, name, xml, **{attribute: self._notes.formula(xml, text, NAMES)})

    def form(self, xml: etree._Element) -> None:
        """The form of a user task or start event."""
        named, binding, key = (VENDOR.take(xml, name) for name in ("formRef", "formRefBinding", "formKey"))
        if named is not None:
            form_id = self._notes.formula(xml, named, NAMES)
            self._notes.put(xml, "formDefinition", xml, formId=form_id, bindingType=binding or _LATEST)
        elif key is not None and _FORM_ID.fullmatch(key):
            self._notes.put(xml, "formDefinition", xml, formId=key)
        elif key is not None:
            self._notes.refuse(xml, f"camunda:formKey {key[:60]}", Text(catalogue.FORM))

    def service_task(self, xml: etree._Element) -> None:
        """The job of an external worker."""
        kind, topic = VENDOR.take(xml, "type"), VENDOR.take(xml, "topic")
        if kind == "external" and topic is not None:
            self._notes.put(xml, "taskDefinition", xml, type=self._notes.formula(xml, topic, NAMES))
            if not self.data.has_inputs(xml):
                self._notes.tell(xml, "camunda:topic", Text(catalogue.INPUTS_ONLY))
        elif kind is not None:
            self._notes.refuse(xml, f"camunda:type {kind[:60]}", Text(catalogue.JAVA))

    def script_task(self, xml: etree._Element) -> None:
        """A script in FEEL or JUEL becomes an expression; the rest is for the rules of languages."""
        script = xml.find(bpmn("script"))
        stated = xml.get("scriptFormat", "").strip().lower()
        if script is None or stated not in ("feel", "juel"):
            if VENDOR.read(xml, "resultVariable") is not None:
                VENDOR.take(xml, "resultVariable")
                self._notes.refuse(xml, "camunda:resultVariable", Text(catalogue.LAST_VALUE))
            return
        text = (script.text or "").strip()
        if stated == "juel" and not is_juel(text):
            return
        expression = self._notes.value(script, text, NAMES) if stated == "juel" else "=" + text.removeprefix("=")
        result = VENDOR.take(xml, "resultVariable")
        self._notes.put(xml, "script", script, expression=expression, resultVariable=result)
        xml.remove(script)
        xml.attrib.pop("scriptFormat")

    def business_rule_task(self, xml: etree._Element) -> None:
        """The decision, and the form that its result has."""
        called = VENDOR.take(xml, "decisionRef")
        if called is None:
            return
        binding = VENDOR.take(xml, "decisionRefBinding") or _LATEST
        result, shape = VENDOR.take(xml, "resultVariable"), VENDOR.take(xml, "mapDecisionResult")
        decision = self._notes.formula(xml, called, NAMES)
        self._notes.put(xml, "calledDecision", xml, decisionId=decision, bindingType=binding, resultVariable=result)
        if shape in (None, "resultList"):
            self._notes.refuse(xml, "camunda:mapDecisionResult resultList", Text(catalogue.RESULT_LIST))
        elif shape == "singleResult":
            self._notes.tell(xml, "camunda:mapDecisionResult singleResult", Text(catalogue.BARE_RESULT))
        elif shape == "collectEntries" and result is not None and _NAME.fullmatch(result):
            listed = f"if {result} = null then [] else if {result} instance of list then {result} else [{result}]"
            self.data.put_mapping(xml, "output", xml, f"={listed}", result)

    def call_activity(self, xml: etree._Element) -> None:
        """What is called; nothing goes in and out but what is named."""
        if extension(xml, "calledElement") is not None or not xml.get("calledElement"):
            return
        called = xml.get("calledElement", "")
        if local_reference(called) in self._model.by_id and not self._is_process(called):
            return
        passes, takes = self.data.calls(xml)
        self._notes.put(
            xml,
            "calledElement",
            xml,
            processId=self._notes.formula(xml, called, NAMES) if is_juel(called) else local_reference(called),
            bindingType=VENDOR.take(xml, "calledElementBinding") or _LATEST,
            propagateAllParentVariables="true" if passes else "false",
            propagateAllChildVariables="true" if takes else "false",
        )

    def _is_process(self, called: str) -> bool:
        return local_name(self._model.by_id[local_reference(called)]) == "process"

    def multi_instance(self, xml: etree._Element) -> None:
        """The collection, by the name of a variable or as an expression, and the item."""
        collection, item = VENDOR.take(xml, "collection"), VENDOR.take(xml, "elementVariable")
        if collection is not None:
            plain = _NAME.fullmatch(collection) is not None
            source = f"={collection}" if plain else self._notes.value(xml, collection, NAMES)
            self._notes.put(xml, "loopCharacteristics", xml, inputCollection=source, inputElement=item)

    def cardinality(self, xml: etree._Element) -> None:
        """A number of instances as it stands."""
        number = xml.find(bpmn("loopCardinality"))
        if number is not None and (number.text or "").strip().isdecimal():
            number.text = f"={(number.text or '').strip()}"

    def boundary_event(self, xml: etree._Element) -> None:
        """The code of what was caught, as a variable."""
        for kind, variable, reference, root, code_name in _CODES:
            for definition in xml.findall(bpmn(kind)):
                target = VENDOR.take(definition, variable)
                if target is None:
                    continue
                caught = self._model.referenced(definition.get(reference), root)
                code = "" if caught is None else caught.get(code_name, "").strip()
                if not code:
                    self._notes.refuse(definition, f"camunda:{variable}", Text(catalogue.CODE_UNKNOWN))
                    continue
                self.data.put_mapping(xml, "output", definition, self._notes.value(definition, code), target)
                self.data.keep_results(xml, definition)

    def condition(self, xml: etree._Element) -> None:
        """Its condition is looked at when its variables are written: that has to be the one that is named."""
        named = VENDOR.take(xml, "variableName")
        text = (xml.findtext(bpmn("condition")) or "").strip()
        if named is None:
            return
        try:
            names = compile_expression(text.removeprefix("=")).names
        except FeelSyntaxError:
            return
        if names != {named}:
            self._notes.refuse(xml, "camunda:variableName", Text(catalogue.ONLY_ITS_CONDITION))


_READERS: Mapping[str, Callable[[_Reader, etree._Element], None]] = {
    "process": _Reader.process,
    "userTask": _Reader.user_task,
    "startEvent": _Reader.form,
    "serviceTask": _Reader.service_task,
    "scriptTask": _Reader.script_task,
    "businessRuleTask": _Reader.business_rule_task,
    "multiInstanceLoopCharacteristics": _Reader.multi_instance,
    "boundaryEvent": _Reader.boundary_event,
    "conditionalEventDefinition": _Reader.condition,
}
_DEFAULTS: Mapping[str, Callable[[_Reader, etree._Element], None]] = {
    "callActivity": _Reader.call_activity,
    "multiInstanceLoopCharacteristics": _Reader.cardinality,
}
"""What means something else in a model of Camunda 7 although no extension says so."""
