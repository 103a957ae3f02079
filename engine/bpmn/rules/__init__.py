"""The rules of BPMN 2.0 that every model has to keep, executable or not: a module per family, a function per rule.

`EXECUTION` holds the few rules about what the standard lets unsaid and executing needs; breaking them is not invalid.
"""

from engine.bpmn.findings import Kind
from engine.bpmn.rules import (
    activities,
    collaborations,
    correlation,
    data,
    diagrams,
    events,
    executable,
    expressions,
    flows,
    gateways,
    imports,
    links,
    processes,
    services,
    structure,
    subprocesses,
)
from engine.bpmn.rules.catalogue import rules_of

STANDARD = rules_of(
    structure,
    imports,
    flows,
    events,
    links,
    gateways,
    activities,
    subprocesses,
    processes,
    expressions,
    data,
    services,
    correlation,
    collaborations,
    diagrams,
)
"""In the order in which their findings are shown to people."""
EXECUTION = rules_of(executable, kind=Kind.EXECUTION)
