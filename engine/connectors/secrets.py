"""Secrets by reference: a model names them, an operator keeps them, and nothing that is stored or told holds one.

`secret:NAME` in a task header stands for the secret NAME of the agency that owns the process: the file AGENCY/NAME in
the folder of secrets, or the environment variable LINTAS_SECRET_AGENCY__NAME. No process uses a secret of another
agency, and no value of a case is ever taken for a reference.
"""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from engine.connectors.port import CallFailed
from engine.connectors.written import write_exact
from engine.model.data import Value

REFERENCE = re.compile(r"secret:([A-Za-z0-9][A-Za-z0-9_.-]*)")
_AGENCY = re.compile(r"[a-z0-9][a-z0-9-]*")
_AGENCY_IN_VARIABLE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONG_NUMBER = re.compile(r"\d{5,}")
SHORTEST = 4
LONGEST_EXCERPT = 300


@dataclass(slots=True)
class Secrets:
    """The secrets that one call uses, so that they can be taken out of whatever is told about it."""

    folder: Path | None
    agency: str
    _used: set[str] = field(default_factory=set)

    def fill(self, text: str) -> str:
        """The text with its references replaced. Raises CallFailed for a secret that is not there."""
        return REFERENCE.sub(lambda found: self.read(found[1]), text)

    def read(self, name: str) -> str:
        """A secret. Raises CallFailed where the operator has not set it."""
        value = self._in_folder(name) or self._in_environment(name)
        if not value:
            detail = f"The secret {name} of {self.agency or 'no agency'} is not set. Ask the operator, then retry."
            raise CallFailed("secret_missing", detail, final=True)
        self._used.add(value)
        return value

    def redacted(self, text: str) -> str:
        """The text without secrets and without long numbers, which may be those of persons; the beginning of it."""
        for secret in sorted(self._used, key=len, reverse=True):
            if len(secret) >= SHORTEST:
                text = text.replace(secret, "[secret]")
        text = _LONG_NUMBER.sub("#####", text)
        readable = "".join(sign if sign.isprintable() else " " for sign in text)
        return readable if len(readable) <= LONGEST_EXCERPT else readable[:LONGEST_EXCERPT] + "…"

    def stand_in(self, value: Value) -> bool:
        """Whether an answer gives back a secret that it was sent, which then must not become a variable."""
        written = write_exact(value)
        return any(write_exact(secret)[1:-1] in written for secret in self._used if len(secret) >= SHORTEST)

    def _in_folder(self, name: str) -> str:
        if self.folder is None or not _AGENCY.fullmatch(self.agency):
            return ""
        try:
            return (self.folder / self.agency / name).read_text("utf-8").strip()
        except OSError:
            return ""

    def _in_environment(self, name: str) -> str:
        """Two agencies never share a variable: no name begins, and none of these agencies ends, with what becomes _."""
        if not _AGENCY_IN_VARIABLE.fullmatch(self.agency):
            return ""
        return os.environ.get(re.sub(r"[^A-Z0-9]", "_", f"LINTAS_SECRET_{self.agency}__{name}".upper()), "")
