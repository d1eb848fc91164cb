"""Requests per second against nginx on the other core. A case is a row of CASES."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass

from runner.contenders import CONTENDERS, Contender, Kind
from runner.nginx import Nginx, serve
from runner.pinning import CONTENDER_CORE, describe, pinned
from runner.plan import Case, Plan
from runner.table import Column, Ratio, Results, Rounds, best, medians, print_table, print_target, record

RATE = "requests_per_second"
CONNECTIONS = "connections"
COLUMNS = [
    Column("requests/s", RATE, digits=0),
    Column("CPU us/req", "cpu_us_per_request"),
    Column("p50 us", "p50_us"),
    Column("p99 us", "p99_us"),
    Column("connections", CONNECTIONS, digits=0),
]


@dataclass(frozen=True)
class HttpCase:
    name: str
    title: str
    mode: str
    concurrency: int
    requests: int
    target: float | None
    """The least ratio of curlew to the best peer."""


class ContenderFailed(Exception):
    pass


def measure(case: HttpCase, contender: Contender, plan: Plan, nginx: Nginx) -> dict[str, float]:
    program = plan.programs / f"bench_{contender.name}"
    requests = case.requests // 10 if plan.quick else case.requests
    options = {
        "--url": f"{nginx.base_url}/j",
        "--mode": case.mode,
        "--concurrency": case.concurrency,
        "--requests": requests,
    }
    arguments = [str(part) for option in options.items() for part in option]
    before = nginx.connections()
    try:
        with pinned(CONTENDER_CORE):
            done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=300, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ContenderFailed(str(error)) from error
    if done.returncode != 0:
        raise ContenderFailed(f"exit status {done.returncode}: {done.stderr.strip()}")
    found = json.loads(done.stdout)
    return {
        RATE: found["requests"] / found["seconds"],
        "cpu_us_per_request": found["cpu_seconds"] / found["requests"] * 1e6,
        "p50_us": found["p50_us"],
        "p99_us": found["p99_us"],
        CONNECTIONS: nginx.connections() - before - 1,
    }


def measure_all(case: HttpCase, contenders: list[Contender], plan: Plan) -> Rounds:
    rounds: Rounds = {}
    failed: set[str] = set()
    with serve() as nginx:
        for _ in range(plan.rounds):
            # In turn, so that the machine's moods are everybody's.
            for contender in contenders:
                if contender.name in failed:
                    continue
                try:
                    record(rounds, contender.name, measure(case, contender, plan, nginx))
                except ContenderFailed as error:
                    failed.add(contender.name)
                    rounds.pop(contender.name, None)
                    plan.failures.append(f"{case.name}, {contender.name}: {error}")
    return rounds


def run(case: HttpCase, plan: Plan) -> dict[str, Results]:
    contenders = [one for one in CONTENDERS if case.mode in one.modes and plan.wants(one.name)]
    if not contenders:
        return {}
    rounds = measure_all(case, contenders, plan)
    base = best(rounds, (one.name for one in contenders if one.kind is Kind.PEER), RATE)
    kinds = {one.name: one.kind.value for one in contenders if one.kind is not Kind.OURS}
    print_table(f"{case.name}: {case.title}", rounds, COLUMNS, base, RATE, kinds)
    print(f"  median of {plan.rounds} interleaved rounds, ratios round by round; {describe()}")
    if base and "curlew" in rounds and case.target is not None:
        print_target(Ratio.of(rounds, "curlew", base, RATE), f"curlew / {base} (best peer)", case.target)
    shown = medians(rounds)
    for figures in shown.values():
        del figures[CONNECTIONS]
    return {case.name: shown} if shown else {}


def _case(case: HttpCase, by_default: bool = True) -> Case:
    return Case(case.name, lambda plan: run(case, plan), by_default)


CASES = [
    _case(HttpCase("sequential", "one request after the other", "sequential", 1, 20_000, 0.95)),
    _case(HttpCase("threads32", "32 threads, one curlew client for all", "threads", 32, 100_000, 1.0)),
    # Not by default: curlew has no asynchronous client to take part with.
    _case(HttpCase("inflight32", "32 in flight from one thread", "inflight", 32, 100_000, None), by_default=False),
]
