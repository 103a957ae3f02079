"""A process writes a letter: numbered, from a template, as a draft that nobody has signed electronically."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

import sqlalchemy as sa

from engine.documents import Letterhead, Signature, render_letter
from engine.errors import ModelError
from engine.execution import CompleteJob
from engine.ids import new_id
from engine.model.actor import HolderStatus
from engine.model.data import ProcessData
from engine.model.text import N_
from engine.observing import watched
from engine.organisation.holders import TITLES
from engine.runtime import Runtime
from engine.store.cases import Case
from engine.store.history import Event
from engine.store.holders import holders_of
from engine.store.numbers import following_number, next_number
from engine.store.service_jobs import JobToken, waiting_case
from engine.store.tables import agency, document
from engine.store.unit_of_work import TurnLost, UnitOfWork
from engine.turn import Turn, retrying

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
LONGEST_TITLE = 300


class TemplateMissing(ModelError):
    """The service task names a template that the instance is not pinned to."""

    code = "template_missing"
    message = N_("The template %(template)s is not deployed. Deploy the bundle with it and start the case anew.")


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueDocument:
    """Answers a service job of type `lintas:document`.

    Headers: `template`, `kind`, `title`, and `signatory`, the
    function of the issuing agency whose holder is printed as signer.
    """

    token: JobToken
    headers: dict[str, str]
    data: ProcessData


@watched
def issue_document(runtime: Runtime, command: IssueDocument) -> bool:
    """Draw the number, write the letter and answer with `document` {id, number}, all in one transaction.

    A number is never drawn twice and never lost. False where nobody waits. Raises TemplateMissing, LetterFailed.
    """
    return retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: IssueDocument) -> bool:
    """The letter is written before the write lock is taken, with the number that is next; if it is not, all again."""
    now, token = runtime.clock.now(), command.token
    with runtime.database.begin() as work:
        case = waiting_case(work, token)
        if case is None:
            return False
        letter = _write(runtime, work, case, command)
        turn = Turn(runtime, work, case, now)
        answer = {"document": {"id": str(letter.id), "number": letter.number}}
        turn.run(token.execution, CompleteJob(token=token.token, data=answer), writes=("document",))
        turn.record(
            Event(
                kind="DocumentIssued",
                definition_id=case.definition_id,
                execution=token.execution,
                detail={"document": str(letter.id), "number": letter.number, "kind": letter.kind},
            )
        )
        if next_number(work, letter.series, letter.dated) != letter.count:
            raise TurnLost
        work.connection.execute(document.insert(), letter.row(token, now))
        work.commit()
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter that is written and not stored yet. `count` is its number in the series."""

    id: UUID
    series: str
    count: int
    dated: date
    kind: str
    number: str
    title: str
    html: str

    def row(self, token: JobToken, now: datetime) -> dict[str, object]:
        """Its row."""
        return {
            "id": self.id,
            "instance_id": token.instance_id,
            "execution": token.execution,
            "token": token.token,
            "kind": self.kind,
            "number": self.number,
            "title": self.title,
            "html": self.html,
            "sha256": hashlib.sha256(self.html.encode()).digest(),
            "created_at": now,
        }


def _write(runtime: Runtime, work: UnitOfWork, case: Case, command: IssueDocument) -> Letter:
    """Render the letter with the next number of its series. Raises TemplateMissing, LetterFailed."""
    today = runtime.today()
    source = _template(runtime, work, case, command)
    code, name = _issuer(work, case)
    kind = command.headers.get("kind", "surat")
    title = command.headers.get("title", kind)[:LONGEST_TITLE]
    series = f"document:{kind}:{code}"
    count = following_number(work.connection, series, today)
    number = letter_number(count, kind, code, today)
    html = render_letter(
        source,
        command.data,
        number=number,
        dated=today,
        letterhead=Letterhead(agency=name),
        signature=_signature(work, command.headers.get("signatory"), code, today),
        title=title,
    )
    return Letter(
        id=new_id(), series=series, count=count, dated=today, kind=kind, number=number, title=title, html=html
    )


def _signature(work: UnitOfWork, function: str | None, agency_code: str, today: date) -> Signature | None:
    """Who is to sign: the definitive holder of the function, else whoever acts, with the capacity before the office."""
    if not function:
        return None
    address = f"{function}@{agency_code}"
    holders = holders_of(work.connection, [address], today)[address]
    holders.sort(key=lambda each: each.status != HolderStatus.DEFINITIVE)
    if not holders:
        return None
    signer = holders[0]
    return Signature(
        position=signer.position_name, name=signer.person_name, capacity=TITLES[HolderStatus(signer.status)]
    )


def _template(runtime: Runtime, work: UnitOfWork, case: Case, command: IssueDocument) -> str:
    key = command.headers.get("template", "")
    templates = case.pins_of(command.token.execution).templates
    if key not in templates:
        raise TemplateMissing(template=key)
    return runtime.definitions.template(work.connection, templates[key]).source


def _issuer(work: UnitOfWork, case: Case) -> tuple[str, str]:
    """Code and name of the agency that the case belongs to."""
    row = work.connection.execute(
        sa.select(agency.c.code, agency.c.name).where(agency.c.id == case.agency_id)
    ).one_or_none()
    return ("", "") if row is None else (row.code, row.name)


def letter_number(count: int, kind: str, agency_code: str, on: date) -> str:
    """The number as letters carry it: 12/SK/OTORITA-IKN/XI/2026. The pattern is an example of this installation."""
    return f"{count}/{kind.upper()}/{agency_code.upper()}/{ROMAN[on.month - 1]}/{on.year}"
