"""Starts the child that works on a template, waits for it no longer than allowed, and reads its answer."""

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engine.documents.errors import LetterFailed, TemplateFinding, TemplateRefused
from engine.documents.limits import LetterLimits
from engine.model.text import N_, Text

_ROOT = Path(__file__).resolve().parents[2]
_START = "import sys; sys.path.insert(0, sys.argv[1]); from engine.documents.child import main; main()"

_FINDINGS = {
    "syntax": N_("Line %(line)s is not Jinja2: %(detail)s"),
    "stranger": N_("Line %(line)s asks for “%(detail)s”. A template can only extend “letter.html.jinja”."),
}
_FAILURES = {
    "undefined": N_("in line %(line)s of the template a value is missing: %(detail)s. Pass it to the document."),
    "security": N_("line %(line)s of the template reaches for what templates may not use: %(detail)s"),
    "recursion": N_("the template is nested too deeply."),
    "memory": N_("the template needs more memory than allowed."),
    "output": N_("the template writes more text than a letter may have."),
    "time": N_("the template takes longer than allowed."),
    "ended": N_("the process that works on the template ended early; it may have needed more memory than allowed."),
    "error": N_("line %(line)s of the template failed: %(detail)s"),
}


def ask(request: Mapping[str, Any], limits: LetterLimits) -> dict[str, Any]:
    """The answer of a child. Raises TemplateRefused with its findings, and LetterFailed."""
    source = request["source"]
    if len(source.encode("utf-8", "replace")) > limits.source_bytes:
        text = N_("The template is larger than %(limit)d KB.")
        raise TemplateRefused([TemplateFinding(None, Text(text, {"limit": limits.source_bytes // 1024}))])
    answer = _run({**request, "limits": asdict(limits)}, limits)
    if answer.get("findings"):
        raise TemplateRefused([_finding(finding) for finding in answer["findings"]])
    if "failure" in answer:
        raise LetterFailed(_reason(answer["failure"]))
    return answer


def _run(request: Mapping[str, Any], limits: LetterLimits) -> dict[str, Any]:
    """Output goes to a file whose size the kernel bounds, so that a flood never reaches our memory."""
    with tempfile.TemporaryFile() as output:
        command = [sys.executable, "-I", "-B", "-c", _START, str(_ROOT)]
        try:
            ended = subprocess.run(  # noqa: S603 - our own interpreter with our own code
                command,
                input=json.dumps(request).encode("utf-8", "replace"),
                stdout=output,
                stderr=subprocess.DEVNULL,
                timeout=limits.seconds,
                cwd="/",
                env={"PYTHONIOENCODING": "utf-8"},
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"failure": {"kind": "time"}}
        if ended.returncode != 0:
            return {"failure": {"kind": "time" if ended.returncode in (-signal.SIGXCPU, -signal.SIGKILL) else "ended"}}
        output.seek(0)
        answer: dict[str, Any] = json.loads(output.read())
        return answer


def _finding(found: Mapping[str, Any]) -> TemplateFinding:
    line = found["line"]
    return TemplateFinding(line, Text(_FINDINGS[found["kind"]], {"line": line, "detail": found["detail"]}))


def _reason(failure: Mapping[str, Any]) -> Text:
    parameters = {"line": failure.get("line") or "?", "detail": failure.get("detail", "")}
    return Text(_FAILURES[failure["kind"]], parameters)
