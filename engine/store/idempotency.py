"""Answers already given, so that a repeated request gets the same answer instead of a second effect."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa

from engine.errors import Conflict
from engine.model.text import N_
from engine.store.tables import idempotency


class KeyReused(Conflict):
    """An idempotency key came again with another request."""

    code = "idempotency_key_reused"
    message = N_("This idempotency key was already used for a different request. Send a new key.")


class RepeatedMeanwhile(Conflict):
    """The same request is being carried out at this moment; look again."""

    code = "repeated_meanwhile"


@dataclass(frozen=True, slots=True)
class Done:
    """The answer of a command that has nothing to tell."""


def fingerprint(*parts: object) -> bytes:
    """What makes a request the same request."""
    try:
        text = orjson.dumps(parts, default=str, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        # orjson refuses whole numbers beyond 64 bits (test_a_start_form_names_every_field_that_is_wrong).
        text = json.dumps(parts, default=str, sort_keys=True).encode()
    return hashlib.sha256(text).digest()


def recall(connection: sa.Connection, account_id: UUID, key: str | None, request: bytes) -> Any | None:
    """The JSON of the answer given to this key, or None. Raises KeyReused for another request."""
    if key is None:
        return None
    columns = idempotency.c
    row = connection.execute(
        sa.select(columns.request, columns.answer).where(columns.account_id == account_id, columns.key == key)
    ).one_or_none()
    if row is None:
        return None
    if row.request != request:
        raise KeyReused
    return orjson.loads(row.answer)


def remember(
    connection: sa.Connection, account_id: UUID, key: str | None, request: bytes, answer: Any, now: datetime
) -> None:
    """Keep the answer (a dataclass) in the transaction of its effect. Raises RepeatedMeanwhile if there is one."""
    if key is None:
        return
    row = {
        "account_id": account_id,
        "key": key,
        "request": request,
        "answer": orjson.dumps(asdict(answer)).decode(),
        "at": now,
    }
    try:
        connection.execute(idempotency.insert(), row)
    except sa.exc.IntegrityError as error:
        raise RepeatedMeanwhile from error
