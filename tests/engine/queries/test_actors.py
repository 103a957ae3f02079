import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from engine.authorization.tokens import token_hash
from engine.model.actor import Actor, HolderStatus
from engine.queries.actors import actor_of_session, bearer_of_token, demonstration_accounts
from engine.store.tables import session
from tests.factories.people import NOW, a_holder, a_position, a_runtime, an_account, an_agency


@pytest.fixture
def runtime(database_url: str) -> Iterator[Any]:
    with a_runtime(database_url) as opened:
        yield opened


def a_session(
    runtime: Any, account_id: UUID, token: str = "token", expires_at: datetime = NOW + timedelta(hours=1)
) -> str:
    with runtime.database.begin() as work:
        work.begin_write()
        values = {
            "token_hash": token_hash(token),
            "account_id": account_id,
            "created_at": NOW,
            "expires_at": expires_at,
        }
        work.connection.execute(session.insert().values(**values))
        work.commit()
    return token


def actor(runtime: Any, token: str = "token", now: datetime = NOW) -> Actor | None:
    with runtime.database.begin() as work:
        return actor_of_session(work.connection, token, now)


def positions(runtime: Any, now: datetime = NOW) -> list[str]:
    found = actor(runtime, now=now)
    assert found is not None
    return [capacity.position_code for capacity in found.capacities]


def test_an_actor_has_every_position_held_with_all_its_functions(runtime: Any) -> None:
    agency_id, other = an_agency(runtime, "otorita-ikn"), an_agency(runtime, "bkn")
    account_id = an_account(runtime)
    a_holder(runtime, account_id, a_position(runtime, agency_id, "kepala-biro", "biro_sdm", "penyelia"))
    a_holder(
        runtime,
        account_id,
        a_position(runtime, other, "deputi", "ppk"),
        status=HolderStatus.PLT,
        decree_number="SPRIN-1",
        since=date(2025, 12, 1),
    )
    a_session(runtime, account_id)

    found = actor(runtime)

    assert found is not None
    definitive, acting = found.capacities
    assert definitive.functions == {"biro_sdm", "penyelia"}
    assert (acting.status, acting.decree_number, acting.agency_code) == (HolderStatus.PLT, "SPRIN-1", "bkn")
    assert found.addresses == {
        "biro_sdm@otorita-ikn",
        "penyelia@otorita-ikn",
        "kepala-biro@otorita-ikn",
        "ppk@bkn",
        "deputi@bkn",
    }


def test_whoever_holds_nothing_is_an_actor_without_capacities(runtime: Any) -> None:
    a_session(runtime, an_account(runtime))

    found = actor(runtime)

    assert found is not None
    assert found.capacities == ()


def test_a_position_without_functions_is_addressed_by_its_code(runtime: Any) -> None:
    account_id = an_account(runtime)
    a_holder(runtime, account_id, a_position(runtime, an_agency(runtime), "staf"))
    a_session(runtime, account_id)

    found = actor(runtime)

    assert found is not None
    assert found.addresses == {"staf@otorita-ikn"}


def test_others_holding_the_same_position_do_not_show(runtime: Any) -> None:
    position_id = a_position(runtime, an_agency(runtime), "staf")
    account_id = an_account(runtime)
    for holder in (account_id, an_account(runtime, "other")):
        a_holder(runtime, holder, position_id)
    a_session(runtime, account_id)

    assert positions(runtime) == ["staf"]


@pytest.mark.parametrize(
    "dates, held",
    [
        ({"since": date(2026, 11, 24)}, True),
        ({"since": date(2026, 11, 25)}, False),
        ({"until": date(2026, 11, 24)}, True),
        ({"until": date(2026, 11, 23)}, False),
    ],
)
def test_positions_count_from_the_first_to_the_last_day(runtime: Any, dates: dict[str, date], held: bool) -> None:
    account_id = an_account(runtime)
    a_holder(runtime, account_id, a_position(runtime, an_agency(runtime), "staf"), **dates)
    a_session(runtime, account_id)

    assert positions(runtime) == (["staf"] if held else [])


def test_the_day_is_that_of_the_agency(runtime: Any) -> None:
    half_past_midnight_in_nusantara = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    account_id = an_account(runtime)
    east, west = an_agency(runtime, "otorita-ikn"), an_agency(runtime, "bkn", zone="Asia/Jakarta")
    for agency_id, code in ((east, "timur"), (west, "barat")):
        a_holder(runtime, account_id, a_position(runtime, agency_id, code), since=date(2026, 11, 24))
    a_session(runtime, account_id)

    assert positions(runtime, half_past_midnight_in_nusantara) == ["timur"]


@pytest.mark.parametrize("dates", [{"valid_to": date(2026, 11, 23)}, {"valid_from": date(2026, 11, 25)}])
def test_positions_of_an_agency_that_does_not_exist_today_do_not_count(runtime: Any, dates: dict[str, date]) -> None:
    account_id = an_account(runtime)
    a_holder(runtime, account_id, a_position(runtime, an_agency(runtime, **dates)))
    a_session(runtime, account_id)

    assert positions(runtime) == []


def test_a_session_ends_at_its_time(runtime: Any) -> None:
    a_session(runtime, an_account(runtime), expires_at=NOW)

    assert actor(runtime) is None
    assert actor(runtime, now=NOW - timedelta(microseconds=1)) is not None


def test_an_account_that_was_closed_is_nobody_at_once(runtime: Any) -> None:
    a_session(runtime, an_account(runtime, active=False))

    assert actor(runtime) is None


@pytest.mark.parametrize("token", ["", "unknown", "\ud800", "\x00"])
def test_an_unknown_token_is_nobody(runtime: Any, token: str) -> None:
    assert actor(runtime, token) is None


def test_a_session_is_no_api_token(runtime: Any) -> None:
    token = a_session(runtime, an_account(runtime), "lt_token")

    with runtime.database.begin() as work:
        assert bearer_of_token(work.connection, token, NOW) is None


def test_an_actor_costs_one_statement_that_scans_nothing(runtime: Any) -> None:
    agency_id = an_agency(runtime)
    account_id = an_account(runtime)
    a_holder(runtime, account_id, a_position(runtime, agency_id, "staf", "a", "b"))
    a_session(runtime, account_id)

    with recorded(runtime) as statements:
        actor(runtime)
        with runtime.database.begin() as work:
            bearer_of_token(work.connection, "lt_token", NOW)

    assert len(statements) == 2
    plans = "\n".join(plan(runtime, statement, parameters) for statement, parameters in statements)
    assert re.findall(r"^.*(?:\bSeq Scan|^SCAN)\b.*$", plans, re.MULTILINE) == []


class recorded:  # noqa: N801
    """The statements that are executed inside the block."""

    def __init__(self, runtime: Any) -> None:
        self.engine = runtime.database.engine
        self.statements: list[tuple[str, Any]] = []

    def __enter__(self) -> list[tuple[str, Any]]:
        sa.event.listen(self.engine, "before_cursor_execute", self.record)
        return self.statements

    def __exit__(self, *_: object) -> None:
        sa.event.remove(self.engine, "before_cursor_execute", self.record)

    def record(self, connection: Any, cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        if statement.startswith("SELECT"):
            self.statements.append((statement, parameters))


def plan(runtime: Any, statement: str, parameters: Any) -> str:
    with runtime.database.begin() as work:
        if work.embedded:
            found = work.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        else:
            work.connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            found = work.connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
        return "\n".join(str(row[-1]) for row in found)


def test_demonstration_accounts_are_listed_with_what_they_hold(runtime: Any) -> None:
    account_id = an_account(runtime, demonstration=True)
    a_holder(runtime, account_id, a_position(runtime, an_agency(runtime), "kepala-biro", "a", "b"))
    an_account(runtime, "real")

    (listed,) = demonstration_accounts(runtime)

    assert (listed.username, listed.name) == ("sri.rahayu", "Sri Rahayu")
    assert [(held.name, held.agency_name, held.status) for held in listed.positions] == [
        ("kepala-biro", "Otorita-Ikn", HolderStatus.DEFINITIVE)
    ]


def test_nothing_is_listed_outside_demonstration_mode(sqlite_url: str) -> None:
    with a_runtime(sqlite_url, demo=False) as runtime:
        an_account(runtime, demonstration=True)

        assert demonstration_accounts(runtime) == []


def test_an_account_that_was_closed_is_not_listed(runtime: Any) -> None:
    an_account(runtime, demonstration=True, active=False)

    assert demonstration_accounts(runtime) == []
