"""Decisions in DMN: hardened reading, evaluation of requirements graphs and tables, with a trace of what decided."""

from engine.dmn.findings import DecisionModelRefused, Finding
from engine.dmn.model import Decided, Decision, DecisionModel, DecisionUnknown
from engine.dmn.reading import read_decisions
from engine.dmn.session import DecisionWarning
from engine.dmn.trace import TracedInput, TracedTable

__all__ = [
    "Decided",
    "Decision",
    "DecisionModel",
    "DecisionModelRefused",
    "DecisionUnknown",
    "DecisionWarning",
    "Finding",
    "TracedInput",
    "TracedTable",
    "read_decisions",
]
