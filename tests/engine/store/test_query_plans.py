"""The statements of daily work find their rows by an index, however many rows there are."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from engine.commands.claim_task import ClaimTask, claim_task
from engine.commands.complete_task import CompleteTask, complete_task
from engine.commands.start_process import StartProcess, start_process
from engine.forms.submission import DataAnswers
from engine.queries.inbox import InboxFilter, inbox
from tests.factories.forms import form_bytes, text
from tests.factories.offices import Office, an_office, two_desks

FORM = form_bytes(text("catatan"), id="isian")
READING = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
Statement = tuple[str, Any]

SMALL = {"agency", "function_group", "message_start"}
"""Tables that have as many rows as government has agencies and functions, or designers have processes."""
ALIASES = {"root": "execution", "current": "execution", "holder_of_task": "person"}


def prepared(office: Office) -> dict[str, Callable[[], object]]:
    """What clerks do all day, ready to be done in this order."""
    office.deploy(two_desks(form="isian"), FORM)
    office.start("ana")
    ana, budi = office.actor("ana"), office.actor("budi")
    task = office.task("periksa")
    answers = DataAnswers({"catatan": "lengkap"})
    first = inbox(office.runtime, budi, InboxFilter(limit=1))
    office.start("ana")
    paged = InboxFilter(after=inbox(office.runtime, budi, InboxFilter(limit=1)).next)
    assert (first.next, paged.after is None) == (None, False)
    return {
        "inbox": lambda: inbox(office.runtime, budi),
        "next page of the inbox": lambda: inbox(office.runtime, budi, paged),
        "search in the inbox": lambda: inbox(office.runtime, budi, InboxFilter(search="periksa")),
        "claim": lambda: claim_task(office.runtime, ClaimTask(task_id=task, actor=ana)),
        "complete": lambda: complete_task(
            office.runtime, CompleteTask(task_id=task, actor=ana, answers=answers, idempotency_key="k")
        ),
        "start": lambda: start_process(
            office.runtime,
            StartProcess(process_key="proses", actor=ana, answers=DataAnswers({}), idempotency_key="s"),
        ),
    }


def statements_of(office: Office, deed: Callable[[], object]) -> list[Statement]:
    """What is sent to the database while the deed is done."""
    sent: list[Statement] = []

    def listener(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if statement.startswith(READING):
            sent.append((statement, parameters[0] if many else parameters))

    sa.event.listen(office.runtime.database.engine, "before_cursor_execute", listener)
    try:
        deed()
    finally:
        sa.event.remove(office.runtime.database.engine, "before_cursor_execute", listener)
    return sent


def scanned(office: Office, statement: Statement) -> set[str]:
    """Tables that are read from end to end."""
    text, parameters = statement
    with office.runtime.database.begin() as work:
        if work.embedded:
            plan = work.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", parameters)
            names = {found[1] for row in plan if (found := re.match(r"SCAN (\w+)", row[-1]))}
            return {ALIASES.get(name, name) for name in names}
        work.connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = work.connection.exec_driver_sql(f"EXPLAIN {text}", parameters)
        return {found[1] for row in plan if (found := re.search(r"Seq Scan on (\w+)", row[0]))}


@pytest.mark.parametrize(
    "deed", ["inbox", "next page of the inbox", "search in the inbox", "claim", "complete", "start"]
)
def test_no_statement_of_daily_work_reads_a_whole_table(database_url: str, deed: str) -> None:
    with an_office(database_url) as office:
        deeds = prepared(office)

        sent = statements_of(office, deeds[deed])

        tables = set(sa.inspect(office.runtime.database.engine).get_table_names())
        whole = {(table, each[0]) for each in sent for table in scanned(office, each) & tables - SMALL}
        assert sent
        assert whole == set()


def test_a_statement_that_reads_a_whole_table_is_noticed(database_url: str) -> None:
    with an_office(database_url) as office:
        assert scanned(office, ("SELECT * FROM user_task WHERE title = 'x'", ())) == {"user_task"}
