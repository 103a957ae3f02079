"""Texts of FEEL, drawn over its grammar: mostly what has a value, sometimes operands of kinds that do not fit."""

from collections.abc import Callable

from hypothesis import strategies as st

Texts = st.SearchStrategy[str]

NUMBERS = st.one_of(
    st.integers(-20, 20).map(str), st.sampled_from(["0.1", "0.2", "2.5", "-1.5", "100", "1e3", ".5", "12.345"])
)
STRINGS = st.sampled_from(['""', '"a"', '"b"', '"abc"', '"Budi"', '"a b"', '"1"', '"Ünï"', '"a,b,c"', '"😀x"'])
BOOLEANS = st.sampled_from(["true", "false"])
DATES = st.sampled_from(
    ['@"2024-02-29"', 'date("2026-11-24")', "date(2023, 12, 31)", '@"2000-01-01"', 'date("2024-02-30")']
)
TIMES = st.sampled_from(['@"10:30:00"', 'time("23:59:59")', "time(8, 0, 0)", '@"10:30:00+02:00"', 'time("25:00:00")'])
DATE_TIMES = st.sampled_from(
    ['@"2024-02-29T10:30:00"', 'date and time("2026-11-24T00:00:00")', '@"2024-03-31T01:30:00+01:00"']
)
DAYS = st.sampled_from(['@"P1D"', '@"PT2H30M"', '@"-PT1S"', 'duration("P10DT1H")', '@"PT0S"'])
MONTHS = st.sampled_from(['@"P1Y"', '@"P1Y2M"', '@"-P3M"', 'duration("P14M")'])
NAMES = st.sampled_from(["x", "teks", "ada", "daftar", "orang", "tidak ada"[:5]])

LITERALS = {
    "number": st.one_of(NUMBERS, st.just("x"), st.just("orang.umur")),
    "string": st.one_of(STRINGS, st.just("teks"), st.just("orang.nama")),
    "boolean": st.one_of(BOOLEANS, st.just("ada")),
    "date": DATES,
    "time": TIMES,
    "date and time": DATE_TIMES,
    "days": DAYS,
    "months": MONTHS,
    "null": st.sampled_from(["null", "hilang", "orang.hilang"]),
}
ORDERED = ("number", "string", "date", "days", "months")
UNARY = {
    "number": ["abs({})", "floor({})", "ceiling({})", "-({})", "odd({})", "even({})", "sqrt({})", "exp({})", "log({})"],
    "string": ["string length({})", "upper case({})", "lower case({})", "number({})", 'split({}, ",")', "string({})"],
    "boolean": ["not({})", "string({})"],
    "date": ["({}).year", "({}).month", "({}).day", "({}).weekday", "day of week({})", "day of year({})",
             "month of year({})", "week of year({})", "string({})", "date and time({}, @\"10:00:00\")"],
    "time": ["({}).hour", "({}).minute", "string({})"],
    "date and time": ["({}).year", "({}).hour", "date({})", "time({})", "string({})"],
    "days": ["({}).days", "({}).hours", "abs({})", "string({})"],
    "months": ["({}).years", "({}).months", "string({})"],
    "list": ["count({})", "min({})", "max({})", "sum({})", "mean({})", "reverse({})", "distinct values({})",
             "flatten({})",
             "({})[1]", "({})[-1]", "({})[item > 1]", "median({})", "mode({})", "all({})", "any({})", "append({}, 1)",
             "sort({}, function(a, b) a < b)", "for i in {} return i", "some i in {} satisfies i = 1",
             "every i in {} satisfies i > 0", "product({})", "stddev({})", "index of({}, 2)", "remove({}, 1)",
             "insert before({}, 1, 9)", "sublist({}, 1)", "for i in {} return count(partial)", "list contains({}, 2)",
             "union({}, [9])", "concatenate({}, [9])", "string join({}, \"-\")"],
    "context": ["get entries({})", 'get value({}, "a")', "({}).a", 'context put({}, "b", 2)', "context merge([{}])"],
}  # fmt: skip
BINARY = {
    ("number", "number"): ["{} + {}", "{} - {}", "{} * {}", "({}) / ({})", "modulo({}, {})", "min({}, {})",
                           "max({}, {})",
                           "decimal({}, {})", "round up({}, {})", "round down({}, {})", "({}) ** ({})", "[{}..{}]"],
    ("string", "string"): ["{} + {}", "contains({}, {})", "starts with({}, {})", "ends with({}, {})",
                           "substring before({}, {})", "substring after({}, {})", 'replace({}, {}, "z")',
                           "matches({}, {})", "split({}, {})"],
    ("string", "number"): ["substring({}, {})", "string({0}) + string({1})"],
    ("date", "days"): ["{} + {}", "{} - {}"],
    ("date", "months"): ["{} + {}", "{} - {}"],
    ("date", "date"): ["{} - {}", "years and months duration({}, {})"],
    ("date and time", "days"): ["{} + {}", "{} - {}"],
    ("date and time", "date and time"): ["{} - {}"],
    ("date and time", "months"): ["{} + {}"],
    ("time", "days"): ["{} + {}", "{} - {}"],
    ("days", "number"): ["{} * {}", "({}) / ({})"],
    ("months", "number"): ["{} * {}", "({}) / ({})"],
    ("days", "days"): ["{} + {}", "{} - {}", "({}) / ({})"],
    ("months", "months"): ["{} + {}", "({}) / ({})"],
    ("boolean", "boolean"): ["{} and {}", "{} or {}"],
}  # fmt: skip
COMPARISONS = ["=", "!=", "<", "<=", ">", ">="]


@st.composite
def values(draw: Callable[[Texts], str], kind: str, depth: int = 2) -> str:
    """A text that has, as a rule, a value of the kind."""
    if kind == "list":
        inner = draw(st.sampled_from(["number", "string", "boolean", "date"]))  # type: ignore[arg-type]
        items = draw(st.lists(values(inner, depth - 1), max_size=4))  # type: ignore[arg-type]
        return "[" + ", ".join(items) + "]"
    if kind == "context":
        return "{a: " + draw(values("number", depth - 1)) + ', "b c": ' + draw(values("string", depth - 1)) + "}"
    if depth <= 0 or draw(st.integers(0, 2)):  # type: ignore[arg-type]
        return draw(LITERALS[kind])
    if kind == "number":
        operator = draw(st.sampled_from(["{} + {}", "({}) - ({})", "({}) * ({})", "if {2} then {0} else {1}"]))
        parts = [draw(values("number", depth - 1)), draw(values("number", depth - 1)), draw(values("boolean", 0))]
        return "(" + operator.format(*parts) + ")"
    if kind == "boolean":
        other = draw(st.sampled_from(ORDERED))
        left, right = draw(values(other, depth - 1)), draw(values(other, depth - 1))
        return f"({left} {draw(st.sampled_from(COMPARISONS))} {right})"
    return "(" + draw(LITERALS[kind]) + ")"


KINDS = tuple(LITERALS)


@st.composite
def expressions(draw: Callable[..., str]) -> str:
    """An expression of some form."""
    form = draw(
        st.sampled_from(["unary", "binary", "compare", "mixed", "between", "in", "if", "instance", "range", "for"])
    )
    if form == "unary":
        kind = draw(st.sampled_from(tuple(UNARY)))
        return draw(st.sampled_from(UNARY[kind])).format(draw(values(kind)))
    if form == "binary":
        left, right = draw(st.sampled_from(tuple(BINARY)))
        return draw(st.sampled_from(BINARY[left, right])).format(draw(values(left)), draw(values(right)))
    if form == "compare":
        kind = draw(st.sampled_from((*ORDERED, "list", "context", "boolean", "time", "date and time")))
        return f"{draw(values(kind))} {draw(st.sampled_from(COMPARISONS))} {draw(values(kind))}"
    if form == "mixed":
        operator = draw(st.sampled_from([*COMPARISONS, "+", "-", "*", "/", "and", "or"]))
        return f"{draw(values(draw(st.sampled_from(KINDS))))} {operator} {draw(values(draw(st.sampled_from(KINDS))))}"
    kind = draw(st.sampled_from(ORDERED))
    parts = [draw(values(kind)) for _ in range(3)]
    if form == "between":
        return "{} between {} and {}".format(*parts)
    if form == "in":
        shape = draw(
            st.sampled_from(
                ["{} in [{}..{}]", "{} in ({}..{})", "{} in ({}, {})", "{} in (> {}, < {})", "{} in [{}, {}]"]
            )
        )
        return shape.format(*parts)
    if form == "if":
        return f"if {draw(values('boolean'))} then {parts[0]} else {parts[1]}"
    if form == "instance":
        name = draw(
            st.sampled_from(
                ["number", "string", "boolean", "date", "time", "list<number>", "context<a: number>", "Any"]
            )
        )
        return f"{draw(values(draw(st.sampled_from((*KINDS, 'list', 'context')))))} instance of {name}"
    if form == "range":
        shape = draw(
            st.sampled_from(
                ["before([{}..{}], {})", "includes([{}..{}], {})", "after([{}..{}], {})", "meets([{}..{}], [{}..{}])"]
            )
        )
        return shape.format(*parts, *parts)
    return draw(
        st.sampled_from(
            [
                "for i in {0}, j in [1, 2] return i",
                "for i in 1..3 return i * 2",
                "some i in {0} satisfies i = {1}",
                "({0})[item = {1}]",
                "count(({0})[item != null])",
            ]
        )
    ).format(draw(values("list")), parts[0])
