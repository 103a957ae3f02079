"""Evaluating an expression as conditions and mappings have them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from bench.measuring import Row, cpu_milliseconds
from engine.feel import compile_expression

TEXT = (
    'if pegawai.masa_kerja >= 2 and not(list contains(["berat", "sedang"], pegawai.hukuman)) '
    'then "layak" else "periksa"'
)
CONTEXT = {
    "pegawai": {"masa_kerja": Decimal(7), "hukuman": "tidak ada", "lahir": date(1985, 3, 15)},
    "kuota": {"sisa": 3},
}


def rows() -> Iterator[Row]:
    """Processor time of one evaluation of a compiled expression."""
    expression = compile_expression(TEXT, CONTEXT)
    assert expression.evaluate(CONTEXT).value == "layak"

    def a_hundred() -> None:
        for _ in range(100):
            expression.evaluate(CONTEXT)

    yield Row(
        "a FEEL condition with a list and a conjunction",
        f"{cpu_milliseconds(a_hundred) * 10:.1f} µs",
        "median of 200 × 100",
    )
