"""The product as a process of its own, on a free port, with a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINTAS = Path(sys.executable).parent / "lintas"
LOOKS = 1200
LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    address: str
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def database_url(self) -> str:
        """Where its data is."""
        return f"sqlite:///{self.folder / 'lintas.db'}"

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        self.process.kill()
        self.process.wait()

    def get(self, path: str) -> tuple[int, bytes, Mapping[str, str]]:
        """Status, body and headers of a page."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=30) as answer:
                return answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read(), refusal.headers


def environment(folder: Path, *, code: Path | None = ROOT, **more: str) -> dict[str, str]:
    """What a process of Lintas needs, with nothing of the settings of this one.

    It runs the code of the working copy that is tested, wherever Lintas is installed from; of the installation only
    with `code=None`.
    """
    own = ("LINTAS_", "PYTEST_", "PYTHONPATH", "COVERAGE_")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    tested = {} if code is None else {"PYTHONPATH": str(code)}
    return {**inherited, **tested, "LINTAS_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1", **more}


@contextmanager
def serve(
    folder: Path, lintas: Path = LINTAS, command: str = "demo", *, code: Path | None = ROOT, **more: str
) -> Iterator[Served]:
    """Run `lintas demo` or another command until the block is left. Fails with its output if it does not answer."""
    port = str(_free_port())
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [lintas, command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=environment(folder, code=code, LINTAS_HOST="127.0.0.1", LINTAS_PORT=port, **more),
        )
    served = Served(f"http://127.0.0.1:{port}", folder, process)
    try:
        _wait_until_it_answers(process, served, log)
        yield served
    finally:
        _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(process: subprocess.Popen[bytes], served: Served, log: Path) -> None:
    for _ in range(LOOKS):
        try:
            process.wait(LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        else:
            raise AssertionError(f"lintas ended with {process.returncode}:\n{log.read_text()}")
        try:
            served.get("/")
        except (urllib.error.URLError, ConnectionError):
            continue
        return
    raise AssertionError(f"lintas did not answer:\n{log.read_text()}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
