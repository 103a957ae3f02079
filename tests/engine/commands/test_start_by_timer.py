"""Processes that start by themselves, also after a day in which nothing ran."""

from datetime import timedelta

import pytest

from engine.bundles.findings import BundleRefused
from engine.store import tables
from tests.factories.models import Z, end, start, timer
from tests.factories.offices import Office, a_case_process, a_task, an_office
from tests.factories.working_days import lay_down


def each_hour(cycle: str = "0 * * * *", missed: str | None = None) -> bytes:
    """A process that starts by itself beside starts by people."""
    named = [] if missed is None else [Z.properties(Z.property(name="lintas:missedTimes", value=missed))]
    return a_case_process(
        start("mulai"),
        start("jam", timer(cycle=cycle), extensions=named),
        a_task("periksa"),
        end("selesai"),
        flows=["mulai -> periksa -> selesai", "jam -> periksa"],
    )


def cases(office: Office) -> int:
    return len(office.rows(tables.instance))


@pytest.mark.parametrize(("missed", "started"), [(None, 1), ("one", 1), ("all", 24)])
def test_after_a_day_without_a_server_it_starts_once_or_for_each_hour(
    sqlite_url: str, missed: str | None, started: int
) -> None:
    with an_office(sqlite_url) as office:
        office.deploy(each_hour(missed=missed))

        office.clock.move(timedelta(days=1))
        office.work()
        office.work()

        assert cases(office) == started


def test_on_both_databases_each_time_starts_once(database_url: str) -> None:
    with an_office(database_url) as office:
        office.deploy(each_hour("0 8 * * *"), by="desi")
        lay_down(office, {"zone": "Asia/Jayapura"})

        counts = []
        for _ in range(3):
            office.clock.move(timedelta(days=1))
            office.work()
            counts.append(cases(office))

        assert counts == [1, 2, 3]


@pytest.mark.parametrize("cycle", ["0 25 * * *", "0 0 31 2 *"])
def test_what_never_comes_is_refused_when_it_is_uploaded(sqlite_url: str, cycle: str) -> None:
    with an_office(sqlite_url) as office, pytest.raises(BundleRefused) as refused:
        office.deploy(each_hour(cycle))

    assert "five fields" in str(refused.value.findings[0].text)
