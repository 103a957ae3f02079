"""Fields that ask for a NIP (`validate: "nip"`): what is kept, and what is said about a wrong one."""

from datetime import date

from engine.model.text import Text
from engine.organisation.nip import SEPARATORS, Employment, Nip, NipAppointmentInvalid, NipInvalid


def plain_nip(text: str) -> str:
    """The digits without the spaces, dots and hyphens that people write between them."""
    return text.strip("\t\r\n").translate(SEPARATORS)


def nip_problem(nip: str, today: date) -> Text | None:
    """What is wrong with a NIP in plain form, or None. Numbers of PNS and of PPPK both pass: the form cannot know."""
    problems = []
    for employment in Employment:
        try:
            Nip.parse(nip, employment=employment, today=today)
        except NipInvalid as problem:
            problems.append(problem)
        else:
            return None
    telling = [problem for problem in problems if not isinstance(problem, NipAppointmentInvalid)]
    return (telling or problems)[0].text
