"""The lines of a table, measured in turn, several rounds long."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from runner import program, wrk
from runner.contenders import WRK, Contender
from runner.load import CONNECTIONS, ContenderFailed, Load
from runner.nginx import Nginx, serve
from runner.plan import Plan
from runner.table import Rounds, record


@dataclass(frozen=True)
class Line:
    label: str
    contender: Contender
    load: Load


def measure(line: Line, plan: Plan, nginx: Nginx) -> dict[str, float]:
    load = dataclasses.replace(line.load, requests=line.load.requests // 10) if plan.quick else line.load
    before = nginx.connections()
    if line.contender is WRK:
        figures = wrk.measure(load, plan, nginx)
    else:
        figures = program.measure(line.contender.name, load, plan, nginx)
    return figures | {CONNECTIONS: nginx.connections() - before - 1}


def measure_all(case: str, lines: list[Line], plan: Plan) -> Rounds:
    rounds: Rounds = {}
    failed: set[str] = set()
    with serve() as nginx:
        for _ in range(plan.rounds):
            # In turn, so that the machine's moods are everybody's.
            for line in lines:
                if line.label in failed:
                    continue
                try:
                    record(rounds, line.label, measure(line, plan, nginx))
                except ContenderFailed as error:
                    failed.add(line.label)
                    rounds.pop(line.label, None)
                    plan.failures.append(f"{case}, {line.label}: {error}")
    return rounds


def without_connections(rounds: Rounds) -> Rounds:
    """How many connections there were is for people to look at, and nothing to compare."""
    return {
        name: {figure: values for figure, values in figures.items() if figure != CONNECTIONS}
        for name, figures in rounds.items()
    }
