"""Decisions in DMN: hardened reading, evaluation of requirements graphs and tables, with a trace of what decided."""

from engine.dmn.description import DecisionInput, DescribedColumn, DescribedRule, DescribedTable
from engine.dmn.entering import from_texts
from engine.dmn.findings import DecisionModelRefused, Finding
from engine.dmn.imports import Outline, outline
from engine.dmn.model import Decided, Decision, DecisionModel, DecisionUnknown
from engine.dmn.reading import read_decisions
from engine.dmn.session import DecisionWarning
from engine.dmn.trace import TracedInput, TracedTable

__all__ = [
    "Decided",
    "Decision",
    "DecisionInput",
    "DecisionModel",
    "DecisionModelRefused",
    "DecisionUnknown",
    "DecisionWarning",
    "DescribedColumn",
    "DescribedRule",
    "DescribedTable",
    "Finding",
    "Outline",
    "TracedInput",
    "TracedTable",
    "from_texts",
    "outline",
    "read_decisions",
]
