"""Correlation by properties and keys (BPMN 2.0.2, 8.4.2), told as expressions that give one text.

A correlation key holds for a message if each of its properties says where it is found in that message. The text of a
message is what its properties give; the text that a process awaits is what its correlation subscription binds them to,
else what the first message of the conversation gave.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.bpmn.definitions import event_definitions, instantiates
from engine.bpmn.dialect.extensions import attribute
from engine.bpmn.languages import executed_text
from engine.bpmn.model import FlowNode, Model, Scope, local_name, local_reference
from engine.bpmn.names import bpmn, zeebe

SEPARATOR = "/"
THROWING = ("sendTask", "intermediateThrowEvent", "endEvent", "event")
"""Where a message is sent; `event` stands inside a multi-instance activity."""
Paths = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    """A correlation key that holds for a message. `paths` are expressions over the message, one for each property."""

    key: etree._Element
    paths: Paths

    @property
    def id(self) -> str:
        """The id of the key."""
        return self.key.get("id", "")


def conversations(model: Model, message: etree._Element) -> list[Conversation]:
    """The correlation keys that hold for a message; one at most can be executed."""
    found = []
    for key in model.all("correlationKey"):
        paths = paths_of(model, key.xml, message)
        if paths and None not in paths:
            found.append(Conversation(key.xml, tuple(path for path in paths if path is not None)))
    return found


def paths_of(model: Model, key: etree._Element, message: etree._Element) -> list[str | None]:
    """For each property of a key, the expression that finds it in the message; None where nothing says so."""
    return [path_in(model.referenced(each, "correlationProperty"), message) for each in properties_of(key)]


def properties_of(key: etree._Element) -> list[str]:
    """The ids of the properties that make up a key, in their order."""
    return [local_reference(child.text or "") for child in key.findall(bpmn("correlationPropertyRef"))]


def path_in(correlation_property: etree._Element | None, message: etree._Element) -> str | None:
    """Where a message carries a property."""
    if correlation_property is None:
        return None
    for retrieval in correlation_property.findall(bpmn("correlationPropertyRetrievalExpression")):
        path = retrieval.find(bpmn("messagePath"))
        if path is not None and path.text and local_reference(retrieval.get("messageRef", "")) == message.get("id"):
            return executed_text(path, path.text)
    return None


def bound_paths(process: Scope, key: etree._Element) -> Paths:
    """What the process binds the properties of a key to, in their order; empty without a subscription to the key."""
    for subscription in process.xml.findall(bpmn("correlationSubscription")):
        if local_reference(subscription.get("correlationKeyRef", "")) == key.get("id"):
            bound = {
                local_reference(binding.get("correlationPropertyRef", "")): executed_text(path, path.text or "")
                for binding in subscription.findall(bpmn("correlationPropertyBinding"))
                if (path := binding.find(bpmn("dataPath"))) is not None
            }
            return tuple(bound.get(each, "null") for each in properties_of(key))
    return ()


def as_one_text(paths: Paths) -> str:
    """FEEL for one text of several values; no two lists of values give the same (escapes as in RFC 6901)."""
    plain = [path.removeprefix("=").strip() for path in paths]
    if len(plain) == 1:
        return f"={plain[0]}"
    parts = [f'replace(replace(string({path}), "~", "~0"), "{SEPARATOR}", "~1")' for path in plain]
    return "=" + f' + "{SEPARATOR}" + '.join(parts)


def add_conversations(model: Model, process: Scope, written: etree._Element) -> None:
    """Say in the normal form of a process, where a message is sent or awaited, what its key is.

    `correlationKey` is an expression over the variables there, `messageKey` one over what the message brings, and
    `conversation` the key that its first message fixes for the instance, where the process binds it to nothing.
    """
    for holder in list(written.iter(etree.Element)):
        message = model.referenced(holder.get("messageRef"), "message")
        found = [] if message is None or has_own_key(message) else conversations(model, message)
        if found:
            bound = bound_paths(process, found[0].key)
            told = {} if bound else {"conversation": found[0].id}
            if gives_key(holder):
                told["messageKey"] = as_one_text(found[0].paths)
            elif bound:
                told["correlationKey"] = as_one_text(bound)
            extensions = holder.find(bpmn("extensionElements"))
            if extensions is None:
                extensions = etree.Element(bpmn("extensionElements"))
                holder.insert(0, extensions)
            etree.SubElement(extensions, zeebe("subscription"), told)


def gives_key(holder: etree._Element) -> bool:
    """Whether the message there tells its key itself: it is sent, or starts the process."""
    place = holder if local_name(holder).endswith("Task") else holder.getparent()
    if place is None:
        return False
    around = place.getparent()
    starts = local_name(place) == "startEvent" and around is not None and local_name(around) == "process"
    return starts or local_name(place) in THROWING


def has_own_key(message: etree._Element) -> bool:
    """Whether a zeebe:subscription says what its key is."""
    return attribute(message, "subscription", "correlationKey") is not None


def messages_at(model: Model, node: FlowNode) -> Iterator[etree._Element]:
    """The messages that an event or task sends or awaits."""
    references = [node.xml.get("messageRef")] if node.kind in ("sendTask", "receiveTask") else []
    references += [each.xml.get("messageRef") for each in event_definitions(model, node) if each.word == "message"]
    for reference in references:
        message = model.referenced(reference, "message")
        if message is not None:
            yield message


def begins(node: FlowNode) -> bool:
    """Whether a message there can be the first of a conversation: one that is sent, or that starts the process."""
    starting = [node, *(flow.source for flow in node.incoming if flow.source is not None)]
    starts = node.kind == "startEvent" or any(instantiates(each) for each in starting)
    return node.kind in THROWING or (starts and node.scope.owner is None)
