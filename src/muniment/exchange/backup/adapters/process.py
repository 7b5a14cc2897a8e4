"""A process of its own that opens what was restored as if it were the live body.

Models, verbs and the log then work on the copy and cannot touch the live one: they do not know it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from muniment.exchange.backup.types import BackupFailed

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


def attend() -> None:
    """The life of that process."""
    import django

    django.setup()
    from muniment.exchange.backup.actions.proving import prove
    from muniment.foundation.audit.actions import origin

    orders = json.loads(sys.stdin.read())
    with origin("restore"):
        print(json.dumps(prove(orders)))
