"""Bodies that do not fit in memory: downloads and uploads beside curl, and streams of items."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from runner.nginx import Nginx, serve
from runner.pinning import CONTENDER_CORE, SERVER_CORE, pinned
from runner.plan import BenchError, Case, Plan
from runner.table import Column, Results, Rounds, Spread, medians, print_table, print_target, record

LARGE_BODY = 1024**3
RATE = "mib_per_second"
RESIDENT = "resident_mib"
ITEMS = "items_per_second"
MOST_RESIDENT = 20.0
TRANSFERS = 6
Command = list[str | Path]


@dataclass(frozen=True)
class Files:
    """What nginx serves, made once."""

    body: str = "body"
    events: str = "events"
    records: str = "records"


FILES = Files()


def make_files(folder: Path, plan: Plan) -> None:
    folder.mkdir()
    part = 10 if plan.quick else 1
    with (folder / FILES.body).open("wb") as file:
        for _ in range(LARGE_BODY // part // 1024**2):
            file.write(os.urandom(1024) * 1024)
    with (folder / FILES.events).open("w") as file:
        for number in range(1_000_000 // part):
            file.write(f'id: {number}\nevent: change\ndata: {{"id":{number},"value":"abcdefghij"}}\n\n')
    with (folder / FILES.records).open("w") as file:
        for number in range(400_000 // part):
            entry = {
                "id": number,
                "time": f"2026-11-23T12:{number % 60:02}:{number % 59:02}.123Z",
                "level": ("info", "warning", "error")[number % 3],
                "message": f"request {number} was answered with status 200",
                "host": f"node-{number % 16}.example.com",
                "duration": number % 1000 / 7,
                "cached": number % 2 == 0,
                "tags": ["http", "get", f"zone-{number % 5}"],
            }
            file.write(json.dumps(entry, separators=(",", ":")) + "\n")


def failed(command: Command, why: str) -> BenchError:
    return BenchError(f"{' '.join(map(str, command))}: {why}")


def run_alone(command: Command) -> tuple[float, str]:
    """Seconds from start to end, and what it printed."""
    start = time.monotonic()
    with pinned(CONTENDER_CORE):
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    seconds = time.monotonic() - start
    if done.returncode != 0:
        raise failed(command, f"exit status {done.returncode}: {done.stderr.strip()}")
    return seconds, done.stdout


def measure_transfer(command: Command, size: int) -> dict[str, float]:
    """curl and curlew alike: the whole program."""
    seconds, printed = run_alone(command)
    figures = {RATE: size / 1024**2 / seconds}
    if printed:
        found = json.loads(printed)
        if found["bytes"] != size:
            raise failed(command, f"{found['bytes']} bytes of {size}")
        figures[RESIDENT] = found["peak_resident"] / 1024**2
    return figures


def measure_transfers(commands: dict[str, Command], size: int, times: int) -> dict[str, dict[str, float]]:
    """The median of several of each, since a single one lasts no longer than the scheduler's whims.
    Each comes first as often as last."""
    runs: Rounds = {}
    order = list(commands)
    for _ in range(times):
        for name in order:
            record(runs, name, measure_transfer(commands[name], size))
        order.append(order.pop(0))
    return medians(runs)


def measure_items(command: Command, expected: int) -> dict[str, float]:
    _, printed = run_alone(command)
    found = json.loads(printed)
    if found["items"] != expected:
        raise failed(command, f"{found['items']} items of {expected}")
    return {ITEMS: found["items"] / found["seconds"], RESIDENT: found["peak_resident"] / 1024**2}


@contextmanager
def sink(plan: Plan) -> Iterator[str]:
    """A server that takes uploads, and its URL."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        with pinned(SERVER_CORE):
            program = plan.programs / "transfer" / "bench_sink"
            process = subprocess.Popen([program, str(listening.fileno())], pass_fds=[listening.fileno()])
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        finally:
            process.terminate()
            process.wait(timeout=10)


def commands(plan: Plan, nginx: Nginx, sink_url: str, body: Path) -> dict[str, dict[str, Command]]:
    """{case: {contender: command}}"""
    program = plan.programs / "transfer" / "bench_transfer"
    curl = shutil.which("curl")
    if curl is None:
        raise BenchError("curl is missing: install the Debian package curl, or run ./dev bootstrap bench")
    url = {name: f"{nginx.base_url}/files/{name}" for name in (FILES.body, FILES.events, FILES.records)}
    silent = [curl, "--silent", "--fail", "--output", "/dev/null"]
    return {
        "download": {
            "curlew": [program, "download", "sync", url[FILES.body]],
            "curlew_async": [program, "download", "async", url[FILES.body]],
            "curl": [*silent, url[FILES.body]],
        },
        "upload": {
            "curlew": [program, "upload", "sync", sink_url, body],
            "curlew_async": [program, "upload", "async", sink_url, body],
            # It would wait for leave to go on, which nobody else asks for.
            "curl": [*silent, "--upload-file", body, "--header", "Expect:", sink_url],
        },
        "events": {
            "curlew": [program, "events", "sync", url[FILES.events]],
            "curlew_async": [program, "events", "async", url[FILES.events]],
        },
        "records": {
            "curlew": [program, "records", "sync", url[FILES.records]],
            "curlew_async": [program, "records", "async", url[FILES.records]],
            "nlohmann": [program, "records", "nlohmann", url[FILES.records]],
        },
    }


def measure_all(plan: Plan) -> dict[str, Rounds]:
    cases: dict[str, Rounds] = {}
    with serve() as nginx, sink(plan) as sink_url:
        folder = nginx.folder / "files"
        make_files(folder, plan)
        body = folder / FILES.body
        size = body.stat().st_size
        items = {
            "events": sum(1 for line in (folder / FILES.events).open() if line == "\n"),
            "records": sum(1 for _ in (folder / FILES.records).open()),
        }
        for _ in range(plan.rounds):
            for case, contenders in commands(plan, nginx, sink_url, body).items():
                wanted = {name: command for name, command in contenders.items() if plan.wants(name)}
                if case in items:
                    measured = {name: measure_items(command, items[case]) for name, command in wanted.items()}
                else:
                    measured = measure_transfers(wanted, size, 1 if plan.quick else TRANSFERS)
                for name, figures in measured.items():
                    record(cases.setdefault(case, {}), name, figures)
    return cases


def print_targets(case: str, rounds: Rounds) -> None:
    for name in ("curlew", "curlew_async"):
        if name not in rounds:
            continue
        if case in ("download", "upload"):
            if "curl" in rounds:
                print_target(Spread.of_ratio(rounds, name, "curl", RATE), f"{name} / curl", 0.95)
            print_target(Spread.of(rounds[name][RESIDENT]), f"{name}, MiB resident", MOST_RESIDENT, at_most=True)
        elif case == "events":
            print_target(Spread.of(rounds[name][ITEMS]), f"{name}, events a second", 300_000)
        elif "nlohmann" in rounds:
            print_target(Spread.of_ratio(rounds, name, "nlohmann", ITEMS), f"{name} / nlohmann", 3.0)


def run(plan: Plan) -> dict[str, Results]:
    cases = measure_all(plan)
    titles = {
        "download": "download: a large body, from nginx",
        "upload": "upload: a large file",
        "events": "events: server-sent events, from nginx",
        "records": "records: JSON lines as typed values, from nginx",
    }
    for case, rounds in cases.items():
        is_transfer = case in ("download", "upload")
        figure = RATE if is_transfer else ITEMS
        heading = Column("MiB/s", RATE, digits=0) if is_transfer else Column("items/s", ITEMS, digits=0)
        base = {"records": "nlohmann", "events": None}.get(case, "curl")
        base = base if base in rounds else None
        print_table(titles[case], rounds, [heading], base, figure)
        print_targets(case, rounds)
    return {f"transfer_{case}": medians(rounds) for case, rounds in cases.items()}


CASE = Case("transfer", run)
