"""An agency moves with 5,000 employees from one uploaded table, while another case goes on.

`LINTAS_BENCH_EMPLOYEES` sets another number.
"""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from uuid import UUID

import sqlalchemy as sa

from bench.completion import ANSWERS, FORM, PROCESS
from bench.measuring import Row
from engine.bundles.files import BundleFile
from engine.clock import SetClock
from engine.commands.complete_task import CompleteTask, complete_task
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.commands.start_process import StartProcess, start_process
from engine.forms.row_files import packed
from engine.forms.sheet_files import written
from engine.forms.submission import DataAnswers, FieldAnswers, Submission
from engine.jobs.runner import run_waiting
from engine.model.actor import Actor
from engine.runtime import Runtime
from engine.scenarios.player import Player
from engine.scenarios.script import Scenario
from engine.settings import Settings
from engine.store.migrate import migrate
from engine.store.tables import execution, user_task, waiting_call
from tests.databases import open_postgresql, stop_postgresql
from tests.factories.installation import an_installation
from tests.factories.people import NOW

EMPLOYEES = int(os.environ.get("LINTAS_BENCH_EMPLOYEES", "5000"))
HEADINGS = [
    "nip",
    "nama",
    "jabatan_asal",
    "jabatan_tujuan",
    "kelas_jabatan_tujuan",
    "keluarga_ikut",
    "tmt",
    "prioritas",
]
PROPOSAL = {
    "unit": "Kedeputian Tata Laksana",
    "jumlah_pegawai": 5000,
    "peran_strategis": True,
    "fungsi_pendukung_keputusan": True,
    "fungsi_hankam": False,
    "fungsi_layanan_publik": False,
    "gelombang": "2026-1",
    "nomor_surat_usul": "B-51/SDM/XI/2026",
    "tanggal_surat_usul": "2026-11-20",
    "alasan": "Unit kerja pindah ke IKN menurut rencana instansi.",
}


def rows() -> Iterator[Row]:
    """The upload, the start of all employees, and completions beside it: on SQLite, then on PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _on("SQLite", f"sqlite:///{Path(folder) / 'lintas.db'}")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        place = Path(folder)
        stack.callback(stop_postgresql, place)
        server = open_postgresql(place)
        yield from _on("PostgreSQL", server.url(server.create_database()))


def _on(name: str, url: str) -> Iterator[Row]:
    clock = SetClock(NOW)
    _migrate(url)
    runtime = an_installation(url, clock, turn_elements=100_000)
    try:
        player = Player(runtime, clock)
        player.play(Scenario.model_validate({"name": "Kapasitas", "steps": _until_the_list()}))
        before = time.perf_counter()
        table = FieldAnswers({"pegawai": [packed(written(_list()))]}, "id")
        _complete(runtime, player.actor("bayu"), "unggah_daftar", table)
        yield Row(f"a table of {EMPLOYEES:,} rows is checked and kept, {name}", _seconds(before), "once")
        other = _other_case(runtime, player.actor("ratna"))
        before = time.perf_counter()
        _complete(runtime, player.actor("taufik"), "periksa_daftar", DataAnswers({"keputusan": "setuju"}))
        yield Row(f"the turn that starts the wave of {EMPLOYEES:,}, {name}", _seconds(before), "once")
        before = time.perf_counter()
        worker = Thread(target=_drain, args=(runtime,))
        worker.start()
        beside = list(_completions(runtime, player.actor("ratna"), other, worker))
        worker.join()
        yield Row(f"all of them started, {name}", f"{_seconds(before)}, {_called(runtime):,} executions", "once")
        yield Row(f"a completion of another case beside it, {name}", _spread(beside), f"{len(beside)} of them")
    finally:
        runtime.close()


def _migrate(url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        runtime = Runtime.open(Settings(data_dir=Path(folder), database_url=url))
        migrate(runtime.database)
        runtime.close()


def _until_the_list() -> list[dict[str, object]]:
    def complete(task: str, username: str, **answers: object) -> dict[str, object]:
        return {"complete": {"task": task, "as": username, "answers": answers}}

    return [
        {"start": {"process": "perpindahan-kelembagaan", "as": "bayu", "answers": PROPOSAL}},
        complete("telaah_perpindahan", "wirawan", keputusan="setuju"),
        complete("hitung_anggaran", "farida", pegawai_teranggarkan=5000),
        complete("tetapkan_hunian", "made", unit_hunian=5000),
        complete("tetapkan_kursi", "theresia", kursi_kerja=5000),
    ]


def _list() -> list[list[str]]:
    """Employees who are nobody: every NIP is well formed, and the simulator knows none of them."""
    found = [HEADINGS]
    for at in range(EMPLOYEES):
        day, number = divmod(at, 900)
        nip = f"198705{1 + day:02}2012011{1 + number:03}"
        found.append([nip, f"Pegawai {at}", "Analis", "Analis di IKN", "fungsional", "tidak", "01-02-2027", "1"])
    return found


def _other_case(runtime: Runtime, official: Actor) -> UUID:
    """The task of a case that has nothing to do with it."""
    files = [BundleFile("putaran.bpmn", PROCESS), BundleFile("periksa.form", json.dumps(FORM).encode())]
    deploy_bundle(runtime, DeployBundle(actor=None, files=files))
    started = start_process(runtime, StartProcess(process_key="putaran", actor=official, answers=DataAnswers({})))
    assert started.next_task is not None
    return started.next_task.task_id


def _complete(runtime: Runtime, actor: Actor, element: str, answers: Submission) -> None:
    with runtime.database.begin() as work:
        query = sa.select(user_task.c.id).where(user_task.c.element_id == element)
        task = work.connection.execute(query).scalar_one()
    complete_task(runtime, CompleteTask(task_id=task, actor=actor, answers=answers))


def _drain(runtime: Runtime) -> None:
    """Everything that the wave causes, as a worker would do it, one job after the other."""
    while run_waiting(runtime):
        pass


def _completions(runtime: Runtime, actor: Actor, task: UUID, worker: Thread) -> Iterator[float]:
    """Milliseconds of each, four in a second, as long as the worker has something to do."""
    while worker.is_alive():
        before = time.perf_counter()
        done = complete_task(runtime, CompleteTask(task_id=task, actor=actor, answers=ANSWERS))
        yield 1000 * (time.perf_counter() - before)
        assert done.next_task is not None
        task = done.next_task.task_id
        worker.join(0.25)


def _called(runtime: Runtime) -> int:
    with runtime.database.begin() as work:
        assert work.connection.scalar(sa.select(sa.func.count()).select_from(waiting_call)) == 0
        return work.connection.scalar(sa.select(sa.func.count()).select_from(execution)) or 0


def _seconds(before: float) -> str:
    return f"{time.perf_counter() - before:.1f} s"


def _spread(found: list[float]) -> str:
    ordered = sorted(found) or [0.0]
    last = ordered[min(len(ordered) * 95 // 100, len(ordered) - 1)]
    return f"{statistics.median(ordered):.0f} ms, 95 % within {last:.0f} ms"
