"""Models as they go through an upload: checked, and executed in their normal form."""

from typing import Any

from engine.bpmn import check_model
from engine.bpmn.findings import Severity
from tests.factories.models import Node, a_process, end, start
from tests.factories.plays import Play
from tests.factories.random_models import VALID


def checked_play(model: bytes, variables: dict[str, Any] | None = None, **more: Any) -> Play:
    """The execution of a model that the checker accepts, in its normal form."""
    return Play(check_model(model).require_ok(), variables, **more)


def uploaded(*elements: Node, flows: list[str], variables: dict[str, Any] | None = None, **more: Any) -> Play:
    """The execution of a process that the checker accepts."""
    return checked_play(a_process(*elements, flows=flows), variables, **more)


def on_the_way(*elements: Node, variables: dict[str, Any] | None = None, **more: Any) -> Play:
    """The execution of elements one behind the other."""
    names = " -> ".join(["mulai", *(str(node.get("id")) for node in elements), "selesai"])
    return uploaded(start("mulai"), *elements, end("selesai"), flows=[names], variables=variables, **more)


def refusals(model: bytes) -> set[tuple[str, str | None]]:
    """What a model is refused for, with the element."""
    found = check_model(model).findings
    return {(finding.code, finding.element_id) for finding in found if finding.severity is Severity.ERROR}


__all__ = ["VALID", "checked_play", "on_the_way", "refusals", "uploaded"]
