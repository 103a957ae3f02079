"""Rules of the code that no linter knows."""

import ast
import inspect
import sys

import pytest

from tests.architecture.sources import Source, nodes, sources

PRIVATE_NAMES_ALLOWED = ("engine/elements/lifecycle.py", "engine/elements/tokens.py")
UNSAFE_MODULES = ("pickle", "cPickle", "dill", "marshal", "shelve")
CLOCK_CALLS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
}


def called(node: ast.AST) -> tuple[str | None, str | None]:
    """The last two names of what is called: `(None, "eval")`, `("datetime", "now")`."""
    if not isinstance(node, ast.Call):
        return None, None
    if isinstance(node.func, ast.Name):
        return None, node.func.id
    if isinstance(node.func, ast.Attribute):
        owner = node.func.value
        return getattr(owner, "id", getattr(owner, "attr", None)), node.func.attr
    return None, None


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module]
    return []


def test_only_the_unit_of_work_commits() -> None:
    """`work.commit()` is the one way; what it does to the connection stands in one file."""
    places = [
        source.place(node)
        for source, node in nodes()
        if called(node)[1] == "commit" and called(node)[0] != "work" and source.path != "engine/store/unit_of_work.py"
    ]

    assert places == []


def test_only_commands_jobs_and_the_turn_make_a_change_permanent() -> None:
    """A query may note in the access log who looked, and nothing else."""
    places = [
        source.place(node)
        for source, node in nodes()
        if called(node) == ("work", "commit")
        and not source.within("engine/commands", "engine/jobs")
        and not (source.within("engine/queries") and notes_who_looked(source))
        and source.path not in ("engine/starting.py", "engine/turn.py")
    ]

    assert places == []


def notes_who_looked(source: Source) -> bool:
    return any(called(node)[1] == "log_view" for node in ast.walk(source.tree))


def test_private_names_of_spiffworkflow_stay_in_two_files() -> None:
    """lxml, too, names the types of its elements with an underscore: those are typing, not trespassing."""
    places = [
        f"{source.place(node)} {node.attr}"
        for source, node in nodes()
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
        and source.within("engine/elements", "engine/execution")
        and source.path not in PRIVATE_NAMES_ALLOWED
        and not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls", "etree"))
    ]

    assert places == []


def test_spiffworkflow_is_imported_only_by_elements_and_execution() -> None:
    places = [
        source.place(node)
        for source, node in nodes()
        if any(name.split(".")[0] == "SpiffWorkflow" for name in imported(node))
        and not source.within("engine/elements", "engine/execution")
    ]

    assert places == []


def test_the_model_stands_on_the_standard_library() -> None:
    places = [
        f"{source.place(node)} {name}"
        for source, node in nodes()
        if source.within("engine/model")
        for name in imported(node)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("engine.model")
    ]

    assert places == []


def test_only_the_clock_tells_the_time() -> None:
    places = [
        source.place(node)
        for source, node in nodes()
        if called(node) in CLOCK_CALLS and source.path != "engine/clock.py"
    ]

    assert places == []


def test_no_text_is_executed_as_python() -> None:
    places = [
        source.place(node)
        for source, node in nodes()
        if called(node) in {(None, "exec"), (None, "eval"), (None, "compile"), (None, "__import__")}
    ]

    assert places == []


def test_no_format_that_executes_when_read() -> None:
    places = [
        source.place(node)
        for source, node in nodes()
        if any(name.split(".")[0] in UNSAFE_MODULES for name in imported(node))
        or called(node) in {("yaml", "load"), ("yaml", "unsafe_load")}
    ]

    assert places == []


def test_imports_stand_at_the_top() -> None:
    """An import inside a function hides a cycle."""
    places = [
        source.place(inner)
        for source, node in nodes()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not source.within("api/cli")
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert places == []


def public_definitions(source: Source) -> list[ast.AST]:
    """Public functions and classes of a module, and the methods of its classes that override nothing."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    found = [node for node in source.tree.body if isinstance(node, kinds) and not node.name.startswith("_")]
    methods = [
        method
        for node in found
        if isinstance(node, ast.ClassDef) and not node.bases
        for method in node.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and not method.name.startswith("_")
    ]
    return [*found, *methods]


@pytest.mark.parametrize("source", [s for s in sources() if s.within("engine")], ids=lambda source: source.path)
def test_every_public_definition_of_the_engine_says_what_it_is(source: Source) -> None:
    places = [
        source.place(node) for node in public_definitions(source) if not inspect.cleandoc(ast.get_docstring(node) or "")
    ]  # type: ignore[arg-type]

    assert places == []


def test_every_module_of_the_engine_says_what_it_is() -> None:
    places = [
        source.path
        for source in sources()
        if source.within("engine") and source.tree.body and not ast.get_docstring(source.tree)
    ]

    assert places == []


def test_no_module_is_named_for_nothing() -> None:
    words = ("utils", "util", "helpers", "helper", "common", "misc", "manager", "base")

    assert [s.path for s in sources() if s.path.rsplit("/", 1)[-1].removesuffix(".py") in words] == []


def test_every_command_is_watched() -> None:
    """A command that is not would be missing from measurements and traces."""
    places = [
        source.place(node)
        for source in sources()
        if source.within("engine/commands")
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef)
        and node.name == source.path.rsplit("/", 1)[-1].removesuffix(".py")
        and not any(isinstance(each, ast.Name) and each.id == "watched" for each in node.decorator_list)
    ]

    assert places == []
