"""Who is compared with whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    OURS = "ours"
    PEER = "peer"
    """A client that Debian ships, or a loop over Beast as its users write it."""
    REFERENCE = "reference"
    """Not a client: shows what the machine or the design allows. Never counts as the best peer."""


@dataclass(frozen=True)
class Contender:
    name: str
    kind: Kind
    modes: frozenset[str]
    tls: bool


def _contender(name: str, kind: Kind, modes: str, tls: bool = True) -> Contender:
    return Contender(name, kind, frozenset(modes.split()), tls)


CURLEW = _contender("curlew", Kind.OURS, "sequential threads inflight")
BEAST = _contender("beast", Kind.PEER, "sequential inflight")
CURL_MULTI = _contender("curl_multi", Kind.PEER, "sequential inflight")
NATIVE_PIPELINE = _contender("native_pipeline", Kind.REFERENCE, "sequential threads inflight", tls=False)
WRK = _contender("wrk", Kind.REFERENCE, "inflight")

CONTENDERS = [
    CURLEW,
    _contender("httplib", Kind.PEER, "sequential threads"),
    _contender("poco", Kind.PEER, "sequential threads"),
    _contender("curl_easy", Kind.PEER, "sequential threads"),
    CURL_MULTI,
    BEAST,
    NATIVE_PIPELINE,
    _contender("beast_blocking", Kind.REFERENCE, "sequential threads", tls=False),
    _contender("raw_socket", Kind.REFERENCE, "sequential threads", tls=False),
    WRK,
]
