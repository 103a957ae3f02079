"""One condition in every language, side by side in one run, on little data and on much that it does not touch."""

import json
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from bench.measuring import ROOT, WARM_UP, Row
from engine.feel import compile_expression
from engine.scripts.python import read_python_expression
from engine.scripts.running import run_python
from engine.scripts.sandbox import SANDBOX

FEEL = 'pegawai.masa_kerja >= 2 and not(list contains(["berat", "sedang"], pegawai.hukuman))'
PYTHON = 'pegawai["masa_kerja"] >= 2 and pegawai["hukuman"] not in ["berat", "sedang"]'
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
ORACLE = """
import { createInterface } from 'node:readline';
const { evaluate } = await import('feelin');
for await (const line of createInterface({ input: process.stdin })) {
  const [text, data] = JSON.parse(line);
  const answer = evaluate(text, data);
  console.log(JSON.stringify(answer?.value ?? answer));
}
"""
"""feelin behind a pipe: a line of JSON in, a line of JSON out."""
Data = Mapping[str, Any]


def rows() -> Iterator[Row]:
    """Median time on the wall of one evaluation, everything that crosses to another process included."""
    sizes = {"1 KB": data_of(1_000), "100 KB": data_of(100_000)}
    ways: dict[str, Callable[[Data], bool] | None] = {"FEEL": feel(), "Python in the sandbox": python}
    with feelin() as oracle:
        ways |= {"feelin in a child process": oracle, "Python's eval, which we never use": bare}
        for name, evaluate in ways.items():
            figures = [
                f"not measured on {size}" if evaluate is None else measured(evaluate, sizes[size], size)
                for size in sizes
            ]
            yield Row(f"a condition in {name}", ", ".join(figures), "median (p99) of 1,000 on the wall")
    SANDBOX.close()


def data_of(size: int) -> Data:
    """Variables of a case, of which the condition reads one; about so many bytes as JSON."""
    data: dict[str, Any] = {"pegawai": {"masa_kerja": 7, "hukuman": "tidak ada", "nama": "Sri"}, "riwayat": []}
    while len(json.dumps(data)) < size:
        data["riwayat"].append({"jabatan": "Analis Kebijakan", "tahun": len(data["riwayat"]), "nilai": ["A", "B", "C"]})
    return data


def measured(evaluate: Callable[[Data], bool], data: Data, size: str) -> str:
    """The figures of one way on one size."""
    times = []
    for round_ in range(1_000 + WARM_UP):
        before = time.perf_counter_ns()
        answer = evaluate(data)
        times.append((time.perf_counter_ns() - before) / 1_000)
        assert answer is True, round_
    times = sorted(times[WARM_UP:])
    return f"{statistics.median(times):.1f} µs ({times[-10]:.0f}) on {size}"


def feel() -> Callable[[Data], bool]:
    """Compiled once, as conditions of a model are."""
    expression = compile_expression(FEEL)
    return lambda data: bool(expression.evaluate(data).value)


def python(data: Data) -> bool:
    """As an element does: only what the text names goes into the sandbox."""
    text = read_python_expression(PYTHON)
    return bool(run_python(text, {name: data[name] for name in text.reads}, NOW).value)


def bare(data: Data) -> bool:
    """The least that Python can take for it."""
    return bool(eval(CODE, {}, dict(data)))


CODE = compile(PYTHON, "<bench>", "eval")


@contextmanager
def feelin() -> Iterator[Callable[[Data], bool] | None]:
    """The best library for the browser, as it would have to run beside us; None where it is not installed."""
    node, web = shutil.which("node"), ROOT / "web"
    if node is None or not (web / "node_modules" / "feelin").exists():
        yield None
        return
    child = subprocess.Popen(
        [node, "--input-type=module", "-e", ORACLE], cwd=web, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdin is not None
    assert child.stdout is not None
    source, sink = child.stdout, child.stdin

    def evaluate(data: Data) -> bool:
        sink.write(json.dumps([FEEL, data]) + "\n")
        sink.flush()
        return bool(json.loads(source.readline()))

    try:
        yield evaluate
    finally:
        sink.close()
        child.wait(timeout=10)
        source.close()
