"""The process that works on one template and ends: it has no files, little memory and little time.

Reads a request from standard input as JSON and writes an answer to standard output. Started by `process.py`.
"""

import json
import resource
import sys
import traceback
from collections.abc import Mapping
from typing import Any

from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError

from engine.documents.sandbox import TEMPLATE, WRAPPED, environment, extends_layout, forbidden
from engine.documents.transport import unpacked

Answer = dict[str, Any]


def main() -> None:
    """Answer one request."""
    request = json.loads(sys.stdin.buffer.read())
    _bind(request["limits"])
    try:
        answer = answer_to(request)
    except MemoryError:
        answer = _failure("memory")
    sys.stdout.buffer.write(json.dumps(answer).encode())


def answer_to(request: Mapping[str, Any]) -> Answer:
    """What is wrong with a template, or the letter it makes."""
    sandbox = environment(request["source"], request["language"], request["zone"])
    try:
        tree = sandbox.parse(request["source"])
        strangers = list(forbidden(tree))
        if strangers:
            return {"findings": [{"kind": "stranger", "line": line, "detail": name} for line, name in strangers]}
        sandbox.get_template(TEMPLATE)
        if request["check"]:
            return {"findings": []}
        template = sandbox.get_template(TEMPLATE if extends_layout(tree) else WRAPPED)
        return _collected(template.generate(unpacked(request["data"])), request["limits"]["output_characters"])
    except TemplateSyntaxError as error:
        return {"findings": [{"kind": "syntax", "line": error.lineno, "detail": error.message or ""}]}
    except UndefinedError as error:
        return _failure("undefined", error)
    except SecurityError as error:
        return _failure("security", error)
    except RecursionError:
        return _failure("recursion")
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a template raises is an answer, and this process ends with it
        return _failure("error", error)


def _collected(pieces: Any, limit: int) -> Answer:
    html: list[str] = []
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            return _failure("output")
        html.append(piece)
    return {"html": "".join(html)}


def _failure(kind: str, error: Exception | None = None) -> Answer:
    line = None
    if error is not None:
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"]
        line = lines[-1] if lines else None
    return {"failure": {"kind": kind, "line": line, "detail": "" if error is None else str(error)[:300]}}


def _bind(limits: Mapping[str, Any]) -> None:
    """From here on: no files can be written or opened beyond a few, and memory and CPU time are bounded."""
    bounds = {
        resource.RLIMIT_AS: limits["memory_bytes"],
        resource.RLIMIT_FSIZE: limits["output_characters"] * 8,
        resource.RLIMIT_NOFILE: 16,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, bound in bounds.items():
        resource.setrlimit(kind, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + 1))
