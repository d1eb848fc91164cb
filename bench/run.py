#!/usr/bin/env python3
"""Compares curlew with other clients, all in one run, and prints the ratios."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from pathlib import Path

from runner import compile_case, cost_case, http_cases, json_case, memory_case, retention_case, transfer_case
from runner.plan import BenchError, Case, Plan
from runner.table import Results

ROOT = Path(__file__).resolve().parents[1]
CASES: list[Case] = [
    *http_cases.CASES,
    retention_case.CASE,
    memory_case.CASE,
    cost_case.CASE,
    json_case.CASE,
    transfer_case.CASE,
    compile_case.CASE,
]


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=ROOT / "build/bench", help="where the programs were built")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the medians to this file")
    parser.add_argument(
        "--case",
        action="append",
        metavar="NAME",
        choices=[case.name for case in CASES],
        help=f"only this case (repeatable): {', '.join(case.name for case in CASES)}",
    )
    parser.add_argument("--only", action="append", metavar="NAME", help="only this contender (repeatable)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each contender runs (default 5)")
    parser.add_argument("--quick", action="store_true", help="a tenth of the requests, three rounds at most: noisy")
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds must be at least 1")
    return arguments


def chosen(names: list[str] | None) -> list[Case]:
    return [case for case in CASES if (case.name in names if names else case.by_default)]


def main() -> int:
    # As Ctrl-C does: through every `finally`, so that no server is left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    arguments = parse_arguments()
    plan = Plan(
        root=ROOT,
        programs=arguments.build.resolve() / "bench",
        rounds=min(arguments.rounds, 3) if arguments.quick else arguments.rounds,
        quick=arguments.quick,
        only=arguments.only,
    )
    results: dict[str, Results] = {}
    try:
        for case in chosen(arguments.case):
            results.update(case.run(plan))
    except BenchError as error:
        plan.failures.append(str(error))
    except KeyboardInterrupt:
        return 130
    # A line may name a contender and how it took part: "beast 512".
    took_part = {line.split()[0] for found in results.values() for line in found}
    if not plan.failures:
        plan.failures += [f"{name} took no part in any case" for name in arguments.only or [] if name not in took_part]
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2) + "\n")
    for failure in plan.failures:
        print(f"FAILED: {failure}", file=sys.stderr)
    return 1 if plan.failures else 0


if __name__ == "__main__":
    sys.exit(main())
