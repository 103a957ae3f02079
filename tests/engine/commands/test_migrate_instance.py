"""A supervisor takes a running case over to another version of its process, and back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from engine.authorization.access import MayNotSupervise
from engine.authorization.claims import NotAddressed
from engine.commands.claim_task import ClaimTask, claim_task
from engine.commands.correlate_message import CorrelateMessage, MessageOutcome, correlate_message
from engine.commands.migrate_instance import MigrateInstance, migrate_instance
from engine.commands.preview_migration import MigrationPreview, PreviewMigration, preview_migration
from engine.commands.resume_instance import ResumeInstance, resume_instance
from engine.commands.revert_migration import NeverMigrated, RevertMigration, revert_migration
from engine.commands.save_draft import SaveDraft, save_draft
from engine.commands.suspend_instance import SuspendInstance, suspend_instance
from engine.commands.verify_history import verify_history
from engine.errors import InvalidInput, NotFound
from engine.execution import MigrationRefused
from engine.migration import SameVersion
from engine.queries.instance import instance_view
from engine.queries.task import task_view
from engine.store import tables
from engine.store.cases import CaseSuspended
from engine.store.codec import load
from tests.engine.commands.test_correlate_message import integration
from tests.factories.forms import form_bytes, text
from tests.factories.models import boundary, call_activity, catch, end, message, multi_instance, start, timer
from tests.factories.offices import Office, a_case_process, a_task, an_office

REASON = "Prosedur baru berlaku juga bagi usul yang berjalan."
FIRST, SECOND = form_bytes(text("catatan"), id="isian"), form_bytes(text("catatan"), text("nomor"), id="isian")


def the_process(task: str = "periksa", *more: Any, decides: str = "rutin", flows: tuple[str, ...] = ()) -> bytes:
    """start -> a task -> end."""
    return a_case_process(
        start("mulai"),
        a_task(task, form="isian", decides=decides),
        end("selesai"),
        *more,
        flows=[f"mulai -> {task} -> selesai", *flows],
    )


def longer() -> bytes:
    """The second version: the task is called otherwise, has a deadline, and another task follows."""
    return a_case_process(
        start("mulai"),
        a_task("verifikasi", form="isian", decides="penting"),
        boundary("lama", "verifikasi", timer(duration="P3D")),
        a_task("susulan"),
        a_task("putuskan", to="kepala@asal"),
        end("selesai"),
        flows=["mulai -> verifikasi -> putuskan -> selesai", "lama -> susulan -> selesai"],
    )


def two_versions(office: Office) -> None:
    """A case of the first version, and the second one deployed."""
    office.deploy(the_process(), FIRST)
    office.start("ana")
    office.deploy(longer(), SECOND)


def migrate(office: Office, by: str = "sari", **more: Any) -> None:
    assert office.case is not None
    given: dict[str, Any] = {"version": 2, "reason": REASON, "elements": {"periksa": "verifikasi"}, **more}
    migrate_instance(office.runtime, MigrateInstance(instance_id=office.case, actor=office.actor(by), **given))


def revert(office: Office, by: str = "sari", **more: Any) -> None:
    assert office.case is not None
    command = RevertMigration(instance_id=office.case, actor=office.actor(by), reason=REASON, **more)
    revert_migration(office.runtime, command)


def preview(office: Office, *cases: UUID, **elements: str) -> MigrationPreview:
    command = PreviewMigration(
        process_key="proses", source=1, target=2, actor=office.actor("sari"), instance_ids=cases, elements=elements
    )
    return preview_migration(office.runtime, command)


def test_the_case_goes_on_in_the_new_version(database_url: str) -> None:
    with an_office(database_url) as office:
        two_versions(office)

        migrate(office)
        office.complete("ana", "verifikasi", {"catatan": "lengkap"})

        assert office.open_tasks() == ["putuskan"]
        assert instance_view(office.runtime, office.actor("ana"), office.case).version == 2  # type: ignore[arg-type]


def test_the_task_keeps_id_holder_and_draft_and_gets_the_new_form(database_url: str) -> None:
    with an_office(database_url) as office:
        two_versions(office)
        task, ana = office.task("periksa"), office.actor("ana")
        claim_task(office.runtime, ClaimTask(task_id=task, actor=ana))
        save_draft(office.runtime, SaveDraft(task_id=task, actor=ana, fields={"catatan": ["separuh"]}))

        migrate(office)

        view = task_view(office.runtime, ana, task, language="id")
        assert (view.status, view.name, view.decision_class) == ("mine", "verifikasi", "penting")
        assert {each.name: each.value for each in view.form.fields} == {"catatan": "separuh", "nomor": ""}


def test_new_deadlines_begin_and_the_timeline_tells_of_the_migration(database_url: str) -> None:
    with an_office(database_url) as office:
        two_versions(office)
        migrate(office)
        entry = next(row for row in office.rows(tables.history_event) if row.kind == "CaseMigrated")

        office.clock.move(timedelta(days=4))
        office.work()

        assert office.open_tasks() == ["susulan"]
        assert load(entry.detail)["elements"] == {"periksa": "verifikasi"}
        assert (load(entry.value), entry.person_id) == ({"reason": REASON}, office.actor("sari").person_id)
        assert verify_history(office.runtime).faults == ()


def test_the_diagram_shows_the_token_at_its_new_element_only(database_url: str) -> None:
    with an_office(database_url) as office:
        two_versions(office)

        migrate(office)

        view = instance_view(office.runtime, office.actor("sari"), office.case)  # type: ignore[arg-type]
        assert {step.element_id: step.state for step in view.steps} == {
            "verifikasi": "active",
            "susulan": "",
            "putuskan": "",
        }


def test_a_message_and_its_wait_follow(database_url: str) -> None:
    def waiting(element: str, name: str) -> bytes:
        return a_case_process(
            start("mulai"), catch(element, message(name, '="K"')), a_task("lanjut"), end("selesai"),
            flows=[f"mulai -> {element} -> lanjut -> selesai"],
        )  # fmt: skip

    with an_office(database_url) as office:
        office.deploy(waiting("tunggu", "Surat"))
        office.start("ana")
        office.deploy(waiting("terima", "Berkas"))
        migrate(office, elements={"tunggu": "terima"})

        sent = [
            correlate_message(
                office.runtime,
                CorrelateMessage(actor=integration(office), name=name, correlation_key="K", payload={}),
            ).outcome
            for name in ("Surat", "Berkas")
        ]

        assert sent == [MessageOutcome.BUFFERED, MessageOutcome.CORRELATED]
        assert office.open_tasks() == ["lanjut"]


def child(form: bytes, *more: str) -> tuple[bytes, bytes]:
    tasks = [a_task("teliti"), a_task("catat", form="isian"), *(a_task(each) for each in more)]
    path = " -> ".join(["a", "teliti", "catat", *more, "z"])
    return a_case_process(start("a"), *tasks, end("z"), flows=[path], process_id="anak"), form


def parent(*more: str) -> bytes:
    path = " -> ".join(["mulai", "panggil", *more, "selesai"])
    return a_case_process(
        start("mulai"), call_activity("panggil", "anak"), *(a_task(each) for each in more), end("selesai"),
        flows=[path],
    )  # fmt: skip


def test_a_called_process_goes_on_as_it_began(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(*child(FIRST), parent())
        office.start("ana")
        office.deploy(*child(SECOND, "lagi"), parent("putuskan"))

        migrate(office, elements={})
        office.complete("ana", "teliti")
        fields = task_view(office.runtime, office.actor("ana"), office.task("catat"), language="id").form.fields
        office.complete("ana", "catat", {"catatan": "ya"})

        assert [each.name for each in fields] == ["catatan"]
        assert office.open_tasks() == ["putuskan"]


def test_a_called_process_goes_over_by_itself_and_back(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(*child(FIRST), parent())
        office.start("ana")
        office.deploy(*child(SECOND, "lagi"))

        migrate(office, elements={}, execution=1)
        office.complete("ana", "teliti")
        fields = task_view(office.runtime, office.actor("ana"), office.task("catat"), language="id").form.fields
        with pytest.raises(NeverMigrated):
            revert(office)
        revert(office, execution=1)
        office.complete("ana", "catat", {"catatan": "ya"})

        assert [each.name for each in fields] == ["catatan", "nomor"]
        assert office.status() == "completed"
        assert verify_history(office.runtime).faults == ()


def test_what_has_no_place_is_refused_and_changes_nothing(database_url: str) -> None:
    with an_office(database_url) as office:
        two_versions(office)
        before = office.rows(tables.history_event)

        with pytest.raises(MigrationRefused) as refused:
            migrate(office, elements={})
        with pytest.raises(InvalidInput) as unknown:
            migrate(office, elements={"periksa": "tidak-ada"})
        with pytest.raises(InvalidInput) as version:
            migrate(office, version=7)
        with pytest.raises(SameVersion):
            migrate(office, version=1, elements={})

        assert [set(each.value.fields) for each in (refused, unknown, version)] == [
            {"periksa"},
            {"tidak-ada"},
            {"version"},
        ]
        assert office.rows(tables.history_event) == before
        office.complete("ana", "periksa", {"catatan": "lengkap"})
        assert office.status() == "completed"


def test_a_case_goes_back_to_the_version_before(database_url: str) -> None:
    with an_office(database_url) as office:
        two_versions(office)
        with pytest.raises(NeverMigrated):
            revert(office)
        migrate(office)

        revert(office)

        assert office.open_tasks() == ["periksa"]
        assert office.rows(tables.timer) == []
        with pytest.raises(NeverMigrated):
            revert(office)
        office.complete("ana", "periksa", {"catatan": "lengkap"})
        assert office.status() == "completed"
        (step,) = instance_view(office.runtime, office.actor("sari"), office.case).steps  # type: ignore[arg-type]
        assert (step.element_id, step.state) == ("periksa", "done")


def test_it_is_tried_on_cases_before_and_nothing_is_changed(database_url: str) -> None:
    with an_office(database_url) as office:
        two_versions(office)
        assert office.case is not None
        before = office.rows(tables.history_event)

        without, with_mapping = preview(office, office.case), preview(office, office.case, periksa="verifikasi")

        plan = {each.element_id: (each.to, each.problem is None) for each in with_mapping.elements}
        assert plan == {"mulai": ("mulai", True), "periksa": ("verifikasi", True), "selesai": ("selesai", True)}
        assert [set(each.findings) for each in without.refused] == [{"periksa"}]
        assert (with_mapping.refused, with_mapping.standing, without.standing) == ((), {"verifikasi": 1}, {})
        assert office.rows(tables.history_event) == before


def to_decide(element: str, to: str = "petugas@tujuan") -> bytes:
    """Somebody of the other agency decides."""
    return a_case_process(
        start("mulai"), a_task("periksa"), a_task(element, to=to), end("selesai"),
        flows=[f"mulai -> periksa -> {element} -> selesai"],
    )  # fmt: skip


@pytest.mark.parametrize("after", [to_decide("tembusan"), to_decide("setujui", "petugas@asal")])
def test_nobody_maps_away_what_another_agency_decides(database_url: str, after: bytes) -> None:
    with an_office(database_url) as office:
        office.deploy(to_decide("setujui"))
        office.start("ana")
        office.complete("ana", "periksa")
        office.deploy(after)
        mapping = {"setujui": "tembusan"} if b"tembusan" in after else {}

        with pytest.raises(MayNotSupervise, match="tujuan"):
            migrate(office, elements=mapping)
        tried = preview(office, office.case, **mapping).refused  # type: ignore[arg-type]
        migrate(office, by="tari", elements=mapping)

        assert [str(each.findings[""].parameters["agency"]) for each in tried] == ["tujuan"]
        assert office.kinds().count("CaseMigrated") == 1


def test_a_task_for_others_is_theirs_alone(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(to_decide("setujui", "petugas@asal"))
        office.start("ana")
        office.complete("ana", "periksa")
        before = office.task("setujui")
        office.deploy(to_decide("setujui", "petugas@tujuan"))

        migrate(office, elements={})

        assert office.task("setujui") != before
        with pytest.raises(NotAddressed):
            office.complete("ana", "setujui")
        office.complete("eka", "setujui")
        assert office.status() == "completed"


def test_a_suspended_case_goes_over_and_stays_suspended(database_url: str) -> None:
    with an_office(database_url) as office:
        two_versions(office)
        about: dict[str, Any] = {"instance_id": office.case, "actor": office.actor("sari"), "reason": REASON}
        suspend_instance(office.runtime, SuspendInstance(**about))

        migrate(office)
        with pytest.raises(CaseSuspended):
            office.complete("ana", "verifikasi", {"catatan": "lengkap"})
        office.clock.move(timedelta(days=4))
        office.work()
        before = office.open_tasks()
        resume_instance(office.runtime, ResumeInstance(**about))
        office.work()

        assert (before, office.open_tasks()) == (["verifikasi"], ["susulan"])


def test_items_that_nobody_loaded_go_over_too(database_url: str) -> None:
    def for_each(name: str) -> bytes:
        return a_case_process(
            start("mulai"), a_task(name, loop=multi_instance("=[1, 2, 3]")), end("selesai"),
            flows=[f"mulai -> {name} -> selesai"],
        )  # fmt: skip

    with an_office(database_url) as office:
        office.deploy(for_each("periksa"))
        office.start("ana")
        office.complete("ana", "periksa")
        office.deploy(for_each("verifikasi"))

        migrate(office)

        assert office.open_tasks() == ["verifikasi", "verifikasi"]
        assert len(office.rows(tables.loop_item)) == 2
        for _ in range(2):
            office.complete("ana", "verifikasi")
        assert office.status() == "completed"


def test_only_supervisors_who_give_a_reason_may(database_url: str) -> None:
    with an_office(database_url) as office:
        two_versions(office)

        with pytest.raises(MayNotSupervise):
            migrate(office, by="ana")
        with pytest.raises(NotFound):
            migrate(office, by="tari")
        with pytest.raises(InvalidInput):
            migrate(office, reason=" ")
        assert office.open_tasks() == ["periksa"]
