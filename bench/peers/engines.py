"""How each engine is served, and how a program completes a task there."""

import base64
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

from bench.measuring import ROOT
from bench.peers import model
from bench.peers.loading import Client, Connection, Refused
from engine.bundles.files import BundleFile
from engine.commands.deploy_bundle import DeployBundle, deploy_bundle
from engine.commands.issue_token import IssueToken, issue_token
from engine.runtime import Runtime
from engine.settings import Settings
from engine.store.groups import intern_groups
from engine.store.migrate import migrate
from tests.durable_postgresql import DurableServer, free_port
from tests.factories.people import a_holder, a_position, an_account, an_agency
from tests.serving import serve

Clients = Callable[[int], Client]
HERE = Path(__file__).resolve().parent
BUILT = ROOT / "build" / "peers"
START_SECONDS = 120
BUILD_SECONDS = 900
OPERATON_USER, BPMN_ENGINE_TOKEN = "bench", "bench-token"


class NotMeasured(Exception):
    """An engine cannot be had here; the reason."""


class LintasClient:
    """Lintas tells with each answer what the same person may go on with."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = Connection(port, {"Authorization": f"Bearer {token}"})

    def start(self) -> Any:
        return self._connection.ask("POST", "/api/v1/process-definitions/peers/instances", {"variables": {}})

    def open_task(self, told: Any) -> Any:
        return told["next_task"]["task_id"]

    def complete(self, task: Any) -> Any:
        return self._connection.ask("POST", f"/api/v1/tasks/{task}/complete", {"data": model.ANSWERS})


@contextmanager
def lintas(folder: Path, database_url: str | None, servers: int) -> Iterator[Clients]:
    """So many server processes on one database; client n asks server n mod servers."""
    first = folder / "server-0"
    first.mkdir()
    where = {"database_url": database_url} if database_url else {}
    runtime = Runtime.open(Settings(data_dir=first, **where))  # type: ignore[arg-type]  # mypy takes the names of a dict for any field
    try:
        token = _prepare(runtime)
    finally:
        runtime.close()
    shared = {
        "LINTAS_DATABASE_URL": runtime.settings.database_url,
        "LINTAS_HISTORY_KEY_FILE": str(first / "history.key"),
    }
    with ExitStack() as stack:
        ports = []
        for number in range(servers):
            place = folder / f"server-{number}"
            place.mkdir(exist_ok=True)
            served = stack.enter_context(serve(place, command="serve", **shared))
            ports.append(int(served.address.rpartition(":")[2]))
        yield lambda number: LintasClient(ports[number % servers], token)


def _prepare(runtime: Runtime) -> str:
    migrate(runtime.database)
    position = a_position(runtime, an_agency(runtime), "kepala-biro-sdm", model.CLERKS, model.HEAD)
    a_holder(runtime, an_account(runtime), position)
    with runtime.database.begin() as work:
        work.begin_write()
        intern_groups(work.connection)
        work.commit()
    process, form = model.for_lintas()
    files = [BundleFile("peers.bpmn", process), BundleFile("isian.form", form)]
    deploy_bundle(runtime, DeployBundle(actor=None, files=files))
    return issue_token(runtime, IssueToken(username="sri.rahayu", name="bench", days=1)).token


class OperatonClient:
    """Operaton tells nothing with a completion: the next task is asked for."""

    def __init__(self, port: int) -> None:
        secret = base64.b64encode(f"{OPERATON_USER}:{OPERATON_USER}".encode()).decode()
        self._connection = Connection(port, {"Authorization": f"Basic {secret}"})

    def start(self) -> Any:
        return self._connection.ask("POST", "/engine-rest/process-definition/key/peers/start", {})["id"]

    def open_task(self, told: Any) -> Any:
        (task,) = self._connection.ask("GET", f"/engine-rest/task?processInstanceId={told}")
        return told, task["id"]

    def complete(self, task: Any) -> Any:
        case, identity = task
        variables = {name: {"value": value} for name, value in model.ANSWERS.items()}
        self._connection.ask("POST", f"/engine-rest/task/{identity}/submit-form", {"variables": variables})
        return case


@contextmanager
def operaton(folder: Path, server: DurableServer) -> Iterator[Clients]:
    """Operaton's Spring Boot starter with its REST API, on a database of that server. Raises NotMeasured."""
    project = _built(
        "operaton", ["mvn", "-B", "-q", "package", "dependency:copy-dependencies", "-DoutputDirectory=target/lib"]
    )
    database, port = server.new_database().rpartition("/")[2], free_port()
    command = [
        "java", "-cp", f"{project}/target/classes:{project}/target/lib/*", "peers.Application",
        f"--server.port={port}", "--server.address=127.0.0.1", "--spring.datasource.username=postgres",
        f"--spring.datasource.url=jdbc:postgresql://127.0.0.1:{server.port}/{database}",
        "--operaton.bpm.history-level=full", "--operaton.bpm.authorization.enabled=true",
        f"--operaton.bpm.admin-user.id={OPERATON_USER}", f"--operaton.bpm.admin-user.password={OPERATON_USER}",
    ]  # fmt: skip
    with _running(command, folder / "operaton.log", port):
        _deploy_to_operaton(port)
        yield lambda _: OperatonClient(port)


def _deploy_to_operaton(port: int) -> None:
    address = f"http://127.0.0.1:{port}/engine-rest/deployment/create"
    files = {"peers.bpmn": ("peers.bpmn", model.for_operaton())}
    form = {"deployment-name": "peers"}
    answer = httpx.post(address, files=files, data=form, auth=(OPERATON_USER, OPERATON_USER), timeout=60)
    if not answer.is_success:
        raise Refused(f"Operaton took no model: {answer.status_code} {answer.text[:400]}")


class BpmnEngineClient:
    """Our few lines of HTTP around npm bpmn-engine: the case is the task, as only one waits at a time."""

    def __init__(self, port: int) -> None:
        self._connection = Connection(port, {"Authorization": f"Bearer {BPMN_ENGINE_TOKEN}"})

    def start(self) -> Any:
        return self._connection.ask("POST", "/start", {})

    def open_task(self, told: Any) -> Any:
        return told["id"]

    def complete(self, task: Any) -> Any:
        return self._connection.ask("POST", f"/complete/{task}", model.ANSWERS)


@contextmanager
def bpmn_engine(folder: Path) -> Iterator[Clients]:
    """npm bpmn-engine with the state of each case in a file, synced at every step. Raises NotMeasured."""
    project = _built("bpmn_engine", ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"])
    source, port = folder / "peers.bpmn", free_port()
    source.write_bytes(model.for_bpmn_engine())
    command = ["node", "server.mjs", str(port), str(folder), str(source), BPMN_ENGINE_TOKEN]
    with _running(command, folder / "bpmn-engine.log", port, project):
        yield lambda _: BpmnEngineClient(port)


def _built(name: str, command: list[str]) -> Path:
    """The peer's project below build/, with what its lock or its project file names."""
    project = BUILT / name
    if shutil.which(command[0]) is None:
        raise NotMeasured(f"{command[0]} is not here")
    shutil.copytree(HERE / name, project, dirs_exist_ok=True)
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, timeout=BUILD_SECONDS)
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines() or ["no reason given"]
        raise NotMeasured(f"{command[0]} could not build it: {said[0][:200]}")
    return project


@contextmanager
def _running(command: list[str], log: Path, port: int, place: Path | None = None) -> Iterator[None]:
    """The process until the block is left, once its port is open. Raises NotMeasured with what it said."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=place or log.parent, stdout=output, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + START_SECONDS
        while not _open(port):
            if process.poll() is not None or time.monotonic() > until:
                raise NotMeasured(f"{command[0]} did not serve: {log.read_text()[-300:]}")
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait()


def _open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
