"""How long a program with one request takes to compile."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from runner.table import Results, Rounds, medians, print_ratio, print_table

ROOT = Path(__file__).parents[2]
SOURCES = {
    "curlew/client.hpp": "one_request.cpp",
    "curlew/curlew.hpp": "everything.cpp",
    "nlohmann/json.hpp": "nlohmann_only.cpp",
}


def seconds_to_compile(source: Path) -> float:
    began = time.perf_counter()
    subprocess.run(
        ["g++", "-std=c++20", "-O0", f"-I{ROOT / 'include'}", "-c", str(source), "-o", "/dev/null"], check=True
    )
    return time.perf_counter() - began


def run(build: Path, rounds: int, quick: bool) -> Results:
    del build, quick
    found: Rounds = {name: {"seconds": [], "per_minute": []} for name in SOURCES}
    for _ in range(rounds):
        for name, source in SOURCES.items():
            seconds = seconds_to_compile(ROOT / "bench" / "compile" / source)
            found[name]["seconds"].append(seconds)
            found[name]["per_minute"].append(60 / seconds)
    print_table("Compile time", found, [("seconds", "seconds")], order_by="per_minute")
    print_ratio(
        found, "seconds", "curlew/client.hpp", ["nlohmann/json.hpp"], 1.2, "time", larger_is_better=False
    )
    return medians(found)


CASES = {"compile": run}
