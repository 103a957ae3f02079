"""Watches an attack from outside: it has to end within a minute, and this process may not grow with it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

WATCHDOG_SECONDS = 60
MOST_GROWTH = 256 * 1024 * 1024
"""Bytes by which one attack may make this process larger at its largest."""
STATUS = Path("/proc/self/status")
Answer = TypeVar("Answer")


def watched(attack: Callable[[], Answer]) -> Answer:
    """What the attack gives or raises; fails if it hangs, or if this process had to grow much for it."""
    before = forget_peak()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(attack)
        try:
            return running.result(WATCHDOG_SECONDS)
        finally:
            assert running.done(), f"the attack did not end within {WATCHDOG_SECONDS} seconds"
            assert peak() - before < MOST_GROWTH, "the attack took too much memory of this process"


def forget_peak() -> int:
    """How large this process is now, from where its peak is counted anew if the kernel allows that."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return memory("VmRSS")


def peak() -> int:
    """How large it has been at most."""
    return memory("VmHWM")


def memory(kind: str) -> int:
    """Bytes of one kind; 0 where the system does not tell."""
    if not STATUS.exists():
        return 0
    return next(int(line.split()[1]) * 1024 for line in STATUS.read_text().splitlines() if line.startswith(kind))
