"""Starting what people have repeated, when its time has come."""

from uuid import UUID

import sqlalchemy as sa
import structlog

from engine.commands.start_process import StartProcess, start_process
from engine.errors import LintasError, Unavailable
from engine.logs import failure
from engine.model.ids import AccountId, PositionId
from engine.runtime import Runtime
from engine.store.people import actor_by_account
from engine.store.recurring_starts import StoredStart, read_start, settle_start
from engine.store.tables import recurring_start
from engine.store.unit_of_work import TurnLost

log = structlog.get_logger(__name__)

SWEEP_BATCH = 50
BROKEN = "unexpected"
"""The refusal where starting it met a fault of the server, which is in its log."""
GONE = "account_gone"
"""The refusal where the person has no active account any more."""


def sweep_recurring(runtime: Runtime) -> int:
    """Start what is due, each by the command that the person would use. Returns how many times were dealt with."""
    columns = recurring_start.c
    query = sa.select(columns.id).where(columns.next_at <= runtime.clock.now()).order_by(columns.next_at)
    with runtime.database.begin() as work:
        due = work.connection.scalars(query.limit(SWEEP_BATCH)).all()
    return sum(start_again(runtime, identity) for identity in due)


def start_again(runtime: Runtime, identity: UUID) -> bool:
    """Start the case of the time that has come. False where it was dealt with before.

    Killed anywhere, it is begun anew and finds the case that it had started by its key.
    """
    now = runtime.clock.now()
    with runtime.database.begin() as work:
        start = read_start(work, identity)
    if start is None or start.next_at is None or start.next_at > now:
        return False
    instance_id, refusal = None, ""
    try:
        instance_id = _started(runtime, start)
        refusal = GONE if instance_id is None else ""
    except (TurnLost, Unavailable, sa.exc.OperationalError, sa.exc.InterfaceError):
        raise  # no fault of the start: it is tried again later
    except LintasError as error:
        log.warning("recurring_start_refused", start=str(identity), code=error.code)
        refusal = error.code
    except Exception as error:  # noqa: BLE001 - one broken start must not hold up everything behind it
        log.error("recurring_start_failed", start=str(identity), **failure(error))  # noqa: TRY400 - texts of errors may name people
        refusal = BROKEN
    with runtime.database.begin() as work:
        work.begin_write()
        settle_start(work, start, instance_id, refusal, now)
        work.commit()
    return True


def _started(runtime: Runtime, start: StoredStart) -> UUID | None:
    """The case; None where nobody has the account any more."""
    with runtime.database.begin() as work:
        actor = actor_by_account(work.connection, AccountId(start.account_id), runtime.clock.now())
    if actor is None:
        return None
    command = StartProcess(
        process_key=start.process_key,
        actor=actor,
        answers=start.answers,
        capacity=PositionId(start.position_id),
        idempotency_key=f"recurring:{start.id}:{start.next_at:%Y%m%dT%H%M}",
        via=f"recurring start {start.id}",
    )
    return start_process(runtime, command).instance_id
