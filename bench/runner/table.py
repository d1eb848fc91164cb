"""What a run found, and how it is shown."""

from __future__ import annotations

from statistics import median

# contender -> figure -> value
Results = dict[str, dict[str, float]]
# contender -> figure -> one value for each round
Rounds = dict[str, dict[str, list[float]]]


def medians(rounds: Rounds) -> Results:
    return {
        contender: {figure: round(median(values), 3) for figure, values in figures.items()}
        for contender, figures in rounds.items()
    }


def print_table(title: str, rounds: Rounds, columns: list[tuple[str, str]], order_by: str) -> None:
    """One line for each contender, the best first."""
    found = medians(rounds)
    print(f"\n{title}")
    width = max(len(name) for name in found)
    print(f"  {'':{width}}" + "".join(f"{heading:>14}" for heading, _ in columns))
    for name in sorted(found, key=lambda contender: -found[contender][order_by]):
        cells = "".join(f"{found[name][figure]:>14,.1f}" for _, figure in columns)
        print(f"  {name:{width}}{cells}")


def print_ratio(
    rounds: Rounds, figure: str, of: str, to: list[str], target: float, what: str, larger_is_better: bool = True
) -> None:
    """The ratio of one contender to the best of others, round by round, and whether it is enough."""
    best = max if larger_is_better else min
    reference = best(to, key=lambda name: median(rounds[name][figure]))
    ratios = [mine / theirs for mine, theirs in zip(rounds[of][figure], rounds[reference][figure])]
    middle = median(ratios)
    met = middle >= target if larger_is_better else middle <= target
    sign = ">=" if larger_is_better else "<="
    print(
        f"  {of} / {reference} ({what}): {middle:.2f}  ({min(ratios):.2f} to {max(ratios):.2f})"
        f"  target {sign} {target:.2f}: {'met' if met else 'MISSED'}"
    )
