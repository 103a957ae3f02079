"""Models of SpiffArena, read into the house form. Whatever they evaluate is Python, and no text says so."""

from collections.abc import Iterator
from textwrap import dedent

from lxml import etree

from engine.bpmn.dialect.expressions import expressions
from engine.bpmn.dialect.extensions import STEPS
from engine.bpmn.model import Model, local_name
from engine.bpmn.names import ACTIVITIES, SPIFFWORKFLOW, bpmn, split_tag
from engine.bpmn.vendors import spiffarena_catalogue as catalogue
from engine.bpmn.vendors.notes import Notes, Vendor
from engine.model.text import Text
from engine.scripts.languages import Language, Place, language_of
from engine.scripts.python import MARK, PythonRefused, read_python_expression, read_script

VENDOR = Vendor(SPIFFWORKFLOW)
_FORMS = frozenset({"formJsonSchemaFilename", "formUiSchemaFilename"})
_PROVIDED = frozenset(
    ["dateparser", "datetime", "decimal", "json", "pytz", "random", "time", "timedelta", "uuid"],
)
"""What SpiffArena puts into every script, so that no import says it."""


def read_spiffarena(model: Model, notes: Notes) -> None:
    """Take the extensions of SpiffArena out of the executable processes, and put in what they mean here."""
    if not any(SPIFFWORKFLOW in _namespaces(xml) for xml in model.xml.iter(etree.Element)):
        return
    reader = _Reader(notes)
    reader.texts(model)
    for process in model.processes:
        if process.executable:
            for xml in list(process.xml.iter(etree.Element)):
                if local_name(xml):
                    reader.element(xml)


def _namespaces(xml: etree._Element) -> Iterator[str]:
    return (split_tag(str(name))[0] for name in (xml.tag, *xml.attrib))


class _Reader:
    """Reads the extensions of one model."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def texts(self, model: Model) -> None:
        """Mark as Python what says nothing else."""
        states = model.xml.get("expressionLanguage")
        for each in list(expressions(model)):
            written = language_of(each.text, each.place, stated=each.stated, model_states=states)
            if not local_name(each.xml) or not each.text.strip():
                continue
            if written.language in (Language.NOT_STATED, Language.PYTHON):
                self._provided(each.xml, written.text, is_script=each.place is Place.SCRIPT)
            if written.language is not Language.NOT_STATED:
                continue
            task = each.xml.getparent()
            if each.place is not Place.SCRIPT:
                each.xml.text = MARK + each.text.strip()
            elif task is not None:
                task.set("scriptFormat", "python")

    def element(self, xml: etree._Element) -> None:
        """Everything that one element says."""
        kind = local_name(xml)
        self._properties(xml)
        for found in VENDOR.elements(xml, "allowGuest"):
            if (found.text or "").strip().lower() in ("", "false"):
                self._notes.take(found)
        if kind in ACTIVITIES:
            self._steps(xml)
        if kind == "serviceTask":
            for found in map(self._notes.take, VENDOR.elements(xml, "serviceTaskOperator")):
                self._operator(xml, found)

    def _properties(self, xml: etree._Element) -> None:
        for holder in map(self._notes.take, VENDOR.elements(xml, "properties")):
            for found in VENDOR.inside(holder, "property"):
                name, value = found.get("name", ""), found.get("value", "")
                if name in _FORMS:
                    self._notes.refuse(found, f"spiffworkflow:property {name}", Text(catalogue.FORM))
                elif name:
                    outer = self._notes.put(xml, "properties", holder)
                    self._notes.put_inside(outer, "property", found, name=name, value=value)

    def _steps(self, xml: etree._Element) -> None:
        """Scripts before and after the work; around a multi-instance activity as a whole there are none here."""
        loop = xml.find(bpmn("multiInstanceLoopCharacteristics"))
        loop = xml.find(bpmn("standardLoopCharacteristics")) if loop is None else loop
        on_instances = loop is None or (VENDOR.take(loop, "scriptsOnInstances") or "").lower() == "true"
        for name, step in zip(("preScript", "postScript"), STEPS, strict=True):
            for found in map(self._notes.take, VENDOR.elements(xml, name)):
                text = dedent(found.text or "").strip()
                if text and not on_instances:
                    self._notes.refuse(found, f"spiffworkflow:{name}", Text(catalogue.ON_INSTANCES))
                elif text:
                    self._provided(found, text, is_script=True)
                    outer = self._notes.put(xml, "properties", found)
                    self._notes.put_inside(outer, "property", found, name=step, value=text)

    def _operator(self, xml: etree._Element, found: etree._Element) -> None:
        """A job for a worker, which is given the parameters and returns the result under its name."""
        job_type = found.get("id", "").strip().replace("/", ".")
        result = found.get("resultVariable", "").strip()
        self._notes.put(xml, "taskDefinition", found, type=job_type or None)
        parameters = [each for holder in VENDOR.inside(found, "parameters") for each in holder]
        for each in parameters:
            name, value = each.get("id") or each.get("name") or "", each.get("value", "")
            outer = self._notes.put(xml, "ioMapping", found)
            source = self._expression(each, value) if value.strip() else "=null"
            self._notes.put_inside(outer, "input", each, source=source, target=name)
        if result:
            outer = self._notes.put(xml, "taskHeaders", found)
            self._notes.put_inside(outer, "header", found, key="resultVariable", value=result)
        if next(VENDOR.inside(found, "retry"), None) is not None:
            self._notes.refuse(found, "spiffworkflow:retry", Text(catalogue.RETRY))
        difference = Text(catalogue.WORKER, {"type": job_type, "result": result or "-"})
        self._notes.tell(found, "spiffworkflow:serviceTaskOperator", difference)

    def _expression(self, xml: etree._Element, text: str) -> str:
        self._provided(xml, text, is_script=False)
        return MARK + text.strip()

    def _provided(self, xml: etree._Element, text: str, *, is_script: bool) -> None:
        """Refuse names that only SpiffArena puts into a script; what else is wrong is found by the rules of Python."""
        try:
            read = read_script(text) if is_script else read_python_expression(text)
        except PythonRefused:
            return
        names = sorted(read.reads & _PROVIDED)
        if names:
            reason = Text(catalogue.PROVIDED, {"names": ", ".join(names)})
            self._notes.refuse(xml, "spiffworkflow:script", reason)
