"""Which sequence flows of a bundle its scenarios have taken."""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.bpmn import sequence_flows


@dataclass(frozen=True, slots=True)
class Coverage:
    """Ids of sequence flows of executable processes, in order."""

    taken: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def percent(self) -> float:
        """100 where there is nothing to take."""
        every = len(self.taken) + len(self.missed)
        return 100.0 if every == 0 else 100.0 * len(self.taken) / every


def coverage_of(models: Iterable[bytes], flows: Iterable[str]) -> Coverage:
    """`flows` were taken; `models` are the BPMN files of the bundle."""
    every = sorted({flow for model in models for flow in sequence_flows(model)})
    seen = set(flows)
    return Coverage(tuple(each for each in every if each in seen), tuple(each for each in every if each not in seen))
