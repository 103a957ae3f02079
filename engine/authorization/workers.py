"""Which service jobs a worker of another system may fetch and answer.

Two things decide: its account holds a position with the function `integrasi` in the agency at which the job is
addressed, and its token was issued for jobs of that type.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from engine.authorization.messages import INTEGRATION
from engine.errors import InvalidInput, NotAllowed
from engine.model.actor import Actor, Capacity
from engine.model.text import N_

_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]*\*?|\*")
LONGEST_PATTERN = 200
MOST_PATTERNS = 50


class MayNotWork(NotAllowed):
    """The account is no system of any agency."""

    code = "may_not_work_on_jobs"
    message = N_(
        "Service jobs are done by integration accounts (integrasi@agency). "
        "Ask the operator for a token of such an account."
    )


class JobTypeClosed(NotAllowed):
    """The token was not issued for jobs of that type."""

    code = "job_type_closed"
    message = N_(
        "This token is not for jobs of the type “%(type)s”. The operator issues one that is "
        "with “lintas token issue --scope jobs --job-type %(type)s”."
    )


class JobTypesInvalid(InvalidInput):
    """A token for jobs says of which types, and only such a token does."""

    code = "token_job_types_invalid"
    message = N_(
        "A token with the scope jobs names 1 to %(most)s job types, such as simpeg:ubah or simpeg:*; others name none."
    )


@dataclass(frozen=True, slots=True)
class Worker:
    """A system at work: on whose behalf, and the patterns of job types of its token."""

    actor: Actor
    job_types: frozenset[str]

    @property
    def agencies(self) -> frozenset[str]:
        """Codes of the agencies whose jobs it may do. Raises MayNotWork where there is none."""
        served = frozenset(each.agency_code for each in self.actor.capacities if INTEGRATION in each.functions)
        if not served:
            raise MayNotWork
        return served

    def check_types(self, names: Iterable[str]) -> None:
        """Raise JobTypeClosed for the first name that no pattern of the token matches."""
        for name in names:
            if not self.opens(name):
                raise JobTypeClosed(type=name)

    def opens(self, job_type: str) -> bool:
        """Whether the token is for jobs of this type."""
        return any(
            job_type.startswith(each[:-1]) if each.endswith("*") else job_type == each for each in self.job_types
        )

    def capacity(self, agency: str, job_type: str) -> Capacity | None:
        """The position in which it does a job that is addressed at the agency; None if it may not."""
        if not self.opens(job_type):
            return None
        fitting = (each for each in self.actor.capacities if each.agency_code == agency)
        return next((each for each in fitting if INTEGRATION in each.functions), None)


def chosen_types(patterns: Collection[str], *, wanted: bool) -> frozenset[str]:
    """The patterns for a new token. Raises JobTypesInvalid: they are named where they are `wanted`, and only there."""
    found = frozenset(patterns)
    right = all(_PATTERN.fullmatch(each) and len(each) <= LONGEST_PATTERN for each in found)
    if bool(found) is not wanted or not right or len(found) > MOST_PATTERNS:
        raise JobTypesInvalid(most=MOST_PATTERNS)
    return found
