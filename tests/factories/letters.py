"""Letters with everything that is not the point of a test."""

from datetime import date
from typing import Any

from engine.documents import Letterhead, LetterLimits, Signature, render_letter

SMALL = LetterLimits(seconds=20, cpu_seconds=1, memory_bytes=160 * 1024 * 1024, output_characters=10_000)
"""Limits that are reached soon."""


def a_letter(source: str, data: dict[str, Any] | None = None, **options: Any) -> str:
    given = {
        "number": "PINDAH-2026-000001",
        "dated": date(2026, 11, 24),
        "letterhead": Letterhead("Otorita Ibu Kota Nusantara", "Biro Sumber Daya Manusia", "Nusantara"),
        "signature": Signature("Kepala Biro", "Sri Contoh", nip="198609262015051001", place="Nusantara"),
    }
    return render_letter(source, data or {}, **given | options)
