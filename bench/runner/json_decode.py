"""JSON to and from models."""

from __future__ import annotations

import json
import subprocess
from functools import partial
from pathlib import Path

from runner.table import Results, Rounds, medians, print_ratio, print_table

FIGURE = "megabytes_per_second"
# case -> [(contender to compare with, least ratio)]
TARGETS = {"decode": [("nlohmann", 4.0), ("simdjson_dom", 0.7)], "encode": [("nlohmann", 1.0)]}


def run(build: Path, rounds: int, quick: bool, *, case: str) -> Results:
    del quick  # takes a second as it is
    found: Rounds = {}
    for _ in range(rounds):
        program = build / "bench" / "json" / "bench_json"
        done = subprocess.run([program], capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            raise SystemExit(f"bench: {program.name} failed: {done.stderr.strip()}")
        for contender, figures in json.loads(done.stdout)[case].items():
            found.setdefault(contender, {FIGURE: []})[FIGURE].append(figures[FIGURE])
    print_table(f"JSON, {case}", found, [("MB/s", FIGURE)], order_by=FIGURE)
    for other, least in TARGETS[case]:
        print_ratio(found, FIGURE, "curlew", [other], least, case)
    return medians(found)


CASES = {f"json_{case}": partial(run, case=case) for case in TARGETS}
