"""The speed of this machine, measured by a programme of its own."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typer

from muniment.cli.output import answer, options
from muniment.foundation.kernel.errors import Reason, Refused

PROGRAMME = "muniment.bench"
RESULTS = Path("build/bench.json")
ANY_OPTION = {"allow_extra_args": True, "ignore_unknown_options": True}


def bench(context: typer.Context) -> None:
    """Measure speed, beside this machine's own limits; 'python -m muniment.bench -h' tells more.

    Options are handed on: --quick, --database, --only. Writes build/bench.json.
    """
    if find_spec(PROGRAMME) is None:
        raise Refused(Reason("no_bench", "The bench programme is not installed here."))
    command = [sys.executable, "-m", PROGRAMME, *context.args]
    # The standard output is the answer, where a programme asked for one.
    shown = sys.stderr if options.get().json else None
    ended = subprocess.run(command, check=False, stdout=shown)
    figures: Any = json.loads(RESULTS.read_text()) if RESULTS.is_file() else []
    answer({"exit": ended.returncode, "figures": [] if ended.returncode > 1 else figures})
    if ended.returncode:
        raise typer.Exit(1)
