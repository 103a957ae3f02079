"""Lanes: each says who is responsible for something, and everything has somebody responsible."""

from collections.abc import Iterator

from engine.bpmn.findings import Severity
from engine.bpmn.model import Model, Scope
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.bpmn.rules.reading import is_set
from engine.model.text import N_


@rule("advice_lane_empty", N_("Nobody fills lane %(element)s: nothing of the process lies in it."), Severity.WARNING)
def lane_empty(model: Model) -> Iterator[Hit]:
    """A lane without elements promises a part in the process that nobody has."""
    for scope in _scopes(model):
        filled = {lane.xml for inner in scope.walk() for node in inner.nodes for lane in node.lanes}
        for lane in scope.lanes:
            if lane.xml not in filled:
                yield at(lane)


@rule(
    "advice_lane_name_missing",
    N_("Lane %(element)s has no name. Name it by the function that fills it."),
    Severity.WARNING,
)
def lane_name_missing(model: Model) -> Iterator[Hit]:
    """The name of a lane says who is responsible."""
    for scope in _scopes(model):
        for lane in scope.lanes:
            if not lane.name:
                yield at(lane)


@rule(
    "advice_outside_lanes",
    N_("%(element)s lies in no lane, although “%(container)s” has lanes. Say who is responsible for it."),
    Severity.WARNING,
)
def outside_lanes(model: Model) -> Iterator[Hit]:
    """Where there are lanes, every user task belongs to one."""
    for scope in _scopes(model):
        if not scope.lanes:
            continue
        for node in scope.nodes:
            if node.kind == "userTask" and not node.lanes and not is_set(node.xml, "isForCompensation"):
                yield at(node, container=scope.label)


def _scopes(model: Model) -> Iterator[Scope]:
    return (scope for scope in model.scopes if scope.executable)
