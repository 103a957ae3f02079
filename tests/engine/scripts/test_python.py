"""What a text of Python reads and writes is known before it runs; what can not be followed is refused with its line."""

from contextlib import suppress

import pytest

from engine.scripts.python import LONGEST, PythonRefused, read_python_expression, read_script


@pytest.mark.parametrize(
    "script, reads, writes",
    [
        ("y = x", {"x"}, {"y"}),
        ("x += 1", {"x"}, {"x"}),
        ("a['k'] = b", {"a", "b"}, set()),
        ("for i in daftar: pass", {"daftar"}, {"i"}),
        ("def f(p):\n    q = p\n    return r\ny = f(1)", {"p", "f", "r"}, {"y"}),
        ("_x = 1\ny = _x", {"_x"}, {"y"}),
        ("import json\nfrom decimal import Decimal\ny = json.dumps(x)", {"json", "x"}, {"y"}),
        ("y = [i for i in x]", {"i", "x"}, {"y"}),
        ("y = [(z := i) for i in x]", {"i", "x"}, {"y", "z"}),
        ("match x:\n    case {'a': a, **rest}: pass\n    case [*many] | many: pass", {"x"}, {"a", "rest", "many"}),
        ("try:\n    pass\nexcept ValueError as e:\n    pass", {"ValueError"}, {"e"}),
        ("(a, [b, *c]) = x", {"x"}, {"a", "b", "c"}),
        ("del x", {"x"}, {"x"}),
        ("y = now() + today()", set(), {"y"}),
        ("\n    if x:\n        y = 1\n  ", {"x"}, {"y"}),
    ],
)
def test_a_script_reads_what_it_mentions_and_writes_what_it_binds_outside_of_functions(
    script: str, reads: set[str], writes: set[str]
) -> None:
    read = read_script(script)

    assert read.reads == reads
    assert read.writes == writes


def test_an_expression_writes_nothing() -> None:
    read = read_python_expression(" (y := x) > 1  # besar")

    assert read.reads == {"x"}
    assert read.writes == set()


@pytest.mark.parametrize(
    "script, line, reason",
    [
        ("x = 1\nimport os", 2, "os"),
        ("import random", 1, "same result"),
        ("from time import time", 1, "now()"),
        ("from math import *", 1, "star"),
        ("from . import x", 1, "star"),
        ("import json.tool, sys", 1, "sys"),
        ("x = 1\neval('1')", 2, "eval()"),
        ("f = open", 1, "open()"),
        ("x.__class__", 1, "__class__"),
        ("__import__('os')", 1, "__import__"),
        ("def __returned(v): return 5", 1, "__returned"),
        ("import re as __type", 1, "__type"),
        ("f(__wanted=1)", 1, "__wanted"),
        ("def f():\n    global x\n    x = 1", 2, "global"),
        ("now = 1", 1, "now"),
        ("def bpmn_error(c): pass", 1, "bpmn_error"),
        ("x = 1\ny =", 2, "invalid syntax"),
        ("x = '\0'", 1, "null"),
        ("  ", 1, "empty"),
        ("x = " + "1 + " * LONGEST + "1", 1, "longer"),
        ("x = 1\ny = " + "(" * 200 + ")" * 200, 2, "deeply"),
    ],
)
def test_what_can_not_be_followed_is_refused_with_its_line(script: str, line: int, reason: str) -> None:
    with pytest.raises(PythonRefused, match=reason.replace("(", r"\(").replace(")", r"\)")) as refused:
        read_script(script)

    assert refused.value.line == line


@pytest.mark.parametrize("text", ["x = 1", "bpmn_error('K')", "", "x)(", "lambda: (yield)"])
def test_what_is_no_expression_is_refused_as_one(text: str) -> None:
    with pytest.raises(PythonRefused):
        read_python_expression(text if text != "lambda: (yield)" else "import x")


@pytest.mark.parametrize(
    "text", ["-" * 15_000 + "1", "x" + ".a" * 9_000, "x = " + "not " * 4_000 + "1", "x" + "[0]" * 6_000, "~" * 19_000]
)
def test_a_text_that_is_deep_without_brackets_is_refused_or_read(text: str) -> None:
    with suppress(PythonRefused):
        assert read_script(text).reads <= {"x"}


def test_lines_stay_where_they_were_although_del_is_written_otherwise() -> None:
    read = read_script("a = 1\ndel a, b['k']; c = 2\nif x:\n    del x[1:2]")

    assert read.code == "a = 1\na = None; (b).pop('k'); c = 2\nif x:\n    x[1:2] = []"
