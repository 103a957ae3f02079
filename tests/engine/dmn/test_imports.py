"""Models of several files: what an import finds, and what is refused."""

import pytest

from engine.dmn import DecisionModelRefused, Finding, outline, read_decisions
from tests.engine.dmn.builders import a_decision, a_file, a_literal, a_table, an_import, an_input

RATE = a_file(an_input("x"), a_decision("tarif", a_literal("x * 10"), inputs=["x"]), own="urn:tarif")
TYPE = '<itemDefinition id="t" name="tTingkat"><typeRef>{}</typeRef></itemDefinition>\n'


def requiring(text: str, *hrefs: str, name: str = "d") -> str:
    """A decision that requires decisions of other files."""
    decision = a_decision(name, a_literal(text), decisions=[f"r{place}" for place in range(len(hrefs))])
    for place, href in enumerate(hrefs):
        decision = decision.replace(f"#r{place}", href)
    return decision


def findings(data: bytes, *others: bytes) -> tuple[Finding, ...]:
    """The findings of a model that is refused."""
    with pytest.raises(DecisionModelRefused) as refused:
        read_decisions(data, others)
    return refused.value.findings


OWN = a_file(an_import("urn:tarif", "tarif dasar"), requiring("tarif dasar.tarif + 1", "urn:tarif#tarif"))


def test_what_is_imported_is_known_under_the_name_of_its_import_and_reads_its_own_inputs() -> None:
    model = read_decisions(OWN, [RATE])

    assert model.evaluate("d", {"x": 2}).result == 21
    assert model.decisions["d"].reads == {"x"}
    assert model.decisions.keys() == {"d"}


def test_what_is_imported_may_import_too() -> None:
    middle = a_file(
        an_import("urn:tarif", "t"), requiring("t.tarif * 2", "urn:tarif#tarif", name="ganda"), own="urn:tengah"
    )
    own = a_file(an_import("urn:tengah", "m"), requiring("m.ganda + 1", "urn:tengah#ganda"))

    assert read_decisions(own, [middle, RATE]).evaluate("d", {"x": 2}).result == 41


def test_files_that_nothing_imports_are_left_alone() -> None:
    alike = a_file(a_decision("tarif", a_literal("7")), own="urn:lain")

    assert read_decisions(OWN, [alike, RATE, alike]).evaluate("d", {"x": 2}).result == 21


def test_a_table_of_an_imported_model_is_told_behind_the_name_of_the_import() -> None:
    table = a_table(["x"], ["y"], [["> 1", "7", "UU 5/2014"]])
    other = a_file(an_input("x"), a_decision("d", table, inputs=["x"]), own="urn:lain")
    own = a_file(an_import("urn:lain", "lain"), requiring("lain.d", "urn:lain#d"))

    model = read_decisions(own, [other])

    assert model.evaluate("d", {"x": 2}).matched == (("lain.d", ("table_1",)),)
    assert [each.decision_id for each in model.tables("d")] == ["lain.d"]


TWO_NAMES = a_file(an_import("urn:tarif", "a"), an_import("urn:tarif", "b"))


@pytest.mark.parametrize(
    ("own", "others", "code"),
    [
        (OWN, [], "model_import_missing"),
        (OWN, [RATE, RATE.replace(b"10", b"11")], "model_import_ambiguous"),
        (a_file(an_import("urn:test", "sendiri")), [], "model_import_cycle"),
        (TWO_NAMES, [RATE], "model_import_twice"),
        (a_file(an_import("urn:tarif", "x"), an_input("x")), [RATE], "model_import_name_taken"),
        (a_file(an_import("urn:tarif", "t"), TYPE.format("string")), [
            RATE.replace(b"<inputData", TYPE.format("number").encode() + b"<inputData"),
        ], "type_twice"),
        (a_file(requiring("tarif", "urn:tarif#tarif")), [RATE], "missing_requirement"),
        (OWN, [RATE.replace(b"x * 10", b"x *")], "model_import_invalid"),
    ],
)  # fmt: skip
def test_an_import_that_is_not_clear_is_refused_at_its_element_and_line(
    own: bytes, others: list[bytes], code: str
) -> None:
    (found,) = findings(own, *others)

    assert (found.code, found.element_id is not None) == (code, True)
    assert found.line in (2, 3, 4, 5)


def test_imports_that_lead_back_are_refused() -> None:
    first, second = (
        a_file(an_import(f"urn:{other}", "lain"), own=f"urn:{own}") for own, other in (("a", "b"), ("b", "a"))
    )

    assert "model_import_invalid" in [each.code for each in findings(first, second)]


def test_two_required_decisions_of_one_name_are_refused_since_one_would_hide_the_other() -> None:
    other = a_file(a_decision("d", a_literal("1")), a_decision("e", a_literal("2")), own="urn:lain")
    twice = other.replace(b'id="e" name="e"', b'id="e" name="d"')
    own = a_file(an_import("urn:lain", "lain"), requiring("lain.d", "urn:lain#d", "urn:lain#e"))

    assert read_decisions(own, [other]).evaluate("d", {}).result == 1
    assert [each.code for each in findings(own, twice)] == ["required_name_twice"]


def test_the_outline_of_a_file_tells_its_namespace_and_what_it_imports() -> None:
    told = outline(OWN)

    assert (told.namespace, told.imported) == ("urn:test", ("urn:tarif",))


def test_a_model_that_was_deployed_before_imports_were_read_keeps_deciding() -> None:
    own = a_file(an_import("urn:hilang", "hilang"), a_decision("d", a_literal("1")))

    assert read_decisions(own, None).evaluate("d", {}).result == 1
