"""The services of deploy/, kept running as systemd and the containers would keep them."""

import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from configparser import ConfigParser
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
PROGRAM = str(Path(sys.executable).with_name("muniment"))


@dataclass(frozen=True)
class Line:
    """What a service runs, how long after its end it is started again, and how long it is given
    to end when it is told to."""

    words: tuple[str, ...]
    restart_after: float
    stop_within: float

    def at(self, address: str) -> "Line":
        """The same, listening elsewhere: two machines have one loopback here."""
        words = list(self.words)
        words[words.index("--address") + 1] = address
        return Line(tuple(words), self.restart_after, self.stop_within)


def unit(name: str) -> Line:
    """The ExecStart of a unit of systemd, with our own copy of the program."""
    parsed = ConfigParser(interpolation=None)
    parsed.optionxform = str
    parsed.read_string((DEPLOY / "systemd" / name).read_text("utf-8"))
    service = parsed["Service"]
    assert service["Restart"] == "always"
    assert "KillMode" not in service, "all processes of the unit are ended with it"
    return Line(
        _ours(service["ExecStart"]), float(service["RestartSec"]), float(service["TimeoutStopSec"])
    )


def container(name: str) -> Line:
    """The command of a service of compose.yaml. It is started again at once."""
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"][name]
    assert service["restart"] == "always"
    grace = service.get("stop_grace_period", "10s")
    seconds = float(grace[:-1]) * {"s": 1, "m": 60}[grace[-1]]
    return Line(_ours(service["command"]), 0.1, seconds)


def _ours(line: str) -> tuple[str, ...]:
    program, *words = shlex.split(line)
    assert Path(program).name == "muniment"
    return (PROGRAM, *words)


class Unit:
    """One service. Whenever its first process ends, the others are ended too and all begins again,
    until it is stopped. `said`: the file that it writes to."""

    def __init__(self, line: Line, environment: Mapping[str, str], said: Path) -> None:
        self.line, self.environment, self.said = line, dict(environment), said
        self.starts = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> "Unit":
        self._begin()
        self._keeper.start()
        return self

    def _begin(self) -> None:
        with self._lock, self.said.open("ab") as said:
            if self._over.is_set():
                return
            self.starts += 1
            self._process = subprocess.Popen(
                self.line.words, env=self.environment, stdout=said, stderr=said,
                start_new_session=True,
            )  # fmt: skip

    def _keep(self) -> None:
        while not self._over.is_set():
            self._process.wait()
            _end(self._process.pid, signal.SIGKILL)
            if not self._over.wait(self.line.restart_after):
                self._begin()

    def processes(self) -> list[int]:
        """The first process of the service and those that it started, and they, of our program."""
        first = self._process.pid
        return [first, *_below(first)]

    def kill(self, which: int) -> int:
        """Kill one of its processes, by its place among them; its number."""
        running = self.processes()
        victim = running[which % len(running)]
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        return victim

    def stop(self) -> int | None:
        """Have it end as whoever keeps it would; the exit code, None where it had to be killed."""
        self._over.set()
        with self._lock:
            process = self._process
        _end(process.pid, signal.SIGTERM)
        try:
            return process.wait(self.line.stop_within)
        except subprocess.TimeoutExpired:
            return None
        finally:
            _end(process.pid, signal.SIGKILL)
            process.wait()
            self._keeper.join(10)


def _end(group: int, how: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, how)


def _below(first: int) -> list[int]:
    """The processes that come from this one and are Python: those of the sandbox are its own."""
    children: dict[int, list[int]] = {}
    for number, parent, name in _running():
        if name.startswith(("python", "muniment", "gunicorn")):
            children.setdefault(parent, []).append(number)
    found, look = [], [first]
    while look:
        look = [one for parent in look for one in children.get(parent, ())]
        found += look
    return found


def _running() -> Iterable[tuple[int, int, str]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                before, _, after = (entry / "stat").read_text().rpartition(")")
                yield int(entry.name), int(after.split()[1]), before.partition("(")[2]


def until(condition, seconds: float, what: str):
    """Wait for something that others do."""
    last = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < last, f"it did not happen in time: {what}"
        time.sleep(0.05)
    return found
