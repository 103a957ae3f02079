"""JUEL in the standard's own elements: conditions, times and numbers of instances, written as `${...}`."""

from engine.bpmn.dialect.expressions import Expression, expressions
from engine.bpmn.model import Model, local_name
from engine.bpmn.vendors.notes import Notes
from engine.scripts.juel import is_juel
from engine.scripts.juel_feel import Kind, Names
from engine.scripts.languages import Language, Place, language_of

_ASKS = frozenset({"conditionExpression", "condition", "completionCondition", "loopCondition", "activationCondition"})
_COUNTS = {
    "nrOfInstances": "numberOfInstances",
    "nrOfActiveInstances": "numberOfActiveInstances",
    "nrOfCompletedInstances": "numberOfCompletedInstances",
}
NAMES: Names = {
    "loopCounter": ("(loopCounter - 1)", Kind.NUMBER),
    **dict.fromkeys(_COUNTS, ("", Kind.NUMBER)),
}
"""Counters of a multi-instance activity. Camunda 7 counts its instances from 0, the standard from 1."""
COMPLETION: Names = {**NAMES, **{theirs: (ours, Kind.NUMBER) for theirs, ours in _COUNTS.items()}}
"""The same in a completion condition, which knows how many instances there are."""


def translate_texts(model: Model, notes: Notes) -> None:
    """Write FEEL where the executable processes of a model have JUEL."""
    for expression in list(expressions(model)):
        xml = expression.xml
        kind = local_name(xml)
        if not kind or expression.place is Place.SCRIPT or not _has_juel(expression, model):
            continue
        names = COMPLETION if kind == "completionCondition" else NAMES
        xml.text = (notes.condition if kind in _ASKS else notes.value)(xml, expression.text.strip(), names)
        xml.attrib.pop("language", None)


def _has_juel(expression: Expression, model: Model) -> bool:
    written = language_of(
        expression.text, expression.place, stated=expression.stated, model_states=model.xml.get("expressionLanguage")
    )
    return written.language in (Language.JUEL, Language.NOT_STATED) and is_juel(expression.text)
