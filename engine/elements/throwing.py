"""The way of an error or escalation outwards to what catches it (BPMN 2.0.2, 10.5.7).

On each level first the boundary events of the activity, then the event sub-processes of the scope around it.
"""

from collections.abc import Iterator

from engine.elements.boundaries import BoundaryEvent, BoundarySplit
from engine.elements.effects import ErrorEscaped, EscalationEscaped
from engine.elements.event_definitions import CancelEvent, ErrorEvent, EscalationEvent
from engine.elements.failures import TechnicalFailure
from engine.elements.tokens import Token
from engine.model.data import ProcessData

UNCAUGHT = "uncaught_error"
"""Code of the incident of an error that nothing catches."""
Coded = type[ErrorEvent] | type[EscalationEvent]
Catch = tuple[Token, int]
"""A waiting token and the part of it that catches."""


def throw_error(token: Token, code: str, message: str = "", payload: ProcessData | None = None) -> None:
    """Give a BPMN error to the innermost event that catches it; raises TechnicalFailure if there is none.

    What happens then the standard leaves open (BPMN 2.0.2, table 10.88).
    """
    if not catch_error(token, code, message, payload):
        raise TechnicalFailure(
            UNCAUGHT,
            f"Expected an event that catches the error {code or 'without a code'} of {token.task_spec.bpmn_id}, but "
            f"there is none around it. {message}".strip(),
        )


def catch_error(token: Token, code: str, message: str = "", payload: ProcessData | None = None) -> bool:
    """Give a BPMN error to the innermost event that catches it. False if there is none: the host may know a caller."""
    for catcher, part in catchers(token, ErrorEvent, code):
        catcher.task_spec.fire(catcher, part, payload or {})
        return True
    token.emit(ErrorEscaped, code=code, message=message, payload=payload or {})
    return False


def is_caught(token: Token, code: str) -> bool:
    """True if an event of this execution waits for that error."""
    return any(True for _ in catchers(token, ErrorEvent, code))


def throw_escalation(token: Token, code: str, payload: ProcessData | None = None) -> None:
    """Give an escalation to the innermost event that catches it; uncaught, only a caller is told."""
    for catcher, part in catchers(token, EscalationEvent, code):
        catcher.task_spec.fire(catcher, part, payload or {})
        return
    token.emit(EscalationEscaped, code=code, payload=payload or {})


def catch_cancel(owner: Token) -> bool:
    """Give up the transaction of `owner`: its cancel event goes on. False if it has none."""
    for event in beside(owner):
        for part, definition in enumerate(event.task_spec.events):
            if isinstance(definition, CancelEvent) and event.waits_for_event:
                event.task_spec.fire(event, part, {})
                return True
    return False


def catchers(token: Token, kind: Coded, code: str) -> Iterator[Catch]:
    """Waiting tokens that catch it, innermost first; one that names the code before one that takes all."""
    thrower: Token | None = token
    came_from: object = None
    while thrower is not None:
        yield from catching(beside(thrower), kind, code)
        tokens = thrower.workflow
        triggers = [
            trigger
            for name in tokens.spec.triggers
            if tokens.spec.task_specs[name].body is not came_from
            for trigger in tokens.at.get(name, {}).values()
        ]
        yield from catching(triggers, kind, code)
        thrower = tokens.owner
        came_from = None if thrower is None else thrower.task_spec


def catching(waiting: list[Token], kind: Coded, code: str) -> list[Catch]:
    """Those of the tokens that catch it, the exact ones first."""
    found: list[tuple[bool, int, Token, int]] = []
    for token in waiting:
        if token.waits_for_event:
            for part in token.task_spec.awaited(token):
                event = token.task_spec.events[part]
                if isinstance(event, kind) and event.code in (None, code):
                    found.append((event.code is None, token.id, token, part))
    return [(token, part) for _, _, token, part in sorted(found, key=lambda each: each[:2])]


def beside(token: Token) -> list[Token]:
    """Tokens of the boundary events of an activity: of itself, else of the loop around it."""
    at: Token | None = token
    events: list[Token] = []
    while at is not None:
        before = at.parent
        if before is not None and isinstance(before.task_spec, BoundarySplit):
            events += [event for event in before.children if isinstance(event.task_spec, BoundaryEvent)]
        at = at.instance_of
    return events
