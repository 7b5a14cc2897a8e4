"""A process that is ready to work and forks a worker whenever it is told to, cheaply.

Reads lines: `work HOURS` forks a worker whose clock is that many hours ahead (so that the leases
of those before it have run out), which says its number when it is about to begin. `race KEY`
forks a sender likewise.
"""

import os
import signal
import sys
from datetime import timedelta


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muniment.config.settings")
    import django

    django.setup()
    from tests.foundation.jobs import kinds  # noqa: F401

    from muniment.foundation.jobs.actions.registry import discover
    from muniment.foundation.jobs.adapters import worker  # noqa: F401

    discover()  # a worker that is killed early must not die among its imports
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        order, value = line.split()
        if os.fork() == 0:
            act(order, value)
            os._exit(0)


def act(order: str, value: str) -> None:
    from django.db import connection
    from tests.foundation.jobs.kinds import note

    from muniment.foundation.jobs.actions import once
    from muniment.foundation.jobs.adapters.worker import work
    from muniment.foundation.kernel import clock

    connection.ensure_connection()
    print(os.getpid(), flush=True)
    if order == "work":
        ahead = timedelta(hours=int(value))
        work(until_idle=True, now=lambda: clock.now() + ahead)
    else:
        once("P-1", value, "v", lambda: note(f"once:{value}", clock.now()), now=clock.now())


if __name__ == "__main__":
    main()
