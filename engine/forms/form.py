"""A form that was read: immutable, compiled, shared by all who show it."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.forms.components import Component
from engine.forms.shape import Shape


@dataclass(frozen=True, slots=True)
class Form:
    """What people fill in at a user task or a start event."""

    id: str
    title: str
    titles: Mapping[str, str]
    """The title by language, where the file translates it."""
    components: tuple[Component, ...]
    shape: Shape
    produces: frozenset[str]
    """Variables that an answer may write."""
    reads: frozenset[str]
    """Variables that showing or checking the form may look at; among them those it writes, to prefill its fields."""
    moving: bool
    """Whether an answer can change what else is shown or computed."""

    def title_in(self, language: str) -> str:
        """The title in `language`, else as the file has it."""
        return self.titles.get(language, self.title)
