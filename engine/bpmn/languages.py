"""How a text of a model is written where it is executed: an expression in Python carries its mark."""

from lxml import etree

from engine.scripts.languages import Place, internal_form


def executed_text(xml: etree._Element, text: str, place: Place = Place.EXPRESSION) -> str:
    """The text of an element, or of one of its attributes, as it is executed."""
    states = xml.getroottree().getroot().get("expressionLanguage")
    return internal_form(text.strip(), place, stated=xml.get("language"), model_states=states)
