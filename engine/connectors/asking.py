"""Sending a request for a call: what an answer, a refusal or silence means for the job."""

from datetime import timedelta

from engine.bpmn.dialect.call_headers import TRIED_AGAIN
from engine.connectors.breaker import BREAKERS, Breakers
from engine.connectors.hosts import HostRefused, Place
from engine.connectors.outgoing import Answered, Asked, Outgoing, Unanswered, ask
from engine.connectors.port import Call, CallFailed
from engine.connectors.secrets import Secrets

LONGEST_PAUSE = timedelta(hours=1)


def answer_of(
    outgoing: Outgoing, call: Call, asked: Asked, secrets: Secrets, breakers: Breakers = BREAKERS
) -> Answered:
    """The answer, whatever its status below 500. Raises CallFailed for everything else."""
    try:
        place = outgoing.place(asked.url)
    except HostRefused as refused:
        raise CallFailed("host_refused", str(refused), final=True) from None
    host = breaker_of(call.agency, place)
    rest = breakers.rest(host, call.now)
    if rest is not None:
        raise CallFailed("host_rests", f"{place} did not answer before and is left alone.", pause=rest, free=True)
    what = f"{asked.method} {secrets.redacted(asked.url.partition('?')[0])}"
    try:
        answer = ask(outgoing, asked)
    except HostRefused as refused:
        raise CallFailed("host_refused", f"{what}: {refused}", final=True) from None
    except Unanswered as silence:
        if silence.silent:
            breakers.failed(host, call.now)
        raise CallFailed("no_answer", f"{what}: {silence}. {left(call)}", final=not silence.silent) from None
    if answer.status >= 500:
        breakers.failed(host, call.now)
    else:
        breakers.answered(host)
    if answer.status >= 500 or answer.status in TRIED_AGAIN:
        raise CallFailed("call_refused", told(what, answer, call, secrets), pause=asked_pause(answer))
    return answer


def breaker_of(agency: str, place: Place) -> str:
    """The name of the breaker for calls of an agency to a place."""
    return f"{agency} {place}"


def refused(asked: Asked, answer: Answered, call: Call, secrets: Secrets) -> CallFailed:
    """The failure of an answer that no retry would change."""
    what = f"{asked.method} {secrets.redacted(asked.url.partition('?')[0])}"
    if 300 <= answer.status < 400:
        return CallFailed(
            "call_redirected", f"{what} answered {answer.status}: redirects are not followed.", final=True
        )
    return CallFailed("call_refused", told(what, answer, call, secrets), final=True)


def told(what: str, answer: Answered, call: Call, secrets: Secrets) -> str:
    """What a supervisor needs of an answer: status, attempts, the beginning of the body without what is nobody's."""
    excerpt = secrets.redacted(answer.text)
    return f"{what} answered {answer.status}. {left(call)} Body: {excerpt or '(empty)'}"


def left(call: Call) -> str:
    """How many attempts remain after this one."""
    return f"Attempts left: {max(call.retries - 1, 0)}."


def asked_pause(answer: Answered) -> timedelta | None:
    """For how long the other system wants to be left alone (Retry-After in seconds, RFC 9110 §10.2.3)."""
    text = answer.headers.get("retry-after", "").strip()
    return (
        min(timedelta(seconds=int(text)), LONGEST_PAUSE)
        if text.isascii() and text.isdigit() and len(text) < 8
        else None
    )
