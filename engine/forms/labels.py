"""What a component is called in the reader's language."""

from engine.forms.components import Calculated, Component, Container, DateTime, Input, Table
from engine.forms.settling import Placed
from engine.forms.templates import Template

MAX_LABEL = 500


def label_of(placed: Placed, language: str) -> str:
    """The label as filled in its context; a field without one is called by its key."""
    component = placed.component
    for template in (component.translated("label", language), *_labels(component)):
        label = template.fill(placed.context, language).strip() if template else ""
        if label:
            return label[:MAX_LABEL]
    return component.key if isinstance(component, Input | Calculated) else ""


def hint_of(placed: Placed, language: str) -> str:
    """The description under the label, or nothing."""
    if not isinstance(placed.component, Input):
        return ""
    template = placed.component.translated("description", language) or placed.component.description
    return template.fill(placed.context, language).strip()


def _labels(component: Component) -> tuple[Template, ...]:
    if isinstance(component, DateTime):
        return (component.time_label if component.subtype == "time" else component.date_label, component.label)
    return (component.label,) if isinstance(component, Input | Container | Table) else ()
