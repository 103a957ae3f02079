"""Models of SpiffArena, read into the house form."""

from lxml import etree

from engine.bpmn.model import Model, local_name
from engine.bpmn.names import SPIFFWORKFLOW
from engine.bpmn.vendors import spiffarena_catalogue as catalogue
from engine.bpmn.vendors.notes import Notes, Vendor
from engine.model.text import Text

VENDOR = Vendor(SPIFFWORKFLOW)
_FORMS = frozenset({"formJsonSchemaFilename", "formUiSchemaFilename"})


def read_spiffarena(model: Model, notes: Notes) -> None:
    """Take the extensions of SpiffArena out of the executable processes, and put in what they mean here."""
    for process in model.processes:
        if process.executable:
            for xml in list(process.xml.iter(etree.Element)):
                if local_name(xml):
                    _properties(xml, notes)


def _properties(xml: etree._Element, notes: Notes) -> None:
    for holder in map(notes.take, VENDOR.elements(xml, "properties")):
        for found in VENDOR.inside(holder, "property"):
            name, value = found.get("name", ""), found.get("value", "")
            if name in _FORMS:
                notes.refuse(found, f"spiffworkflow:property {name}", Text(catalogue.FORM))
            elif name:
                notes.put_inside(notes.put(xml, "properties", holder), "property", found, name=name, value=value)
