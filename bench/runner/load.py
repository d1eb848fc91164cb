"""What a contender is asked to do in one run, and what is measured."""

from __future__ import annotations

from dataclasses import dataclass

from runner.table import Column

RATE = "requests_per_second"
CONNECTIONS = "connections"
COLUMNS = [
    Column("requests/s", RATE, digits=0),
    Column("CPU us/req", "cpu_us_per_request"),
    Column("p50 us", "p50_us"),
    Column("p99 us", "p99_us"),
    Column("connections", CONNECTIONS, digits=0),
]


@dataclass(frozen=True)
class Document:
    path: str
    size: int
    """In bytes."""


SMALL = Document("/j", 55)
LARGE = Document("/64k", 64 * 1024)


@dataclass(frozen=True)
class Load:
    mode: str
    concurrency: int
    requests: int
    document: Document = SMALL
    tls: bool = False


class ContenderFailed(Exception):
    """It took part, and did not get through."""
