"""wrk, the load generator: what a program in C reaches that does nothing with the answers."""

from __future__ import annotations

import re
import resource

from runner.load import RATE, ContenderFailed, Load
from runner.nginx import Nginx
from runner.plan import Plan
from runner.program import run

MICROSECONDS = {"us": 1.0, "ms": 1e3, "s": 1e6}


def cpu_seconds() -> float:
    """Of all children that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def number(pattern: str, text: str) -> float:
    found = re.search(pattern, text, re.MULTILINE)
    if found is None:
        raise ContenderFailed(f"wrk: unexpected output: {text}")
    return float(found[1]) * MICROSECONDS.get(found[2] if found.re.groups == 2 else "", 1.0)


def measure(load: Load, plan: Plan, nginx: Nginx) -> dict[str, float]:
    # It stops by time, not by count.
    seconds = 1 if plan.quick else 2
    url = nginx.url(load.document, load.tls)
    before = cpu_seconds()
    text = run(["wrk", "-t1", f"-c{load.concurrency}", f"-d{seconds}s", "--latency", url])
    cpu = cpu_seconds() - before
    if "Socket errors" in text or "Non-2xx" in text:
        raise ContenderFailed(f"wrk: {text}")
    return {
        RATE: number(r"^Requests/sec:\s+([\d.]+)", text),
        "cpu_us_per_request": cpu / number(r"^\s*(\d+) requests in ", text) * 1e6,
        "p50_us": number(r"^\s+50%\s+([\d.]+)(us|ms|s)", text),
        "p99_us": number(r"^\s+99%\s+([\d.]+)(us|ms|s)", text),
    }
