"""A model as Camunda 7's modeler writes it is uploaded, checked and run to its end."""

from decimal import Decimal

import pytest

from engine.bpmn import check_model
from engine.execution.commands import CompleteJob, CompleteUserTask, ThrowFromJob
from tests.factories.bpmn_xml import definitions, element, end, flow, path, start
from tests.factories.camunda7 import formal, input_output, job, repeated, their_task
from tests.factories.plays import Decision, Play, services


def leave_of_absence() -> bytes:
    """An application is examined by several units, priced by a decision, sent to another system, and told about."""
    examine = their_task(
        input_output({"judul": "Cuti ${pemohon.nama}"}, {"lengkap": "${berkas == 'ada'}"}),
        id="periksa",
        camunda__dueDate="${tenggat}",
    )
    judge = their_task(
        id="nilai",
        children=(
            repeated(
                formal("completionCondition", "${nrOfCompletedInstances/nrOfInstances >= 0.5}"),
                isSequential="true",
                camunda__collection="penilai",
                camunda__elementVariable="siapa",
            ),
        ),
    )
    decide = element(
        "businessRuleTask",
        id="tentukan",
        name="Tentukan",
        camunda__decisionRef="hari",
        camunda__mapDecisionResult="singleEntry",
        camunda__resultVariable="hari",
    )
    count = element(
        "scriptTask",
        element("script", text="${hari > 12 ? 'panjang' : 'pendek'}"),
        id="golong",
        name="Golongkan",
        scriptFormat="juel",
        camunda__resultVariable="golongan",
    )
    failed = element(
        "boundaryEvent",
        element("errorEventDefinition", errorRef="err", camunda__errorCodeVariable="sebab"),
        id="gagal",
        name="Ditolak sistem",
        attachedToRef="kirim",
    )
    model = element(
        "process",
        start(camunda__asyncAfter="true"),
        examine,
        element("exclusiveGateway", id="lanjut", name="Lengkap?", default="lanjut_kurang"),
        judge,
        decide,
        count,
        job(input_output({"isi": {"golongan": "${golongan}", "hari": "${hari}"}}), id="kirim"),
        failed,
        end("selesai"),
        end("kurang", name="Tidak lengkap"),
        end("gagal_total", name="Gagal"),
        path("start", "periksa", "lanjut"),
        flow("lanjut", "nilai", condition="${lengkap && !(pemohon.golongan eq 'I')}", name="ya"),
        flow("lanjut", "kurang", name="tidak"),
        path("nilai", "tentukan", "golong", "kirim", "selesai"),
        flow("gagal", "gagal_total"),
        id="proses",
        name="Cuti",
        isExecutable="true",
        camunda__historyTimeToLive="P180D",
        camunda__versionTag="1.2",
    )
    return definitions(element("error", id="err", name="Ditolak", errorCode="DITOLAK"), model)


def played(**variables: object) -> Play:
    given = {"pemohon": {"nama": "Ana", "golongan": "III"}, "penilai": ["a", "b"], "tenggat": "P2D", **variables}
    using = services(lambda decision, inputs: Decision(Decimal(14)))
    return Play(check_model(leave_of_absence()).require_ok(), given, using=using)


def complete(play: Play, task: str, **data: object) -> None:
    play.do(CompleteUserTask(play.token(task), data))


def test_it_runs_to_its_end() -> None:
    play = played()

    complete(play, "periksa", berkas="ada", catatan="baik")
    complete(play, "nilai")
    (sent,) = [effect for effect in play.last if getattr(effect, "job_type", None) == "simpeg-sync"]
    play.do(CompleteJob(play.token("kirim"), {}))

    assert sent.variables == {"isi": {"golongan": "panjang", "hari": Decimal(14)}}
    assert play.ended is not None
    assert "selesai" in play.completed()


def test_results_that_no_output_names_leave_as_in_camunda() -> None:
    play = played()

    complete(play, "periksa", berkas="ada", catatan="baik")

    assert play.variables["lengkap"] is True
    assert play.variables["catatan"] == "baik"
    assert "judul" not in play.variables


@pytest.mark.parametrize("berkas, golongan", [("kurang", "III"), (None, "III"), ("ada", "I")])
def test_a_condition_that_is_not_true_takes_the_default(berkas: str | None, golongan: str) -> None:
    play = played(pemohon={"nama": "Ana", "golongan": golongan})

    complete(play, "periksa", berkas=berkas)

    assert "kurang" in play.completed()


def test_the_code_of_a_caught_error_is_a_variable() -> None:
    play = played()
    complete(play, "periksa", berkas="ada")
    complete(play, "nilai")

    play.do(ThrowFromJob(play.token("kirim"), "DITOLAK", "tidak dikenal", {"rincian": "x"}))

    assert play.variables["sebab"] == "DITOLAK"
    assert play.variables["rincian"] == "x"
    assert "gagal_total" in play.completed()
