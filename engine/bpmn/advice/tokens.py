"""What can go wrong while tokens move, found by playing the token game of the model through."""

from collections.abc import Iterator

from engine.bpmn.advice.exploring import explored
from engine.bpmn.findings import Severity
from engine.bpmn.model import Model
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.model.text import N_


@rule(
    "advice_deadlock",
    N_("A case can get stuck at %(element)s: it waits for %(flows)s, where nothing may ever come."),
    Severity.WARNING,
)
def deadlock(model: Model) -> Iterator[Hit]:
    """A join that waits for a way that was not taken waits for ever."""
    for node, empty in explored(model).stuck.items():
        yield at(node, flows=", ".join(flow.label for flow in empty[:3]))


@rule(
    "advice_not_synchronised",
    N_(
        "Parallel branches can pass %(element)s one after the other, so that what follows happens more than once. "
        "Join them by a parallel or inclusive gateway."
    ),
    Severity.WARNING,
)
def not_synchronised(model: Model) -> Iterator[Hit]:
    """Branches that run side by side are joined before they go on as one."""
    for node in explored(model).doubled:
        yield at(node)


@rule(
    "advice_exploding",
    N_(
        "Each round through %(element)s can start further branches, without end. Join the branches before the "
        "flow leads back."
    ),
    Severity.WARNING,
)
def exploding(model: Model) -> Iterator[Hit]:
    """A loop that splits in every round and never joins multiplies the work without bound."""
    for node in explored(model).growing:
        yield at(node)
