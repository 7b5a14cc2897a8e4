"""The speed of this machine, by the programme in `bench/`."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from muniment.cli.output import answer
from muniment.foundation.kernel.errors import Reason, Refused

ROOT = Path(__file__).resolve().parents[3]


def bench(
    arguments: Annotated[
        list[str] | None, typer.Argument(help="Handed on to the programme.")
    ] = None,
) -> None:
    """Measure speed, beside this machine's own limits."""
    if not (ROOT / "bench" / "__main__.py").is_file():
        message = "The bench programme is not here: it comes with the source of Muniment."
        raise Refused(Reason("no_bench", message))
    command = [sys.executable, "-m", "bench", *(arguments or [])]
    ended = subprocess.run(command, cwd=ROOT, check=False, stdout=sys.stderr)
    answer({"exit": ended.returncode, "results": str(ROOT / "build" / "bench.json")})
    if ended.returncode:
        raise typer.Exit(1)
