"""Camunda 7's mappings of variables and properties, as those of the house form."""

import re

from lxml import etree

from engine.bpmn.dialect.extensions import ALL_RESULTS, mappings
from engine.bpmn.model import local_name
from engine.bpmn.vendors import camunda7_catalogue as catalogue
from engine.bpmn.vendors.juel_texts import NAMES
from engine.bpmn.vendors.notes import REFUSED_FEEL, Notes, Vendor
from engine.feel import FeelSyntaxError, compile_expression
from engine.model.text import Text
from engine.scripts.juel import is_juel
from engine.scripts.juel_feel import feel_text

_NAME = re.compile(r"[^\W\d]\w*")


class Data:
    """Reads what goes into and out of elements."""

    def __init__(self, vendor: Vendor, notes: Notes) -> None:
        self._vendor = vendor
        self._notes = notes

    def of_element(self, xml: etree._Element) -> None:
        """Mappings and properties, which every element may have."""
        for holder in map(self._notes.take, self._vendor.elements(xml, "properties")):
            for found in self._vendor.inside(holder, "property"):
                if found.get("name"):
                    values = {"name": found.get("name", ""), "value": found.get("value", "")}
                    self._notes.put_inside(self._notes.put(xml, "properties", holder), "property", found, **values)
        for holder in map(self._notes.take, self._vendor.elements(xml, "inputOutput")):
            if local_name(xml) == "callActivity":
                self._notes.refuse(holder, "camunda:inputOutput", Text(catalogue.NOT_BOTH))
                continue
            self._mapped(xml, holder)

    def _mapped(self, xml: etree._Element, holder: etree._Element) -> None:
        for found in self._vendor.inside(holder, "inputParameter"):
            self.put_mapping(xml, "input", found, self._value(found), found.get("name", ""))
        written: set[str] = set()
        for found in self._vendor.inside(holder, "outputParameter"):
            source = self._value(found)
            if _names(source) & written:
                self._notes.refuse(found, "camunda:outputParameter", Text(catalogue.OUTPUT_AFTER_OUTPUT))
            written.add(found.get("name", ""))
            self.put_mapping(xml, "output", found, source, found.get("name", ""))
        if written:
            self.keep_results(xml, holder)

    def has_inputs(self, xml: etree._Element) -> bool:
        """Whether something is mapped into an element, in either form."""
        holders = xml.findall("{*}extensionElements/{*}inputOutput/{*}inputParameter")
        return bool(holders) or bool(mappings(xml, "input"))

    def put_mapping(self, xml: etree._Element, way: str, found: etree._Element, source: str, target: str) -> None:
        """One input or output more."""
        self._notes.put_inside(self._notes.put(xml, "ioMapping", found), way, found, source=source, target=target)

    def keep_results(self, xml: etree._Element, found: etree._Element) -> None:
        """Camunda 7 lets out what an element gives even where outputs are named."""
        holder = self._notes.put(xml, "properties", found)
        if not any(child.get("name") == ALL_RESULTS for child in holder):
            self._notes.put_inside(holder, "property", found, name=ALL_RESULTS, value="true")

    def calls(self, xml: etree._Element) -> tuple[bool, bool]:
        """Read what goes into and comes out of a called process; whether everything does."""
        everything = [False, False]
        for index, (name, way) in enumerate((("in", "input"), ("out", "output"))):
            for found in map(self._notes.take, self._vendor.elements(xml, name)):
                if found.get("businessKey"):
                    self._notes.warn(found, "camunda:in businessKey", Text(catalogue.BUSINESS_KEY))
                elif found.get("local", "").strip() == "true":
                    self._notes.refuse(found, f"camunda:{name} local", Text(catalogue.LOCAL_ONLY))
                elif found.get("variables", "").strip() == "all":
                    everything[index] = True
                else:
                    self._passed(xml, way, found)
        if everything[1] and mappings(xml, "output"):
            self.keep_results(xml, xml)
        return everything[0], everything[1]

    def _passed(self, xml: etree._Element, way: str, found: etree._Element) -> None:
        target = found.get("target", "").strip()
        name, text = found.get("source", "").strip(), found.get("sourceExpression", "").strip()
        if target and _NAME.fullmatch(name):
            self.put_mapping(xml, way, found, f"={name}", target)
        elif target and text:
            self.put_mapping(xml, way, found, self._notes.value(found, text, NAMES), target)
        else:
            self._notes.refuse(found, "camunda:in" if way == "input" else "camunda:out", Text(catalogue.SOURCE))

    def _value(self, found: etree._Element) -> str:
        """The value of a parameter, an item or an entry, as FEEL behind the equals sign."""
        part = next(self._vendor.inside(found, "list", "map", "script"), None)
        if part is None:
            text = (found.text or "").strip()
            return self._notes.value(found, text, NAMES) if text else "=null"
        if self._vendor.is_named(part, "script"):
            return self._script(part)
        if self._vendor.is_named(part, "list"):
            return f"=[{', '.join(self._item(each) for each in part.iterchildren(etree.Element))}]"
        entries = [(each.get("key", ""), self._value(each)) for each in self._vendor.inside(part, "entry")]
        for key, _ in entries:
            if is_juel(key):
                self._notes.refuse(part, f"camunda:entry {key[:60]}", Text(catalogue.FORMAT))
        return f"={{{', '.join(f'{feel_text(key)}: {value[1:]}' for key, value in entries)}}}"

    def _item(self, each: etree._Element) -> str:
        """An item of a list: a value or script itself, or what is inside of a list or map."""
        if self._vendor.is_named(each, "script"):
            return self._script(each)[1:]
        if self._vendor.is_named(each, "value"):
            return self._value(each)[1:]
        around = etree.Element("item")
        around.append(each)
        return self._value(around)[1:]

    def _script(self, script: etree._Element) -> str:
        text = (script.text or "").strip()
        language = script.get("scriptFormat", "").strip().lower()
        if language == "juel" and is_juel(text) and not script.get("resource"):
            return self._notes.value(script, text, NAMES)
        if language == "feel" and text and not script.get("resource"):
            return f"={text.removeprefix('=')}"
        self._notes.refuse(script, f"camunda:script {language[:60]}".strip(), Text(catalogue.FORMAT))
        return REFUSED_FEEL


def _names(source: str) -> frozenset[str]:
    try:
        return compile_expression(source.removeprefix("=")).names
    except FeelSyntaxError:
        return frozenset()
