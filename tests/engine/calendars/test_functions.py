"""The functions over working days in FEEL and in decisions."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.calendars.functions import FUNCTIONS, MOST_COUNTED, OfficeCalendar, WorkingDays
from engine.dmn import read_decisions
from engine.feel import FeelBudgetExceeded, FeelHostFault, compile_expression, compile_unary_tests
from tests.factories.calendars import a_calendar

TUESDAY = date(2026, 11, 24)
FREE_WEDNESDAY = a_calendar(date(2026, 11, 25))


def offices(agency: str | None) -> OfficeCalendar | None:
    known = {None: a_calendar(), "bkn": FREE_WEDNESDAY}
    return OfficeCalendar(agency or "", known[agency]) if agency in known else None


def evaluated(text: str, **values: Any) -> Any:
    expression = compile_expression(text, functions=FUNCTIONS)
    return expression.evaluate({"hari": TUESDAY, **values}, functions=WorkingDays(offices).functions)


@pytest.mark.parametrize(
    "text, value",
    [
        ("add working days(hari, 3)", date(2026, 11, 27)),
        ("add working days(hari, -2)", date(2026, 11, 20)),
        ("add working days(hari, 0)", TUESDAY),
        ('add working days(hari, 1, "bkn")', date(2026, 11, 26)),
        ('working days between(hari, @"2026-12-01")', Decimal(5)),
        ('working days between(hari, @"2026-12-01", "bkn")', Decimal(4)),
        ("is working day(hari)", True),
        ('is working day(@"2026-11-25", "bkn")', False),
        ('add working days(hari, 3) + @"P1D"', date(2026, 11, 28)),
    ],
)
def test_working_days_are_counted_by_the_calendar_that_is_meant(text: str, value: Any) -> None:
    assert evaluated(text).value == value


def test_an_instant_is_the_day_in_the_zone_of_the_calendar() -> None:
    late_evening = datetime(2026, 11, 24, 17, tzinfo=UTC)

    assert evaluated("add working days(saat, 1)", saat=late_evening).value == date(2026, 11, 26)


@pytest.mark.parametrize(
    "text, why",
    [
        ("add working days(hari, 1.5)", "whole number"),
        ("add working days(hari, true)", "whole number"),
        ('add working days("besok", 1)', "expected a date"),
        ('add working days(hari, 1, "tidak-ada")', "tidak-ada"),
        ("add working days(hari, 1, 7)", "code of an agency"),
        ("add working days(hari, 10001)", "too long"),
        ("add working days(hari)", "TypeError"),
        ("is working day(null)", "expected a date"),
    ],
)
def test_what_has_no_value_is_null_with_the_reason(text: str, why: str) -> None:
    found = evaluated(text)

    assert found.value is None
    assert why in found.warnings[0].message


def test_loops_over_long_sums_are_stopped() -> None:
    with pytest.raises(FeelBudgetExceeded, match=str(MOST_COUNTED)):
        evaluated("for i in 1..120 return add working days(hari, 9000)")
    with pytest.raises(FeelBudgetExceeded):
        evaluated('working days between(date("0001-01-01"), date("9999-12-31"))')


def test_a_calendar_is_asked_for_once() -> None:
    asked: list[str | None] = []

    def remembered(agency: str | None) -> OfficeCalendar:
        asked.append(agency)
        return OfficeCalendar("", a_calendar())

    functions = WorkingDays(remembered).functions
    compile_expression("[is working day(hari), add working days(hari, 3)]", functions=FUNCTIONS).evaluate(
        {"hari": TUESDAY}, functions=functions
    )

    assert asked == [None]


def test_the_functions_are_no_variables() -> None:
    assert compile_expression("add working days(hari, n)", functions=FUNCTIONS).names == {"hari", "n"}
    assert compile_unary_tests("> add working days(hari, n)", functions=FUNCTIONS).names == {"hari", "n"}


DECISION = """
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="tenggat" namespace="urn:t" id="m">
  <inputData id="i" name="mulai"><variable name="mulai" typeRef="date"/></inputData>
  <decision id="tenggat" name="tenggat">
    <variable name="tenggat"/>
    <informationRequirement id="r"><requiredInput href="#i"/></informationRequirement>
    <literalExpression id="l"><text>{text}</text></literalExpression>
  </decision>
</definitions>"""


def test_decisions_count_working_days_too() -> None:
    model = read_decisions(DECISION.format(text="add working days(mulai, 3)").encode())

    decided = model.evaluate("tenggat", {"mulai": TUESDAY}, functions=WorkingDays(offices).functions)

    assert decided.result == date(2026, 11, 27)
    assert model.decisions["tenggat"].reads == {"mulai"}


def test_a_decision_may_call_an_input_like_a_function() -> None:
    text = DECISION.replace('name="mulai"', 'name="is working day"').replace(' typeRef="date"', "")
    model = read_decisions(text.format(text="is working day").encode())

    assert model.decisions["tenggat"].reads == {"is working day"}
    assert model.evaluate("tenggat", {"is working day": True}).result is True


def test_without_an_installation_the_nations_calendar_counts_and_no_agencys() -> None:
    functions = WorkingDays().functions

    assert functions["is working day"](date(2026, 12, 25)) is False
    with pytest.raises(FeelHostFault):
        functions["is working day"](TUESDAY, "bkn")
