"""The decision table that is shipped, asked as completion asks it."""

from datetime import date

import pytest

from engine.authorization.decisions import AUTHORITY_TABLE, ActingOfficialBarred, Authority, barred, check_decision
from engine.dmn import read_decisions
from engine.model.actor import Capacity, HolderStatus
from engine.settings import resources_root
from tests.factories.actors import a_capacity

TODAY = date(2026, 11, 24)
ACTING = [HolderStatus.PLT, HolderStatus.PLH]
ROUTINE = ["rutin", "cuti", "surat_tugas", "skp", "disiplin_ringan", "usul_mutasi_dalam_instansi"]
STRATEGIC = ["usul_mutasi_antar_instansi", "sk_pengangkatan", "sk_pemindahan", "sk_pemberhentian", "anggaran"]


@pytest.fixture(scope="module")
def table() -> Authority:
    model = read_decisions((resources_root() / "processes" / "authority" / f"{AUTHORITY_TABLE}.dmn").read_bytes())
    return lambda inputs: model.evaluate(AUTHORITY_TABLE, inputs)


def acting(status: HolderStatus, since: date = date(2026, 11, 2), extension: str | None = None) -> Capacity:
    return a_capacity("ppk@otorita-ikn", status=status, since=since, extension_decree=extension)


@pytest.mark.parametrize("status", ACTING)
@pytest.mark.parametrize("decision_class", ROUTINE)
def test_acting_officials_do_routine_work(table: Authority, status: HolderStatus, decision_class: str) -> None:
    check_decision(acting(status), decision_class, today=TODAY, authority=table)


@pytest.mark.parametrize("status", ACTING)
@pytest.mark.parametrize("decision_class", STRATEGIC)
def test_acting_officials_do_not_change_legal_status(
    table: Authority, status: HolderStatus, decision_class: str
) -> None:
    with pytest.raises(ActingOfficialBarred) as refused:
        check_decision(acting(status), decision_class, today=TODAY, authority=table)

    assert "SE BKN 2/SE/VII/2019" in " ".join(refused.value.barred.basis)


@pytest.mark.parametrize("status", [*ACTING, HolderStatus.PJ])
@pytest.mark.parametrize("decision_class", ["unheard_of", "", None])
def test_an_unknown_class_is_refused(table: Authority, status: HolderStatus, decision_class: str | None) -> None:
    with pytest.raises(ActingOfficialBarred):
        check_decision(acting(status), decision_class, today=TODAY, authority=table)


@pytest.mark.parametrize(
    "since, extension, allowed",
    [
        (date(2026, 8, 25), None, True),
        (date(2026, 8, 24), None, False),
        (date(2026, 8, 24), "SPRIN-9", True),
        (date(2026, 5, 25), "SPRIN-9", True),
        (date(2026, 5, 24), "SPRIN-9", False),
    ],
)
def test_a_plt_acts_three_months_and_three_more_with_an_extension(
    table: Authority, since: date, extension: str | None, allowed: bool
) -> None:
    found = barred(acting(HolderStatus.PLT, since, extension), "rutin", today=TODAY, authority=table)

    assert (found is None) is allowed


def test_an_overlong_plt_is_sent_for_the_extension_decree(table: Authority) -> None:
    with pytest.raises(ActingOfficialBarred, match="Ask your staff office for the extension decree"):
        check_decision(acting(HolderStatus.PLT, date(2026, 8, 24)), "rutin", today=TODAY, authority=table)
