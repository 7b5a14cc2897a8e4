"""Mutation testing of the rules (promise 43): changes them a little, one place at a time, and looks
whether the tests notice. What it found is in `mutants/`; `mutmut show NAME` shows a survivor.
"""

import subprocess
import sys
from collections import Counter
from pathlib import Path

MUTMUT = Path(sys.executable).with_name("mutmut")
# Of the mutants that any test reaches, in percent.
AIMS = {
    "muniment.lifecycle.holds": 95,
    "muniment.lifecycle.disposal": 95,
    "muniment.foundation.access": 95,
    "muniment.lifecycle.retention": 90,
    "muniment.foundation.audit": 90,
}
NOTICED = {"killed", "timeout", "suspicious", "segfault", "caught by type check"}


def main() -> int:
    """Run them all; 1 if fewer are noticed than is aimed at."""
    subprocess.run([MUTMUT, "run", *sys.argv[1:]], check=False)
    said = subprocess.run(
        [MUTMUT, "results", "--all", "true"], check=True, capture_output=True, text=True
    ).stdout
    found: dict[str, Counter[str]] = {room: Counter() for room in AIMS}
    for line in said.splitlines():
        name, _, state = line.strip().rpartition(": ")
        for room in AIMS:
            if name.startswith(f"{room}."):
                found[room][state] += 1
    missed = 0
    for room, states in found.items():
        noticed = sum(states[state] for state in NOTICED)
        every = sum(states.values()) - states["skipped"]
        share = 100 * noticed / every if every else 0
        missed += share < AIMS[room]
        told = f"{room}: {noticed} of {every} noticed, {share:.1f} %, aim {AIMS[room]} %"
        print(told, dict(states))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
