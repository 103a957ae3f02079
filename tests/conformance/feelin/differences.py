"""Where engine.feel and feelin differ, and why: each class with the clause of DMN 1.5 that ours follows.

Where no clause is named, ours is what the DMN TCK expects, or a choice that is said to be one. A difference that
belongs to no class is a mistake of one of the two, and has to be looked at.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.conformance.feelin import oracle

Judge = Callable[[str, Any, Any], bool]


@dataclass(frozen=True, slots=True)
class Difference:
    """A class of differences. `is_one` takes the text, our value and theirs."""

    what: str
    why: str
    is_one: Judge


def refused(value: Any) -> bool:
    """Whether the text was no FEEL, or could not be evaluated."""
    return isinstance(value, dict) and "refused" in value


def kind(value: Any) -> str:
    """The kind of a value that was told."""
    if isinstance(value, dict):
        found = next(iter(value))
        if found in ("time", "date and time"):
            return f"{found} {'with' if ZONE.search(value[found][8:]) else 'without'} zone"
        return "years" if found == "duration" and "Y" in years_text(value[found]) else found
    return type(value).__name__


ZONE = re.compile(r"Z|[+@]|-\d\d:\d\d$")
UNORDERED = ("list", "context", "bool", "NoneType")


def years_text(text: str) -> str:
    """Y for a duration of years and months."""
    return "Y" if re.fullmatch(r"-?P(\d+Y)?(\d+M)?", text) else ""


def has(pattern: str) -> Judge:
    """Whether the text has it."""
    found = re.compile(pattern, re.DOTALL)
    return lambda text, ours, theirs: found.search(text) is not None


def both(*judges: Judge) -> Judge:
    """Whether all of them say so."""
    return lambda text, ours, theirs: all(judge(text, ours, theirs) for judge in judges)


def ours_is(value: Any) -> Judge:
    """Whether our value is this one of null, true and false."""
    return lambda text, ours, theirs: ours is value


def theirs_is(*values: Any) -> Judge:
    """Whether their value is one of these of null, true and false."""
    return lambda text, ours, theirs: any(theirs is value for value in values)


def theirs_refused(text: str, ours: Any, theirs: Any) -> bool:
    return refused(theirs)


def is_not_a_number(text: str, ours: Any, theirs: Any) -> bool:
    return isinstance(theirs, dict) and theirs.get("number") in ("NaN", "Infinity", "-Infinity")


def has_no_order(text: str, ours: Any, theirs: Any) -> bool:
    """Whether a comparison or difference is of two values that cannot be compared, by their kinds as we see them."""
    if ours is not None:
        return False
    for operator in re.finditer(r" (<=|>=|<|>|!?=|-) ", text):
        left, right = (oracle.ours(part, oracle.CONTEXT) for part in (text[: operator.start()], text[operator.end() :]))
        kinds = {kind(left), kind(right)}
        if not (refused(left) or refused(right)) and (len(kinds) == 2 or kinds & set(UNORDERED)):
            return True
    return False


def date_became_date_and_time(text: str, ours: Any, theirs: Any) -> bool:
    return kind(ours) == "date" and kind(theirs).startswith("date and time")


NAMES = "A name that is not in scope"
DIFFERENCES = (
    Difference(
        NAMES,
        "A name with spaces has to be known (10.3.1.2 and 10.3.2.11.1: names are resolved in their scope); a "
        "model that uses another one is refused with the place, instead of being null for ever.",
        lambda text, ours, theirs: refused(ours) and "must be known here" in ours["refused"] and not refused(theirs),
    ),
    Difference(
        "External functions",
        "`external` calls code of Java or PMML; a model may not reach code here and is refused.",
        both(has(r"\bexternal\b"), lambda text, ours, theirs: refused(ours)),
    ),
    Difference(
        "Numbers with an exponent",
        "`1e3` is a number of the grammar (10.3.1.2, numeric literal); feelin reads 1.",
        has(r"\d[eE]\d"),
    ),
    Difference(
        "Numbers beyond the doubles",
        "Numbers are decimals of 34 digits with exponents to 6144 (10.3.2.3.1); feelin's are doubles, and "
        "overflow or are not a number.",
        is_not_a_number,
    ),
    Difference(
        "A number as position or scale that is no whole number, or out of range",
        "The domain of positions and scales are whole numbers, of scales -6111 to 6176 (10.3.4.3, 10.3.4.5): null "
        "outside, and a fraction of a scale is cut off.",
        has(r"^(decimal|round|substring|even|odd|list replace|remove|insert before|sublist)\b"),
    ),
    Difference(
        "Durations times, by and with a sign",
        "Durations are multiplied and divided by numbers, divided by their own kind, and negated (10.3.2.9, table 55).",
        both(has(r"[*/]|-\(?@?\"-?P|^-"), has(r"P\d|PT")),
    ),
    Difference(
        "A date and a duration with hours",
        "A date plus or minus a days and time duration is a date (table 55); feelin makes it a date and time.",
        date_became_date_and_time,
    ),
    Difference(
        "Years and months between dates",
        "The difference is of whole years and months (10.3.4.1); feelin keeps days beyond them.",
        has(r"years and months duration"),
    ),
    Difference(
        "A date between moments",
        "A date stands for its midnight in UTC (10.3.2.9, table 55); feelin gives it the offset of the other.",
        both(has(r" - "), lambda text, ours, theirs: kind(ours) == kind(theirs) == "duration"),
    ),
    Difference(
        "The least and greatest of dates and durations",
        "min and max take a list of anything that has an order (10.3.4.4); feelin answers null for one item.",
        both(has(r"^(min|max)\("), theirs_is(None)),
    ),
    Difference(
        "mode of negative numbers",
        "The most frequent numbers in ascending order (10.3.4.4); feelin puts -9 before -12.",
        has(r"^mode\("),
    ),
    Difference(
        "A time and a duration of years and months",
        "There is no sum of them: null (table 55); feelin leaves the time as it is.",
        both(has(r" [+-] "), ours_is(None), lambda text, ours, theirs: kind(theirs).startswith("time")),
    ),
    Difference(
        "Sorting what has no order",
        "An order that is null is no order, so the items stay (10.3.4.9); feelin throws.",
        both(has(r"^sort\("), theirs_refused),
    ),
    Difference(
        "Comparing what has no order",
        "Values of different kinds are neither equal nor unequal; they, booleans, lists, contexts, and moments "
        "with and without a zone have no order: null (10.3.2.13). feelin throws, or answers true or false.",
        has_no_order,
    ),
    Difference(
        "Ranges whose ends are in the wrong order",
        "`a between b and c` and `a in [b..c]` are `a >= b and a <= c`: false for b > c. feelin exchanges the ends.",
        both(has(r"\.\.|between"), ours_is(False), theirs_is(True)),
    ),
    Difference(
        "Ranges with an end of null",
        "Whether a value lies in a range with an unknown end is unknown: null; feelin takes the end for open, or "
        "for false.",
        both(has(r"\.\."), has(r"\bnull\b|2024-02-30|hilang"), ours_is(None)),
    ),
    Difference(
        "Relations between ranges",
        "The functions of table 78 (10.3.4.7) by their definition; feelin answers null to most.",
        both(has(r"^(overlaps|finish|during|start|coincides)"), theirs_is(None)),
    ),
    Difference(
        "some and every over unknown values",
        "They are disjunctions and conjunctions in logic of three values (10.3.2.13): null if no item decides.",
        both(has(r"\b(some|every)\b"), ours_is(None), theirs_is(True, False)),
    ),
    Difference(
        "Lists of different length",
        "Lists are equal if their items are (10.3.2.13): false for other lengths; feelin answers null.",
        both(has(r"!?= "), theirs_is(None), lambda text, ours, theirs: isinstance(ours, bool)),
    ),
    Difference(
        "A filter over false and null",
        "A filter keeps each item for which its expression is true, whatever the item is; feelin drops "
        "false and null themselves.",
        has(r"\[item "),
    ),
    Difference(
        "Types that are not known, and members of contexts that are null",
        "Whether something is an instance of a type that nobody knows is null; null conforms to the type of a "
        "member (10.3.2.9.4). feelin answers false.",
        both(has(r"\binstance of\b"), theirs_is(False)),
    ),
    Difference(
        "Loops over ranges",
        "A loop runs over ranges of whole numbers and of dates, and over nothing else; feelin also "
        "runs over letters and not over dates.",
        has(r"^for .*\.\."),
    ),
    Difference(
        "Loops over what there is not",
        "An item that is not there is no list of null (10.3.2.9.4); feelin answers null.",
        both(has(r"^for "), theirs_is(None)),
    ),
    Difference(
        "Properties of a unary test",
        "`(=10)` is a range, which has properties (10.3.2.11.1); feelin knows no properties of it.",
        both(has(r"^\([<>=]"), theirs_is(None)),
    ),
    Difference(
        "Years before 1 and after 9999",
        "Dates reach to the year 999,999,999 on both sides (10.3.2.3.5); feelin knows years of four digits.",
        has(r"\"-\d{4}|date\(-|999999999|P99999999Y"),
    ),
    Difference(
        "Time: zones",
        "UTC is written Z however it was given, an offset is at most 18 hours, and a time has an offset or a "
        "zone, not both (10.3.2.3.5).",
        has(r"[+-](00:00|19:00)|PT0H|\d@|time\("),
    ),
    Difference(
        "Fractions of a second beyond the sixth digit",
        "Times and durations are kept to the microsecond; feelin keeps nanoseconds. A limit of ours: the standard "
        "sets none.",
        has(r"\.\d{7,}"),
    ),
    Difference(
        "Durations: a point without digits",
        "`PT0.S` is read as XML Schema of the kit has it; feelin answers null.",
        has(r"PT0\.S"),
    ),
    Difference(
        "Regular expressions",
        "Those of XPath (10.3.4.3): subtraction of classes, flag x, no zero byte; feelin hands the text to JavaScript.",
        has(r"^matches\("),
    ),
    Difference(
        "Concatenating null",
        "A parameter that is no list makes the call null (10.3.4.4).",
        both(has(r"^concatenate\("), ours_is(None)),
    ),
    Difference(
        "What time it is",
        "now() and today() are told by whoever evaluates, so that a decision can be repeated; without that they "
        "are null.",
        has(r"\b(now|today)\(\)"),
    ),
)


def difference(text: str, ours: Any, theirs: Any) -> Difference | None:
    """The class of a difference; None if nobody has explained it."""
    return next((found for found in DIFFERENCES if found.is_one(text, ours, theirs)), None)
