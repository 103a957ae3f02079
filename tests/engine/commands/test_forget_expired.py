"""What is over does not stay for ever, and nothing else goes with it."""

from datetime import timedelta

from engine.commands.forget_expired import ANSWERS_KEPT, forget_expired
from engine.store import tables
from engine.store.messages import LIFETIME, insert_message
from tests.factories.offices import Office, an_office, two_desks


def keep_message(office: Office, name: str, lifetime: timedelta) -> None:
    with office.runtime.database.begin() as work:
        work.begin_write()
        insert_message(work.connection, name, "", {}, office.clock.now(), lifetime)
        work.commit()


def test_messages_go_when_their_time_is_over(database_url: str) -> None:
    with an_office(database_url) as office:
        keep_message(office, "kemarin", timedelta(hours=1))
        keep_message(office, "nanti", LIFETIME)
        office.clock.move(timedelta(hours=2))

        forgotten = forget_expired(office.runtime)

        assert forgotten == 1
        assert [row.name for row in office.rows(tables.message)] == ["nanti"]


def test_answers_to_repeated_requests_are_kept_for_a_while(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(two_desks())
        office.start("ana", idempotency_key="k1")
        office.clock.move(ANSWERS_KEPT - timedelta(hours=1))
        early = forget_expired(office.runtime)
        office.clock.move(timedelta(hours=2))

        late = forget_expired(office.runtime)

        assert (early, late) == (0, 1)
        assert office.rows(tables.idempotency) == []
