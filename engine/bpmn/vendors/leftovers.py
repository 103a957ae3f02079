"""Extensions of other engines that were not taken out: each is named, with what it would have done."""

from collections.abc import Iterator, Mapping

from lxml import etree

from engine.bpmn.dialect.extensions import extensions
from engine.bpmn.dialect.vocabulary import executed_elements
from engine.bpmn.findings import Finding
from engine.bpmn.model import Model
from engine.bpmn.names import VENDORS, split_tag
from engine.bpmn.vendors.camunda7_catalogue import CAMUNDA_7
from engine.bpmn.vendors.catalogue import Catalogue, Fate
from engine.bpmn.vendors.notes import Notes
from engine.bpmn.vendors.spiffarena_catalogue import SPIFFARENA
from engine.model.text import N_, Text

_CATALOGUES: Mapping[str, Catalogue] = {"camunda": CAMUNDA_7, "operaton": CAMUNDA_7, "spiffworkflow": SPIFFARENA}


def leftover_findings(model: Model) -> Iterator[Finding]:
    """What is to be said about the extensions of other engines that are still there."""
    notes = Notes()
    for xml in executed_elements(model):
        for key in map(str, xml.attrib):
            _name(notes, xml, *split_tag(key))
        for child in extensions(xml):
            _name(notes, child, *split_tag(str(child.tag)))
    yield from notes.findings


def _name(notes: Notes, xml: etree._Element, namespace: str, name: str) -> None:
    if namespace not in VENDORS:
        return
    engine = VENDORS[namespace]
    what = f"{engine}:{name}"[:150]
    known = _CATALOGUES.get(engine, {}).get(name)
    if known is None:
        notes.refuse(
            xml, what, Text(N_("It is not known here. Say it with extensions of Camunda 8 (zeebe:), or remove it."))
        )
    elif known.fate is Fate.IGNORED:
        notes.warn(xml, what, Text(known.text))
    elif known.fate is Fate.REFUSED:
        notes.refuse(xml, what, Text(known.text))
    else:
        notes.refuse(xml, what, Text(N_("It is read at these elements only: %(where)s."), {"where": known.where}))
