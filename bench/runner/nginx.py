"""nginx with one worker on a free loopback port."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONFIGURATION = """
daemon off; worker_processes 1; user root; pid {folder}/pid; error_log stderr;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location /j {{
      default_type application/json;
      return 200 '{{"id":123,"name":"Jane Doe","email":"jane@example.com"}}';
    }}
  }}
}}
"""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The URL of a small JSON document, for as long as the context lasts."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if program is None:
        raise SystemExit("bench: nginx is not installed; ./dev bootstrap bench installs it")
    with socket.create_server(("127.0.0.1", 0), backlog=511) as listening:
        port = listening.getsockname()[1]
        configuration = folder / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(folder=folder, port=port))
        descriptor = listening.fileno()
        # nginx takes over sockets that are named here: nobody has to wait until it listens.
        process = subprocess.Popen(
            [program, "-p", str(folder), "-c", str(configuration)],
            env={"NGINX": f"{descriptor};"},
            pass_fds=[descriptor],
            stderr=(folder / "log").open("w"),
        )
    try:
        yield f"http://127.0.0.1:{port}/j"
    finally:
        process.terminate()
        process.wait(timeout=10)
