"""How long a program with one typed request takes to compile."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from runner.plan import BenchError, Case, Plan
from runner.table import Column, Results, Rounds, Spread, medians, print_table, print_target, record

SOURCES = {
    "curlew/client.hpp": "one_request.cpp",
    "curlew/curlew.hpp": "everything.cpp",
    "nlohmann/json.hpp": "nlohmann_only.cpp",
}
STEPS = {"syntax_seconds": ["-fsyntax-only"], "full_seconds": ["-c", "-o", os.devnull]}
COLUMNS = [Column("parse s", "syntax_seconds", digits=2), Column("compile s", "full_seconds", digits=2)]
BASE = "nlohmann/json.hpp"
# "In about the time that nlohmann/json.hpp alone takes."
TARGET = 1.2


def seconds(source: Path, step: list[str], plan: Plan) -> float:
    command = ["g++", "-std=c++20", "-O0", f"-I{plan.root / 'include'}", *step, str(source)]
    began = time.perf_counter()
    # Where g++ is a link to ccache, it must not answer from memory.
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "CCACHE_DISABLE": "1"}
    )
    if done.returncode != 0:
        raise BenchError(f"compile, {source.name}: {done.stderr.strip()}")
    return time.perf_counter() - began


def run(plan: Plan) -> dict[str, Results]:
    rounds: Rounds = {}
    for _ in range(plan.rounds):
        for name, source in SOURCES.items():
            path = plan.root / "bench" / "compile" / source
            record(rounds, name, {figure: seconds(path, step, plan) for figure, step in STEPS.items()})
    print_table("compile: g++ -std=c++20 -O0", rounds, COLUMNS, BASE, "full_seconds", lowest_first=True)
    ratio = Spread.of_ratio(rounds, "curlew/client.hpp", BASE, "full_seconds")
    print_target(ratio, f"curlew/client.hpp / {BASE} (time)", TARGET, at_most=True)
    return {"compile": medians(rounds)}


CASE = Case("compile", run)
