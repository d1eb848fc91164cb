"""What a run was asked to do, and what went wrong in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from runner.table import Results


class BenchError(Exception):
    """Nothing further can be measured."""


@dataclass
class Plan:
    root: Path
    """The repository."""
    programs: Path
    """Where the contenders were built."""
    rounds: int
    quick: bool
    only: list[str] | None
    """The contenders to run; all if empty."""
    failures: list[str] = field(default_factory=list)
    """One line for each contender that failed: the run goes on, and ends with a failure."""

    def wants(self, contender: str) -> bool:
        return not self.only or contender in self.only


@dataclass(frozen=True)
class Case:
    name: str
    run: Callable[[Plan], dict[str, Results]]
    """Measures, prints, and gives back the medians by the name that --json shows."""
    by_default: bool = True
