"""What acting officials may not decide: the decision table `kewenangan_penjabat`, asked at every completion.

SE BKN 2/SE/VII/2019: Plt and Plh take no strategic decisions and do not appoint, move or dismiss staff. The rules
stand in the table and not here; whoever holds the position definitively passes without it, and for everybody else
no table, no answer and no clear yes are all a refusal.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from engine.errors import NotAllowed
from engine.model.actor import Capacity, HolderStatus
from engine.model.data import ProcessData
from engine.model.text import N_, Text
from engine.organisation.holders import TITLES, month_in_office

AUTHORITY_TABLE = "kewenangan_penjabat"
"""Id of the decision. Inputs: status_pemangku, kelas_keputusan, masa_bulan (see `month_in_office`),
ada_sk_perpanjangan; outputs: boleh (a boolean), tindakan."""


class Decided(Protocol):
    """What is read of an evaluated decision."""

    @property
    def result(self) -> Any:
        """The outputs by name, or None where no rule matched."""

    @property
    def annotations(self) -> Sequence[str]:
        """The annotations of the rules that matched: their legal basis."""


Authority = Callable[[ProcessData], Decided]

EXTENSION_NEEDED = N_(
    "You have acted as %(title)s for more than three months without an extension decree."
    " Ask your staff office for the extension decree before you decide in the class %(decision_class)s."
)
HOLDER_DECIDES = N_(
    "As %(title)s you may not decide in the class %(decision_class)s."
    " Release the task: %(position)s decides as soon as the definitive holder is back."
)
GIVER_DECIDES = N_(
    "As %(title)s you may not decide in the class %(decision_class)s."
    " Release the task: the official who gave you the mandate decides."
)
SIGNER_DECIDES = N_(
    "As %(title)s you may not decide in the class %(decision_class)s."
    " Release the task: the official who gave you the mandate (%(decree)s) decides."
)
NO_TABLE = N_(
    "As %(title)s you may not decide in the class %(decision_class)s: no table of the authority of acting officials"
    " is deployed. Release the task for the definitive holder, and ask the process designer to deploy the table."
)


@dataclass(frozen=True, slots=True)
class Barred:
    """Why somebody may not complete a task in a capacity. `action` and `basis` are the table's own words."""

    capacity: Capacity
    decision_class: str | None
    action: str | None
    basis: tuple[str, ...]
    text: Text


class ActingOfficialBarred(NotAllowed):
    """An acting official may not take this decision."""

    code = "acting_official_barred"
    message = GIVER_DECIDES

    def __init__(self, barred: Barred) -> None:
        self.barred = barred
        super().__init__(
            status=barred.capacity.status.value,
            decision_class=barred.decision_class,
            action=barred.action,
            basis=barred.basis,
        )

    @property
    def text(self) -> Text:
        """What the person is told: who decides instead, or which decree is missing."""
        return self.barred.text


def check_decision(capacity: Capacity, decision_class: str | None, *, today: date, authority: Authority | None) -> None:
    """Raise ActingOfficialBarred unless a decision of this class may be taken in this capacity today."""
    found = barred(capacity, decision_class, today=today, authority=authority)
    if found is not None:
        raise ActingOfficialBarred(found)


def barred(
    capacity: Capacity, decision_class: str | None, *, today: date, authority: Authority | None
) -> Barred | None:
    """What stands against it, to be shown before somebody fills in a form in vain; None if it is allowed."""
    if capacity.status is HolderStatus.DEFINITIVE:
        return None
    if authority is None:
        return refusal(capacity, decision_class, action=None, basis=(), template=NO_TABLE)
    decided = authority(
        {
            "status_pemangku": capacity.status.value,
            "kelas_keputusan": decision_class,
            "masa_bulan": month_in_office(capacity.since, today),
            "ada_sk_perpanjangan": capacity.extension_decree is not None,
        }
    )
    outputs = decided.result if isinstance(decided.result, Mapping) else {}
    if outputs.get("boleh") is True:
        return None
    action = outputs.get("tindakan")
    action = action if isinstance(action, str) else None
    return refusal(
        capacity,
        decision_class,
        action=action,
        basis=tuple(decided.annotations),
        template=EXTENSION_NEEDED if asks_for_extension(action) else who_decides(capacity),
    )


def asks_for_extension(action: str | None) -> bool:
    """Whether the table sends the person for the decree that extends the mandate (SK perpanjangan)."""
    return action is not None and "perpanjangan" in action.casefold()


def who_decides(capacity: Capacity) -> str:
    """Names the official to turn to: a Plh stands in for a holder who is away, others act by somebody's order."""
    if capacity.status is HolderStatus.PLH:
        return HOLDER_DECIDES
    return SIGNER_DECIDES if capacity.decree_number else GIVER_DECIDES


def refusal(
    capacity: Capacity, decision_class: str | None, *, action: str | None, basis: tuple[str, ...], template: str
) -> Barred:
    """The refusal with everything that the page shows."""
    facts = {
        "title": TITLES[capacity.status],
        "decision_class": decision_class or "—",
        "position": capacity.position_name,
        "decree": capacity.decree_number,
    }
    return Barred(capacity, decision_class, action, basis, Text(template, facts))
