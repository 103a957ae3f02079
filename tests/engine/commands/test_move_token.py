"""A supervisor moves a token: who may, what is told before, what is recorded."""

from typing import Any

import pytest

from engine.authorization.access import MayNotSupervise
from engine.commands.move_token import Moved, MoveToken, move_token
from engine.elements.moving import MoveRefused
from engine.errors import InvalidInput, NotFound
from engine.execution import TokenGone
from engine.store import tables
from engine.store.codec import load
from tests.factories.models import end, parallel, start, sub_process
from tests.factories.offices import Office, a_case_process, a_task, an_office, two_desks

REASON = "Berkas sudah diperiksa di luar sistem."


def move(office: Office, to: str, by: str = "sari", element: str = "periksa", **more: Any) -> Moved:
    (row,) = [each for each in office.rows(tables.user_task) if each.element_id == element]
    return move_token(
        office.runtime,
        MoveToken(
            instance_id=row.instance_id,
            execution=row.execution,
            token=row.token,
            to=to,
            actor=office.actor(by),
            **{"reason": REASON, **more},
        ),
    )


def started(office: Office) -> None:
    office.deploy(two_desks())
    office.start("ana")


def test_the_task_is_withdrawn_and_the_other_one_opens(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office)

        moved = move(office, "putuskan", values={"catatan": "lengkap"})

        assert (moved.interrupted, moved.entered, moved.status) == (("periksa",), ("putuskan",), "active")
        assert office.open_tasks() == ["putuskan"]
        assert office.value("catatan") == "lengkap"
        assert "UserTaskCompleted" not in office.kinds()


def test_the_history_says_from_where_to_where_by_whom_and_why(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office)

        move(office, "putuskan", values={"catatan": "lengkap"})

        entry = next(row for row in office.rows(tables.history_event) if row.kind == "TokenMoved")
        assert (entry.element_id, load(entry.detail)) == ("periksa", {"to": "putuskan", "changed": ["catatan"]})
        assert load(entry.value) == {"reason": REASON, "values": {"catatan": "lengkap"}, "before": {"catatan": None}}
        assert "UserTaskWithdrawn" in office.kinds()


def test_a_dry_run_tells_the_same_and_changes_nothing(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office)
        before = office.rows(tables.history_event)

        told = move(office, "putuskan", dry_run=True, reason="")

        assert office.rows(tables.history_event) == before
        assert office.open_tasks() == ["periksa"]
        assert told == move(office, "putuskan")


def two_agencies() -> bytes:
    """Clerks of the one agency ask the other; both wait at once."""
    return a_case_process(
        start("mulai"),
        parallel("pisah"),
        a_task("periksa"),
        sub_process("rapat", start("r"), a_task("setujui", to="petugas@tujuan"), end("s"), flows=["r -> setujui -> s"]),
        end("selesai"),
        end("tamat"),
        flows=["mulai -> pisah -> periksa -> selesai", "pisah -> rapat -> tamat"],
    )


@pytest.mark.parametrize("element", ["setujui", "rapat"])
@pytest.mark.parametrize("dry_run", [True, False])
def test_nobody_moves_past_what_another_agency_decides(database_url: str, element: str, dry_run: bool) -> None:
    with an_office(database_url) as office:
        office.deploy(two_agencies())
        office.start("ana")
        places = [*office.rows(tables.user_task), *office.rows(tables.token_position)]
        (place,) = [row for row in places if row.element_id == element]
        command = {"instance_id": place.instance_id, "execution": 0, "token": place.token, "reason": REASON}
        to = "s" if element == "setujui" else "tamat"

        with pytest.raises(MayNotSupervise, match="tujuan"):
            move_token(office.runtime, MoveToken(**command, to=to, actor=office.actor("sari"), dry_run=dry_run))

        assert office.open_tasks() == ["periksa", "setujui"]
        move_token(office.runtime, MoveToken(**command, to=to, actor=office.actor("tari")))
        assert office.open_tasks() == ["periksa"]


def test_what_cannot_be_is_refused_with_the_field(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office)

        with pytest.raises(MoveRefused) as refused:
            move(office, "mulai")
        with pytest.raises(InvalidInput) as silent:
            move(office, "putuskan", reason=" ")

        assert (set(refused.value.fields), set(silent.value.fields)) == ({"to"}, {"reason"})
        assert office.open_tasks() == ["periksa"]


def test_a_token_that_is_gone_is_not_moved(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office)
        assert office.case is not None
        command = MoveToken(
            instance_id=office.case, execution=0, token=99, to="putuskan", actor=office.actor("sari"), reason=REASON
        )

        with pytest.raises(TokenGone):
            move_token(office.runtime, command)


def test_only_supervisors_of_agencies_that_take_part_may(database_url: str) -> None:
    with an_office(database_url) as office:
        started(office)

        with pytest.raises(MayNotSupervise):
            move(office, "putuskan", by="ana", dry_run=True)
        with pytest.raises(NotFound):
            move(office, "putuskan", by="tari")
