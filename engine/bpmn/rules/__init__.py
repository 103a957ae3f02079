"""The rules of BPMN 2.0 that every model has to keep, executable or not: a module per family, a function per rule."""

from engine.bpmn.rules import activities, events, flows, gateways, structure, subprocesses
from engine.bpmn.rules.catalogue import rules_of

STANDARD = rules_of(structure, flows, events, gateways, activities, subprocesses)
"""In the order in which their findings are shown to people."""
