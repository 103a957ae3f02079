"""Accounts and tokens."""

from typing import Any

import pytest

from engine.commands.sign_in import SignIn, WrongCredentials, sign_in
from engine.queries.actors import bearer_of_token
from engine.store import tables
from tests.api.cli.conftest import Lintas
from tests.factories.people import rows

PASSWORD = "kata-sandi-yang-panjang"


def enter(runtime: Any, password: str = PASSWORD, username: str = "dewi") -> str:
    return sign_in(runtime, SignIn(username=username, password=password, address="127.0.0.1")).actor.name


def a_user(lintas: Lintas) -> None:
    assert lintas("user", "add", "Dewi", "--name", "Dewi Lestari").code == 0
    assert lintas("user", "set-password", "dewi", stdin=f"{PASSWORD}\n").code == 0


def test_whoever_is_added_signs_in_with_the_password_that_was_set(office: Any, lintas: Lintas) -> None:
    a_user(lintas)

    assert enter(office) == "Dewi Lestari"


def test_nobody_signs_in_before_a_password_is_set(office: Any, lintas: Lintas) -> None:
    lintas("user", "add", "dewi", "--name", "Dewi Lestari")

    with pytest.raises(WrongCredentials):
        enter(office, "!")


def test_a_password_is_no_argument(office: Any, lintas: Lintas) -> None:
    assert lintas("user", "set-password", "sri", PASSWORD).code == 2


def test_a_short_password_is_refused(office: Any, lintas: Lintas) -> None:
    done = lintas("user", "set-password", "sri", stdin="pendek\n")

    assert (done.code, "12" in done.err) == (1, True)


def test_a_new_password_ends_all_sessions(office: Any, lintas: Lintas) -> None:
    a_user(lintas)
    enter(office)

    lintas("user", "set-password", "dewi", stdin=f"{PASSWORD}-baru\n")

    assert rows(office, tables.session) == []
    assert enter(office, f"{PASSWORD}-baru") == "Dewi Lestari"


def test_an_account_out_of_use_loses_its_tokens_for_good(office: Any, lintas: Lintas) -> None:
    token = lintas("token", "issue", "sri").out.strip()

    assert lintas("user", "deactivate", "sri").code == 0
    assert lintas("tasks", "--as", "sri").code == 1
    assert lintas("user", "activate", "sri").code == 0
    assert lintas("tasks", "--as", "sri").code == 0

    with office.database.begin() as work:
        assert bearer_of_token(work.connection, token, office.clock.now()) is None


@pytest.mark.parametrize(
    "arguments",
    [
        ("user", "add", "sri", "--name", "Sri"),
        ("user", "add", "dewi"),
        ("user", "add", "two words", "--name", "Dewi"),
        ("user", "add", "dewi", "--name", ""),
        ("user", "add", "dewi", "--name", "Dewi", "--nip", "123"),
        ("user", "add", "dewi", "--name", "Dewi", "--language", "nl"),
        ("user", "deactivate", "nobody"),
        ("token", "issue", "nobody"),
        ("token", "revoke", "01a20bec-5397-72ef-8fe1-10cab3e0b293"),
    ],
    ids=" ".join,
)
def test_what_makes_no_sense_is_refused(office: Any, lintas: Lintas, arguments: tuple[str, ...]) -> None:
    before = rows(office, tables.account)

    assert lintas(*arguments).code == 1
    assert rows(office, tables.account) == before


def test_accounts_are_listed_with_positions_and_without_passwords(office: Any, lintas: Lintas) -> None:
    listed = {each["username"]: each for each in lintas("user", "list", "--json").json}

    assert listed["sri"]["positions"] == ["analis_sdm@bkn"]
    assert listed["sri"].keys() == {"username", "name", "active", "demonstration", "has_password", "positions"}
    assert "sri" in lintas("user", "list").out


def test_a_token_is_listed_without_its_secret_and_withdrawn_by_its_id(office: Any, lintas: Lintas) -> None:
    issued = lintas("token", "issue", "sri", "--name", "srikandi", "--json").json

    listed = lintas("token", "list", "--json")
    assert [each["name"] for each in listed.json] == ["srikandi"]
    assert issued["token"] not in listed.out

    assert lintas("token", "revoke", issued["id"]).code == 0
    assert lintas("token", "list", "--json").json == []


def test_a_known_person_is_found_by_the_nip(office: Any, lintas: Lintas) -> None:
    nip = "199308172018012020"
    lintas("user", "add", "dewi", "--nip", nip, "--name", "Dewi Lestari")
    persons = len(rows(office, tables.person))

    done = lintas("user", "add", "dewi.kedua", "--nip", "19930817 201801 2 020", "--json")

    assert (done.code, done.json["new_person"]) == (0, False)
    assert len(rows(office, tables.person)) == persons


def test_a_token_is_listed_with_its_scopes(office: Any, lintas: Lintas) -> None:
    lintas("token", "issue", "sri")
    lintas("token", "issue", "sri", "--name", "bank", "--scope", "messages", "--scope", "read")

    listed = {each["name"]: each["scopes"] for each in lintas("token", "list", "--json").json}
    assert listed == {"command line": ["read", "work"], "bank": ["read", "messages"]}
    assert "read, messages" in lintas("token", "list").out
    assert lintas("token", "issue", "sri", "--scope", "everything").code == 2
