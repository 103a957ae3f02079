"""Decision models of a bundle: where their imports are looked for."""

from engine.bundles.decisions import MOST_NAMESPACES, read_decision_files
from engine.bundles.files import BundleFile
from engine.bundles.findings import FileFinding
from tests.engine.dmn.builders import a_decision, a_file, a_literal, an_import

BILL = a_file(
    an_import("urn:tarif", "t"),
    a_decision("tagihan", a_literal("t.tarif"), decisions=["tarif"]).replace("#tarif", "urn:tarif#tarif"),
)


def test_a_file_of_the_bundle_goes_before_a_deployed_one_of_its_namespace() -> None:
    near, far = rate(1), rate(2)

    read = read_decision_files([a_dmn("a", BILL), a_dmn("b", near)], lambda _: [far], [])

    assert [each.imported for each in read] == [(near,), ()]


def test_deployed_files_that_differ_are_refused_instead_of_chosen() -> None:
    found: list[FileFinding] = []

    read = read_decision_files([a_dmn("a", BILL)], lambda _: [rate(1), rate(2)], found)

    assert (read, [each.code for each in found]) == ([], ["model_import_ambiguous"])


def test_a_model_that_imports_without_end_does_not_ask_without_end() -> None:
    asked: list[str] = []

    def deployed(namespace: str) -> list[bytes]:
        asked.append(namespace)
        return []

    many = a_file(*(an_import(f"urn:{number}", f"i{number}") for number in range(1_000)))

    read_decision_files([a_dmn("a", many)], deployed, [])

    assert len(asked) < MOST_NAMESPACES


def rate(number: int) -> bytes:
    """A model that others import."""
    return a_file(a_decision("tarif", a_literal(str(number))), own="urn:tarif")


def a_dmn(name: str, content: bytes) -> BundleFile:
    """A file of a bundle."""
    return BundleFile(f"{name}.dmn", content)
