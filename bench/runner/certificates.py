"""A certificate authority, and a certificate of its own for 127.0.0.1, made by openssl."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from runner.plan import BenchError

KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc"]


@dataclass(frozen=True)
class Certificates:
    ca_file: Path
    certificate: Path
    key: Path


def openssl(*arguments: str | Path) -> None:
    try:
        subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=True)
    except FileNotFoundError as error:
        raise BenchError("openssl is missing: install the Debian package openssl") from error
    except subprocess.CalledProcessError as error:
        raise BenchError(f"openssl: {error.stderr.strip()}") from error


def make(folder: Path) -> Certificates:
    ca, ca_key = folder / "ca.pem", folder / "ca.key"
    made = Certificates(ca, folder / "server.pem", folder / "server.key")
    new = ["req", "-x509", *KEY, "-days", "2"]
    openssl(*new, "-keyout", ca_key, "-out", ca, "-subj", "/CN=curlew benchmark CA")
    signed: list[str | Path] = ["-CA", ca, "-CAkey", ca_key, "-subj", "/CN=127.0.0.1"]
    extensions = ["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"]
    openssl(*new, "-keyout", made.key, "-out", made.certificate, *signed, *extensions)
    return made
