"""Correlation: keys, properties and where their values come from (BPMN 2.0.2, 8.4.2)."""

from collections.abc import Iterator

from engine.bpmn.model import Element, Model
from engine.bpmn.names import bpmn
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.bpmn.rules.reading import references
from engine.model.text import N_


@rule("correlation_key_empty", N_("Correlation key %(element)s lists no property, so it tells nothing apart."))
def correlation_key_empty(model: Model) -> Iterator[Hit]:
    """8.4.2: a correlation key is made of correlation properties."""
    for element in model.all("correlationKey"):
        if not references(element.xml, "correlationPropertyRef"):
            yield at(element)


@rule("correlation_property_unknown", N_("Correlation key %(element)s lists %(reference)s, which is no property."))
def correlation_property_unknown(model: Model) -> Iterator[Hit]:
    """8.4.2: the properties of a correlation key are defined at the top of the file."""
    for element in model.all("correlationKey"):
        for reference in references(element.xml, "correlationPropertyRef"):
            if model.referenced(reference, "correlationProperty") is None:
                yield at(element, reference=reference)


@rule(
    "correlation_binding_missing",
    N_("The correlation of “%(process)s” binds %(property)s to nothing. Each property of the key needs a data path."),
)
def correlation_binding_missing(model: Model) -> Iterator[Hit]:
    """8.4.2: a correlation subscription binds every property of its key to data of the process."""
    for element in model.all("correlationSubscription"):
        key = model.referenced(element.xml.get("correlationKeyRef"), "correlationKey")
        bound = {
            binding.get("correlationPropertyRef", "").rpartition(":")[2]
            for binding in element.xml.findall(bpmn("correlationPropertyBinding"))
        }
        process = element.xml.getparent()
        for reference in [] if key is None else references(key, "correlationPropertyRef"):
            if reference not in bound and process is not None:
                yield at(element, process=Element(process).label, property=reference)
