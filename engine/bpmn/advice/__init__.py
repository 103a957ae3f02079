"""Advice on good modelling: nothing here hinders deployment."""

from engine.bpmn.advice import connections, lanes, naming, tokens
from engine.bpmn.findings import Kind
from engine.bpmn.rules.catalogue import rules_of

ADVICE = rules_of(naming, connections, tokens, lanes, kind=Kind.ADVICE)
"""In the order in which it is shown."""
