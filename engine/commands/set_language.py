"""Choose the language in which the pages speak to a person."""

from engine.errors import InvalidInput
from engine.model.actor import Actor
from engine.model.text import N_
from engine.observing import watched
from engine.runtime import Runtime
from engine.store.tables import account

LANGUAGES = ("id", "en")


class LanguageUnknown(InvalidInput):
    """There is no translation into that language."""

    code = "language_unknown"
    message = N_("Expected one of the languages %(languages)s.")


@watched
def set_language(runtime: Runtime, actor: Actor, language: str) -> None:
    """Keep the choice with the account. Raises LanguageUnknown."""
    if language not in LANGUAGES:
        raise LanguageUnknown(languages=", ".join(LANGUAGES))
    with runtime.database.begin() as work:
        work.begin_write()
        work.connection.execute(account.update().where(account.c.id == actor.account_id).values(language=language))
        work.commit()
