"""JUEL is translated to FEEL that means the same, or refused with the part that can not be."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.feel import compile_expression
from engine.scripts.juel import JuelRefused, read_juel
from engine.scripts.juel_feel import juel_condition, juel_value
from tests.engine.scripts.juel_reference import NoValue, evaluate

texts = st.sampled_from(["", "5", "-1", "1.5", "true", "FALSE", "ok", "ya tidak", "é"])
numbers = st.sampled_from([Decimal(value) for value in ("0", "1", "5", "1.5", "-1", "-7")])
scalars = st.none() | st.booleans() | numbers | texts
values = scalars | st.lists(scalars, max_size=2) | st.dictionaries(st.sampled_from(["p", "q r"]), scalars, max_size=2)
contexts = st.fixed_dictionaries({}, optional=dict.fromkeys(("a", "b", "c"), values))


def quoted(text: str) -> str:
    return f"'{text}'"


operands = (
    st.sampled_from(["a", "b", "c", "a.p", "b['q r']", "c[0]", "a[1]", "null", "true", "false", "0", "5", "1.5"])
    | texts.map(quoted)
    | st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(
            [
                *(
                    "size()",
                    "isEmpty()",
                    "contains('ok')",
                    "equals('5')",
                    "length()",
                    "startsWith('o')",
                    "endsWith('')",
                ),
                *("toLowerCase()", "toUpperCase()", "trim()", "containsKey('p')", "equals(b)", "contains(c)"),
            ]
        ),
    ).map(".".join)
)
operators = st.sampled_from(
    "== != < <= > >= eq ne lt le gt ge + - * / % div mod && || and or".split()  # noqa: SIM905
)


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return (
        st.tuples(inner, operators, inner).map(lambda parts: f"({' '.join(parts)})")
        | st.tuples(st.sampled_from(["!", "not ", "empty ", "-"]), inner).map("".join)
        | st.tuples(inner, inner, inner).map(lambda parts: "({} ? {} : {})".format(*parts))
    )


expressions = st.recursive(operands, compound, max_leaves=5)


def meant(text: str, context: dict[str, Any]) -> Any:
    try:
        return evaluate(read_juel(text), context)
    except NoValue:
        assume(False)


def translated(text: str, context: dict[str, Any]) -> Any:
    return compile_expression(juel_value(text)).evaluate(context).value


@settings(max_examples=300)
@given(expressions, contexts)
def test_the_translation_gives_what_the_expression_gives(expression: str, context: dict[str, Any]) -> None:
    text = f"${{{expression}}}"
    expected = meant(text, context)
    try:
        found = translated(text, context)
    except JuelRefused:
        assume(False)

    assert found == expected
    assert type(found) is type(expected) or not isinstance(expected, bool)


@given(st.text(alphabet="${}'\"\\\n ab#", max_size=20), numbers)
def test_any_text_around_an_expression_stays_as_it_is(around: str, value: Decimal) -> None:
    assume("${" not in around and "#{" not in around)
    text = around + "!${a}"

    assert translated(text, {"a": value}) == text.replace("${a}", str(value))


@pytest.mark.parametrize(
    "text, feel",
    [
        ("${approved}", "approved"),
        ("#{order.total}", "order.total"),
        (
            "${empty status ? null : status.name}",
            'if list contains([null, "", [], {}], status) then null else status.name',
        ),
        ("${a eq null}", "a = null"),
        ("${not empty items}", 'not(list contains([null, "", [], {}], items))'),
        ("${items[0]['full name']}", 'get value(items[1], "full name")'),
        ("${execution.getVariable('x')}", "x"),
        ("${now()}", "now()"),
        ("no expression", '"no expression"'),
        ("a \\${b}", '"a ${b}"'),
    ],
)
def test_what_is_plain_stays_plain(text: str, feel: str) -> None:
    assert juel_value(text) == feel


def test_a_condition_stays_plain() -> None:
    assert juel_condition("${status == 'ok'}") == 'status = "ok"'


def test_a_variable_that_does_not_exist_is_null() -> None:
    assert translated("${missing > 5}", {}) is False
    assert translated("${!missing}", {}) is True
    assert translated("${missing + 1}", {}) == 1
    assert translated("[${missing}]", {}) == "[]"


def test_a_condition_without_an_answer_is_not_true() -> None:
    assert compile_expression(juel_condition("${missing > 5}")).evaluate({}).value is not True
    assert compile_expression(juel_condition("${!(missing > 5)}")).evaluate({}).value is True


@pytest.mark.parametrize(
    "text, part",
    [
        ("${bean.approve(x)}", "approve"),
        ("${S(order)}", "S()"),
        ("${execution.processBusinessKey}", "execution"),
        ("${task.assignee}", "task"),
        ("${instance}", "instance"),
        ("${items[i]}", "[ and ]"),
        ("${items[-1]}", "[ and ]"),
        ("${x = 5}", "= 5"),
        ("${x > }", "}"),
        ("${x", "${x"),
        ("${}", "empty"),
        ("${1 == true}", "1 = true"),
        ("${x < true}", "x < true"),
        ("${5.a}", "a"),
        ("${x ~ 1}", "~ 1"),
        ("${if > 1}", "if"),
    ],
)
def test_what_is_not_translated_is_refused_by_name(text: str, part: str) -> None:
    with pytest.raises(JuelRefused) as refused:
        juel_value(text)

    assert part in str(refused.value)


@pytest.mark.parametrize("text", ["${a} && ${b}", "${'x'}", "${1 + 1}", "${null}"])
def test_a_condition_that_is_never_true_or_false_is_refused(text: str) -> None:
    with pytest.raises(JuelRefused):
        juel_condition(text)


@pytest.mark.parametrize(
    "text",
    [
        "${" + "(" * 2_000,
        "${" + "-" * 1_900 + "x}",
        "${" + "!" * 1_900 + "x}",
        "${" + "a" + ".b" * 900 + "}",
        "${" + "a?b:" * 400 + "c}",
        "${" + "+".join(["a"] * 900) + "}",
        "${" + "==".join(["a"] * 100) + "}",
        "${" + "(a ? a : a) == " * 60 + "a}",
        "${1e99999999999}",
        "x" * 3_000,
        "${''.class.forName('java.lang.Runtime').exec('id')}",
        "${'\\'}",
    ],
)
def test_hostile_text_is_refused_before_it_costs_anything(text: str) -> None:
    with pytest.raises(JuelRefused):
        juel_value(text)


def test_a_text_with_signs_of_feel_stays_a_text() -> None:
    assert translated("${a == 'x\" or true or \"x'}", {"a": "y"}) is False
