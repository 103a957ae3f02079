"""Every built-in function of DMN 1.5, 10.3.4, on the examples that the standard gives itself.

Each text must be true; the standard writes its examples as equations.
"""

import pytest

from engine.feel.builtins import BUILTINS
from tests.engine.feel.evaluating import evaluated

CONVERSION = {
    "date": [
        'date("2012-12-25") - date("2012-12-24") = duration("P1D")',
        'date(date and time("2012-12-25T11:00:00Z")) = date("2012-12-25")',
        'date(2012, 12, 25) = date("2012-12-25")',
        'string(date("-2017-12-31")) = "-2017-12-31"',
    ],
    "date and time": [
        'date and time("2012-12-24T23:59:00") = date and time(date("2012-12-24"), time("23:59:00"))',
        'date and time("2012-12-24T23:59:00") + duration("PT1M") = date and time("2012-12-25T00:00:00")',
        'date and time(date("2024-12-24"), "Asia/Jakarta") = date and time("2024-12-24T00:00:00@Asia/Jakarta")',
    ],
    "time": [
        'time("23:59:00z") + duration("PT2M") = time("00:01:00@Etc/UTC")',
        'time(date and time("2012-12-25T11:00:00Z")) = time("11:00:00Z")',
        'time("23:59:00z") = time(23, 59, 0, duration("PT0H"))',
    ],
    "number": ['number("1 000,0", " ", ",") = number("1,000.0", ",", ".")', 'number("5") = 5'],
    "string": ['string(1.1) = "1.1"', "string(null) = null"],
    "duration": [
        'date and time("2012-12-24T23:59:00") - date and time("2012-12-22T03:45:00") = duration("P2DT20H14M")',
        'duration("P2Y2M") = duration("P26M")',
    ],
    "years and months duration": [
        'years and months duration(date("2011-12-22"), date("2013-08-24")) = duration("P1Y8M")'
    ],
    "range": [
        'range("[18..21)") = [18..21)',
        'range("[2..)") = range("[2..null)")',
        '2 in range("(..2]")',
        'range("") = null',
        'range("[..]") = null',
    ],
    "not": ["not(true) = false", "not(null) = null"],
}
STRINGS = {
    "substring": [
        'substring("foobar", 3) = "obar"',
        'substring("foobar", 3, 3) = "oba"',
        'substring("foobar", -2, 1) = "a"',
        r'substring("\U01F40Eab", 2) = "ab"',
    ],
    "string length": ['string length("foo") = 3', r'string length("\U01F40Eab") = 3'],
    "upper case": ['upper case("aBc4") = "ABC4"'],
    "lower case": ['lower case("aBc4") = "abc4"'],
    "substring before": [
        'substring before("foobar", "bar") = "foo"',
        'substring before("foobar", "xyz") = ""',
        'substring before("foobar", "o") = "f"',
    ],
    "substring after": [
        'substring after("foobar", "ob") = "ar"',
        'substring after("", "a") = ""',
        'substring after("foo", "") = "foo"',
    ],
    "replace": ['replace("abcd", "(ab)|(a)", "[1=$1][2=$2]") = "[1=ab][2=]cd"'],
    "contains": ['contains("foobar", "of") = false'],
    "starts with": ['starts with("foobar", "fo") = true'],
    "ends with": ['ends with("foobar", "r") = true'],
    "matches": ['matches("foobar", "^fo*b") = true'],
    "split": [
        r'split("John Doe", "\\s") = ["John", "Doe"]',
        'split("a;b;c;;", ";") = ["a", "b", "c", "", ""]',
    ],
    "string join": [
        'string join(["a", "b", "c"], "_and_") = "a_and_b_and_c"',
        'string join(["a", "b", "c"], "") = "abc"',
        'string join(["a", "b", "c"], null) = "abc"',
        'string join(["a"], "X") = "a"',
        'string join(["a", null, "c"], "X") = "aXc"',
        'string join([], "X") = ""',
        'string join(["a", "b", "c"]) = "abc"',
        'string join(["a", null, "c"]) = "ac"',
        'string join([]) = ""',
    ],
}
LISTS = {
    "list contains": ["list contains([1, 2, 3], 2) = true"],
    "list replace": [
        "list replace([2, 4, 7, 8], 3, 6) = [2, 4, 6, 8]",
        "list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5) = [5, 5, 7, 8]",
    ],
    "count": ["count([1, 2, 3]) = 3", "count([]) = 0", "count([1, [2, 3]]) = 2"],
    "min": ["min([1, 2, 3]) = 1", "min(1) = 1", "min([1]) = 1", "min([]) = null"],
    "max": ["max(1, 2, 3) = 3", "max([]) = null"],
    "sum": ["sum([1, 2, 3]) = 6", "sum(1, 2, 3) = 6", "sum(1) = 1", "sum([]) = null"],
    "mean": ["mean([1, 2, 3]) = 2", "mean(1, 2, 3) = 2", "mean(1) = 1", "mean([]) = null"],
    "all": [
        "all([false, null, true]) = false",
        "all(true) = true",
        "all([true]) = true",
        "all([]) = true",
        "all(0) = null",
    ],
    "any": [
        "any([false, null, true]) = true",
        "any(false) = false",
        "any([false]) = false",
        "any([]) = false",
        "any(0) = null",
    ],
    "sublist": ["sublist([4, 5, 6], 1, 2) = [4, 5]"],
    "append": ["append([1], 2, 3) = [1, 2, 3]"],
    "concatenate": ["concatenate([1, 2], [3]) = [1, 2, 3]"],
    "insert before": ["insert before([1, 3], 1, 2) = [2, 1, 3]"],
    "remove": ["remove([1, 2, 3], 2) = [1, 3]"],
    "reverse": ["reverse([1, 2, 3]) = [3, 2, 1]"],
    "index of": ["index of([1, 2, 3, 2], 2) = [2, 4]"],
    "union": ["union([1, 2], [2, 3]) = [1, 2, 3]"],
    "distinct values": ["distinct values([1, 2, 3, 2, 1]) = [1, 2, 3]"],
    "flatten": ["flatten([[1, 2], [[3]], 4]) = [1, 2, 3, 4]"],
    "product": ["product([2, 3, 4]) = 24", "product(2, 3, 4) = 24"],
    "median": ["median(8, 2, 5, 3, 4) = 4", "median([6, 1, 2, 3]) = 2.5", "median([]) = null"],
    "stddev": [
        "decimal(stddev(2, 4, 7, 5), 12) = 2.081665999466",
        "stddev([47]) = null",
        "stddev(47) = null",
        "stddev([]) = null",
    ],
    "mode": ["mode(6, 3, 9, 6, 6) = [6]", "mode([6, 1, 9, 6, 1]) = [1, 6]", "mode([]) = []"],
    "sort": ["sort(list: [3, 1, 4, 5, 2], precedes: function(x, y) x < y) = [1, 2, 3, 4, 5]"],
}
NUMBERS = {
    "decimal": ["decimal(1/3, 2) = .33", "decimal(1.5, 0) = 2", "decimal(2.5, 0) = 2"],
    "floor": ["floor(1.5) = 1", "floor(-1.56, 1) = -1.6"],
    "ceiling": ["ceiling(1.5) = 2", "ceiling(-1.56, 1) = -1.5"],
    "round up": [
        "round up(5.5, 0) = 6",
        "round up(-5.5, 0) = -6",
        "round up(1.121, 2) = 1.13",
        "round up(-1.126, 2) = -1.13",
    ],
    "round down": [
        "round down(5.5, 0) = 5",
        "round down(-5.5, 0) = -5",
        "round down(1.121, 2) = 1.12",
        "round down(-1.126, 2) = -1.12",
    ],
    "round half up": [
        "round half up(5.5, 0) = 6",
        "round half up(-5.5, 0) = -6",
        "round half up(1.121, 2) = 1.12",
        "round half up(-1.126, 2) = -1.13",
    ],
    "round half down": [
        "round half down(5.5, 0) = 5",
        "round half down(-5.5, 0) = -5",
        "round half down(1.121, 2) = 1.12",
        "round half down(-1.126, 2) = -1.13",
    ],
    "abs": ["abs(10) = 10", "abs(-10) = 10", 'abs(@"PT5H") = @"PT5H"', 'abs(@"-PT5H") = @"PT5H"'],
    "modulo": [
        "modulo(12, 5) = 2",
        "modulo(-12, 5) = 3",
        "modulo(12, -5) = -3",
        "modulo(-12, -5) = -2",
        "modulo(10.1, 4.5) = 1.1",
        "modulo(-10.1, 4.5) = 3.4",
        "modulo(10.1, -4.5) = -3.4",
        "modulo(-10.1, -4.5) = -1.1",
    ],
    "sqrt": ["sqrt(16) = 4"],
    "log": ["decimal(log(10), 8) = 2.30258509"],
    "exp": ["decimal(exp(5), 12) = 148.413159102577"],
    "odd": ["odd(5) = true", "odd(2) = false"],
    "even": ["even(5) = false", "even(2) = true"],
}
RANGES = {
    "before": [
        "before(1, 10)",
        "not(before(10, 1))",
        "not(before(1, [1..10]))",
        "before(1, (1..10])",
        "before(1, [5..10])",
        "not(before([1..10], 10))",
        "before([1..10), 10)",
        "before([1..10], 15)",
        "before([1..10], [15..20])",
        "not(before([1..10], [10..20]))",
        "before([1..10), [10..20])",
        "before([1..10], (10..20])",
    ],
    "after": [
        "after(10, 5)",
        "not(after(5, 10))",
        "after(12, [1..10])",
        "after(10, [1..10))",
        "not(after(10, [1..10]))",
        "not(after([11..20], 12))",
        "after([11..20], 10)",
        "after((11..20], 11)",
        "not(after([11..20], 11))",
        "after([11..20], [1..10])",
        "not(after([1..10], [11..20]))",
        "after([11..20], [1..11))",
        "after((11..20], [1..11])",
    ],
    "meets": [
        "meets([1..5], [5..10])",
        "not(meets([1..5), [5..10]))",
        "not(meets([1..5], (5..10]))",
        "not(meets([1..5], [6..10]))",
    ],
    "met by": [
        "met by([5..10], [1..5])",
        "not(met by([5..10], [1..5)))",
        "not(met by((5..10], [1..5]))",
        "not(met by([6..10], [1..5]))",
    ],
    "overlaps": [
        "overlaps([1..5], [3..8])",
        "overlaps([3..8], [1..5])",
        "overlaps([1..8], [3..5])",
        "overlaps([3..5], [1..8])",
        "not(overlaps([1..5], [6..8]))",
        "not(overlaps([6..8], [1..5]))",
        "overlaps([1..5], [5..8])",
        "not(overlaps([1..5], (5..8]))",
        "not(overlaps([1..5), [5..8]))",
        "not(overlaps([1..5), (5..8]))",
        "overlaps([5..8], [1..5])",
        "not(overlaps((5..8], [1..5]))",
        "not(overlaps([5..8], [1..5)))",
        "not(overlaps((5..8], [1..5)))",
    ],
    "overlaps before": [
        "overlaps before([1..5], [3..8])",
        "not(overlaps before([1..5], [6..8]))",
        "overlaps before([1..5], [5..8])",
        "not(overlaps before([1..5], (5..8]))",
        "not(overlaps before([1..5), [5..8]))",
        "overlaps before([1..5), (1..5])",
        "overlaps before([1..5], (1..5])",
        "not(overlaps before([1..5), [1..5]))",
        "not(overlaps before([1..5], [1..5]))",
    ],
    "overlaps after": [
        "overlaps after([3..8], [1..5])",
        "not(overlaps after([6..8], [1..5]))",
        "overlaps after([5..8], [1..5])",
        "not(overlaps after((5..8], [1..5]))",
        "not(overlaps after([5..8], [1..5)))",
        "overlaps after((1..5], [1..5))",
        "overlaps after((1..5], [1..5])",
        "not(overlaps after([1..5], [1..5)))",
        "not(overlaps after([1..5], [1..5]))",
    ],
    "finishes": [
        "finishes(10, [1..10])",
        "not(finishes(10, [1..10)))",
        "finishes([5..10], [1..10])",
        "not(finishes([5..10), [1..10]))",
        "finishes([5..10), [1..10))",
        "finishes([1..10], [1..10])",
        "finishes((1..10], [1..10])",
    ],
    "finished by": [
        "finished by([1..10], 10)",
        "not(finished by([1..10), 10))",
        "finished by([1..10], [5..10])",
        "not(finished by([1..10], [5..10)))",
        "finished by([1..10), [5..10))",
        "finished by([1..10], [1..10])",
        "finished by([1..10], (1..10])",
    ],
    "includes": [
        "includes([1..10], 5)",
        "not(includes([1..10], 12))",
        "includes([1..10], 1)",
        "includes([1..10], 10)",
        "not(includes((1..10], 1))",
        "not(includes([1..10), 10))",
        "includes([1..10], [4..6])",
        "includes([1..10], [1..5])",
        "includes((1..10], (1..5])",
        "includes([1..10], (1..10))",
        "includes([1..10), [5..10))",
        "includes([1..10], [1..10))",
        "includes([1..10], (1..10])",
        "includes([1..10], [1..10])",
    ],
    "during": [
        "during(5, [1..10])",
        "not(during(12, [1..10]))",
        "during(1, [1..10])",
        "during(10, [1..10])",
        "not(during(1, (1..10]))",
        "not(during(10, [1..10)))",
        "during([4..6], [1..10])",
        "during((1..5], (1..10])",
        "during((1..10), [1..10])",
        "during([5..10), [1..10))",
    ],
    "starts": [
        "starts(1, [1..10])",
        "not(starts(1, (1..10]))",
        "not(starts(2, [1..10]))",
        "starts([1..5], [1..10])",
        "starts((1..5], (1..10])",
        "not(starts((1..5], [1..10]))",
        "not(starts([1..5], (1..10]))",
        "starts([1..10], [1..10])",
        "starts([1..10), [1..10])",
        "starts((1..10), (1..10))",
    ],
    "started by": [
        "started by([1..10], 1)",
        "not(started by((1..10], 1))",
        "not(started by([1..10], 2))",
        "started by([1..10], [1..5])",
        "started by((1..10], (1..5])",
        "not(started by([1..10], (1..5]))",
        "not(started by((1..10], [1..5]))",
        "started by([1..10], [1..10])",
        "started by([1..10], [1..10))",
        "started by((1..10), (1..10))",
    ],
    "coincides": [
        "coincides(5, 5)",
        "not(coincides(3, 4))",
        "coincides([1..5], [1..5])",
        "not(coincides((1..5), [1..5]))",
        "not(coincides([1..5], [2..6]))",
    ],
}
TEMPORAL = {
    "is": [
        'is(date("2012-12-25"), time("23:00:50")) = false',
        'is(date("2012-12-25"), date("2012-12-25")) = true',
        'is(time("23:00:50z"), time("23:00:50")) = false',
        'is(time("23:00:50z"), time("23:00:50+00:00")) = true',
    ],
    "day of year": ["day of year(date(2019, 9, 17)) = 260"],
    "day of week": ['day of week(date(2019, 9, 17)) = "Tuesday"'],
    "month of year": ['month of year(date(2019, 9, 17)) = "September"'],
    "week of year": [
        "week of year(date(2019, 9, 17)) = 38",
        "week of year(date(2003, 12, 29)) = 1",
        "week of year(date(2004, 1, 4)) = 1",
        "week of year(date(2005, 1, 1)) = 53",
        "week of year(date(2005, 1, 3)) = 1",
        "week of year(date(2005, 1, 9)) = 1",
    ],
    "now": ["now() = null"],
    "today": ["today() = null"],
}
CONTEXTS = {
    "get value": [
        'get value({key1: "value1"}, "key1") = "value1"',
        'get value({key1: "value1"}, "unexistent-key") = null',
    ],
    "get entries": ['get entries({k1: "v1", k2: "v2"}) = [{key: "k1", value: "v1"}, {key: "k2", value: "v2"}]'],
    "context": [
        'context([{key: "a", value: 1}, {key: "b", value: 2}]) = {a: 1, b: 2}',
        'context([{key: "a", value: 1}, {key: "b", value: 2, something: "else"}]) = {a: 1, b: 2}',
        'context([{key: "a", value: 1}, {key: "b"}]) = null',
    ],
    "context put": [
        'context put({x: 1}, "y", 2) = {x: 1, y: 2}',
        'context put({x: 1, y: 0}, "y", 2) = {x: 1, y: 2}',
        'context put({x: 1, y: 0, z: 0}, "y", 2) = {x: 1, y: 2, z: 0}',
        'context put({x: 1}, ["y"], 2) = context put({x: 1}, "y", 2)',
        'context put({x: 1, y: {a: 0}}, ["y", "a"], 2) = {x: 1, y: {a: 2}}',
        "context put({x: 1, y: {a: 0}}, [], 2) = null",
    ],
    "context merge": [
        "context merge([{x: 1}, {y: 2}]) = {x: 1, y: 2}",
        "context merge([{x: 1, y: 0}, {y: 2}]) = {x: 1, y: 2}",
    ],
}
STANDARD = {**CONVERSION, **STRINGS, **LISTS, **NUMBERS, **RANGES, **TEMPORAL, **CONTEXTS}
CAMUNDA = {"trim", "last day of month", "duplicate values", "partition", "is empty"}
"""What Camunda 8's modeler offers besides the standard."""


def test_every_builtin_of_the_standard_has_examples_and_there_are_no_others() -> None:
    assert set(STANDARD) | CAMUNDA == set(BUILTINS)


@pytest.mark.parametrize("name", STANDARD)
def test_examples_of_the_standard_hold(name: str) -> None:
    wrong = [text for text in STANDARD[name] if evaluated(text).value is not True]

    assert wrong == []
