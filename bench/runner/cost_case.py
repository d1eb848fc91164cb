"""Allocations and system calls of a request, 32 in flight, when all is warm."""

from __future__ import annotations

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from runner.contenders import BEAST, CURL_MULTI, CURLEW, NATIVE_PIPELINE
from runner.load import ContenderFailed, Load
from runner.nginx import Nginx, serve
from runner.plan import Case, Plan
from runner.program import command, run as run_program
from runner.table import Column, Results, Rounds, medians, print_table, record

CONCURRENCY = 32
CALLS = "system_calls"
COLUMNS = [
    Column("allocations", "allocations", digits=2),
    Column("bytes", "allocated_bytes", digits=0),
    Column("system calls", CALLS, digits=2),
]
RARE = 0.005


def allocations(name: str, load: Load, plan: Plan, nginx: Nginx) -> dict[str, float]:
    counter = plan.programs / "cost" / "libbench_allocations.so"
    text = run_program(command(name, load, plan, nginx), {**os.environ, "LD_PRELOAD": str(counter)})
    found = json.loads(text)
    return {figure: found[figure] / found["requests"] for figure in ("allocations", "allocated_bytes")}


def calls_of_run(name: str, load: Load, plan: Plan, nginx: Nginx) -> dict[str, int]:
    """{system call: how often}, from the program's start to its end."""
    with TemporaryDirectory(prefix="curlew-bench-") as folder:
        summary = Path(folder) / "calls"
        strace = ["strace", "-c", "-f", "-qq", "--summary-columns=name,calls", "-o", str(summary)]
        run_program([*strace, *command(name, load, plan, nginx)])
        rows = [line.split() for line in summary.read_text().splitlines()]
    return {row[0]: int(row[1]) for row in rows if len(row) == 2 and row[1].isdigit() and row[0] != "total"}


def system_calls(name: str, requests: int, plan: Plan, nginx: Nginx) -> dict[str, float]:
    """{system call: how often for each request}: what a longer run has more of than a shorter one."""
    shorter, longer = (
        calls_of_run(name, Load("inflight", CONCURRENCY, number), plan, nginx) for number in (requests, 2 * requests)
    )
    each = {call: (longer.get(call, 0) - shorter.get(call, 0)) / requests for call in longer}
    return {call: number for call, number in each.items() if abs(number) >= RARE}


def run(plan: Plan) -> dict[str, Results]:
    requests = 2_000 if plan.quick else 20_000
    rounds: Rounds = {}
    notes: dict[str, str] = {}
    with serve() as nginx:
        for contender in (CURLEW, NATIVE_PIPELINE, BEAST, CURL_MULTI):
            if not plan.wants(contender.name):
                continue
            try:
                figures = allocations(contender.name, Load("inflight", CONCURRENCY, requests), plan, nginx)
                calls = system_calls(contender.name, requests, plan, nginx)
            except ContenderFailed as error:
                plan.failures.append(f"cost, {contender.name}: {error}")
                continue
            record(rounds, contender.name, figures | {CALLS: sum(calls.values())})
            by_number = sorted(calls.items(), key=lambda item: -item[1])
            notes[contender.name] = ", ".join(f"{call} {number:.2f}" for call, number in by_number)
    if not rounds:
        return {}
    print_table(
        f"cost: of one request, {CONCURRENCY} in flight", rounds, COLUMNS, None, "allocations", notes, lowest_first=True
    )
    return {"cost": medians(rounds)}


CASE = Case("cost", run)
