"""Service tasks: a job for another system, and its four answers."""

import pytest

from engine.elements.effects import (
    Ending,
    ErrorEscaped,
    IncidentRaised,
    IncidentResolved,
    JobCreated,
    JobEnded,
)
from engine.execution import CompleteJob, CompleteUserTask, FailJob, RetryIncident, ThrowFromJob, TokenGone
from tests.factories.models import Node, a_process, boundary, end, error, service_task, start
from tests.factories.plays import Play


def with_job(node: Node) -> bytes:
    return a_process(start("mulai"), node, end("selesai"), flows=["mulai -> ambil -> selesai"])


def with_catcher(code: str | None) -> bytes:
    return a_process(
        start("mulai"),
        service_task("ambil"),
        boundary("gagal", "ambil", error(code)),
        end("selesai"),
        end("ditolak"),
        flows=["mulai -> ambil -> selesai", "gagal -> ditolak"],
    )


def test_job_has_type_retries_headers_and_the_mapped_inputs_only() -> None:
    node = service_task(
        "ambil", "lintas:siasn-profile", retries="5", headers={"template": "sk"}, inputs={"nip": "=pegawai.nip"}
    )

    job = Play(with_job(node), {"pegawai": {"nip": "1970"}, "rahasia": 1}).all(JobCreated)[0]

    assert (job.job_type, job.retries, job.headers) == ("lintas:siasn-profile", 5, {"template": "sk"})
    assert job.variables == {"nip": "1970"}


def test_answer_without_output_mappings_goes_outwards() -> None:
    play = Play(with_job(service_task("ambil", inputs={"nip": "=1"})))

    play.do(CompleteJob(play.token("ambil"), {"profil": {"nama": "A"}, "nip": 2}))

    assert play.variables == {"nomor": "P-1", "profil": {"nama": "A"}, "nip": 2}


def test_answer_with_output_mappings_stays_local() -> None:
    play = Play(with_job(service_task("ambil", outputs={"nama": "=profil.nama"})))

    play.do(CompleteJob(play.token("ambil"), {"profil": {"nama": "A"}}))

    assert play.variables == {"nomor": "P-1", "nama": "A"}


def test_output_mapping_into_a_context_keeps_its_other_keys() -> None:
    play = Play(with_job(service_task("ambil", outputs={"berkas.nama": "=nama"})), {"berkas": {"nomor": 7}})

    play.do(CompleteJob(play.token("ambil"), {"nama": "A"}))

    assert play.variables["berkas"] == {"nomor": 7, "nama": "A"}


def test_job_type_without_value_becomes_an_incident() -> None:
    play = Play(with_job(service_task("ambil", "=jenis")))

    assert [incident.code for incident in play.all(IncidentRaised)] == ["no_job_type"]


def test_failed_job_becomes_an_incident_and_retry_creates_a_new_job() -> None:
    play = Play(with_job(service_task("ambil")))
    token = play.token("ambil")

    play.do(FailJob(token, "timeout", "Tidak ada jawaban."))
    with pytest.raises(TokenGone):
        play.do(CompleteJob(token))
    play.do(RetryIncident(token))
    play.do(CompleteJob(token))

    assert [incident.code for incident in play.all(IncidentRaised)] == ["timeout"]
    assert len(play.all(IncidentResolved)) == 1
    assert len(play.all(JobCreated)) == len(play.all(JobEnded)) == 2
    assert play.ended is not None


@pytest.mark.parametrize("code", ["E1", None])
def test_thrown_error_takes_the_boundary_event(code: str | None) -> None:
    play = Play(with_catcher(code))

    play.do(ThrowFromJob(play.token("ambil"), "E1", "Tidak memenuhi syarat.", {"sebab": "kuota"}))

    assert play.trace()[2:] == ["+ambil", "-ambil", "+gagal", "gagal", "+ditolak", "ditolak"]
    assert play.variables["sebab"] == "kuota"
    assert [effect.ending for effect in play.all(JobEnded)] == [Ending.DONE]


def test_an_error_that_nothing_catches_is_an_incident_that_asks_for_the_job_again() -> None:
    play = Play(with_catcher("E1"))

    play.do(ThrowFromJob(play.token("ambil"), "E2", "Lain.", {"x": 1}))

    escaped = play.all(ErrorEscaped)[0]
    assert (escaped.element_id, escaped.code, escaped.message, escaped.payload) == ("ambil", "E2", "Lain.", {"x": 1})
    raised = play.all(IncidentRaised)[0]
    assert (raised.element_id, raised.code) == ("ambil", "uncaught_error")
    assert raised.detail == "Expected an event that catches the error E2 of ambil, but there is none around it. Lain."

    play.do(RetryIncident(play.token("ambil", IncidentRaised)))

    assert len(play.all(JobCreated)) == 2
    play.do(CompleteJob(play.token("ambil")))
    assert play.ended


def test_a_job_is_not_a_user_task() -> None:
    play = Play(with_job(service_task("ambil")))

    with pytest.raises(TokenGone):
        play.do(CompleteUserTask(play.token("ambil")))
