"""A process writes a letter: numbered, from a template, as a draft that nobody has signed electronically."""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

import sqlalchemy as sa

from engine.documents import Letterhead, render_letter
from engine.errors import ModelError
from engine.execution import CompleteJob
from engine.ids import new_id
from engine.model.data import ProcessData
from engine.model.text import N_
from engine.runtime import Runtime
from engine.store.cases import Case, load_case
from engine.store.history import Event
from engine.store.numbers import next_number
from engine.store.service_jobs import JobToken, find_job
from engine.store.tables import agency, document
from engine.store.unit_of_work import UnitOfWork
from engine.turn import Turn, retrying

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
LONGEST_TITLE = 300


class TemplateMissing(ModelError):
    """The service task names a template that the instance is not pinned to."""

    code = "template_missing"
    message = N_("The template %(template)s is not deployed. Deploy the bundle with it and start the case anew.")


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueDocument:
    """Answers a service job of type `lintas:document`. Headers: `template`, `kind`, `title`, `series`."""

    token: JobToken
    headers: dict[str, str]
    data: ProcessData


def issue_document(runtime: Runtime, command: IssueDocument) -> bool:
    """Draw the number, write the letter and answer with `document` {id, number}, all in one transaction.

    A number is never drawn twice and never lost. False where nobody waits. Raises TemplateMissing, LetterFailed.
    """
    return retrying(partial(_attempt, runtime, command))


def _attempt(runtime: Runtime, command: IssueDocument) -> bool:
    now, token = runtime.clock.now(), command.token
    today = runtime.today()
    with runtime.database.begin() as work:
        work.begin_write()
        if find_job(work, token) is None:
            return False
        case = load_case(work, token.instance_id, token.execution)
        source = _template(runtime, work, case, command)
        code, name = _issuer(work, case)
        kind = command.headers.get("kind", "surat")
        number = letter_number(next_number(work, f"document:{kind}:{code}", today), kind, code, today)
        title = command.headers.get("title", kind)[:LONGEST_TITLE]
        html = render_letter(
            source, command.data, number=number, dated=today, letterhead=Letterhead(agency=name), title=title
        )
        identity = new_id()
        work.connection.execute(
            document.insert(),
            {
                "id": identity,
                "instance_id": token.instance_id,
                "execution": token.execution,
                "token": token.token,
                "kind": kind,
                "number": number,
                "title": title,
                "html": html,
                "sha256": hashlib.sha256(html.encode()).digest(),
                "created_at": now,
            },
        )
        turn = Turn(runtime, work, case, now)
        turn.run(token.execution, _answer(token, identity, number), writes=("document",))
        turn.record(
            Event(
                kind="DocumentIssued",
                definition_id=case.definition_id,
                execution=token.execution,
                detail={"document": str(identity), "number": number, "kind": kind},
            )
        )
        work.commit()
        return True


def _answer(token: JobToken, identity: UUID, number: str) -> CompleteJob:
    return CompleteJob(token=token.token, data={"document": {"id": str(identity), "number": number}})


def _template(runtime: Runtime, work: UnitOfWork, case: Case, command: IssueDocument) -> str:
    key = command.headers.get("template", "")
    if key not in case.pins.templates:
        raise TemplateMissing(template=key)
    return runtime.definitions.template(work.connection, case.pins.templates[key]).source


def _issuer(work: UnitOfWork, case: Case) -> tuple[str, str]:
    """Code and name of the agency that the case belongs to."""
    row = work.connection.execute(
        sa.select(agency.c.code, agency.c.name).where(agency.c.id == case.agency_id)
    ).one_or_none()
    return ("", "") if row is None else (row.code, row.name)


def letter_number(count: int, kind: str, agency_code: str, on: date) -> str:
    """The number as letters carry it: 12/SK/OTORITA-IKN/XI/2026. The pattern is an example of this installation."""
    return f"{count}/{kind.upper()}/{agency_code.upper()}/{ROMAN[on.month - 1]}/{on.year}"
