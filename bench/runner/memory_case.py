"""How much memory a request in flight takes, as the program bench_memory measures it."""

from __future__ import annotations

import json

from runner.contenders import CURLEW
from runner.load import ContenderFailed
from runner.plan import Case, Plan
from runner.program import run as run_program
from runner.table import Column, Results, Rounds, Spread, medians, print_table, print_target, record

REQUESTS = 10_000
FIGURE = "kib_per_request"
COLUMNS = [
    Column("KiB/req", FIGURE),
    Column("MiB before", "mib_before"),
    Column("MiB in flight", "mib_in_flight"),
]
TARGET = 16.0


def measure(plan: Plan) -> dict[str, float]:
    found = json.loads(run_program([plan.programs / "memory" / "bench_memory", str(REQUESTS)]))
    before, in_flight = found["resident_before"], found["resident_in_flight"]
    return {
        FIGURE: (in_flight - before) / found["requests"] / 1024,
        "mib_before": before / 1024**2,
        "mib_in_flight": in_flight / 1024**2,
    }


def run(plan: Plan) -> dict[str, Results]:
    if not plan.wants(CURLEW.name):
        return {}
    rounds: Rounds = {}
    try:
        for _ in range(plan.rounds):
            record(rounds, CURLEW.name, measure(plan))
    except ContenderFailed as error:
        plan.failures.append(f"memory, {CURLEW.name}: {error}")
        return {}
    print_table(f"memory: {REQUESTS:,} requests in flight on one client", rounds, COLUMNS, None, FIGURE)
    print_target(Spread.of(rounds[CURLEW.name][FIGURE]), "curlew, KiB for each request", TARGET, at_most=True)
    return {"memory": medians(rounds)}


CASE = Case("memory", run)
