"""Python of a model before it runs: what it reads and writes, and why some of it is refused.

Nothing here executes anything. The text is parsed, so that only the variables it mentions go into the sandbox and only
those it binds come back.
"""

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from textwrap import dedent

from engine.model.text import N_, Text
from engine.scripts.rewriting import without_del

MARK = "#!python "
"""Begins an expression that is Python, wherever texts of a model are evaluated."""
LONGEST = 20_000
"""Characters of one text."""
DEEPEST = 60
"""Brackets inside each other in one text."""
MODULES = frozenset(
    [
        *("base64", "bisect", "collections", "copy", "csv", "dataclasses", "datetime", "decimal"),
        *("functools", "hashlib", "itertools", "json", "math", "re", "typing"),
    ]
)
"""What a script may import: everything that gives the same result today and tomorrow."""
FUNCTIONS = frozenset(["now", "today", "bpmn_error"])
"""What the host adds to the language."""
BUILTINS = frozenset(dir(builtins))
UNAVAILABLE = frozenset(
    [
        *("breakpoint", "compile", "delattr", "dir", "eval", "exec", "exit", "globals", "help"),
        *("input", "locals", "memoryview", "open", "quit", "setattr", "vars"),
    ]
)
"""Built-in functions that would hide what is read, or reach out."""
_NEW_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


class PythonRefused(Exception):
    """The text is not Python that is executed here. `line` counts from 1 within the text."""

    def __init__(self, line: int, reason: Text) -> None:
        self.line = line
        self.reason = reason
        super().__init__(f"line {line}: {reason}")


@dataclass(frozen=True, slots=True)
class PythonText:
    """A script or an expression that may run."""

    text: str
    code: str
    """What is executed: the text, with what the sandbox lacks written otherwise on the same lines."""
    is_script: bool
    reads: frozenset[str]
    """Variables that go in if they exist."""
    writes: frozenset[str]
    """Variables that it binds at its outermost level; none of an expression."""

    @property
    def names(self) -> frozenset[str]:
        """Variables to be loaded before it runs."""
        return self.reads | self.writes


@lru_cache(1024)
def read_script(text: str) -> PythonText:
    """A script of several lines, all of which may be indented alike; raises PythonRefused."""
    text = dedent(text)
    tree = _parsed(text, is_script=True)
    bound = set(_bound(tree))
    return PythonText(
        text=text,
        code=without_del(text, tree),
        is_script=True,
        reads=frozenset(_read(tree)),
        writes=frozenset(name for name in bound if not name.startswith("_")),
    )


@lru_cache(4096)
def read_python_expression(text: str) -> PythonText:
    """One expression, which changes nothing; raises PythonRefused."""
    text = text.strip()
    tree = _parsed(text, is_script=False)
    reads = frozenset(_read(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == "bpmn_error":
            raise PythonRefused(node.lineno, Text(N_("bpmn_error() can be called by scripts, not by expressions.")))
    return PythonText(text=text, code=text, is_script=False, reads=reads, writes=frozenset())


def _parsed(text: str, *, is_script: bool) -> ast.Module | ast.Expression:
    _bounded(text)
    try:
        tree: ast.Module | ast.Expression = (
            ast.parse(text, "<model>", "exec") if is_script else ast.parse(text, "<model>", "eval")
        )
    except (MemoryError, RecursionError):
        raise PythonRefused(1, Text(N_("It is nested too deeply."))) from None
    except SyntaxError as error:
        raise PythonRefused(error.lineno or 1, Text(N_("It is not Python: %(hint)s."), {"hint": error.msg})) from None
    except ValueError as error:
        raise PythonRefused(1, Text(N_("It is not Python: %(hint)s."), {"hint": str(error)})) from None
    for node in ast.walk(tree):
        reason = _hidden_name(node) or _refusal(node)
        if reason is not None:
            raise PythonRefused(getattr(node, "lineno", 1), reason)
    return tree


def _bounded(text: str) -> None:
    """Nothing long or deep gets as far as the parser of this very process."""
    if len(text) > LONGEST:
        raise PythonRefused(1, Text(N_("It is longer than %(limit)s characters."), {"limit": LONGEST}))
    if not text.strip():
        raise PythonRefused(1, Text(N_("It is empty.")))
    depth = 0
    for line, content in enumerate(text.split("\n"), 1):
        for character in content:
            depth += (character in "([{") - (character in ")]}")
            if depth > DEEPEST:
                raise PythonRefused(line, Text(N_("It is nested too deeply.")))


def _hidden_name(node: ast.AST) -> Text | None:
    """Names with two underscores are those of the sandbox, wherever one stands."""
    for field in ("id", "attr", "name", "arg", "asname", "rest"):
        name = getattr(node, field, None)
        if isinstance(name, str) and name.startswith("__"):
            return Text(N_("Names that begin with two underscores, as %(name)s, are not available."), {"name": name})
    return None


def _refusal(node: ast.AST) -> Text | None:
    match node:
        case ast.Import(names=names):
            return next((reason for alias in names if (reason := _import_refusal(alias.name))), None)
        case ast.ImportFrom(module=module, level=level, names=names):
            if level or any(alias.name == "*" for alias in names):
                return Text(N_("Import each name from a module, without a star."))
            return _import_refusal(module or "")
        case ast.Global():
            return Text(N_("“global” is not available. Assign the variable outside of the function."))
        case ast.Name(id=name) if name in UNAVAILABLE:
            return Text(N_("%(name)s() is not available."), {"name": name})
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) if name in FUNCTIONS:
            return Text(N_("%(name)s is a function here and can not be assigned."), {"name": name})
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            if name in FUNCTIONS:
                return Text(N_("%(name)s is a function here and can not be assigned."), {"name": name})
    return None


def _import_refusal(module: str) -> Text | None:
    if module.partition(".")[0] in MODULES:
        return None
    if module in ("time", "random"):
        return Text(
            N_("%(module)s can not be imported: a script gives the same result each time. Use now() and today()."),
            {"module": module},
        )
    return Text(
        N_("%(module)s can not be imported. Available are: %(known)s."),
        {"module": module[:60], "known": ", ".join(sorted(MODULES))},
    )


def _read(tree: ast.AST) -> Iterator[str]:
    """Names that the text reads anywhere; too many are harmless, since only variables that exist go in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store) and node.id not in FUNCTIONS:
            yield node.id
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def _bound(tree: ast.AST) -> Iterator[str]:
    """Names that are bound at the outermost level, but for functions, classes and modules."""
    work: list[ast.AST] = [tree]
    while work:
        node = work.pop()
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, (ast.MatchAs, ast.MatchStar, ast.ExceptHandler)) and node.name:
            yield node.name
        elif isinstance(node, ast.MatchMapping) and node.rest:
            yield node.rest
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            work.extend(inner for inner in ast.walk(node) if isinstance(inner, ast.NamedExpr))
        elif not isinstance(node, _NEW_SCOPES):
            work.extend(ast.iter_child_nodes(node))
