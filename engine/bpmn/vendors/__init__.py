"""Models written for other engines, read into the house form: Camunda 8's extension elements and FEEL.

The tree of the model is changed in place; what is new has the line of what it was read from, and no id. What changes
execution and can not be followed is an error, what changes nothing is a warning, and nothing is dropped in silence:
what is not taken out here is found by the vocabulary of the dialect afterwards.
"""

from engine.bpmn.findings import Finding
from engine.bpmn.model import Model
from engine.bpmn.vendors.camunda7 import read_camunda7
from engine.bpmn.vendors.juel_texts import translate_texts
from engine.bpmn.vendors.leftovers import leftover_findings
from engine.bpmn.vendors.notes import Notes
from engine.bpmn.vendors.spiffarena import read_spiffarena

__all__ = ["leftover_findings", "read_vendors"]


def read_vendors(model: Model) -> list[Finding]:
    """Rewrite the executable processes of a model into the house form; what is to be said about that."""
    notes = Notes()
    translate_texts(model, notes)
    read_camunda7(model, notes)
    read_spiffarena(model, notes)
    return notes.finish()
