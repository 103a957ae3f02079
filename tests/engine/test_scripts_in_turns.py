"""A script runs in the turn, and while it runs nobody else waits for the database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.definitions import DefinitionCache
from engine.model.data import Value
from engine.scripts.python import PythonText
from engine.scripts.running import Ran, run_python
from tests.factories.models import end, python_task, start
from tests.factories.offices import Office, a_case_process, a_task, an_office
from tests.factories.together import together


def with_a_script() -> bytes:
    """A script, a task, a script, a task."""
    return a_case_process(
        start("mulai"),
        python_task("satu", "n = 1"),
        a_task("periksa"),
        python_task("dua", "n = n + 1"),
        a_task("tutup"),
        end("selesai"),
        flows=["mulai -> satu -> periksa -> dua -> tutup -> selesai"],
    )


def test_what_a_script_writes_is_there_for_the_next(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(with_a_script())
        office.start("ana")
        office.complete("ana", "periksa")

        assert office.open_tasks() == ["tutup"]
        assert office.value("n") == 2


def test_somebody_else_writes_while_a_script_runs(database_url: str) -> None:
    with an_office(database_url) as office:
        other, scripts = Office(office.runtime, office.accounts), list[str]()

        def run(python: PythonText, variables: Mapping[str, Value], now: datetime) -> Ran:
            scripts.append(python.text)
            assert together(lambda: write(other)) == ["written"]
            return run_python(python, variables, now)

        cache = DefinitionCache(ZoneInfo("Asia/Jakarta"), run_python=run)
        office.runtime = replace(office.runtime, definitions=cache)
        office.deploy(with_a_script())
        office.start("ana")
        office.complete("ana", "periksa")

        assert scripts == ["n = 1", "n = n + 1"]
        assert office.value("n") == 2


def write(office: Office) -> str:
    """A whole transaction of its own, which gives up at once where it would have to wait."""
    with office.runtime.database.begin() as work:
        if work.embedded:
            work.connection.exec_driver_sql("PRAGMA busy_timeout = 0")
        work.begin_write()
        work.commit()
    return "written"
