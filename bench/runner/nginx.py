"""nginx with one worker on free loopback ports."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from runner.certificates import make
from runner.load import LARGE, Document
from runner.pinning import SERVER_CORE, pinned
from runner.plan import BenchError

CONFIGURATION = """
daemon off; worker_processes 1; pid {folder}/pid; error_log stderr;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  sendfile on;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    listen 127.0.0.1:{tls_port} ssl;
    ssl_certificate {certificates.certificate}; ssl_certificate_key {certificates.key};
    # One version, so that everybody has the same work.
    ssl_protocols TLSv1.3;
    location = /j {{
      default_type application/json;
      return 200 '{{"id":123,"name":"Jane Doe","email":"jane@example.com"}}';
    }}
    location = /64k {{ root {folder}; open_file_cache max=1; open_file_cache_valid 1h; }}
    location /files/ {{ alias {folder}/files/; default_type text/event-stream; }}
    location = /connections {{ stub_status; }}
  }}
}}
"""


@dataclass(frozen=True)
class Nginx:
    base_url: str
    tls_base_url: str
    ca_file: Path
    folder: Path

    def url(self, document: Document, tls: bool) -> str:
        return (self.tls_base_url if tls else self.base_url) + document.path

    def connections(self) -> int:
        """How many it has accepted so far, the one that asks included."""
        with urllib.request.urlopen(f"{self.base_url}/connections", timeout=10) as response:
            status = response.read().decode()
        found = re.search(r"requests\s+(\d+)", status)
        if found is None:
            raise BenchError(f"nginx: unexpected status page: {status}")
        return int(found[1])


def listen() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0), backlog=511)


def start(program: str, folder: Path, log: Path) -> tuple[Nginx, subprocess.Popen[bytes]]:
    certificates = make(folder)
    (folder / LARGE.path.lstrip("/")).write_bytes(b"x" * LARGE.size)
    with listen() as plain, listen() as tls, log.open("w") as errors:
        port, tls_port = (listening.getsockname()[1] for listening in (plain, tls))
        configuration = folder / "nginx.conf"
        configuration.write_text(
            CONFIGURATION.format(folder=folder, port=port, tls_port=tls_port, certificates=certificates)
        )
        # nginx takes over the sockets that are named here: the ports cannot be lost to somebody
        # else, and nobody has to wait until it listens. In a session of its own it does not get
        # the terminal's Ctrl-C, and is stopped by us alone.
        with pinned(SERVER_CORE):
            process = subprocess.Popen(
                [program, "-p", str(folder), "-c", str(configuration)],
                env={"NGINX": f"{plain.fileno()};{tls.fileno()};"},
                pass_fds=[plain.fileno(), tls.fileno()],
                stderr=errors,
                start_new_session=True,
            )
    server = Nginx(f"http://127.0.0.1:{port}", f"https://127.0.0.1:{tls_port}", certificates.ca_file, folder)
    return server, process


@contextmanager
def serve() -> Iterator[Nginx]:
    """nginx with its documents, over HTTP and HTTPS, for as long as the context lasts."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if program is None:
        raise BenchError("nginx is missing: install the Debian package nginx-light, or run ./dev bootstrap bench")
    with TemporaryDirectory(prefix="curlew-bench-") as name:
        folder = Path(name)
        # Its worker may be another user than the one that made the folder.
        folder.chmod(0o755)
        log = folder / "log"
        server, process = start(program, folder, log)
        try:
            try:
                server.connections()
            except OSError as error:
                raise BenchError(f"nginx does not answer ({error}): {log.read_text().strip()}") from error
            yield server
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
