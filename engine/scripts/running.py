"""Runs Python of models in the sandbox: a pure function of the text, its variables and the time of the turn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NoReturn

import pydantic_monty as monty

from engine.model.data import ProcessData, Value
from engine.model.text import N_, Text
from engine.scripts.python import BUILTINS, PythonRefused, PythonText
from engine.scripts.sandbox import SANDBOX, Sandbox
from engine.scripts.values import Inward, NotProcessData, advice, changed, into

MARKER = "checked before it runs"
SCRIPT = "<python-input-1>"
"""What the sandbox calls the second text it is given."""
_HARMLESS = (
    *(NameError, TypeError, AttributeError, ZeroDivisionError, ImportError),
    *(RecursionError, MemoryError, TimeoutError, NotImplementedError),
)
"""Exceptions whose own text names code. That of others may show values of variables."""
_RETURN = "\n__returned({__name: __value for __name, __value in __locals().items() if __name in __wanted})"


class ScriptFailed(Exception):
    """A script or expression did not come to its end.

    `code` is that of the incident: script_failed, script_limit, script_value or script_busy. The text says where and
    why, without values of variables.
    """

    def __init__(self, code: str, reason: str, line: int | None = None) -> None:
        self.code = code
        self.line = line
        super().__init__(reason if line is None else f"line {line}: {reason}")


@dataclass(frozen=True, slots=True)
class ModelledError:
    """A BPMN error that a script raised by `bpmn_error(code, message)`."""

    code: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a run. Of an expression `value`, of a script the variables that it changed, or its error."""

    value: Value = None
    written: ProcessData = field(default_factory=dict)
    error: ModelledError | None = None


RunPython = Callable[[PythonText, Mapping[str, Value], datetime], Ran]


def run_python(python: PythonText, variables: Mapping[str, Value], now: datetime, *, sandbox: Sandbox = SANDBOX) -> Ran:
    """Run it once with those variables that it reads, at the aware local time `now`.

    A variable that does not exist is None. The same arguments give the same result. Raises ScriptFailed.
    """
    given = {name: variables.get(name) for name in python.reads if name in variables or name not in BUILTINS}
    inputs = _inputs(given)
    if not python.is_script:
        outcome = _fed(sandbox, f"__result = ({python.code}\n)\n__returned({{'result': __result}})", inputs, now)
        return Ran(value=_taken(outcome).get("result"))
    compound = {name for name, value in given.items() if isinstance(value, (dict, list))}
    wanted = {name for name in python.writes | compound if not name.startswith("_")}
    outcome = _fed(sandbox, python.code + _RETURN, {**inputs, "__wanted": wanted}, now)
    if isinstance(outcome, ModelledError):
        return Ran(error=outcome)
    return Ran(written=changed(given, {name: value for name, value in _taken(outcome).items() if name in wanted}))


def check_python(python: PythonText, *, sandbox: Sandbox = SANDBOX) -> None:
    """Let the sandbox read the text without running it; raises PythonRefused for what it does not support."""
    code = python.code if python.is_script else f"({python.code}\n)"
    with sandbox.session(datetime(2000, 1, 1, tzinfo=UTC)) as session:
        try:
            session.feed_run(f"raise NameError({MARKER!r})\n{code}", print_callback=monty.CollectString(1000))
        except (monty.MontySyntaxError, monty.MontyRuntimeError) as error:
            inner = error.exception()
            if str(inner) != MARKER:
                frames = error.traceback()
                line = frames[-1].line - 1 if frames else 1
                raise PythonRefused(max(line, 1), Text(N_("It can not run here: %(hint)s."), {"hint": inner})) from None
        except monty.MontyCrashedError:
            raise PythonRefused(1, Text(N_("It is nested too deeply."))) from None


def _inputs(given: Mapping[str, Value]) -> dict[str, Any]:
    inputs: dict[str, Any] = {}
    for name, value in given.items():
        try:
            inputs[name] = into(value)
        except NotProcessData as refused:
            raise ScriptFailed("script_value", f"{name} can not be read: {refused}") from None
    return inputs


def _fed(sandbox: Sandbox, code: str, inputs: dict[str, Any], now: datetime) -> Any:
    """What the code returns, or the ModelledError that it raised, at which it ends."""
    printed = monty.CollectString(sandbox.limits.printed_bytes)
    try:
        with sandbox.session(now) as session:
            step = session.feed_start(
                code, inputs=inputs, external_lookup={"bpmn_error": _never_called}, print_callback=printed
            )
            while not isinstance(step, monty.MontyComplete):
                if isinstance(step, monty.FunctionSnapshot) and step.function_name == "bpmn_error":
                    return modelled_error(step.args, step.kwargs)
                step = step.resume_auto()
            return step.output
    except (monty.MontyRuntimeError, monty.MontySyntaxError) as error:
        _fail(error, code)
    except monty.MontyCrashedError as error:
        limit = "time" if error.timed_out else "memory"
        raise ScriptFailed("script_limit", f"It was stopped, because it needs more {limit} than allowed.") from None
    except monty.MontyConversionError as error:
        raise ScriptFailed("script_value", f"A value can not be read: {error}") from None
    except (monty.MontyError, ValueError, RuntimeError) as error:
        raise ScriptFailed("script_failed", f"The sandbox gave it up: {type(error).__name__}.") from None
    except TimeoutError:
        raise ScriptFailed("script_busy", "No process was free to run it. Try it again.") from None


def modelled_error(given: tuple[Any, ...], named: Mapping[str, Any]) -> ModelledError:
    """What a call of bpmn_error() means; raises ScriptFailed if its arguments are not a code and a message."""
    arguments = {**dict(zip(("code", "message"), given, strict=False)), **named}
    fits = len(arguments) == len(given) + len(named) and arguments.keys() <= {"code", "message"}
    code, message = arguments.get("code"), arguments.get("message", "")
    if not fits or not isinstance(code, str) or not code or not isinstance(message, str):
        raise ScriptFailed("script_failed", "Expected bpmn_error(code, message) with two texts.")
    return ModelledError(code[:200], message[:1000])


def _never_called(*arguments: Any, **more: Any) -> NoReturn:
    raise NotImplementedError


def _fail(error: monty.MontyRuntimeError | monty.MontySyntaxError, code: str) -> NoReturn:
    inner, lines = error.exception(), code.split("\n")
    own = [frame.line for frame in error.traceback() if frame.filename == SCRIPT and frame.line < len(lines)]
    line = own[-1] if own else None
    kind = type(inner).__name__
    tells_itself = isinstance(inner, _HARMLESS) and not (line and "raise" in lines[line - 1])
    reason = f"{kind}: {inner}" if tells_itself else kind
    limit = isinstance(inner, (MemoryError, TimeoutError, RecursionError))
    raise ScriptFailed("script_limit" if limit else "script_failed", reason[:300], line) from None


def _taken(outcome: Any) -> ProcessData:
    if not isinstance(outcome, tuple) or len(outcome) != 3 or not isinstance(outcome[2], dict):
        raise ScriptFailed("script_failed", "It returned nothing that can be read.")
    odd, kind, values = outcome
    if odd:
        raise ScriptFailed("script_value", f"{odd} can not be written: {advice(kind)}")
    inward = Inward()
    taken: ProcessData = {}
    for name, value in values.items():
        try:
            taken[name] = inward.take(value)
        except NotProcessData as refused:
            raise ScriptFailed("script_value", f"{name} can not be written: {refused}") from None
    return taken
