"""Kills a capture, a destruction, a setting aside with its erasure or a long hold with SIGKILL at
random moments and looks at what is left.

Run as a program on a database of its own: `python -m tests.faults.campaign ORDERS`, where ORDERS
is JSON (see `Orders`). Django is warm; each victim is a fork of this process, with a connection
and a worker process of its own. Prints JSON: how many were killed, and every violation found.
"""

import json
import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ORDINARY = b"acknowledged "


@dataclass
class Orders:
    """What to do: `kills` of `work` (capture, destruction, setting aside or hold), under a `mutant`
    if one is named. `references` are the people of the parish, by user name; `sealing`: content is
    sealed."""

    work: str
    kills: int
    seed: int
    folder: str
    references: dict[str, str]
    mutant: str = ""
    sealing: bool = False


@dataclass
class Findings:
    """What came of it."""

    killed: int = 0
    finished: int = 0
    acknowledged: int = 0
    violations: list[str] = field(default_factory=list)


class Victim:
    """A fork that does some work, tells what it acknowledges, and may be killed meanwhile."""

    def __init__(self, work: Callable[[Callable[[str], None]], None], *, warm: bool = True) -> None:
        from django.db import connections

        connections.close_all()
        self.end, child_end = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.end)
            _work_and_exit(work, child_end, warm)
        os.close(child_end)
        self.said = b""
        self._read_until_ready()
        self.began = time.monotonic()

    def _read_until_ready(self) -> None:
        while b"ready\n" not in self.said:
            piece = os.read(self.end, 65536)
            if not piece:
                raise RuntimeError("the victim died by itself before it began")
            self.said += piece

    def ends_within(self, seconds: float) -> bool:
        """Read what it acknowledges until it ends or the time is over."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if select.select([self.end], [], [], left)[0]:
                piece = os.read(self.end, 65536)
                if not piece:
                    return True
                self.said += piece
        return False

    def kill(self) -> bool:
        """Kill it; whether that ended it. What it had written before is still read."""
        os.kill(self.pid, signal.SIGKILL)
        while piece := os.read(self.end, 65536):
            self.said += piece
        os.close(self.end)
        _, status = os.waitpid(self.pid, 0)
        return os.WIFSIGNALED(status)

    @property
    def acknowledged(self) -> list[str]:
        """Whole lines only."""
        lines = self.said.split(b"\n")[:-1]
        return [json.loads(one[len(ORDINARY) :]) for one in lines if one.startswith(ORDINARY)]


def _work_and_exit(work: Callable[[Callable[[str], None]], None], end: int, warm: bool) -> None:
    from muniment.holdings.capture.actions.storing import identifier

    code = 1
    try:
        identifier.cache_clear()
        if warm:
            identifier().identify(b"warm")

        def acknowledge(what: object) -> None:
            os.write(end, ORDINARY + json.dumps(what).encode() + b"\n")

        os.write(end, b"ready\n")
        work(acknowledge)
        code = 0
    except BaseException as error:
        os.write(end, ORDINARY + json.dumps(["error", repr(error)]).encode() + b"\n")
    finally:
        os._exit(code)


def campaign(orders: Orders) -> Findings:
    """Kill until enough were really killed, looking at what is left each time."""
    from tests.faults import capturing, destroying, holding, setting_aside

    rounds = {
        "capture": capturing.Round,
        "destruction": destroying.Round,
        "hold": holding.Round,
        "setting aside": setting_aside.round_of,
    }
    work = rounds[orders.work]
    chance = random.Random(orders.seed)
    findings, longest = Findings(), 0.0
    number = 0
    while findings.killed < orders.kills and number < orders.kills * 4 and not findings.violations:
        round_ = work(orders, number)
        victim = Victim(round_.work)
        # The first is let go to its end, to know how long that is.
        ended = victim.ends_within(chance.uniform(0, longest) if number else 60)
        longest = max(longest, time.monotonic() - victim.began if ended else 0)
        killed = victim.kill() and not ended
        findings.killed += killed
        findings.finished += ended
        findings.acknowledged += len(victim.acknowledged)
        findings.violations += looked_at(round_, victim.acknowledged, finished=ended)
        number += 1
    findings.violations += left_wrong() if not orders.mutant else []
    return findings


def looked_at(round_, acknowledged, *, finished: bool) -> list[str]:
    """What the round finds wrong, in a fork of its own: it finishes the work, and what sets the
    certificate keeps threads, without which no later fork could set one."""
    looker = Victim(lambda say: say(round_.violations(acknowledged, finished=finished)), warm=False)
    looker.ends_within(300)
    looker.kill()
    [found] = looker.acknowledged
    return [f"looking failed: {found[1]}"] if found[:1] == ["error"] else found


def left_wrong() -> list[str]:
    """What is wrong with the whole body in the end: its store and its log."""
    from tests.holdings.parish import NOW

    from muniment.foundation.access.types import SETUP
    from muniment.foundation.audit.queries import verify
    from muniment.foundation.content.actions import check
    from muniment.holdings.records.models import Record

    report = check(SETUP, now=NOW)
    wrong = [f"{len(report.missing)} missing, {len(report.corrupt)} corrupt"]
    wrong = [] if report.clean else wrong
    wrong += [f"audit: {fault}" for fault in verify().faults]
    bare = Record.objects.filter(state="declared", components__blob=None)
    return wrong + [f"{one.reference} is declared and has no content" for one in bare]


def _seal() -> None:
    from tests.holdings.parish import NOW

    from muniment.foundation.access.types import SETUP
    from muniment.foundation.content.actions import start_sealing

    start_sealing(SETUP, now=NOW)


def main() -> None:
    import django

    django.setup()
    from muniment.foundation.jobs.actions.registry import discover

    discover()
    orders = Orders(**json.loads(sys.argv[1]))
    Path(orders.folder).mkdir(exist_ok=True)
    if orders.sealing:
        _seal()
    print(json.dumps(vars(campaign(orders))), flush=True)


if __name__ == "__main__":
    main()
