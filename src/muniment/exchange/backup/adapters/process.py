"""A process of its own that opens what was restored as if it were the live body.

Models, verbs and the log then work on the copy and cannot touch the live one: they do not know it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from muniment.exchange.backup.types import BackupFailed, MoveFailed

_PROGRAM = "from muniment.exchange.backup.adapters.process import attend\nattend()"


def open_aside(orders: Mapping[str, Any], environment: Mapping[str, str]) -> Any:
    """Have `actions.proving.prove` carried out in that environment; its answer. Raises
    BackupFailed where the process dies."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _PROGRAM],
        input=json.dumps(orders),
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "muniment.config.settings", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = " ".join(done.stderr.split())[-500:]
        raise BackupFailed(f"What was restored cannot be opened: {said}")
    return json.loads(done.stdout.splitlines()[-1])


_PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
call_command("createcachetable", verbosity=0)
"""
_FINISH = """
from muniment.foundation.kernel import clock
from muniment.holdings.library import actions as library
from muniment.holdings.search.actions import reindex
last = 0
while last is not None:
    last = reindex(last, now=clock.now())
last = 0
while last is not None:
    last = library.reindex(last)
"""


def prepare_database(url: str) -> None:
    """Make the tables of a body in another database. Raises MoveFailed."""
    _run(_PREPARE, url)


def finish_database(url: str) -> None:
    """Make the search index of a body that was moved to another database. Raises MoveFailed."""
    _run(_FINISH, url)


def _run(program: str, url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", f"import django\ndjango.setup()\n{program}"],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "muniment.config.settings",
            "MUNIMENT_HOME": str(settings.MUNIMENT_HOME),
            "MUNIMENT_CHECKPOINTS": str(settings.MUNIMENT_CHECKPOINTS),
            "MUNIMENT_DATABASE_URL": url,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise MoveFailed(f"The new database cannot be used: {said[0][-300:]}")


def attend() -> None:
    """The life of that process."""
    import django

    django.setup()
    from muniment.exchange.backup.actions.proving import prove
    from muniment.foundation.audit.actions import origin

    orders = json.loads(sys.stdin.read())
    with origin("restore"):
        print(json.dumps(prove(orders)))
