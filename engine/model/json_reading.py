"""JSON from outside as process data: numbers stay exact, and nothing comes in that a database could not give back."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NoReturn

from engine.model.data import Value
from engine.model.text import N_, Text

DEEPEST = 50
LONGEST_NUMBER = 100
LARGEST_EXPONENT = 6144
"""As decimal128 has it, whose numbers FEEL calculates with."""


class NotKept(ValueError):
    """The text is not JSON, or JSON that cannot be kept. `reason` ends a sentence."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(str(reason))


def read_json(body: bytes) -> Value:
    """The value of a JSON text. Fractions are Decimal. Raises NotKept."""
    try:
        value = json.loads(
            body.decode(),
            parse_float=_fraction,
            parse_int=_integer,
            parse_constant=_no_number,
            object_pairs_hook=_unique,
        )
    except UnicodeDecodeError:
        _refuse(N_("it is not UTF-8"))
    except json.JSONDecodeError as error:
        _refuse(
            N_("%(what)s in line %(line)s, column %(column)s"), what=error.msg, line=error.lineno, column=error.colno
        )
    except RecursionError:
        _too_deep()
    check_kept(value)
    return value


def _refuse(template: str, **facts: Any) -> NoReturn:
    raise NotKept(Text(template, facts)) from None


def _too_deep() -> NoReturn:
    _refuse(N_("it is nested deeper than %(deepest)s levels"), deepest=DEEPEST)


def _fraction(text: str) -> Decimal:
    number = Decimal(text) if len(text) <= LONGEST_NUMBER else Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > LARGEST_EXPONENT:
        _no_number(text)
    return number


def _integer(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        _no_number(text)
    return int(text)


def _no_number(text: str) -> NoReturn:
    _refuse(N_("%(number)s is no number that can be kept"), number=text[:20])


def _unique(pairs: Sequence[tuple[str, Value]]) -> dict[str, Value]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        _refuse(N_("the name “%(name)s” stands twice in one object"), name=twice[:80].encode(errors="replace").decode())
    return found


def check_kept(value: Value) -> None:
    """Raise NotKept for what lies too deep, and for NUL and half surrogate pairs, which PostgreSQL does not keep."""
    level = [value]
    for _ in range(DEEPEST):
        following: list[Value] = []
        for each in level:
            match each:
                case str():
                    _check_text(each)
                case dict():
                    _check_text("".join(each))
                    following.extend(each.values())
                case list():
                    following.extend(each)
        if not following:
            return
        level = following
    _too_deep()


def _check_text(text: str) -> None:
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text if not sign.isascii()):
        _refuse(N_("a text holds characters that cannot be kept (NUL or half of a surrogate pair)"))
