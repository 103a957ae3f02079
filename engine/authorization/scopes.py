"""What an API token may be used for; within it, the positions of its account decide."""

from collections.abc import Iterable
from enum import StrEnum

from engine.errors import InvalidInput, NotAllowed
from engine.model.text import N_


class Scope(StrEnum):
    """A part of the API that a token opens."""

    READ = "read"
    WORK = "work"
    MESSAGES = "messages"
    DEPLOY = "deploy"
    SUPERVISE = "supervise"
    JOBS = "jobs"


Scopes = frozenset[Scope]

USUAL: Scopes = frozenset({Scope.READ, Scope.WORK})
"""What a token opens unless it is issued for more or less."""


class ScopeMissing(NotAllowed):
    """The token was not issued for that."""

    code = "scope_missing"
    message = N_(
        "This token is not for that: it lacks the scope “%(scope)s”. "
        "The operator issues one that has it with “lintas token issue --scope %(scope)s”."
    )


class ScopesInvalid(InvalidInput):
    """A token is issued for something, and only for what there is."""

    code = "token_scopes_invalid"
    message = N_("Give the token one or more of these scopes: %(known)s.")


def check_scope(held: Scopes, needed: Iterable[str]) -> None:
    """Raises ScopeMissing for the first of the `needed` scopes that a token does not have."""
    for scope in needed:
        if scope not in held:
            raise ScopeMissing(scope=str(scope))


def chosen(names: Iterable[str]) -> Scopes:
    """The scopes of these names. Raises ScopesInvalid for none or for an unknown one."""
    found = frozenset(names)
    if not found or not found <= set(Scope):
        raise ScopesInvalid(known=", ".join(Scope))
    return frozenset(Scope(name) for name in found)


def stored(scopes: Scopes) -> str:
    """As they stand in the database: names with spaces between, in one order."""
    return " ".join(scope for scope in Scope if scope in scopes)


def load_scopes(text: str) -> Scopes:
    """The scopes from the database; a name that is none (any more) opens nothing."""
    return frozenset(scope for scope in Scope if scope in text.split())
