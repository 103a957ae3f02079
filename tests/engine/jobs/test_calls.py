"""Service tasks that call another system: what comes back, what a supervisor sees, and one effect whatever dies."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import sqlalchemy as sa

from engine.connectors.asking import breaker_of
from engine.connectors.breaker import BREAKERS
from engine.connectors.hosts import Place
from engine.jobs.runner import Runner
from engine.settings import resources_root
from engine.store import tables
from engine.store.job_queue import LEASE
from tests.factories.models import boundary, end, error, exclusive, message, script_task, service_task, start
from tests.factories.offices import Office, a_case_process, a_task, an_office
from tests.factories.other_systems import Behaviour, OtherSystem, answering, other_system, silent

PRIVATE = "127.0.0.0/8"
A_WORKER = """
import sys
from engine.jobs.runner import run_waiting
from tests.factories.people import a_runtime
with a_runtime(sys.argv[1], call_hosts=sys.argv[2], call_networks=sys.argv[3]) as runtime:
    run_waiting(runtime)
"""


def asking(url: str, **headers: str) -> bytes:
    """A service task that asks the server; the error TIDAK_ADA leads to a task of its own."""
    return a_case_process(
        start("mulai"),
        service_task(
            "layanan",
            "lintas:http",
            retries="2",
            headers={"url": f"{url}/pegawai", "method": "POST", **headers},
            inputs={"body": '={"nip": "1985"}'},
            outputs={"nama": "=response.body.nama"},
        ),
        boundary("galat", "layanan", error("TIDAK_ADA")),
        a_task("lanjut"),
        a_task("betulkan"),
        end("selesai"),
        flows=["mulai -> layanan -> lanjut -> selesai", "galat -> betulkan -> selesai"],
    )


@contextmanager
def an_office_beside(
    database_url: str, *behaviours: Behaviour, **settings: Any
) -> Iterator[tuple[Office, OtherSystem]]:
    """An office that may call the server, with nothing known of it."""
    with other_system(*behaviours) as system:
        BREAKERS.answered(breaker(system))
        with an_office(database_url, call_hosts=system.url, call_networks=PRIVATE, **settings) as office:
            yield office, system


def breaker(system: OtherSystem) -> str:
    return breaker_of("asal", Place.parse(system.url))


def later(office: Office) -> None:
    office.clock.move(timedelta(hours=1))
    office.work()


def incidents(office: Office) -> list[tuple[str, str]]:
    return [(row.code, row.detail) for row in office.rows(tables.incident)]


def test_the_answer_is_mapped_and_the_case_goes_on(database_url: str) -> None:
    with an_office_beside(database_url, answering(200, b'{"nama": "Sri"}')) as (office, system):
        office.deploy(asking(system.url))
        office.start("ana")

        office.work()

        assert [sent.body for sent in system.received] == [b'{"nip":"1985"}']
        assert office.value("nama") == "Sri"
        assert office.open_tasks() == ["lanjut"]


def test_each_call_of_a_case_has_a_key_of_its_own(sqlite_url: str) -> None:
    with an_office_beside(sqlite_url) as (office, system):
        one, two = (service_task(name, "lintas:http", headers={"url": system.url}) for name in ("satu", "dua"))
        count = script_task("hitung", "=if kali = null then 1 else kali + 1", "kali")
        office.deploy(
            a_case_process(
                start("mulai"), exclusive("awal"), count, one, two, exclusive("lagi"), end("selesai"),
                flows=[
                    "mulai -> awal -> hitung -> satu -> dua -> lagi", "lagi -> selesai [default]",
                    "lagi -> awal [=kali < 2]",
                ],
            )
        )  # fmt: skip
        office.start("ana")

        office.work()

        assert len(system.effects) == len(system.received) == 4


def test_a_status_goes_where_the_model_says(sqlite_url: str) -> None:
    with an_office_beside(sqlite_url, answering(404)) as (office, system):
        office.deploy(asking(system.url, errors="404=TIDAK_ADA"))
        office.start("ana")

        office.work()

        assert office.open_tasks() == ["betulkan"]


def test_what_fails_is_tried_again_with_the_same_key_and_ends_as_an_incident(database_url: str) -> None:
    with an_office_beside(database_url, answering(502, b"rusak")) as (office, system):
        office.deploy(asking(system.url))
        office.start("ana")
        office.work()
        first = incidents(office)

        later(office)

        ((code, detail),) = incidents(office)
        assert (first, code) == ([], "call_refused")
        assert "POST http://127.0.0.1" in detail
        assert "answered 502. Attempts left: 0. Body: rusak" in detail
        assert (len(system.received), len(system.effects)) == (2, 1)


def test_what_no_retry_would_change_is_an_incident_at_once(sqlite_url: str) -> None:
    with an_office_beside(sqlite_url, answering(403)) as (office, system):
        office.deploy(asking(system.url))
        office.start("ana")

        office.work()

        assert [code for code, _ in incidents(office)] == ["call_refused"]
        assert len(system.received) == 1


def test_a_host_that_rests_costs_no_retry(sqlite_url: str) -> None:
    with an_office_beside(sqlite_url) as (office, system):
        office.deploy(asking(system.url))
        for _ in range(5):
            BREAKERS.failed(breaker(system), office.clock.now())
        office.start("ana")

        office.work()
        (waiting,) = office.rows(tables.service_job)
        later(office)

        assert waiting.retries == 2
        assert office.open_tasks() == ["lanjut"]


def test_the_example_of_the_page_is_a_call_that_works(sqlite_url: str, tmp_path: Path) -> None:
    page = (resources_root() / "docs" / "calls.md").read_text("utf-8")
    (example,) = re.findall(r"^```xml\n(<bpmn:serviceTask.*?)^```", page, re.MULTILINE | re.DOTALL)
    (tmp_path / "asal").mkdir()
    (tmp_path / "asal" / "siasn").write_text("sangat-rahasia")
    answer = answering(200, b'{"nama": "Sri"}')
    with an_office_beside(sqlite_url, answer, secrets_dir=tmp_path) as (office, system):
        drawn = a_case_process(
            start("mulai"), script_task("nip", '="1985"', "nip"), service_task("profil"), a_task("lanjut"),
            end("selesai"), flows=["mulai -> nip -> profil -> lanjut -> selesai"],
        )  # fmt: skip
        example = example.replace("https://api.bkn.contoh.go.id", system.url)
        office.deploy(re.sub(rb"<bpmn:serviceTask.*</bpmn:serviceTask>", example.encode(), drawn, flags=re.DOTALL))
        office.start("ana")

        office.work()

        (sent,) = system.received
        assert (sent.path, sent.headers["authorization"]) == ("/pegawai?nip=1985", "Bearer sangat-rahasia")
        assert (office.value("nama"), office.open_tasks()) == ("Sri", ["lanjut"])


def test_a_secret_stands_in_no_table(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "asal").mkdir()
    (tmp_path / "asal" / "token").write_text("sangat-rahasia")
    refusing = answering(400, b"wrong: sangat-rahasia")
    with an_office_beside(sqlite_url, refusing, secrets_dir=tmp_path) as (office, system):
        office.deploy(asking(system.url, **{"header.Authorization": "Bearer secret:token"}))
        office.start("ana")

        office.work()

        everything = "".join(str(office.rows(table)) for table in tables.metadata.tables.values())
        assert system.received[0].headers["authorization"] == "Bearer sangat-rahasia"
        assert "wrong: [secret]" in everything
        assert "sangat-rahasia" not in everything


def test_a_worker_that_is_killed_between_the_call_and_the_commit_leaves_one_effect(database_url: str) -> None:
    workers: list[subprocess.Popen[bytes]] = []

    def kill(*_: Any) -> None:
        os.kill(workers[0].pid, signal.SIGKILL)

    with an_office_beside(database_url, kill, answering(200, b'{"nama": "Sri"}')) as (office, system):
        office.deploy(asking(system.url))
        office.start("ana")
        arguments = [sys.executable, "-c", A_WORKER, database_url, system.url, PRIVATE]
        environment = {**os.environ, "PYTHONPATH": str(resources_root())}
        workers.append(subprocess.Popen(arguments, cwd=resources_root(), env=environment))
        assert workers[0].wait(60) == -signal.SIGKILL
        before = len(system.received), office.open_tasks()

        office.clock.move(LEASE + timedelta(seconds=1))
        office.work()

        assert before == (1, [])
        assert (len(system.received), len(system.effects)) == (2, 1)
        assert office.open_tasks() == ["lanjut"]


def test_a_mistake_of_a_connector_is_an_incident_too(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with an_office_beside(sqlite_url) as (office, system):
        monkeypatch.setattr("engine.connectors.http.request_of", lambda *_: 1 / 0)
        office.deploy(asking(system.url))
        office.start("ana")

        office.work()
        later(office)

        ((code, detail),) = incidents(office)
        assert (code, "ZeroDivisionError" in detail) == ("call_broken", True)


def test_a_host_that_does_not_answer_holds_up_no_message(sqlite_url: str) -> None:
    arrives = a_case_process(
        start("masuk", message("Surat", '="K"')), a_task("baca"), end("z"), flows=["masuk -> baca -> z"]
    )
    sends = a_case_process(
        start("mulai"), end("kirim", message("Surat", '="K"')), flows=["mulai -> kirim"], process_id="pengirim"
    )
    asks = a_case_process(
        start("mulai"), service_task("layanan", "lintas:http", headers={"url": "URL"}), end("z"),
        flows=["mulai -> layanan -> z"], process_id="penanya",
    )  # fmt: skip
    asked, arrived = Event(), Event()

    def hold(request: Any, system: OtherSystem) -> None:
        asked.set()
        silent(request, system)

    def notice(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO user_task "):
            arrived.set()

    with an_office_beside(sqlite_url, hold, call_seconds=120) as (office, system):
        office.deploy(arrives, sends, asks.replace(b"URL", system.url.encode()))
        sa.event.listen(office.runtime.database.engine, "after_cursor_execute", notice)
        runner = Runner(office.runtime, threads=1, poll_seconds=3600)
        runner.start()
        try:
            office.start("ana", "penanya")
            assert asked.wait(30)
            office.start("ana", "pengirim")
            assert arrived.wait(30)
        finally:
            system.given_up.set()
            runner.stop()
