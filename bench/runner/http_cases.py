"""Requests per second against nginx on the other core. A case is a row of CASES."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from runner.contenders import CONTENDERS, CURLEW, NATIVE_PIPELINE, WRK, Contender, Kind
from runner.load import COLUMNS, LARGE, RATE, SMALL, Document, Load
from runner.pinning import describe
from runner.plan import Case, Plan
from runner.rounds import Line, measure_all, without_connections
from runner.table import Results, Rounds, Spread, best, medians, print_table, print_target

WAYS = {"sequential": "one at a time", "threads": "{} threads", "inflight": "{} in flight"}


@dataclass(frozen=True)
class Target:
    """The least ratio of curlew to the best of some others."""

    least: float
    among: Callable[[Line], bool]
    what: str = ""
    """Which others these are, if it is not one that is named."""


@dataclass(frozen=True)
class HttpCase:
    name: str
    title: str
    mode: str
    concurrency: int
    requests: int
    targets: list[Target]
    or_threads: bool = field(default=False, kw_only=True)
    """Whether peers that do not have the mode take part with a thread for each request."""
    document: Document = field(default=SMALL, kw_only=True)
    tls: bool = field(default=False, kw_only=True)

    def line(self, contender: Contender) -> Line | None:
        """How it takes part, if it does."""
        mode = self.mode
        if mode not in contender.modes and self.or_threads and contender.kind is Kind.PEER:
            mode = "threads"
        if mode not in contender.modes or (self.tls and not contender.tls):
            return None
        load = Load(mode, self.concurrency, self.requests, self.document, self.tls)
        return Line(contender.name, contender, load)

    def note(self, line: Line) -> str:
        kind = "" if line.contender.kind is Kind.OURS else line.contender.kind.value
        way = WAYS[line.load.mode].format(self.concurrency) if self.or_threads else ""
        return ", ".join(part for part in (kind, way) if part)


def is_peer(line: Line) -> bool:
    return line.contender.kind is Kind.PEER


def is_threaded_peer(line: Line) -> bool:
    return is_peer(line) and line.load.mode == "threads"


def best_peer(least: float) -> Target:
    return Target(least, is_peer, "best peer")


def one(contender: Contender, least: float) -> Target:
    return Target(least, lambda line: line.contender is contender)


def best_among(lines: list[Line], among: Callable[[Line], bool], rounds: Rounds) -> str | None:
    return best(rounds, (line.label for line in lines if among(line)), RATE)


def run(case: HttpCase, plan: Plan) -> dict[str, Results]:
    lines = [line for contender in CONTENDERS if plan.wants(contender.name) and (line := case.line(contender))]
    if not lines:
        return {}
    rounds = measure_all(case.name, lines, plan)
    notes = {line.label: case.note(line) for line in lines}
    print_table(f"{case.name}: {case.title}", rounds, COLUMNS, best_among(lines, is_peer, rounds), RATE, notes)
    print(f"  median of {plan.rounds} interleaved rounds, ratios round by round; {describe()}")
    for target in case.targets:
        base = best_among(lines, target.among, rounds)
        if base and CURLEW.name in rounds:
            what = f"curlew / {base}" + (f" ({target.what})" if target.what else "")
            print_target(Spread.of_ratio(rounds, CURLEW.name, base, RATE), what, target.least)
    shown = medians(without_connections(rounds))
    return {case.name: shown} if shown else {}


HTTP_CASES = [
    HttpCase("sequential", "one request after the other", "sequential", 1, 20_000, [best_peer(0.95)]),
    HttpCase("threads32", "32 threads, one curlew client for all", "threads", 32, 100_000, [best_peer(1.0)]),
    HttpCase(
        "inflight32",
        "32 at a time, curlew's in flight from one thread",
        "inflight",
        32,
        100_000,
        [
            one(NATIVE_PIPELINE, 0.9),
            one(WRK, 0.8),
            Target(1.3, is_threaded_peer, "best peer with 32 threads"),
        ],
        or_threads=True,
    ),
    HttpCase("tls32", "as inflight32, over TLS", "inflight", 32, 100_000, [best_peer(1.2)], or_threads=True, tls=True),
    HttpCase(
        "body64k",
        "as inflight32, with bodies of 64 KiB",
        "inflight",
        32,
        20_000,
        [best_peer(1.0)],
        or_threads=True,
        document=LARGE,
    ),
]


def _case(case: HttpCase) -> Case:
    return Case(case.name, lambda plan: run(case, plan))


CASES = [_case(case) for case in HTTP_CASES]
