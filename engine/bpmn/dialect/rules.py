"""What the house dialect asks of an executable process: to whom, by which form, by which job, under which name."""

import re
from collections.abc import Iterator

from engine.bpmn.data import item_variable
from engine.bpmn.definitions import event_definitions
from engine.bpmn.dialect.correlation import conversations, has_own_key
from engine.bpmn.dialect.extensions import (
    ADDRESS,
    CANDIDATE_GROUPS,
    CORRECTIONS,
    DECISION_CLASS,
    DUE_WORKING_DAYS,
    FOUR_EYES,
    MISSED_TIMES,
    NUMBER_PREFIX,
    STARTABLE_BY,
    STARTER,
    attribute,
    called_tasks,
    candidate_groups,
    extension,
    mappings,
    properties,
    split_addresses,
)
from engine.bpmn.model import Element, FlowNode, Model, local_reference
from engine.bpmn.names import GLOBAL_TASKS, bpmn
from engine.bpmn.rules.catalogue import Hit, at, rule
from engine.model.data import OWN_NAMES
from engine.model.reserved_names import RESERVED
from engine.model.text import N_
from engine.scripts.python import MARK

_VARIABLE = re.compile(r"[^\W\d]\w*")
_PREFIX = re.compile(r"[A-Z][A-Z0-9]{1,11}")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_NUMBER = re.compile(r"\d{1,4}")


@rule(
    "user_task_without_candidates",
    N_("User task %(element)s addresses nobody. Name candidateGroups such as biro_sdm@bkn, on the task or its lane."),
)
def user_task_without_candidates(model: Model) -> Iterator[Hit]:
    """Work without an address would lie in no inbox."""
    for node in executed(model, "userTask"):
        if candidate_groups(node) is None:
            yield at(node)


@rule("candidate_address", N_("Expected addresses function@agency for %(element)s, but found “%(address)s”."))
def candidate_address(model: Model) -> Iterator[Hit]:
    """Addresses are of the form function@agency; they never name persons."""
    for node in executed(model, "userTask"):
        groups = attribute(node.xml, "assignmentDefinition", "candidateGroups")
        yield from _wrong_addresses(node, groups, ADDRESS)
    for process in model.processes:
        for scope in process.walk() if process.executable else ():
            for lane in scope.lanes:
                yield from _wrong_addresses(lane, properties(lane.xml).get(CANDIDATE_GROUPS), ADDRESS)


@rule(
    "starter_address",
    N_(
        "Expected addresses function@agency or function@* in lintas:startableBy of %(element)s, but found "
        "“%(address)s”."
    ),
)
def starter_address(model: Model) -> Iterator[Hit]:
    """Who may start is an address as well."""
    for process in model.processes:
        if process.executable:
            yield from _wrong_addresses(process, properties(process.xml).get(STARTABLE_BY), STARTER)


@rule(
    "number_prefix",
    N_("Expected lintas:numberPrefix of %(element)s to be 2 to 12 capital letters or digits, but it is “%(prefix)s”."),
)
def number_prefix(model: Model) -> Iterator[Hit]:
    """The prefix begins the number of every instance."""
    for process in model.processes:
        prefix = properties(process.xml).get(NUMBER_PREFIX)
        if process.executable and prefix is not None and not _PREFIX.fullmatch(prefix):
            yield at(process, prefix=prefix[:40])


@rule(
    "user_task_without_decision_class",
    N_("User task %(element)s has no lintas:decisionClass. It says which officials may decide here."),
)
def user_task_without_decision_class(model: Model) -> Iterator[Hit]:
    """Acting officials are barred by decision class, so every user task states one."""
    for node in executed(model, "userTask"):
        if not properties(node.xml).get(DECISION_CLASS):
            yield at(node)


@rule(
    "property_value",
    N_("The property %(property)s of %(element)s can not be “%(value)s”: use letters, digits, _ . - only."),
)
def property_value(model: Model) -> Iterator[Hit]:
    """Names of classes, groups and variables are single words."""
    for node in executed(model, "userTask"):
        for name, pattern in ((DECISION_CLASS, _WORD), (FOUR_EYES, _WORD), (CORRECTIONS, _VARIABLE)):
            value = properties(node.xml).get(name)
            if value and not pattern.fullmatch(value):
                yield at(node, property=name, value=value[:60])


@rule(
    "user_task_without_form",
    N_("User task %(element)s has no form. Link one by its form id (zeebe:formDefinition formId)."),
)
def user_task_without_form(model: Model) -> Iterator[Hit]:
    """People complete a task by a form."""
    for node in executed(model, "userTask"):
        if attribute(node.xml, "formDefinition", "formId") is None:
            yield at(node)


@rule("priority", N_("Expected a priority from 0 to 100 at %(element)s, but it is “%(value)s”."))
def priority(model: Model) -> Iterator[Hit]:
    """As in Camunda 8: 0 to 100, 50 where nothing is said."""
    for node in executed(model, "userTask"):
        value = attribute(node.xml, "priorityDefinition", "priority")
        if value and not value.startswith("=") and not (_NUMBER.fullmatch(value) and int(value) <= 100):
            yield at(node, value=value[:40])


@rule(
    "due_working_days",
    N_(
        "Expected a number of working days from 0 to 1000, or an expression that begins with =, in "
        "lintas:dueWorkingDays of %(element)s, but it is “%(value)s”."
    ),
)
def due_working_days(model: Model) -> Iterator[Hit]:
    """Deadlines in working days of the agency that the work is addressed to."""
    for node in executed(model, "userTask"):
        value = properties(node.xml).get(DUE_WORKING_DAYS)
        computed = value is not None and value.startswith(("=", MARK))
        if value is not None and not computed and not (_NUMBER.fullmatch(value) and int(value) <= 1000):
            yield at(node, value=value[:40])


@rule(
    "missed_times",
    N_(
        "Expected one or all in lintas:missedTimes of %(element)s, an event with a repeating timer, but it is "
        "“%(value)s”."
    ),
)
def missed_times(model: Model) -> Iterator[Hit]:
    """What becomes of times that pass while nothing runs; only a repetition has several."""
    for node in executed(model):
        value = properties(node.xml).get(MISSED_TIMES)
        repeats = any(each.xml.find(bpmn("timeCycle")) is not None for each in event_definitions(model, node))
        if value is not None and not (repeats and value in ("one", "all")):
            yield at(node, value=value[:40])


@rule("due_date_twice", N_("User task %(element)s has a due date and lintas:dueWorkingDays as well. Keep one."))
def due_date_twice(model: Model) -> Iterator[Hit]:
    """Two deadlines would leave open which one counts."""
    for node in executed(model, "userTask"):
        if DUE_WORKING_DAYS in properties(node.xml) and attribute(node.xml, "taskSchedule", "dueDate") is not None:
            yield at(node)


@rule(
    "script_missing",
    N_("Script task %(element)s has neither a FEEL expression (zeebe:script expression) nor a script in Python."),
)
def script_missing(model: Model) -> Iterator[Hit]:
    """A script task evaluates an expression or runs a script."""
    for node in executed(model, "scriptTask"):
        if extension(node.xml, "script") is None and node.xml.find(bpmn("script")) is None:
            yield at(node)


@rule("script_twice", N_("Script task %(element)s has a zeebe:script and a script beside it. Keep one."))
def script_twice(model: Model) -> Iterator[Hit]:
    """Only one of the two would be executed."""
    for node in (*executed(model, "scriptTask"), *model.all("globalScriptTask")):
        if extension(node.xml, "script") is not None and node.xml.find(bpmn("script")) is not None:
            yield at(node)


@rule("result_variable_missing", N_("%(element)s computes something but names no result variable for it."))
def result_variable_missing(model: Model) -> Iterator[Hit]:
    """Results go into a variable."""
    for kind, name in (("scriptTask", "script"), ("businessRuleTask", "calledDecision")):
        for node in executed(model, kind):
            foreign = node.xml.find(bpmn("script"))
            in_feel = foreign is not None and "feel" in node.xml.get("scriptFormat", "").lower()
            if in_feel or (
                extension(node.xml, name) is not None and attribute(node.xml, name, "resultVariable") is None
            ):
                yield at(node)


@rule("variable_name", N_("Expected the name of a variable at %(element)s, but found “%(variable)s”."))
def variable_name(model: Model) -> Iterator[Hit]:
    """Letters, digits and _; the first is no digit."""
    for node in executed(model):
        for variable in _written_variables(node):
            if not _VARIABLE.fullmatch(variable):
                yield at(node, variable=variable[:60])


@rule(
    "variable_reserved",
    N_("%(element)s writes the variable “%(variable)s”, which the engine keeps for itself. Choose another name."),
)
def variable_reserved(model: Model) -> Iterator[Hit]:
    """`instance` holds number, date and agency of the case."""
    for node in executed(model):
        for variable in _written_variables(node):
            if variable in OWN_NAMES:
                yield at(node, variable=variable)


@rule(
    "message_name_reserved",
    N_("At %(element)s: names of messages that begin with %(reserved)s belong to Lintas. Give it another one."),
)
def message_name_reserved(model: Model) -> Iterator[Hit]:
    """By such messages processes start at their times, signals and conditions; nobody forges one."""
    for message in model.all("message"):
        if message.name.startswith(RESERVED):
            yield at(message, reserved=", ".join(RESERVED))


@rule("message_without_name", N_("%(element)s needs a message with a plain name."))
def message_without_name(model: Model) -> Iterator[Hit]:
    """Messages are found by name; the name is known before the process runs."""
    for node in executed(model):
        for holder in _message_holders(model, node):
            message = model.referenced(holder.xml.get("messageRef"), "message")
            if holder.xml.get("messageRef") and message is None:
                continue
            name = (message.get("name") or "").strip() if message is not None else ""
            if not name or name.startswith("="):
                yield at(node)


@rule(
    "correlation_key_missing",
    N_("%(element)s waits for message %(message)s without a correlation key (zeebe:subscription correlationKey)."),
)
def correlation_key_missing(model: Model) -> Iterator[Hit]:
    """The key says which instance a message is for; only a message that starts a process needs none."""
    for node in executed(model, "intermediateCatchEvent", "boundaryEvent", "receiveTask"):
        for holder in _message_holders(model, node):
            message = model.referenced(holder.xml.get("messageRef"), "message")
            if message is not None and not has_own_key(message) and not conversations(model, message):
                yield at(node, message=Element(message).label)


@rule("signal_without_name", N_("%(element)s needs a signal with a plain name."))
def signal_without_name(model: Model) -> Iterator[Hit]:
    """Signals are found by name."""
    for node in executed(model):
        for definition in event_definitions(model, node):
            if definition.word != "signal":
                continue
            signal = model.referenced(definition.xml.get("signalRef"), "signal")
            if definition.xml.get("signalRef") and signal is None:
                continue
            name = (signal.get("name") or "").strip() if signal is not None else ""
            if not name or name.startswith("="):
                yield at(node)


@rule("error_without_code", N_("%(element)s needs an error with an error code."))
def error_without_code(model: Model) -> Iterator[Hit]:
    """Errors are found by code; only a boundary event may catch every error by naming none."""
    for node in executed(model, "endEvent", "boundaryEvent"):
        for definition in event_definitions(model, node):
            if definition.word != "error":
                continue
            reference = definition.xml.get("errorRef")
            found = model.referenced(reference, "error")
            if reference is None and node.kind == "boundaryEvent":
                continue
            if reference is not None and found is None:
                continue
            code = (found.get("errorCode") or "").strip() if found is not None else ""
            if not code or code.startswith("="):
                yield at(node)


@rule(
    "loop_without_collection",
    N_(
        "Multi-instance %(element)s names neither a collection (zeebe:loopCharacteristics inputCollection) nor a "
        "number of instances."
    ),
)
def loop_without_collection(model: Model) -> Iterator[Hit]:
    """One instance is made for each item of a list, or as many as are asked for."""
    for node in executed(model):
        multi = node.xml.find(bpmn("multiInstanceLoopCharacteristics"))
        if multi is None or multi.find(bpmn("loopCardinality")) is not None:
            continue
        data = local_reference(multi.findtext(bpmn("loopDataInputRef")) or "")
        from_data = bool(data) and item_variable(model, node, data) is not None
        if not from_data and extension(multi, "loopCharacteristics") is None:
            yield at(node)


@rule(
    "loop_output_incomplete",
    N_("Multi-instance %(element)s needs both outputCollection and outputElement, or neither."),
)
def loop_output_incomplete(model: Model) -> Iterator[Hit]:
    """What is collected, and where it goes, belong together."""
    for node in executed(model):
        if node.loop is not None:
            pair = [
                attribute(node.loop.xml, "loopCharacteristics", name) for name in ("outputCollection", "outputElement")
            ]
            if (pair[0] is None) != (pair[1] is None):
                yield at(node)


def executed(model: Model, *kinds: str) -> Iterator[FlowNode]:
    """Flow nodes of executable processes, of these kinds or of all; a global task stands where it is called."""
    for node in model.nodes:
        if node.scope.executable and (not kinds or node.kind in kinds):
            yield node
    for task in called_tasks(model):
        if not kinds or GLOBAL_TASKS[task.kind] in kinds:
            yield task


def _wrong_addresses(place: Element, groups: str | None, pattern: re.Pattern[str]) -> Iterator[Hit]:
    if groups is not None and not groups.startswith("="):
        for address in split_addresses(groups):
            if not pattern.fullmatch(address):
                yield at(place, address=address[:80])


def _written_variables(node: FlowNode) -> Iterator[str]:
    for direction in ("input", "output"):
        for mapping in mappings(node.xml, direction):
            yield mapping.get("target", "").strip()
    for name in ("script", "calledDecision"):
        variable = attribute(node.xml, name, "resultVariable")
        if variable is not None:
            yield variable
    if node.loop is not None:
        for attribute_name in ("inputElement", "outputCollection"):
            variable = attribute(node.loop.xml, "loopCharacteristics", attribute_name)
            if variable is not None:
                yield variable


def _message_holders(model: Model, node: FlowNode) -> Iterator[Element]:
    """The elements that refer to a message: an event's definition, or a send or receive task itself."""
    if node.kind in ("sendTask", "receiveTask"):
        yield node
    for definition in event_definitions(model, node):
        if definition.word == "message":
            yield definition
