from collections.abc import Iterator
from typing import Any

import pytest

from engine.commands.set_language import LanguageUnknown, set_language
from engine.commands.sign_in import SignInAsDemonstration, sign_in_as_demonstration
from engine.queries.actors import actor_of_session
from tests.factories.people import NOW, a_runtime, an_account


@pytest.fixture
def runtime(database_url: str) -> Iterator[Any]:
    with a_runtime(database_url) as opened:
        yield opened


def test_the_choice_is_kept_with_the_account(runtime: Any) -> None:
    an_account(runtime, demonstration=True)
    signed_in = sign_in_as_demonstration(runtime, SignInAsDemonstration(username="sri.rahayu"))

    set_language(runtime, signed_in.actor, "en")

    with runtime.database.begin() as work:
        actor = actor_of_session(work.connection, signed_in.token, NOW)
    assert actor is not None
    assert actor.language == "en"


@pytest.mark.parametrize("language", ["", "fr", "ID", "en-US"])
def test_a_language_without_translation_is_refused(runtime: Any, language: str) -> None:
    an_account(runtime, demonstration=True)
    actor = sign_in_as_demonstration(runtime, SignInAsDemonstration(username="sri.rahayu")).actor

    with pytest.raises(LanguageUnknown):
        set_language(runtime, actor, language)
