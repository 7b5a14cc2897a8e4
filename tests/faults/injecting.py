"""Stops a capture, a destruction, a setting aside or a hold at a system call of its own, and looks
at what is left: every call that changes a file is refused once (EIO, ENOSPC), and every one is the
last that the process makes (KILL).

Run as a program on a database of its own: `python -m tests.faults.injecting ORDERS`, where ORDERS
is JSON (see `Orders`). Django is warm; each victim is a fork, which strace takes hold of before it
begins. Prints JSON: how many calls there are, how many were tried, and every violation found.
"""

import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import campaign
from tests.faults.campaign import Victim, left_wrong, looked_at

# Those that change what a disk keeps. Between two of them a kill leaves what the first had left.
CALLS = (
    *("openat", "write", "pwrite64", "writev", "ftruncate", "fsync", "fdatasync"),
    *("rename", "renameat", "renameat2", "link", "mkdir", "unlink", "unlinkat", "rmdir"),
)
SYNCS = ("fsync", "fdatasync")
# What may be said where a disk refuses: a reason for the person, or the fault as it is.
ALLOWED = re.compile(
    r"Refused|NotPublished|NoRoom|StoreFailed|SourceRefused|OSError|OperationalError|disk I/O"
)


@dataclass
class Orders:
    """What to do: `fault` (as strace writes it) at every `step`th call of `work`, from `first`."""

    work: str
    fault: str
    folder: str
    references: dict[str, str]
    step: int = 1
    first: int = 0
    mutant: str = ""
    sealing: bool = False


@dataclass
class Findings:
    """What came of it."""

    calls: dict[str, int] = field(default_factory=dict)
    tried: int = 0
    violations: list[str] = field(default_factory=list)


class Traced(Victim):
    """A fork that waits until strace has hold of it. `inject` is strace's expression, or none."""

    def __init__(self, work, log: Path, inject: str) -> None:
        super().__init__(lambda acknowledge: self._stop_and_work(work, acknowledge))
        os.waitpid(self.pid, os.WUNTRACED)
        wanted = ["-e", f"inject={inject}"] if inject else []
        command = ["strace", "-f", "-y", "-e", f"trace={','.join(CALLS)}", *wanted]
        self.strace = subprocess.Popen(
            [*command, "-o", str(log), "-p", str(self.pid)], stderr=subprocess.PIPE
        )
        self.strace.stderr.readline()  # "strace: Process N attached"
        os.kill(self.pid, signal.SIGCONT)

    @staticmethod
    def _stop_and_work(work, acknowledge) -> None:
        os.kill(os.getpid(), signal.SIGSTOP)
        work(acknowledge)

    def see_out(self, seconds: float = 60) -> bool:
        """Wait until it has come to its end, by itself or by the fault; whether it did."""
        ended = self.ends_within(seconds)
        if not ended:
            os.kill(self.pid, signal.SIGKILL)
        os.close(self.end)
        os.waitpid(self.pid, 0)
        self.strace.wait(10)
        self.strace.stderr.close()
        return ended


def every_call(orders: Orders) -> Findings:
    """Try the fault at each call that the work makes when it is left alone."""
    rounds, log = rounds_of(orders.work), Path(orders.folder) / "trace"
    findings, number = Findings(), 0
    mutant, orders.mutant = orders.mutant, ""  # the rounds have mutants of their own
    untouched = rounds(orders, number)
    victim = Traced(untouched.work, log, "")
    victim.see_out()
    findings.violations += looked_at(untouched, victim.acknowledged, finished=True)
    places = _places(log.read_text("utf-8", "replace"), _body())
    findings.calls = dict(Counter(call for call, _ in places))
    chosen = set(places[orders.first :: orders.step])
    # Of a database's many writes one is like another; of what makes things durable, none.
    syncs = [one for one in places if one[0] in SYNCS]
    chosen |= set(syncs[:: orders.step // 8 + 1])
    for call, nth in sorted(chosen):
        number += 1
        findings.tried += 1
        found = _try(rounds(orders, number), log, f"{call}:{orders.fault}:when={nth}")
        findings.violations += [f"{call} {nth}: {one}" for one in found]
        if findings.violations and mutant:
            break
    findings.violations += left_wrong() if not mutant else []
    return findings


def rounds_of(work: str):
    from tests.faults import capturing, destroying, holding, setting_aside

    return {
        "capture": capturing.Round,
        "destruction": destroying.Round,
        "hold": holding.Round,
        "setting aside": setting_aside.round_of,
    }[work]


def _body() -> list[str]:
    """Where the files of this body are: fonts and the like are none of its own."""
    from django.conf import settings

    database = settings.DATABASES["default"]["NAME"]
    return [str(settings.MUNIMENT_HOME), str(settings.MUNIMENT_CHECKPOINTS), str(database)]


def _places(trace: str, body: list[str]) -> list[tuple[str, int]]:
    """The calls on files of the body: the name of each, and which one of that name it was."""
    met: Counter[str] = Counter()
    found = []
    for line in trace.splitlines():
        call = re.match(r"\d+ +(\w+)\(", line)
        if not call or call[1] not in CALLS:
            continue
        met[call[1]] += 1
        if any(one in line for one in body):
            found.append((call[1], met[call[1]]))
    return sorted(found)


def _try(round_, log: Path, inject: str) -> list[str]:
    victim = Traced(round_.work, log, inject)
    killed = "KILL" in inject  # and some thread may hang on in strace's hands
    ended = victim.see_out(5 if killed else 60) or killed
    said = [one for one in victim.acknowledged if not _is_refusal(one)]
    wrong = looked_at(round_, said, finished=False)
    wrong += [] if ended else ["it did not come to an end"]
    refused = len(said) < len(victim.acknowledged)
    if inject.startswith(SYNCS) and "error" in inject and _must_tell(log) and not refused:
        wrong.append("a sync failed and nobody was told")
    return wrong


def _must_tell(log: Path) -> bool:
    """Whether a sync was refused of which somebody has to hear: not that of the database's own
    file, into which it copies later what is durable in its journal, and stays there till then."""
    refused = re.findall(r"<([^>]*)>.*INJECTED", log.read_text("utf-8", "replace"))
    return any(not one.endswith(".sqlite3") for one in refused)


def _is_refusal(said: object) -> bool:
    """Whether it was said that something failed, and how: nothing is promised of it then."""
    if not isinstance(said, list):
        return False
    if said[0] == "error":
        return bool(ALLOWED.search(said[1]))
    return said[1] in ("failed", "refused")


def swallowed(call: Callable[[int], None]) -> Callable[[int], None]:
    """Goes on where a sync failed."""

    def sync(handle: int) -> None:
        with suppress(OSError):
            call(handle)

    return sync


def tried_again(call: Callable[[int], None]) -> Callable[[int], None]:
    """Asks a second time where a sync failed: the kernel has forgotten what it did not write, and
    says that all is well."""

    def sync(handle: int) -> None:
        try:
            call(handle)
        except OSError:
            call(handle)

    return sync


MUTANTS = {one.__name__: one for one in (swallowed, tried_again)}


def main() -> None:
    import django

    django.setup()
    from muniment.foundation.jobs.actions.registry import discover

    discover()
    orders = Orders(**json.loads(sys.argv[1]))
    if orders.mutant:
        os.fsync = MUTANTS[orders.mutant](os.fsync)
    Path(orders.folder).mkdir(exist_ok=True)
    if orders.sealing:
        campaign._seal()
    print(json.dumps(vars(every_call(orders))), flush=True)


if __name__ == "__main__":
    main()
