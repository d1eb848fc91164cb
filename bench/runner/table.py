"""Figures, ratios, and how they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

# contender -> figure -> value
Results = dict[str, dict[str, float]]
# contender -> figure -> one value for each round
Rounds = dict[str, dict[str, list[float]]]


def record(rounds: Rounds, contender: str, figures: dict[str, float]) -> None:
    for figure, value in figures.items():
        rounds.setdefault(contender, {}).setdefault(figure, []).append(value)


def medians(rounds: Rounds) -> Results:
    return {
        contender: {figure: round(median(values), 3) for figure, values in figures.items()}
        for contender, figures in rounds.items()
    }


@dataclass(frozen=True)
class Column:
    heading: str
    figure: str
    digits: int = 1


@dataclass(frozen=True)
class Spread:
    """A figure over all rounds."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, values: list[float]) -> Spread:
        return cls(median(values), min(values), max(values))

    @classmethod
    def of_ratio(cls, rounds: Rounds, contender: str, base: str, figure: str) -> Spread:
        """Of two contenders, taken in each round: what slows a round slows both of them."""
        return cls.of(
            [mine / theirs for mine, theirs in zip(rounds[contender][figure], rounds[base][figure], strict=True)]
        )

    def __str__(self) -> str:
        return f"{self.middle:.2f} ({self.least:.2f} to {self.most:.2f})"


def best(rounds: Rounds, contenders: Iterable[str], figure: str) -> str | None:
    """The one with the highest median, of those that were measured."""
    measured = [name for name in contenders if name in rounds]
    return max(measured, key=lambda name: median(rounds[name][figure]), default=None)


def print_table(
    title: str,
    rounds: Rounds,
    columns: list[Column],
    base: str | None,
    ratio_of: str,
    notes: dict[str, str] | None = None,
    lowest_first: bool = False,
) -> None:
    """One line for each contender, the best first, with the ratio of `ratio_of` to that of `base`."""
    found = medians(rounds)
    print(f"\n{title}")
    width = max(map(len, found), default=0)
    heading = f"ratio to {base}" if base else ""
    print(f"  {'':{width}}" + "".join(f"{column.heading:>14}" for column in columns) + f"   {heading}".rstrip())
    order = sorted(found, key=lambda name: found[name][ratio_of], reverse=not lowest_first)
    for name in order:
        cells = "".join(f"{found[name][column.figure]:>14,.{column.digits}f}" for column in columns)
        ratio = f"{Spread.of_ratio(rounds, name, base, ratio_of)!s:22}" if base else ""
        note = (notes or {}).get(name, "")
        print(f"  {name:{width}}{cells}   {ratio}{note}".rstrip())


def print_target(found: Spread, what: str, target: float, at_most: bool = False) -> None:
    met = found.middle <= target if at_most else found.middle >= target
    sign = "at most" if at_most else "at least"
    print(f"  {what}: {found}, target {sign} {target:.2f}: {'met' if met else 'MISSED'}")
