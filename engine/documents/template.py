"""Whether a template can be used at all, asked when it is deployed."""

from engine.documents.errors import LetterFailed, TemplateFinding, TemplateRefused
from engine.documents.limits import LetterLimits
from engine.documents.process import ask


def check_template(source: str, *, limits: LetterLimits | None = None) -> tuple[TemplateFinding, ...]:
    """What is wrong with a template; empty if letters can be written from it, given the data it asks for."""
    request = {"check": True, "source": source, "language": "id", "zone": "Asia/Jakarta"}
    try:
        ask(request, limits or LetterLimits())
    except TemplateRefused as refused:
        return refused.findings
    except LetterFailed as failed:
        return (TemplateFinding(None, failed.text),)
    return ()
