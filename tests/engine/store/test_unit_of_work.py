"""The unit of work: permanent only when it says so, and clear about who was faster."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from engine.errors import InvalidInput
from engine.store.jobs import enqueue
from engine.store.tables import job, siasn_profile
from engine.store.unit_of_work import Database, TurnLost
from engine.store.upsert import insert_missing, insert_or_update
from tests.factories.people import NOW
from tests.factories.together import together


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def embedded(sqlite_url: str) -> Iterator[Database]:
    opened = Database(sqlite_url)
    with opened.begin() as work:
        work.connection.exec_driver_sql("PRAGMA busy_timeout=50")
    yield opened
    opened.close()


def put(work: Any, nip: str, profile: str = "{}") -> None:
    work.connection.execute(siasn_profile.insert(), {"nip": nip, "profile": profile})


def stored(database: Database) -> dict[str, str]:
    with database.begin() as work:
        return {row.nip: row.profile for row in work.connection.execute(sa.select(siasn_profile))}


def test_what_is_committed_stays(database: Database) -> None:
    with database.begin() as work:
        work.begin_write()
        put(work, "1")
        work.commit()

    assert stored(database) == {"1": "{}"}


def test_leaving_without_commit_undoes_everything(database: Database) -> None:
    with database.begin() as work:
        work.begin_write()
        put(work, "1")

    assert stored(database) == {}


def test_an_error_undoes_everything_and_gives_the_connection_back(database: Database) -> None:
    def fail() -> None:
        with database.begin() as work:
            work.begin_write()
            put(work, "1")
            raise ZeroDivisionError

    for _ in range(40):  # more often than there are connections
        with pytest.raises(ZeroDivisionError):
            fail()

    assert stored(database) == {}


def test_who_interrupts_a_statement_is_told_of_the_interruption(database: Database) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    sa.event.listen(database.engine, "before_cursor_execute", interrupt)
    with pytest.raises(KeyboardInterrupt), database.begin() as work:
        put(work, "1")
    sa.event.remove(database.engine, "before_cursor_execute", interrupt)

    assert stored(database) == {}


def test_what_waits_for_the_commit_runs_after_it_only(database: Database) -> None:
    seen: list[dict[str, str]] = []
    with database.begin() as work:
        work.begin_write()
        put(work, "1")
        work.after_commit.append(lambda: seen.append(stored(database)))
        before = list(seen)
        work.commit()

    assert (before, seen) == ([], [{"1": "{}"}])


def test_what_waits_for_the_commit_does_not_run_without_it(database: Database) -> None:
    seen: list[int] = []
    with database.begin() as work:
        work.begin_write()
        work.after_commit.append(lambda: seen.append(1))

    assert seen == []


def test_a_rollback_leaves_no_job(database: Database) -> None:
    with database.begin() as work:
        work.begin_write()
        enqueue(work, "deliver_message", run_at=NOW, message="x")

    with database.begin() as work:
        assert work.connection.execute(sa.select(job)).all() == []


def test_others_do_not_see_what_is_not_committed(database: Database) -> None:
    with database.begin() as work:
        work.begin_write()
        put(work, "1")

        assert stored(database) == {}


def test_one_moment_is_seen_until_the_end(database: Database) -> None:
    with database.begin() as reader:
        reader.see_one_moment()
        first = reader.connection.execute(sa.select(siasn_profile)).all()
        with database.begin() as work:
            work.begin_write()
            put(work, "1")
            work.commit()

        assert first == reader.connection.execute(sa.select(siasn_profile)).all() == []


def test_the_next_unit_of_work_sees_the_newest_again(database: Database) -> None:
    with database.begin() as work:
        work.see_one_moment()
    with database.begin() as reader:
        reader.connection.execute(sa.select(siasn_profile)).all()
        with database.begin() as work:
            work.begin_write()
            put(work, "1")
            work.commit()
        seen = reader.connection.execute(sa.select(siasn_profile)).all()

    assert len(seen) == (0 if database.engine.dialect.name == "sqlite" else 1)


def test_a_second_writer_that_waits_too_long_is_told_so(embedded: Database) -> None:
    def write_too() -> None:
        with embedded.begin() as second:
            second.connection.exec_driver_sql("PRAGMA busy_timeout=50")
            second.begin_write()

    with embedded.begin() as first:
        first.begin_write()
        put(first, "1")

        with pytest.raises(TurnLost):
            write_too()


def test_writing_on_an_old_snapshot_is_a_lost_turn(embedded: Database) -> None:
    def write_late() -> None:
        with embedded.begin() as old:
            old.connection.execute(sa.select(siasn_profile)).all()
            with embedded.begin() as work:
                work.begin_write()
                put(work, "1")
                work.commit()
            put(old, "2")

    with pytest.raises(TurnLost):
        write_late()

    assert stored(embedded) == {"1": "{}"}


def test_a_deadlock_is_a_lost_turn(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    with database.begin() as work:
        put(work, "1")
        put(work, "2")
        work.commit()

    def change(first: str, second: str) -> None:
        with database.begin() as work:
            work.connection.exec_driver_sql("SET LOCAL deadlock_timeout = '20ms'")
            for nip in (first, second):
                statement = siasn_profile.update().where(siasn_profile.c.nip == nip).values(profile=first)
                work.connection.execute(statement)
                work.connection.exec_driver_sql("SELECT pg_sleep(0.05)")
            work.commit()

    answers = together(lambda: change("1", "2"), lambda: change("2", "1"))
    database.close()

    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "TurnLost"]


def test_other_errors_of_the_database_are_not_mistaken(database: Database) -> None:
    with pytest.raises(sa.exc.SQLAlchemyError) as error, database.begin() as work:
        work.connection.exec_driver_sql("SELECT * FROM no_such_table")

    assert not isinstance(error.value, TurnLost)


@pytest.mark.parametrize("text", ["\x00", "\ud800"], ids=["NUL", "half a character"])
def test_text_that_cannot_be_kept_is_the_senders_mistake(postgresql_url: str, text: str) -> None:
    database = Database(postgresql_url)

    with pytest.raises(InvalidInput), database.begin() as work:
        put(work, text)

    database.close()


def test_the_same_words_exclude_each_other(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    inside, most = [0], [0]

    def enter() -> None:
        with database.begin() as work:
            work.lock_name("quota", "gelombang-1")
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            work.connection.exec_driver_sql("SELECT pg_sleep(0.02)")
            inside[0] -= 1

    together(*[enter] * 4)
    database.close()

    assert most == [1]


def test_rows_are_inserted_or_replaced(database: Database) -> None:
    with database.begin() as work:
        work.begin_write()
        put(work, "1", "old")
        insert_or_update(work.connection, siasn_profile, [{"nip": nip, "profile": "new"} for nip in ("1", "2")])
        work.commit()

    assert stored(database) == {"1": "new", "2": "new"}


def test_rows_that_are_there_are_left_alone(database: Database) -> None:
    with database.begin() as work:
        work.begin_write()
        put(work, "1", "old")
        insert_missing(work.connection, siasn_profile, [{"nip": nip, "profile": "new"} for nip in ("1", "2")])
        work.commit()

    assert stored(database) == {"1": "old", "2": "new"}
