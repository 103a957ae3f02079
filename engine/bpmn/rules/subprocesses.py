"""Sub-processes of every kind: what may stand inside and how they are reached (BPMN 2.0.2, 10.3.5)."""

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.bpmn.names import ACTIVITIES
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.model.text import N_


@rule(
    "event_sub_process_flow",
    N_("Event sub-process %(element)s is started by its event; no sequence flow may touch it."),
)
def event_sub_process_flow(model: Model) -> Iterator[Hit]:
    """10.3.5: an event sub-process is not part of the normal flow."""
    for node in model.nodes:
        if node.is_event_sub_process and (node.incoming or node.outgoing):
            yield at(node)


@rule("event_sub_process_start", N_("Event sub-process %(element)s needs exactly one start event, but has %(count)s."))
def event_sub_process_start(model: Model) -> Iterator[Hit]:
    """10.3.5: an event sub-process has a single start event."""
    for node in model.nodes:
        if node.is_event_sub_process and node.inner is not None:
            count = sum(inner.kind == "startEvent" for inner in node.inner.nodes)
            if count != 1:
                yield at(node, count=count)


@rule("event_sub_process_boundary", N_("Event sub-process %(element)s can not have boundary events."))
def event_sub_process_boundary(model: Model) -> Iterator[Hit]:
    """10.3.5: events inside handle what happens to an event sub-process, none on its border."""
    for node in model.nodes:
        if node.is_event_sub_process and node.boundary_events:
            yield at(node)


@rule("ad_hoc_start_or_end", N_("Ad-hoc sub-process %(element)s may contain no start or end events."))
def ad_hoc_start_or_end(model: Model) -> Iterator[Hit]:
    """10.3.5: in an ad-hoc sub-process people choose the order; it has no start and end events."""
    for node in model.nodes:
        inner = node.inner.nodes if node.kind == "adHocSubProcess" and node.inner is not None else []
        if any(child.kind in ("startEvent", "endEvent") for child in inner):
            yield at(node)


@rule("ad_hoc_empty", N_("Ad-hoc sub-process %(element)s needs at least one activity."))
def ad_hoc_empty(model: Model) -> Iterator[Hit]:
    """10.3.5: an ad-hoc sub-process contains activities."""
    for node in model.nodes:
        inner = node.inner.nodes if node.inner is not None else []
        if node.kind == "adHocSubProcess" and not any(child.kind in ACTIVITIES for child in inner):
            yield at(node)
