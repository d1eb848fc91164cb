"""Runs a contender that is one of our programs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from runner.load import RATE, ContenderFailed, Load
from runner.nginx import Nginx
from runner.pinning import CONTENDER_CORE, pinned
from runner.plan import Plan


def command(name: str, load: Load, plan: Plan, nginx: Nginx) -> list[str | Path]:
    options = {
        "--url": nginx.url(load.document, load.tls),
        "--mode": load.mode,
        "--concurrency": load.concurrency,
        "--requests": load.requests,
        "--body-size": load.document.size,
    }
    if load.tls:
        options["--ca"] = nginx.ca_file
    return [plan.programs / f"bench_{name}", *(str(part) for option in options.items() for part in option)]


def run(arguments: list[str | Path], environment: dict[str, str] | None = None) -> str:
    """What it prints."""
    try:
        with pinned(CONTENDER_CORE):
            done = subprocess.run(arguments, capture_output=True, text=True, timeout=300, check=False, env=environment)
    except FileNotFoundError as error:
        raise ContenderFailed(f"there is no {arguments[0]}: ./dev bench builds and installs what it needs") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ContenderFailed(str(error)) from error
    if done.returncode != 0:
        raise ContenderFailed(f"exit status {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def measure(name: str, load: Load, plan: Plan, nginx: Nginx) -> dict[str, float]:
    found = json.loads(run(command(name, load, plan, nginx)))
    return {
        RATE: found["requests"] / found["seconds"],
        "cpu_us_per_request": found["cpu_seconds"] / found["requests"] * 1e6,
        "p50_us": found["p50_us"],
        "p99_us": found["p99_us"],
    }
