"""A body of its own behind a real server, for what can only be seen over a socket."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
MAKE = """
import json, django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0); call_command("createcachetable", verbosity=0)
from tests.api.borough import build, open_folder, file
made = build(); open_folder(made, "open", "FIN/OPEN"); file(made, "one", "open")
print(json.dumps({"tokens": made.tokens, "folders": made.folders}))
"""


@contextmanager
def database(home):
    """The address of an empty database of the kind that the run names."""
    named = os.environ.get("MUNIMENT_DATABASE_URL", "")
    if not named.startswith("postgres"):
        yield f"sqlite:///{home}/muniment.sqlite3"
        return
    name = f"sockets_{secrets.token_hex(4)}"
    with psycopg.connect(named, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{named.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def serving(home, copy_tables):
    """The server's address, and the tokens and folders of the borough behind it."""
    copy_tables(home)
    with database(home) as url:
        environment = {
            **os.environ,
            "MUNIMENT_HOME": str(home),
            "MUNIMENT_CHECKPOINTS": str(home / "checkpoints"),
            "MUNIMENT_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "muniment.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }
        said = subprocess.run(
            [sys.executable, "-c", MAKE], env=environment, capture_output=True, check=True, cwd=ROOT
        ).stdout
        port = free_port()
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "muniment.config.wsgi", "--threads", "4"),
                *("--bind", f"127.0.0.1:{port}", "--log-level", "critical"),
            ],
            env=environment,
            cwd=ROOT,
        )
        try:
            wait_for(port)
            yield ("127.0.0.1", port), json.loads(said)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(PATIENCE)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, seconds=PATIENCE):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        select_nothing(0.05)
    raise TimeoutError("the server did not start")


def select_nothing(seconds):
    """Give the other process a moment."""
    import select

    select.select([], [], [], seconds)
