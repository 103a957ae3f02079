"""The grammar of FEEL rule by rule (DMN 1.5, 10.3.1.2), each with what it gives and with what it is not.

A text of HOLDS must be true in SCOPE; one of MEETS is a value, unary tests, and whether the value meets them; a text of
REFUSED is no FEEL.
"""

from decimal import Decimal
from typing import Any

import pytest

from engine.feel import FeelSyntaxError, compile_expression, compile_unary_tests

LAST_RULE = 67
SCOPE: dict[str, Any] = {
    "x": Decimal(5),
    "ganda": {"a": {"b": Decimal(7)}},
    "Phone Number": "0811",
    "Profit and loss": Decimal(3),
    "what if?": True,
    "a-b": Decimal(1),
    "a/b": Decimal(2),
    "a+b": Decimal(3),
    "a*b": Decimal(4),
    "p.q": Decimal(6),
    "a’b": Decimal(8),
    "a": Decimal(10),
    "b": Decimal(4),
    "if so": Decimal(9),
    "día": Decimal(11),
    "_1": Decimal(12),
    "x·ͯ‿9": Decimal(13),
    "daftar": [Decimal(1), Decimal(2), Decimal(3)],
}
HOLDS: dict[int, list[str]] = {
    1: ["[1][1] = 1", "1 + 1 = 2"],
    2: [
        "(for i in [1] return i) = [1]",
        "if true then true else false",
        "some i in [1, 2] satisfies i = 2",
        "1 = 2 or 2 = 2 and 3 = 3",
        "1 + 2 = 3",
        "(1 + 1) instance of number",
        "(1 + 1 instance of number) = null",
        "ganda.a.b = 7",
        "(null) = null",
        "2 * (1 + 2) = 6",
        "x in (> 4)",
    ],
    4: ["1 + 2 * 3 ** 2 = 19", "-4 ** 2 = 16", "-(4 ** 2) = -16", "8 / 4 / 2 = 1", "8 - 4 - 2 = 2", "2 ** 3 ** 2 = 64"],
    8: ["x in [1..5]", "x in (4..6)", "x in [1..2 + 3]"],
    9: ["not(5 in (5..6))", "not(5 in ]5..6])"],
    10: ["5 in [5..6]"],
    11: ["not(6 in [5..6))", "not(6 in [5..6[)"],
    12: ["6 in [5..6]"],
    17: ["ganda.a.b + 1 = 8"],
    18: ["ganda.a.b = 7", "ganda . a . b = 7"],
    19: ["1 + 2 = 3", '"a" + "b" = "ab"'],
    20: ["3 - 2 = 1", "x-1 = 4"],
    21: ["2 * 3 = 6"],
    22: ["1 / 4 = 0.25", "(1 / 0) = null"],
    23: ["2 ** 10 = 1024"],
    24: ["-x = -5", "--x = 5", "-(-x) = 5"],
    25: ['Phone Number = "0811"', 'Phone   Number = "0811"', "Profit and loss = 3", "what if?", "(a)-(b) = 6"],
    26: ["if so = 9"],
    27: ["Profit and loss + 1 = 4"],
    28: ["día = 11", "_1 = 12"],
    29: ["x·ͯ‿9 = 13"],
    30: ["a-b = 1", "a - b = 1", "a/b = 2", "a+b = 3", "a*b = 4", "p.q = 6", "a’b = 8"],
    31: ["null = null", "5 = x"],
    32: ["1.0 = 1", '"a" = "a"', "true = true", '@"2026-11-24" = date("2026-11-24")'],
    33: ['string length("a b") = 3', '"" = ""', '"it\'s" = "it\'s"'],
    34: ["true != false"],
    35: ["0.5 = .5", "-1 = 0 - 1", "1e3 = 1000", "1.5E+2 = 150", "25e-1 = 2.5", ".1 + .2 = .3"],
    36: ["0123456789 = 123456789"],
    37: ["1234567890123456789012345678901234 = 1234567890123456789012345678901234"],
    38: ["count(daftar) = 3", "(function(n) n + 1)(2) = 3"],
    39: ['substring("abc", 2) = "bc"', 'substring(string: "abc", start position: 2) = "bc"'],
    40: ['substring(start position: 2, string: "abc") = "bc"'],
    41: ['replace(input: "a1", pattern: "1", replacement: "2") = "a2"'],
    42: ["max(1, 2, 3) = 3", "now() = null"],
    43: ["{a: {b: 1}}.a.b = 1", "[{b: 1}, {b: 2}].b = [1, 2]", 'date("2026-11-24").year = 2026'],
    44: [
        "(for i in daftar return i * 2) = [2, 4, 6]",
        "(for i in [1, 2], j in [i, 9] return j) = [1, 9, 2, 9]",
        "(for i in 1..3 return count(partial) + i) = [1, 3, 5]",
    ],
    45: ["(if 1 = 2 then 3 else if 1 = 1 then 4 else 5) = 4", "(if null then 1 else 2) = 2"],
    46: ["every i in daftar satisfies i < 4", "some i in [1, 2], j in [2, 3] satisfies i = j"],
    47: ["false or true", "(false or null) = null", "true or null"],
    48: ["true and true", "(false and null) = false", "(true and null) = null"],
    49: [
        "1 != 2",
        "1 <= 1",
        '"a" < "b"',
        "x between 1 and 5",
        "x between 1 and 5 and true",
        "x in > 4",
        "x in [1..9]",
        "not(x in daftar)",
        "x in (1, > 4)",
        "x in (1, 5)",
        '(1 = "1") = null',
    ],
    50: ["daftar[item > 1] = [2, 3]", "daftar[1] = 1", "daftar[-1] = 3", "[{n: 1}, {n: 2}][n = 2].n = [2]", "x[1] = 5"],
    51: ["x instance of number", "not(x instance of string)", "not(null instance of number)"],
    52: [
        "daftar instance of list<number>",
        "[1..2] instance of range<number>",
        "{n: 1, m: 2} instance of context<n: number>",
        "(function(n: number) n) instance of function<number> -> Any",
        'duration("P1D") instance of days and time duration',
        "{} instance of context",
    ],
    53: ["[1] = [1]", "{n: 1} = {n: 1}", "(function() 1)() = 1"],
    54: ["[] = []", "[1, [2]] = [1, [2]]", "count([1, 2 + 3]) = 2"],
    55: ["(function(k, m) k - m)(5, 3) = 2", "(function() x)() = 5"],
    56: [
        "(function(n: number) n)(3) = 3",
        '(function(n: number) n)("a") = null',
        "(function(n: list<number>) n)([1]) = [1]",
    ],
    57: ["{} = {}", "{n: 1, m: n + 1}.m = 2", "{n: 1, m: 2} = {m: 2, n: 1}"],
    58: ["{n: 1 + 1}.n = 2"],
    59: ['{"n o": 1}.n o = 1', "{n o: 1}.n o = 1", '{"+": 1} = {"+": 1}'],
    60: [
        'date("2026-11-24") = @"2026-11-24"',
        'time("10:00:00") = @"10:00:00"',
        'date and time("2026-11-24T10:00:00Z") = @"2026-11-24T10:00:00Z"',
        'duration("P1D") = @"P1D"',
    ],
    61: ["1\u00a0+\u2003 1\u3000=\ufeff2", "1\t+ 1 =\u180e2", "\u2028 1 = 1 \u205f"],
    62: ["1\n+\r\n1\x0b=\x0c2", "1 // satu\n + 1 /* dan\nsatu */ = 2"],
    63: [
        "(for i in 1..3 return i) = [1, 2, 3]",
        "(for i in 3..1 return i) = [3, 2, 1]",
        "(for i in x - 4..2 return i) = [1, 2]",
    ],
    64: [
        r'string length("\'\"\\\n\r\t") = 6',
        r'"\u0041" = "A"',
        r'"\U01F40E" = "🐎"',
        r'string length("\U01F40E") = 1',
    ],
    65: ['@"P1Y2M" = duration("P14M")', '@"2026-11-24T10:00:00@Asia/Jakarta" = @"2026-11-24T03:00:00Z"'],
    66: [
        'range("[1..5]") = [1..5]',
        'range("(1..5[") = (1..5)',
        '3 in range("(..5]")',
        '9 in range("[5..)")',
        'range("[..5]") = null',
        'range("(5..]") = null',
    ],
    67: ['"b" in range("[\\"a\\"..\\"c\\"]")', 'date("2026-06-01") in range("[@\\"2026-01-01\\"..@\\"2026-12-31\\"]")'],
}
MEETS: dict[int, list[tuple[Any, str, bool]]] = {
    7: [
        (5, "< 6", True),
        (5, "<= 4", False),
        (5, "> 4", True),
        (5, ">= 5", True),
        (5, "= 5", True),
        (5, "!= 5", False),
        (5, "[1..5]", True),
    ],
    13: [(5, "x", True), (5, "? > 4", True), (5, "x + 1", False)],
    14: [(5, "1, 5", True), (5, "1, > 9", False)],
    15: [(5, "1, 2", False), (5, "not(1, 2)", True), (5, "not(5)", False), (None, "-", True)],
    16: [(5, "< x + 1", True), (5, "[x - 1..x * 2)", True)],
}
CONTAINED = {
    3: "textual expressions: the comma lists of output values",
    5: "simple expression: the part of level 2, a subset of rule 2",
    6: "simple expressions: as rule 3",
}
"""Rules of which no text consists alone, and where they count."""
REFUSED: dict[int, list[str]] = {
    1: ["", "1 2"],
    8: ["x in [1..]", "x in [..2]"],
    23: ["2 ^ 3", "2 **"],
    25: ["1a", "if"],
    33: ['"a', '"a" b"'],
    35: ["1.", "1e", "0x1F"],
    39: ["count(", "count(1,)"],
    40: ['substring(string: "abc", 2)'],
    43: ["x.", "x.1"],
    44: ["for i return i", "for in [1] return 1", "for i in [1]"],
    45: ["if true then 1", "if true else 1"],
    46: ["some i in [1]", "every satisfies true"],
    49: ["1 < ", "1 == 1", "x between 1", "x between 1 or 2"],
    51: ["1 instance number", "1 instance of"],
    52: ["[1] instance of list<", "[1] instance of list<>"],
    54: ["[1", "[1,]", "[,]"],
    55: ["function(a", "function 1"],
    57: ["{a: 1", "{a 1}", "{a: 1,}"],
    65: ["@1", "@x"],
}


ALSO_READ = {33: ['"a\nb" = "a" + "\\n" + "b"']}
"""Beyond the grammar: texts over several lines, which modelers write and nothing else could mean."""


def test_every_rule_has_examples() -> None:
    assert {*HOLDS, *MEETS, *CONTAINED} == set(range(1, LAST_RULE + 1))


@pytest.mark.parametrize("rule", sorted(HOLDS))
def test_what_a_rule_describes_is_read_as_it_says(rule: int) -> None:
    found = {text: compile_expression(text, SCOPE).evaluate(SCOPE).value for text in HOLDS[rule]}

    assert found == dict.fromkeys(HOLDS[rule], True)


def test_what_is_read_beyond_the_rules_means_what_it_must() -> None:
    assert all(compile_expression(text).evaluate({}).value is True for texts in ALSO_READ.values() for text in texts)


@pytest.mark.parametrize("rule", sorted(MEETS))
def test_what_a_rule_of_unary_tests_describes_is_read_as_it_says(rule: int) -> None:
    found = [compile_unary_tests(tests, SCOPE).matches(value, SCOPE).value for value, tests, _ in MEETS[rule]]

    assert found == [result for _, _, result in MEETS[rule]]


@pytest.mark.parametrize("text", [text for texts in REFUSED.values() for text in texts])
def test_what_no_rule_describes_is_refused(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_expression(text, SCOPE)
