"""The part of the execution profile about what instances share: messages of conversations, and data stores."""

from collections.abc import Iterator

from engine.bpmn.data import unclear_names, variable_of
from engine.bpmn.dialect.correlation import begins, bound_paths, conversations, has_own_key, messages_at, paths_of
from engine.bpmn.model import Element, FlowNode, Model, Scope
from engine.bpmn.rules.catalogue import Hit, Rule, at, rule
from engine.bpmn.stores import condition_starts, overwritten, reads_only_stores, unclear_condition
from engine.model.text import N_


@rule(
    "not_executable_correlation",
    N_(
        "The correlation of message %(message)s is valid BPMN, but is not executed here, at %(element)s. Let one "
        "correlation key hold for it, with a messagePath for each of its properties, or give it a zeebe:subscription "
        "correlationKey, not both."
    ),
)
def correlation_not_executed(model: Model) -> Iterator[Hit]:
    """A message is found by one text (8.4.2): that of one key, whose properties are all found in it."""
    for message in {id(each): each for node in _nodes(model) for each in messages_at(model, node)}.values():
        keys = [paths_of(model, key.xml, message) for key in model.all("correlationKey")]
        held = [paths for paths in keys if any(path is not None for path in paths)]
        if len(held) > 1 or any(None in paths for paths in held) or (held and has_own_key(message)):
            yield at(message, message=Element(message).label)


@rule(
    "not_executable_conversation",
    N_(
        "%(element)s awaits message %(message)s of a conversation that nothing in the process begins. Start the "
        "process by a message of it, send one, or bind the key by a correlationSubscription."
    ),
)
def conversation_without_beginning(model: Model) -> Iterator[Hit]:
    """The first message fixes the key of the instance (8.4.2); a process that only awaits has none to compare with."""
    for node in _nodes(model):
        for message in () if begins(node) else messages_at(model, node):
            for conversation in conversations(model, message):
                process = node.scope.process
                if not bound_paths(process, conversation.key) and not _begun(model, process, conversation.id):
                    yield at(node, message=Element(message).label)


def _begun(model: Model, process: Scope, key: str) -> bool:
    """Whether the process sends or is started by a message of the conversation."""
    return any(
        conversation.id == key
        for scope in process.walk()
        for node in scope.nodes
        if begins(node)
        for message in messages_at(model, node)
        for conversation in conversations(model, message)
    )


@rule(
    "data_store_overwritten",
    N_(
        "%(element)s reads the data store %(store)s and writes it anew, which would undo what others wrote in between. "
        "Compute it from its present value by a transformation, such as =append(%(name)s, result)."
    ),
)
def store_overwritten(model: Model) -> Iterator[Hit]:
    """No update of a data store may be lost: what was read is old when it is written back."""
    for node in _nodes(model):
        for store in overwritten(model, node):
            yield at(node, store=Element(store).label, name=variable_of(store))


@rule(
    "data_store_unclear",
    N_("At %(element)s the name %(name)s could mean a data store or something else. Give the data store another name."),
)
def store_unclear(model: Model) -> Iterator[Hit]:
    """A data store is named by its name; nothing else that an expression can name there may have the same."""
    for node in _nodes(model):
        for name in dict.fromkeys(unclear_names(model, node)):
            yield at(node, name=name)
    for process in model.processes:
        for node, names in condition_starts(model, process) if process.executable else ():
            if meant := unclear_condition(model, names):
                yield at(node, name=meant)


@rule(
    "not_executable_condition",
    N_(
        "The condition of the start event %(element)s reads something else than data stores of the file, or nothing. "
        "No instance and no variable is there yet."
    ),
)
def condition_without_stores(model: Model) -> Iterator[Hit]:
    """10.5.5: the condition of a start event must not refer to the data of the process, only to its environment."""
    for process in model.processes:
        if process.executable:
            for node, names in condition_starts(model, process):
                if not reads_only_stores(model, names):
                    yield at(node)


def _nodes(model: Model) -> Iterator[FlowNode]:
    return (node for scope in model.scopes if scope.executable for node in scope.nodes)


SHARED: tuple[Rule, ...] = tuple(value for value in list(vars().values()) if isinstance(value, Rule))
"""Its rules, in the order in which their findings are shown."""
