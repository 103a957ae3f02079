"""How long somebody holds a position, and for how long an acting official may (SE BKN 2/SE/VII/2019)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from engine.errors import InvalidInput
from engine.model.actor import HolderStatus
from engine.model.text import N_

MONTHS_OF_A_PLT = 3
MONTHS_OF_AN_EXTENSION = 3

TITLES = {
    HolderStatus.DEFINITIVE: "",
    HolderStatus.PLT: "Plt.",
    HolderStatus.PLH: "Plh.",
    HolderStatus.PJ: "Pj.",
}


class TenureInvalid(InvalidInput):
    """The dates or decrees of a holder contradict each other."""

    code = "tenure_invalid"
    message = N_("The dates of the holder do not fit.")


class TenureEndsBeforeItBegins(TenureInvalid):
    """`until` lies before `since`."""

    message = N_("Expected the last day to be on or after the first day, %(since)s, but it is %(until)s.")


class TenureTooLong(TenureInvalid):
    """A Plt beyond three months, or beyond six with an extension decree."""

    message = N_(
        "A Plt. may act until %(latest)s but the last day is %(until)s."
        " Three months are allowed, and three more with an extension decree."
    )


class TenureWithoutDecree(TenureInvalid):
    """An acting official without a decree or order has no mandate."""

    message = N_("An acting official needs the number of the decree or order that gave the mandate.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """Holding a position: the first and the last day (both count; None: no end known) and the decrees behind it."""

    status: HolderStatus
    since: date
    until: date | None = None
    decree_number: str | None = None
    extension_decree: str | None = None

    def covers(self, day: date) -> bool:
        """Whether the position is held on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)

    @property
    def latest(self) -> date | None:
        """The last day that the rules allow; None where they set no limit in months."""
        if self.status is not HolderStatus.PLT:
            return None
        months = MONTHS_OF_A_PLT + (MONTHS_OF_AN_EXTENSION if self.extension_decree else 0)
        return add_months(self.since, months) - timedelta(days=1)

    def check(self) -> None:
        """Raise a TenureInvalid if dates and decrees contradict each other."""
        if self.until is not None and self.until < self.since:
            raise TenureEndsBeforeItBegins(since=self.since, until=self.until)
        if self.status is not HolderStatus.DEFINITIVE and not self.decree_number:
            raise TenureWithoutDecree
        if self.latest is not None and self.until is not None and self.until > self.latest:
            raise TenureTooLong(latest=self.latest, until=self.until)


def month_in_office(since: date, today: date) -> int:
    """The month of the tenure that `today` lies in: 1 from the first day, 4 as soon as three months are over.

    0 before the first day. Counted like this, `> 3` says exactly that three months have passed.
    """
    if today < since:
        return 0
    months = (today.year - since.year) * 12 + today.month - since.month
    return months + (1 if today >= add_months(since, months) else 0)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def titled(status: HolderStatus, position_name: str) -> str:
    """The position as it is printed under a signature: `Plt. Kepala Biro SDM`."""
    return f"{TITLES[status]} {position_name}".strip()
