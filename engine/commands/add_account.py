"""The operator gives a person an account."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from engine.authorization.passwords import UNUSABLE
from engine.errors import Conflict, InvalidInput, NotFound
from engine.forms.nip import nip_problem, plain_nip
from engine.ids import new_id
from engine.model.text import N_
from engine.observing import watched
from engine.organisation.nip import Employment
from engine.runtime import Runtime
from engine.store.people import LONGEST_USERNAME, find_account
from engine.store.tables import account, person

LONGEST_PERSON = 200
LANGUAGES = ("id", "en")


class UsernameInvalid(InvalidInput):
    """A user name is typed by people: visible characters, no spaces around it."""

    code = "username_invalid"
    message = N_("Expected a user name of 1 to %(longest)s visible characters without spaces.")


class UsernameTaken(Conflict):
    """There is an account with that name, perhaps an inactive one."""

    code = "username_taken"
    message = N_("There is an account “%(username)s” already. Choose another name, or activate that account.")


class PersonUnknown(NotFound):
    """Nobody is registered with that NIP, and no name was given to register somebody."""

    code = "person_unknown"
    message = N_("Nobody with this NIP is registered. Check the number, or give the name to register the person.")


class PersonNameInvalid(InvalidInput):
    """A person has a name."""

    code = "person_name_invalid"
    message = N_("Expected a name of 1 to %(longest)s visible characters.")


class LanguageUnknown(InvalidInput):
    """There is no translation into that language."""

    code = "account_language_unknown"
    message = N_("Expected one of the languages %(languages)s.")


class PersonNipInvalid(InvalidInput):
    """The number cannot be a NIP."""

    code = "person_nip_invalid"
    message = N_("The NIP is not valid: %(reason)s")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAccount:
    """`nip` finds the person; with `name` a person who is not registered yet is registered."""

    username: str
    nip: str | None = None
    name: str | None = None
    language: str = "id"


@dataclass(frozen=True, slots=True)
class AddedAccount:
    """An account without a password: nobody can sign in with it until one is set."""

    id: UUID
    username: str
    new_person: bool


@watched
def add_account(runtime: Runtime, command: AddAccount) -> AddedAccount:
    """Raises UsernameInvalid, UsernameTaken, PersonUnknown, PersonNameInvalid, PersonNipInvalid, LanguageUnknown."""
    username = checked_username(command.username)
    if command.language not in LANGUAGES:
        raise LanguageUnknown(languages=", ".join(LANGUAGES))
    nip = None if command.nip is None else plain_nip(command.nip)
    with runtime.database.begin() as work:
        work.begin_write()
        work.lock_name("account", username)
        if find_account(work.connection, username) is not None:
            raise UsernameTaken(username=username)
        known = None if nip is None else work.connection.scalar(sa.select(person.c.id).where(person.c.nip == nip))
        person_id = known or register(runtime, work.connection, nip, command.name)
        identity = new_id()
        row = {"id": identity, "person_id": person_id, "username": username, "password_hash": UNUSABLE}
        work.connection.execute(account.insert(), {**row, "language": command.language})
        work.commit()
    return AddedAccount(identity, username, new_person=known is None)


def checked_username(text: str) -> str:
    """The name as it is stored. Raises UsernameInvalid."""
    name = text.strip().casefold()
    if not 0 < len(name) <= LONGEST_USERNAME or not name.isprintable() or any(each.isspace() for each in name):
        raise UsernameInvalid(longest=LONGEST_USERNAME)
    return name


def register(runtime: Runtime, connection: sa.Connection, nip: str | None, name: str | None) -> UUID:
    """A new person, who holds no position yet."""
    if name is None:
        raise PersonUnknown
    called = name.strip()
    if not 0 < len(called) <= LONGEST_PERSON or not called.isprintable():
        raise PersonNameInvalid(longest=LONGEST_PERSON)
    if nip is not None and (problem := nip_problem(nip, runtime.today())):
        raise PersonNipInvalid(reason=problem)
    identity = new_id()
    row = {"id": identity, "name": called, "nip": nip, "employment": Employment.PNS}
    connection.execute(person.insert(), row)
    return identity
