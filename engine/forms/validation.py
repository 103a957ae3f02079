"""Whether a field's value keeps the rules that its designer set."""

import re
from datetime import date, datetime
from decimal import Decimal

from engine.forms.attributes import PATTERN_SECONDS
from engine.forms.components import (
    Checkbox,
    Component,
    DateTime,
    Input,
    Number,
    RowsFile,
    Selection,
    TextArea,
    TextField,
    TextRules,
)
from engine.forms.context import Context
from engine.forms.expressions import number_of
from engine.forms.nip import nip_problem
from engine.model.data import Value
from engine.model.text import N_, Text
from engine.model.writing import format_number

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = re.compile(r"(\+|00)[1-9][0-9]{6,14}|0[1-9][0-9]{5,12}")


def problem_of(component: Component, value: Value, context: Context, language: str, now: datetime) -> Text | None:
    """What is wrong with an answered field, or None; the label still has to be put in its place.

    `now` is in the zone of the form, whose calendar says what is past.
    """
    if not isinstance(component, Input):
        return None
    if _is_empty(value):
        return _missing(component) if component.rules.required else None
    if isinstance(component, TextField | TextArea) and isinstance(value, str):
        return _text_problem(component, value, context, now.date())
    if isinstance(component, Number):
        return _number_problem(component, Decimal(value), context, language)
    if isinstance(component, DateTime) and component.future_only:
        return _past_problem(value, now)
    return None


def _is_empty(value: Value) -> bool:
    return value is None or value is False or value == "" or value == []


def _missing(component: Input) -> Text:
    if isinstance(component, Checkbox):
        return Text(N_("Tick “%(label)s” to go on."))
    if isinstance(component, Selection):
        return Text(N_("Choose %(label)s."))
    if isinstance(component, RowsFile):
        return Text(N_("Upload the table for %(label)s."))
    return Text(N_("Fill in %(label)s."))


def _text_problem(component: TextField | TextArea, value: str, context: Context, today: date) -> Text | None:
    rules = component.rules
    shortest, longest = number_of(rules.min_length, context), number_of(rules.max_length, context)
    if shortest is not None and len(value) < shortest:
        return Text(N_("%(label)s must have at least %(limit)s characters."), {"limit": int(shortest)})
    if longest is not None and len(value) > longest:
        return Text(N_("%(label)s must have at most %(limit)s characters."), {"limit": int(longest)})
    if component.properties.get("validate") == "nip":
        return nip_problem(value, today)
    if rules.kind == "email" and not _EMAIL.fullmatch(value):
        return Text(N_("%(label)s must be an e-mail address, for example nama@instansi.go.id."))
    if rules.kind == "phone" and not _PHONE.fullmatch(re.sub(r"[ ().\-]", "", value)):
        return Text(N_("%(label)s must be a telephone number, for example +62 812 3456 7890."))
    return _pattern_problem(rules, value)


def _pattern_problem(rules: TextRules, value: str) -> Text | None:
    if rules.pattern is None:
        return None
    try:
        if rules.pattern.search(value, timeout=PATTERN_SECONDS):
            return None
    except TimeoutError:
        return Text(N_("%(label)s could not be checked in time. Shorten it; if that does not help, tell the designer."))
    if rules.pattern_message:
        return Text("%(reason)s", {"reason": rules.pattern_message})
    return Text(N_("%(label)s is not written in the expected form."))


def _number_problem(component: Number, value: Decimal, context: Context, language: str) -> Text | None:
    least, most = number_of(component.rules.min, context), number_of(component.rules.max, context)
    if least is not None and value < least:
        return Text(N_("%(label)s must be %(limit)s or more."), {"limit": format_number(least, language)})
    if most is not None and value > most:
        return Text(N_("%(label)s must be %(limit)s or less."), {"limit": format_number(most, language)})
    exponent = value.as_tuple().exponent
    if component.decimals is not None and isinstance(exponent, int) and -exponent > component.decimals:
        if component.decimals == 0:
            return Text(N_("%(label)s must be a whole number."))
        return Text(N_("%(label)s must have at most %(limit)s decimal places."), {"limit": component.decimals})
    step = number_of(component.increment, context)
    if step is not None and step > 0 and not _is_multiple(value, step):
        return Text(N_("%(label)s must be a multiple of %(limit)s."), {"limit": format_number(step, language)})
    return None


def _is_multiple(value: Decimal, step: Decimal) -> bool:
    scale = max(-int(value.as_tuple().exponent), -int(step.as_tuple().exponent), 0)
    return int(value.scaleb(scale)) % int(step.scaleb(scale)) == 0


def _past_problem(value: Value, now: datetime) -> Text | None:
    if isinstance(value, datetime):
        past = value < now
    else:
        past = isinstance(value, date) and value < now.date()
    return Text(N_("%(label)s must not be in the past.")) if past else None
