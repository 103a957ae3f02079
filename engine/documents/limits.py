"""How much a template may use before its process is ended."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LetterLimits:
    """Wall time counts from the start of the child; memory is its whole address space."""

    seconds: float = 10.0
    cpu_seconds: int = 4
    memory_bytes: int = 256 * 1024 * 1024
    output_characters: int = 2 * 1024 * 1024
    source_bytes: int = 256 * 1024
