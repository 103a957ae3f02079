"""Refusals, as the OpenAPI document describes them; api/errors.py writes them."""

from typing import Any, Self

from pydantic import BaseModel, Field

from api.formatting import Formatter
from engine.bundles.findings import FileFinding


class Finding(BaseModel):
    """Something about a file of a bundle."""

    filename: str | None
    element_id: str | None
    line: int | None = Field(description="Counts from 1.")
    severity: str = Field(description="`error`, `warning` or `info`; only errors refuse a bundle.")
    code: str
    text: str
    kind: str | None = Field(
        default=None,
        description="Of a model: `standard` (an error means: not valid BPMN), `execution` (valid, but not executed "
        "here), `dialect` or `advice`.",
    )

    @classmethod
    def of(cls, finding: FileFinding, formatter: Formatter) -> Self:
        """The finding in the language of the reader."""
        return cls(
            filename=finding.filename,
            element_id=finding.element_id,
            line=finding.line,
            severity=str(finding.severity),
            code=finding.code,
            kind=str(finding.kind) if finding.kind else None,
            text=formatter.text(finding.text),
        )


class Problem(BaseModel):
    """A refusal (RFC 9457). `code` never changes; `detail` is in the language of the account."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str | None = Field(None, description="For the administrator, who finds it in the logs.")
    facts: dict[str, Any] | None = Field(None, description="What happened: who took the task and when, legal basis.")
    errors: dict[str, str] | None = Field(None, description="What is wrong, by field or parameter.")
    findings: list[Finding] | None = Field(None, description="What is wrong with a bundle, place by place.")
