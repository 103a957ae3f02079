from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from engine.authorization.decisions import ActingOfficialBarred, barred, check_decision
from engine.model.actor import HolderStatus
from engine.model.data import ProcessData
from tests.factories.actors import a_capacity

TODAY = date(2026, 11, 24)
BASIS = "SE BKN 2/SE/VII/2019"


@dataclass
class Answer:
    """What a decision table answered."""

    result: Any
    annotations: tuple[str, ...] = (BASIS,)


@dataclass
class Table:
    """A decision table that always answers the same and remembers what it was asked."""

    result: Any
    asked: ProcessData | None = None

    def __call__(self, inputs: ProcessData) -> Answer:
        self.asked = inputs
        return Answer(self.result)


YES = {"boleh": True, "tindakan": 'cetak "Plt."'}
NO = {"boleh": False, "tindakan": "alihkan ke pejabat pemberi mandat"}
EXTEND = {"boleh": False, "tindakan": "minta SK perpanjangan"}
ACTING = [HolderStatus.PLT, HolderStatus.PLH, HolderStatus.PJ]


def acting(status: HolderStatus = HolderStatus.PLT, **changes: Any) -> Any:
    return a_capacity("ppk@bkn", status=status, since=date(2026, 10, 1), **changes)


def test_a_definitive_holder_passes_without_the_table_being_asked() -> None:
    table = Table(NO)

    check_decision(a_capacity(), "sk_pemindahan", today=TODAY, authority=table)

    assert table.asked is None


def test_the_table_is_asked_with_status_class_months_and_extension() -> None:
    table = Table(YES)

    check_decision(acting(), "rutin", today=TODAY, authority=table)

    assert table.asked == {
        "status_pemangku": "plt",
        "kelas_keputusan": "rutin",
        "masa_bulan": 2,
        "ada_sk_perpanjangan": False,
    }


def test_an_extension_decree_is_told_to_the_table() -> None:
    table = Table(YES)

    check_decision(acting(extension_decree="SPRIN-9"), "rutin", today=TODAY, authority=table)

    assert table.asked is not None
    assert table.asked["ada_sk_perpanjangan"] is True


@pytest.mark.parametrize("status", ACTING)
def test_without_the_table_every_acting_official_is_refused(status: HolderStatus) -> None:
    with pytest.raises(ActingOfficialBarred):
        check_decision(acting(status), "rutin", today=TODAY, authority=None)


@pytest.mark.parametrize("result", [None, {}, {"boleh": None}, {"boleh": "ya"}, {"boleh": 1}, True, "ya", [YES]])
def test_whatever_is_no_clear_yes_is_a_refusal(result: Any) -> None:
    with pytest.raises(ActingOfficialBarred):
        check_decision(acting(), "rutin", today=TODAY, authority=Table(result))


def test_a_refusal_carries_action_and_legal_basis_of_the_table() -> None:
    with pytest.raises(ActingOfficialBarred) as refused:
        check_decision(acting(), "sk_pemindahan", today=TODAY, authority=Table(NO))

    assert refused.value.code == "acting_official_barred"
    assert refused.value.facts == {
        "status": "plt",
        "decision_class": "sk_pemindahan",
        "action": "alihkan ke pejabat pemberi mandat",
        "basis": (BASIS,),
    }


def test_a_plt_is_sent_to_whoever_gave_the_mandate() -> None:
    with pytest.raises(ActingOfficialBarred, match=r"gave you the mandate \(SPRIN-1\) decides"):
        check_decision(acting(decree_number="SPRIN-1"), "sk_pemindahan", today=TODAY, authority=Table(NO))


def test_a_plh_is_sent_to_the_definitive_holder() -> None:
    with pytest.raises(ActingOfficialBarred, match="Kepala ppk decides as soon as the definitive holder is back"):
        check_decision(acting(HolderStatus.PLH), "sk_pemindahan", today=TODAY, authority=Table(NO))


def test_an_overlong_plt_is_sent_for_the_extension_decree() -> None:
    with pytest.raises(ActingOfficialBarred, match="extension decree"):
        check_decision(acting(), "rutin", today=TODAY, authority=Table(EXTEND))


def test_what_is_shown_before_is_what_is_raised_later() -> None:
    shown = barred(acting(), "sk_pemindahan", today=TODAY, authority=Table(NO))

    assert shown is not None
    assert (shown.action, shown.basis) == (NO["tindakan"], (BASIS,))
    assert shown.text == ActingOfficialBarred(shown).text


def test_a_task_without_class_is_judged_by_the_table_too() -> None:
    with pytest.raises(ActingOfficialBarred, match="—"):
        check_decision(acting(), None, today=TODAY, authority=Table(NO))
