"""The correlation key of a message: which instance it is for (BPMN 2.0.2, 8.4.2).

A key is a text. In a conversation without subscription its first message, sent or received, fixes the key for the
instance; it is kept in the scope of the execution under a name that no expression can spell.
"""

from decimal import Decimal

from engine.elements.event_definitions import MessageEvent
from engine.elements.failures import TechnicalFailure
from engine.elements.formulas import Formula, Result
from engine.elements.scopes import ROOT
from engine.elements.timers import described
from engine.elements.tokens import Token
from engine.model.data import ProcessData

FIXED = "#key:"
"""Before the id of a correlation key: the variable that keeps its text."""
LONGEST_KEY = 200
"""As long as the keys that other systems may send."""


def awaited_key(token: Token, event: MessageEvent) -> str | None:
    """The key of a message that is awaited, None if the model has none; raises TechnicalFailure if it has no value."""
    if event.correlation_key is None and event.conversation is not None:
        key = fixed_key(token, event.conversation)
        if key is None:
            raise TechnicalFailure(
                "no_correlation_key",
                f"Expected a message of the conversation {event.conversation} to have been sent or received before "
                f"{event.name} is awaited, but there was none.",
            )
        return key
    return correlation_key(token, event)


def sent_key(token: Token, event: MessageEvent, payload: ProcessData) -> str | None:
    """The key of a message that is sent, None if the model has none; raises TechnicalFailure if it has no value."""
    if event.message_key is None:
        return correlation_key(token, event)
    services = token.top.services
    now = token.top.now.astimezone(services.zone)
    key = as_key(event, event.message_key, event.message_key.evaluate(payload, services.functions, now))
    if event.conversation is not None:
        fix_key(token, event, key)
    return key


def begin_conversation(token: Token, event: MessageEvent) -> None:
    """The process was started by a message: what that brought is in the variables, and fixes the key."""
    if event.message_key is not None and event.conversation is not None:
        fix_key(token, event, as_key(event, event.message_key, token.evaluate(event.message_key)))


def fixed_key(token: Token, conversation: str) -> str | None:
    """The key that a message of the conversation has fixed for this instance, None before the first."""
    name = FIXED + conversation
    key: str | None = token.top.scopes.own(ROOT, [name]).get(name)
    return key


def fix_key(token: Token, event: MessageEvent, key: str) -> None:
    """Fix the key with the first message; every later one has the same, else TechnicalFailure."""
    known = fixed_key(token, event.conversation or "")
    if known is None:
        token.top.scopes.declare(ROOT, f"{FIXED}{event.conversation}", key)
    elif known != key:
        raise TechnicalFailure(
            "other_conversation",
            f"Expected the message {event.name} to belong to the conversation {event.conversation} of this case, but "
            f"what it brings gives another key.",
        )


def correlation_key(token: Token, event: MessageEvent) -> str | None:
    """The key as text, None if the model has none; raises TechnicalFailure if it has no value or too long a one."""
    if event.correlation_key is None:
        return None
    return as_key(event, event.correlation_key, token.evaluate(event.correlation_key))


def as_key(event: MessageEvent, formula: Formula, result: Result) -> str:
    """What an expression gave, as the text by which a message is found; raises TechnicalFailure."""
    key = result.value
    if isinstance(key, (int, Decimal)) and not isinstance(key, bool):
        key = f"{Decimal(key).normalize():f}"
    if isinstance(key, str) and len(key) > LONGEST_KEY:
        raise TechnicalFailure(
            "correlation_key_too_long",
            f"Expected a correlation key of at most {LONGEST_KEY} characters of the message {event.name}, but "
            f"{formula.text} gave {len(key)}.",
        )
    if isinstance(key, str):
        return key
    raise TechnicalFailure(
        "no_correlation_key",
        f"Expected a text or a number as correlation key of the message {event.name}, but {formula.text} "
        f"gave {described(result.value)}.{result.explain()}",
    )
