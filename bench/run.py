#!/usr/bin/env python3
"""Compares curlew with other clients, all in one run, and prints the ratios."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from runner import compile_time, http, json_decode
from runner.table import Results


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=Path("build/bench"), help="where the programs are")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the medians to this file")
    parser.add_argument("--case", action="append", metavar="NAME", help="only this case (repeatable)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each contender runs (default 5)")
    parser.add_argument("--quick", action="store_true", help="a tenth of the requests: noisy")
    return parser.parse_args()


def main() -> int:
    arguments = parse_arguments()
    cases = {**http.CASES, **json_decode.CASES, **compile_time.CASES}
    unknown = set(arguments.case or []) - set(cases)
    if unknown:
        print(f"bench: no case {', '.join(sorted(unknown))}; there are: {', '.join(cases)}", file=sys.stderr)
        return 2
    medians: dict[str, Results] = {}
    for name, run in cases.items():
        if arguments.case and name not in arguments.case:
            continue
        medians[name] = run(arguments.build, arguments.rounds, arguments.quick)
    if arguments.json:
        arguments.json.write_text(json.dumps(medians, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
