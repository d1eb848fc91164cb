"""Which core a child runs on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

CONTENDER_CORE = 0
SERVER_CORE = 1


@contextmanager
def pinned(core: int) -> Iterator[None]:
    """Children that are started in here stay on that core, where there is such a one."""
    before = os.sched_getaffinity(0)
    if core in before:
        os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def describe() -> str:
    """Where everything runs, and how busy the machine is already."""
    cores = os.sched_getaffinity(0)
    apart = {CONTENDER_CORE, SERVER_CORE} <= cores
    where = f"contenders on core {CONTENDER_CORE}, nginx on core {SERVER_CORE}" if apart else "NOT ON CORES OF THEIR OWN"
    return f"{where}; load average {os.getloadavg()[0]:.1f}"
