"""The table of pitfalls names tests that exist, and no test of this folder is missing in it."""

import ast
import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
TESTS = HERE.parents[1]
ROWS = re.findall(
    r"^\| .+? \| (.+?) \| `(\S+?)::(\w+)` \|$", (HERE / "spiffworkflow.md").read_text("utf-8"), re.MULTILINE
)


@cache
def defined_in(file: Path) -> frozenset[str]:
    """The names of the tests in a file; none if there is no such file."""
    tree = ast.parse(file.read_text("utf-8") if file.is_file() else "")
    functions = (node.name for node in tree.body if isinstance(node, ast.FunctionDef))
    return frozenset(name for name in functions if name.startswith("test_"))


def test_every_pitfall_has_a_test_that_exists() -> None:
    assert [pitfall for pitfall, file, test in ROWS if test not in defined_in(TESTS / file)] == []
    assert len(ROWS) > 90


def test_every_test_of_a_pitfall_is_in_the_table() -> None:
    named = {test for _, _, test in ROWS}
    files = [file for file in sorted(HERE.glob("test_*.py")) if file.name != "test_table.py"]

    assert frozenset().union(*map(defined_in, files)) - named == set()
