"""What one completion over the API costs the database, authentication included, with warm caches."""

import sqlalchemy as sa

from engine.runtime import Runtime
from engine.scenarios.player import typed
from engine.scenarios.script import Scenario
from engine.store.tables import person
from tests.api.rest.measuring import Observed, full_scans, observing, stored
from tests.api.rest.program import Program
from tests.api.rest.story import Story, scenario

MOST_STATEMENTS = {"postgresql": 8, "sqlite": 10}
"""SQLite takes a task, its candidate and the group that takes part one by one; there no statement has a way to go."""
MOST_ROWS, MOST_ROWS_OF_A_FIELD = 12, 2


def a_completed_leave(program: Program) -> Observed:
    """A proposal of leave is checked; the next task opens in another agency."""
    started = program.post("sri", "/process-definitions/cuti/instances", {"variables": {"nama": "Rahmat", "hari": 3}})
    task = program.tasks(started.json()["instance_id"], "periksa")[0][0]
    program.get("sri", "/me")
    with observing(program.runtime) as observed:
        answer = program.post("sri", f"/tasks/{task}/complete", {"data": {"keputusan": "setuju"}})
    assert answer.status_code == 200, answer.text
    return observed


def completions(program: Program, story: Scenario) -> dict[str, Observed]:
    """What each completion of a story costs when the same story was played before."""
    found: dict[str, Observed] = {}
    Story(program).play(story)

    class Measured(Story):
        def complete(self, step):  # type: ignore[no-untyped-def]
            path = f"/tasks/{self.task(step.task, step.as_, getattr(step, 'item', None))}/complete"
            with observing(program.runtime) as observed:
                answer = program.post(step.as_, path, {"data": typed(step.answers)})
            if answer.status_code == 200:
                found[step.task] = observed
            return answer

    Measured(program).play(story)
    return found


def test_a_completion_takes_few_statements_and_one_commit(office: Program) -> None:
    a_completed_leave(office)

    observed = a_completed_leave(office)

    statements = len(observed.statements)
    assert observed.commits == 1, str(observed)
    assert statements <= MOST_STATEMENTS[office.runtime.database.engine.dialect.name], str(observed)


def test_a_completion_touches_few_rows_beside_those_of_its_fields(office: Program) -> None:
    variables = {"nama": "Rahmat", "hari": 3}
    started = office.post("sri", "/process-definitions/cuti/instances", {"variables": variables})
    task = office.tasks(started.json()["instance_id"], "periksa")[0][0]
    office.get("sri", "/me")
    before = stored(office.runtime)

    answer = office.post("sri", f"/tasks/{task}/complete", {"data": {"keputusan": "setuju"}})

    assert answer.status_code == 200
    touched = before.items() ^ stored(office.runtime).items()
    rows = {key for key, _ in touched}
    assert 0 < len(rows) <= MOST_ROWS + MOST_ROWS_OF_A_FIELD, sorted(map(str, rows))


def test_authentication_is_one_statement(office: Program) -> None:
    observed = a_completed_leave(office)

    about_accounts = [text for text, _ in observed.statements if "api_token" in text or "account" in text]
    assert len(about_accounts) == 1, str(observed)


def test_a_completion_reads_no_table_from_end_to_end(office: Program) -> None:
    observed = a_completed_leave(office)

    assert full_scans(office.runtime, observed) == []


def test_a_full_scan_would_be_seen(office: Program) -> None:
    with observing(office.runtime) as observed, office.runtime.database.begin() as work:
        work.connection.execute(sa.select(person.c.id).where(person.c.name == "Sri Rahayu")).all()

    assert len(full_scans(office.runtime, observed)) == 1


def test_every_completion_of_the_transfer_commits_once_and_reads_no_whole_table(program: Program) -> None:
    found = completions(program, scenario("01"))

    print({task: len(observed.statements) for task, observed in found.items()})
    runtime: Runtime = program.runtime
    assert {task: observed.commits for task, observed in found.items() if observed.commits != 1} == {}
    assert {task: scans for task, observed in found.items() if (scans := full_scans(runtime, observed))} == {}
