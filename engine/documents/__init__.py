"""Letters and decrees from templates of designers.

    findings = check_template(source)                                    at deployment
    html = render_letter(source, data, number=..., dated=..., ...)       TemplateRefused, LetterFailed

A template is Jinja2 in a sandbox, in a child process with little memory and little time. docs/letters.md tells
designers what a template may hold.
"""

from engine.documents.errors import LetterFailed, TemplateFinding, TemplateRefused
from engine.documents.letter import Letterhead, Signature, render_letter
from engine.documents.limits import LetterLimits
from engine.documents.template import check_template

__all__ = [
    "LetterFailed",
    "LetterLimits",
    "Letterhead",
    "Signature",
    "TemplateFinding",
    "TemplateRefused",
    "check_template",
    "render_letter",
]
