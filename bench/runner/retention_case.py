"""How much of its rate a contender keeps when many requests are in flight."""

from __future__ import annotations

from runner.contenders import BEAST, CURL_MULTI, CURLEW, WRK, Contender
from runner.load import COLUMNS, RATE, Load
from runner.pinning import describe
from runner.plan import Case, Plan
from runner.rounds import Line, measure_all, without_connections
from runner.table import Results, Spread, medians, print_table, print_target

FEW = 16
MANY = 512
TARGET = 0.95


def label(contender: Contender, concurrency: int) -> str:
    return f"{contender.name} {concurrency}"


def run(plan: Plan) -> dict[str, Results]:
    contenders = [one for one in (CURLEW, BEAST, CURL_MULTI, WRK) if plan.wants(one.name)]
    if not contenders:
        return {}
    lines = [
        Line(label(contender, concurrency), contender, Load("inflight", concurrency, 100_000))
        for contender in contenders
        for concurrency in (FEW, MANY)
    ]
    rounds = measure_all("retention", lines, plan)
    print_table(f"retention: {FEW} and {MANY} in flight from one thread", rounds, COLUMNS, None, RATE)
    print(f"  median of {plan.rounds} interleaved rounds, ratios round by round; {describe()}")
    for contender in contenders:
        few, many = label(contender, FEW), label(contender, MANY)
        if not {few, many} <= rounds.keys():
            continue
        kept = Spread.of_ratio(rounds, many, few, RATE)
        if contender is CURLEW:
            print_target(kept, f"{many} / {FEW}", TARGET)
        else:
            print(f"  {many} / {FEW}: {kept}")
    shown = medians(without_connections(rounds))
    return {"retention": shown} if shown else {}


CASE = Case("retention", run)
