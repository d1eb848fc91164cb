"""Requests per second against nginx on the other core."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from runner.nginx import serve
from runner.table import Results, Rounds, medians, print_ratio, print_table

CLIENT_CORE = 0
SERVER_CORE = 1

# Clients that people use, and a loop over Beast as they would write it.
PEERS = ["httplib", "poco", "curl_easy", "curl_multi", "beast"]
# What the design could reach at best; not a client.
REFERENCES = ["native_pipeline"]

COLUMNS = [
    ("requests/s", "requests_per_second"),
    ("CPU us/req", "cpu_us_per_request"),
    ("p50 us", "p50_us"),
    ("p99 us", "p99_us"),
]


@contextmanager
def pinned(core: int) -> Iterator[None]:
    """Children started in here stay on that core, where there is more than one."""
    before = os.sched_getaffinity(0)
    if core in before:
        os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def measure(program: Path, url: str, threads: int, requests: int) -> dict[str, float]:
    arguments = ["--url", url, "--threads", str(threads), "--requests", str(requests)]
    with pinned(CLIENT_CORE):
        done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise SystemExit(f"bench: {program.name} failed: {done.stderr.strip()}")
    found = json.loads(done.stdout)
    return {
        "requests_per_second": found["requests"] / found["seconds"],
        "cpu_us_per_request": found["cpu_seconds"] / found["requests"] * 1e6,
        "p50_us": found["p50_us"],
        "p99_us": found["p99_us"],
    }


def run(
    build: Path, rounds: int, quick: bool, *, title: str, threads: int, requests: int, target: float
) -> Results:
    contenders = ["curlew", *PEERS, *REFERENCES]
    found: Rounds = {name: {figure: [] for _, figure in COLUMNS} for name in contenders}
    with TemporaryDirectory() as folder, pinned(SERVER_CORE), serve(Path(folder)) as url:
        for _ in range(rounds):
            # In turn, so that the machine's moods are everybody's.
            for name in contenders:
                figures = measure(
                    build / "bench" / f"bench_{name}", url, threads, requests // 10 if quick else requests
                )
                for figure, value in figures.items():
                    found[name][figure].append(value)
    print_table(title, found, COLUMNS, order_by="requests_per_second")
    print_ratio(found, "requests_per_second", "curlew", PEERS, target, "best peer")
    return medians(found)


CASES = {
    "sequential": partial(run, title="One request after the other", threads=1, requests=20_000, target=0.95),
    "threads32": partial(run, title="32 threads; curlew with one Client", threads=32, requests=100_000, target=1.0),
}
