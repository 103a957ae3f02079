"""BPMN files written by functions: each part with valid defaults, so that a test shows only what matters.

Every element stands on a line of its own; `lines_with` finds it.
"""

# ruff: noqa: A002  (the standard calls these attributes id and type)
from collections.abc import Mapping
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "zeebe": "http://camunda.org/schema/zeebe/1.0",
    "camunda": "http://camunda.org/schema/1.0/bpmn",
    "spiffworkflow": "http://spiffworkflow.org/bpmn/schema/1.0/core",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}


def element(tag: str, *children: str, text: str = "", **attributes: str | None) -> str:
    """Any element; `tag` without prefix is BPMN's. Attributes whose value is None are left out."""
    name = tag if ":" in tag else f"bpmn:{tag}"
    written = "".join(
        f" {key.replace('__', ':')}={quoteattr(value)}" for key, value in attributes.items() if value is not None
    )
    if not children and not text:
        return f"<{name}{written}/>"
    return "\n".join([f"<{name}{written}>{escape(text)}", *children, f"</{name}>"])


def script_text(tag: str, text: str, **attributes: str | None) -> str:
    """An element that holds a text and nothing else."""
    written = "".join(
        f" {key.replace('__', ':')}={quoteattr(value)}" for key, value in attributes.items() if value is not None
    )
    return f"<bpmn:{tag}{written}>{escape(text)}</bpmn:{tag}>"


def extensions(*children: str) -> str:
    """extensionElements, or nothing where there are none."""
    present = [child for child in children if child]
    return element("extensionElements", *present) if present else ""


def properties(values: Mapping[str, str]) -> str:
    """zeebe:properties."""
    if not values:
        return ""
    return element("zeebe:properties", *(element("zeebe:property", name=k, value=v) for k, v in values.items()))


def mapping(*, inputs: Mapping[str, str] | None = None, outputs: Mapping[str, str] | None = None) -> str:
    """zeebe:ioMapping from target to source."""
    parts = [element("zeebe:input", source=source, target=target) for target, source in (inputs or {}).items()]
    parts += [element("zeebe:output", source=source, target=target) for target, source in (outputs or {}).items()]
    return element("zeebe:ioMapping", *parts)


def flow(
    source: str, target: str, *, id: str | None = None, condition: str | None = None, name: str | None = None
) -> str:
    """A sequence flow; its id is made from its ends."""
    children = (
        [] if condition is None else [script_text("conditionExpression", condition, xsi__type="bpmn:tFormalExpression")]
    )
    return element(
        "sequenceFlow", *children, id=id or f"{source}_{target}", sourceRef=source, targetRef=target, name=name
    )


def path(*ids: str) -> str:
    """Sequence flows from each to the next."""
    return "\n".join(flow(source, target) for source, target in pairwise(ids))


def start(id: str = "start", *children: str, **attributes: str | None) -> str:
    """A start event without trigger."""
    return element("startEvent", *children, id=id, name=attributes.pop("name", "Diajukan"), **attributes)


def end(id: str = "end", *children: str, **attributes: str | None) -> str:
    """An end event without result."""
    return element("endEvent", *children, id=id, name=attributes.pop("name", "Selesai"), **attributes)


def user_task(
    id: str = "task",
    *children: str,
    candidates: str | None = "biro_sdm@bkn",
    form: str | None = "formulir",
    decision_class: str | None = "verifikasi",
    extra: str = "",
    more: Mapping[str, str] | None = None,
    **attributes: str | None,
) -> str:
    """A user task that can be deployed."""
    named = {"lintas:decisionClass": decision_class} if decision_class else {}
    holder = extensions(
        element("zeebe:formDefinition", formId=form) if form else "",
        element("zeebe:assignmentDefinition", candidateGroups=candidates) if candidates else "",
        properties({**named, **(more or {})}),
        extra,
    )
    name = attributes.pop("name", "Periksa berkas")
    return element("userTask", *filter(None, [holder, *children]), id=id, name=name, **attributes)


def service_task(
    id: str = "task",
    *children: str,
    type: str | None = "lintas:siasn-profile",
    retries: str | None = None,
    extra: str = "",
    **attributes: str | None,
) -> str:
    """A service task that can be deployed."""
    holder = extensions(element("zeebe:taskDefinition", type=type, retries=retries), extra)
    return element("serviceTask", holder, *children, id=id, name=attributes.pop("name", "Ambil profil"), **attributes)


def script_task(id: str = "task", *, expression: str = "=1 + 1", result: str | None = "hasil") -> str:
    """A script task that can be deployed."""
    return element(
        "scriptTask",
        extensions(element("zeebe:script", expression=expression, resultVariable=result)),
        id=id,
        name="Hitung",
    )


def message(id: str = "m", name: str | None = "BerkasLengkap", key: str | None = "=instance.number") -> str:
    """A message with its correlation key."""
    return element(
        "message", extensions(element("zeebe:subscription", correlationKey=key) if key else ""), id=id, name=name
    )


def timer(text: str = "P3D", tag: str = "timeDuration") -> str:
    """A timer event definition."""
    return element("timerEventDefinition", script_text(tag, text, xsi__type="bpmn:tFormalExpression"))


def process(
    *parts: str,
    id: str = "p",
    executable: bool = True,
    named: Mapping[str, str] | None = None,
    name: str | None = "Proses",
) -> str:
    """A process of these parts."""
    holder = extensions(properties(named or {}))
    return element(
        "process", *filter(None, [holder, *parts]), id=id, name=name, isExecutable="true" if executable else "false"
    )


def definitions(*parts: str, **attributes: str | None) -> bytes:
    """A whole file of root elements."""
    spaces = {f"xmlns__{prefix}": uri for prefix, uri in NAMESPACES.items()}
    root = element("definitions", *parts, id="definitions", targetNamespace="urn:test", **spaces, **attributes)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'.encode()


def a_model(*parts: str, root: tuple[str, ...] = (), **attributes: str | None) -> bytes:
    """A file with one executable process of these parts, after the elements of `root`."""
    return definitions(*root, process(*parts), **attributes)


def around(part: str, *, id: str = "task", root: tuple[str, ...] = ()) -> bytes:
    """A file whose process leads from a start event over `part` to an end event."""
    return a_model(start(), part, end(), path("start", id, "end"), root=root)


def lines_with(xml: bytes, text: str) -> list[int]:
    """The lines, counted from 1, on which `text` stands."""
    return [number for number, line in enumerate(xml.decode().splitlines(), 1) if text in line]
