"""Mutation testing of the rules that decide (promise 43): changes them a little, one place at a
time, and looks whether the tests notice.

    scripts/mutants.py                  every room
    scripts/mutants.py holds access     some of them

Rules that only read the schedules of others or tell of records in words are no part of it: they
destroy and show nothing by themselves.

mutmut makes the mutants; what only changes words for people is left out (`tests/mutants/making.py`
says by which rule) and counted. Only tests without a database are run, in one process. Fails where
a mutant survives that `tests/mutants/equivalent.toml` does not list with a reason, where that list
has an entry that fits nothing any more, and where a share is below what is promised.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.mutants.making import Made, Mutant

HOUSE = Path(__file__).resolve().parents[1]
SOURCE = HOUSE / "src"
LISTED = HOUSE / "tests" / "mutants" / "equivalent.toml"
UNNOTICED = {"survived", "no tests"}
COUNTED = {
    "killed": "killed",
    "timeout": "timeouts",
    "equivalent": "equivalent",
    "survived": "survived",
}
sys.path[:0] = [str(HOUSE), str(SOURCE)]


@dataclass(frozen=True, slots=True)
class Room:
    """The modules whose rules decide, the tests that are run against them, and
    the share of mutants, in percent, that has to be noticed."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    aim: int


def _under(package: str, names: str) -> tuple[str, ...]:
    return tuple(f"muniment.{package}.{name}" for name in names.split())


def _tests(folder: str, names: str) -> tuple[str, ...]:
    return tuple(f"tests/{folder}/test_{name}.py" for name in names.split())


ROOMS = {
    "access": Room(
        _under("foundation.access", "rules types types.roles"),
        ("tests/foundation/access",),
        95,
    ),
    "holds": Room(
        _under("lifecycle.holds", "rules types"),
        ("tests/lifecycle/holds",),
        95,
    ),
    "disposal": Room(
        _under(
            "lifecycle.disposal",
            "types rules.boxes rules.by_hand rules.clock rules.ending rules.excepting"
            " rules.expunging rules.kept_samples rules.nightly rules.proposing rules.recovering"
            " rules.settling rules.signing rules.standing",
        ),
        ("tests/lifecycle/disposal",),
        95,
    ),
    "retention": Room(
        (
            "muniment.foundation.kernel.dates",
            *_under(
                "lifecycle.retention.rules",
                "asking clashing dating dispositions opening reviewing routine transferring vital",
            ),
        ),
        _tests(
            "lifecycle/retention",
            "asking clashes dates dating_limits lives retention_limits",
        ),
        90,
    ),
    "schedules": Room(
        _under(
            "lifecycle.retention.rules", "agreeing changes editions modelling notation publishing"
        ),
        _tests(
            "lifecycle/retention",
            "agreeing edition_reasons lives modelling notation_limits reading_rules"
            " schedule_limits",
        ),
        90,
    ),
    "transfer": Room(
        _under("lifecycle.transfer", "rules"),
        ("tests/lifecycle/transfer",),
        90,
    ),
    "storage": Room(
        _under("foundation.content", "rules"),
        _tests("foundation/content", "content_rules"),
        90,
    ),
    "audit": Room(
        _under("foundation.audit.rules", "canonical ledger notes tree"),
        _tests("foundation/audit", "audit_limits canonical ledger notes tree"),
        90,
    ),
    "inbox": Room(
        _under("holdings.inbox", "rules"),
        ("tests/holdings/inbox",),
        95,
    ),
}


def path_of(module: str) -> Path:
    """The file of a module of the house."""
    return SOURCE.joinpath(*module.split(".")).with_suffix(".py")


def main() -> int:
    """Runs the rooms; 1 if one of them is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("rooms", nargs="*", help=f"of {', '.join(ROOMS)}; all if none is named")
    said = parser.parse_args()
    if unknown := set(said.rooms) - set(ROOMS):
        parser.error(f"there is no room {', '.join(sorted(unknown))}")
    from tests.mutants.making import make
    from tests.mutants.running import run

    started = monotonic()
    rooms = {name: ROOMS[name] for name in said.rooms or ROOMS}
    modules = [module for room in rooms.values() for module in room.modules]
    made = {module: make(path_of(module), module) for module in modules}
    tests = sorted({test for room in rooms.values() for test in room.tests})
    states = run(made, [str(HOUSE / test) for test in tests])
    listed = tomllib.loads(LISTED.read_text())["equivalent"]
    known = {(one["function"], one["was"], one["now"]) for one in listed}
    sound = [
        judge(name, room, [made[module] for module in room.modules], states, known)
        for name, room in rooms.items()
    ]
    print(f"{monotonic() - started:.0f} s")
    return 0 if all(sound) else 1


def judge(
    name: str,
    room: Room,
    files: list[Made],
    states: dict[str, str],
    known: set[tuple[str, str, str]],
) -> bool:
    """Tells what became of the mutants of a room; whether all is as it should be.

    `states`: by the name of the mutant; `known`: the equivalent ones, by function and lines.
    """
    mutants = [one for file in files for one in file.mutants]
    counts: Counter[str] = Counter()
    survivors: list[Mutant] = []
    fitting: set[tuple[str, str, str]] = set()
    for one in mutants:
        state = states[one.name]
        if state in UNNOTICED and one.key in known:
            fitting.add(one.key)
            state = "equivalent"
        elif state in UNNOTICED:
            survivors.append(one)
            state = "survived"
        counts[state] += 1
    share = 100 * (counts["killed"] + counts["timeout"]) / (len(mutants) - counts["equivalent"])
    told = ", ".join(f"{counts[one]} {words}" for one, words in COUNTED.items())
    left_out = sum((file.left_out for file in files), Counter[str]())
    print(f"{name}: {len(mutants)} mutants, {told}: {share:.1f} %, promised {room.aim} %")
    print(f"  not made: {left_out['words']} of words for people, {left_out['prose']} of prose")
    for one in survivors:
        print(f"  {states[one.name]}: {one.name}\n    was: {one.was}\n    now: {one.now}")
    stale = {one for one in known if one[0].startswith(room.modules)} - fitting
    for function, was, now in sorted(stale):
        print(f"  listed, and fits none: {function}\n    was: {was}\n    now: {now}")
    return not survivors and not stale and share >= room.aim


if __name__ == "__main__":
    sys.exit(main())
