"""How a text of a model is written where it is executed: an expression in Python carries its mark."""

from lxml import etree

from engine.feel import FeelSyntaxError, compile_expression
from engine.scripts.languages import Place, internal_form
from engine.scripts.python import MARK, PythonRefused, read_python_expression


def executed_text(xml: etree._Element, text: str, place: Place = Place.EXPRESSION) -> str:
    """The text of an element, or of one of its attributes, as it is executed."""
    states = xml.getroottree().getroot().get("expressionLanguage")
    return internal_form(text.strip(), place, stated=xml.get("language"), model_states=states)


def names_in(text: str) -> frozenset[str] | None:
    """The variables that an expression reads, as it is executed; None where it can not be read."""
    try:
        if text.startswith(MARK):
            return read_python_expression(text.removeprefix(MARK)).reads
        return compile_expression(text.removeprefix("=").strip()).names
    except (FeelSyntaxError, PythonRefused):
        return None
