"""The web server and the worker."""

import os
import signal
import subprocess
import sys
import threading
from types import FrameType
from typing import Annotated

import typer

from muniment.cli.desk import prepare, require_body
from muniment.cli.output import answer, say
from muniment.cli.standing import schedule_what_is_new
from muniment.cli.working import give_way

RESTART_SECONDS = 2.0  # after which a worker that ended is started again
APPLICATION = "muniment.config.wsgi:application"


def serve(
    address: Annotated[str, typer.Option(help="Where to listen: address and port.")] = (
        "127.0.0.1:8000"
    ),
    processes: Annotated[int, typer.Option(min=1, help="Web processes.")] = 2,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="A worker runs elsewhere: start none.")
    ] = False,
) -> None:
    """Serve the pages and the API, and do background work beside them."""
    prepare()
    require_body()
    _require_store()
    commands = [_web(address, processes)]
    if not no_worker:
        commands.append([sys.executable, "-m", "muniment.cli", "worker"])
    say(f"Muniment is at http://{address}/ (stop with Ctrl-C)")
    ended = _run_together(commands)
    answer({"address": address, "exit": ended})
    if ended not in (0, -signal.SIGTERM, -signal.SIGINT):
        raise typer.Exit(1)


def _require_store() -> None:
    """Nothing is begun on a store that would keep what a review decides to destroy. One that does
    not answer yet is waited for by the work itself."""
    from muniment.foundation.content.queries import require_fit
    from muniment.foundation.content.types import StoreAway

    try:
        require_fit()
    except StoreAway as away:
        say(str(away))


def _web(address: str, processes: int) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", APPLICATION, "--bind", address]
    # Threads, so that a slow upload does not keep others waiting; gunicorn's own log is noise.
    command += ["--workers", str(processes), "--threads", "8", "--timeout", "120"]
    return [*command, "--log-level", "warning"]


def _run_together(commands: list[list[str]]) -> int:
    """Run all until the first ends or somebody stops us; another that ends is started again. The
    exit code of the first."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "muniment.config.settings"}
    told = threading.Event()

    def start(command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, env=environment, stdout=sys.stderr)

    children = [start(one) for one in commands]

    def stop(number: int, frame: FrameType | None) -> None:
        told.set()
        for child in children:
            child.send_signal(signal.SIGTERM)

    before = {one: signal.signal(one, stop) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        while not _ends_within(children[0], RESTART_SECONDS):
            for place, child in enumerate(children):
                if place and child.poll() is not None and not told.is_set():
                    children[place] = start(commands[place])
    finally:
        stop(signal.SIGTERM, None)
        for child in children:
            child.wait()
        for one, handler in before.items():
            signal.signal(one, handler)
    return children[0].returncode


def _ends_within(child: "subprocess.Popen[bytes]", seconds: float) -> bool:
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def worker(
    until_idle: Annotated[bool, typer.Option("--until-idle", help="End when nothing is due.")] = (
        False
    ),
    processes: Annotated[int, typer.Option(min=1, help="How many at once.")] = 1,
    seconds: Annotated[
        float | None, typer.Option(min=0, help="Take nothing new after so many seconds.")
    ] = None,
) -> None:
    """Carry out background work until told to stop; the job in hand is finished first."""
    give_way()
    prepare()
    require_body()
    _require_store()
    from muniment.foundation.jobs.adapters.supervising import supervise
    from muniment.foundation.jobs.adapters.worker import work
    from muniment.foundation.kernel.clock import now

    schedule_what_is_new(now())
    run = 0  # where other processes run them
    if processes > 1:
        supervise(processes, until_idle=until_idle, max_seconds=seconds)
    else:
        run = work(until_idle=until_idle, max_seconds=seconds)
    counts = _counts()
    waits = f"{counts['queued']} wait." if counts else "The database does not answer."
    answer({"run": run, **counts}, f"{run} jobs run; {waits}")


def _counts() -> dict[str, int]:
    """How many jobs are in each state; nothing where the database is away: a worker that was told
    to stop has done what it was told."""
    from django.db import close_old_connections

    from muniment.foundation.jobs import queries
    from muniment.foundation.jobs.adapters.worker import AWAY

    close_old_connections()
    try:
        return {state.value: count for state, count in queries.counts().items()}
    except AWAY:
        return {}
