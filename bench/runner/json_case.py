"""JSON to and from models, as the program bench_json measures it."""

from __future__ import annotations

import json
import subprocess

from runner.pinning import CONTENDER_CORE, pinned
from runner.plan import Case, Plan
from runner.table import Column, Results, Rounds, Spread, medians, print_table, print_target, record

FIGURE = "megabytes_per_second"
# case of bench_json -> contender -> the least ratio of curlew to it
TARGETS = {"decode": {"nlohmann": 4.0, "simdjson_dom": 0.7}, "encode": {"nlohmann": 1.0}}


def measure(plan: Plan) -> dict[str, Results] | None:
    """{case: {contender: {figure: value}}}, or nothing if the program failed."""
    try:
        with pinned(CONTENDER_CORE):
            done = subprocess.run(
                [plan.programs / "json" / "bench_json"], capture_output=True, text=True, timeout=300, check=False
            )
    except (OSError, subprocess.TimeoutExpired) as error:
        plan.failures.append(f"json: {error}")
        return None
    if done.returncode != 0:
        plan.failures.append(f"json: exit status {done.returncode}: {done.stderr.strip()}")
        return None
    found: dict[str, Results] = json.loads(done.stdout)
    return found


def run(plan: Plan) -> dict[str, Results]:
    cases: dict[str, Rounds] = {}
    for _ in range(plan.rounds):
        found = measure(plan)
        if found is None:
            return {}
        for case, contenders in found.items():
            for contender, figures in contenders.items():
                if plan.wants(contender):
                    record(cases.setdefault(case, {}), contender, figures)
    for case, rounds in cases.items():
        base = "nlohmann" if "nlohmann" in rounds else None
        print_table(f"json, {case}", rounds, [Column("MB/s", FIGURE)], base, FIGURE)
        for other, target in TARGETS.get(case, {}).items():
            if {"curlew", other} <= rounds.keys():
                print_target(Spread.of_ratio(rounds, "curlew", other, FIGURE), f"curlew / {other}", target)
    return {f"json_{case}": medians(rounds) for case, rounds in cases.items()}


CASE = Case("json", run)
