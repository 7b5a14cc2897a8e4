"""A restore that is killed: the live body is the old one or the new one, and the restore is ended
by running it again.

A cut before and after every step of the swap in every run; MUNIMENT_FAULT_BACKUPS / 4 (50) kills of
the command at random moments in the long one.
"""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from tests.faults.conftest import _url
from tests.lifecycle.town import TODAY

from muniment.exchange.backup import actions
from muniment.exchange.backup.actions import restoring, swapping
from muniment.exchange.backup.adapters import databases, exchanging, folder
from muniment.exchange.backup.adapters.exchanging import Swap
from muniment.exchange.backup.types import Wish
from muniment.foundation.kernel.errors import Refused

ROOT = Path(__file__).parents[3]
KILLS = int(os.environ.get("MUNIMENT_FAULT_BACKUPS", "0")) // 4
COUNT = (
    "import django, json\ndjango.setup()\n"
    "from muniment.holdings.records.models import Record\n"
    "from muniment.foundation.content.queries import store\n"
    "from muniment.holdings.records.models import Component\n"
    "held = [one.sha256 for one in Component.objects.exclude(blob=None)]\n"
    "whole = all(store().verify(one) == 'intact' for one in held)\n"
    "print(json.dumps([Record.objects.count(), whole]))"
)


class Outside:
    """The body of the tests, for commands in processes of their own."""

    def __init__(self, tmp_path, settings, *, apart: bool) -> None:
        self.home, self.tmp = Path(settings.MUNIMENT_HOME), tmp_path
        self.checkpoints = Path(settings.MUNIMENT_CHECKPOINTS)
        self.names: list[str] = []
        self.url = self._database(apart)

    def _database(self, apart: bool) -> str:
        if connection.vendor == "sqlite":
            return _url((self.tmp if apart else self.home) / "muniment.sqlite3")
        live = str(connection.settings_dict["NAME"])
        name = f"{live}_cut"
        part = self.tmp / "live.pgdump"
        with databases.snapshot(part):
            pass
        databases.put_back(part, file=part, name=name)
        self.names += [name, f"{name}_restored", f"{name}_restored_partial", f"{name}_proof"]
        return databases.url_of(part, name)

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "MUNIMENT_HOME": str(self.home),
            "MUNIMENT_CHECKPOINTS": str(self.checkpoints),
            "MUNIMENT_DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "muniment.config.settings",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
        }

    def start(self, *words: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", *words],
            env=self.environment(), cwd=ROOT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def run(self, *words: str) -> tuple[int, str]:
        begun = self.start(*words)
        out, err = begun.communicate(timeout=120)
        return begun.returncode, out + err

    def muniment(self, *words: str) -> tuple[int, str]:
        return self.run("-m", "muniment.cli", *words)

    def counted(self):
        """How many records it has, and whether all of their content is there; or what it says."""
        code, said = self.run("-c", COUNT)
        return tuple(json.loads(said.splitlines()[-1])) if code == 0 else said

    def drop_restored(self) -> None:
        if connection.vendor == "postgresql":
            databases.drop(self.names[1])

    def drop(self) -> None:
        for name in self.names:
            databases.drop(name)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT datname FROM pg_database WHERE datname LIKE %s",
                    [f"{self.names[0]}_before%"],
                )
                kept = [name for (name,) in cursor.fetchall()]
            for name in kept:
                databases.drop(name)


@pytest.fixture
def backed_up(town, to, tmp_path, settings):
    """Two records in a backup, and a third that came later."""
    opened = []

    def make(*, apart=False):
        (settings.MUNIMENT_HOME / "operator").write_text("admin")
        town.file(TODAY, TODAY)
        actions.take(town.who("admin"), to, now=town.now)
        town.file(TODAY)
        opened.append(Outside(tmp_path, settings, apart=apart))
        (settings.MUNIMENT_CHECKPOINTS / "destroyed.ledger").touch()
        return opened[0]

    yield make
    for one in opened:
        one.drop()


OLD, NEW = (3, True), (2, True)
ORDER = ("--swap", "--reason", "Flood")


LONG_ONLY = pytest.mark.skipif(not KILLS, reason="in the long form: it starts many processes")


@pytest.mark.fault
@LONG_ONLY
def test_a_restore_killed_at_any_moment_leaves_the_old_body_or_the_new_and_is_ended(backed_up, to):
    body, chance, aside = backed_up(), random.Random(96), str(to.with_name("aside"))
    started = time.monotonic()
    code, said = body.muniment("restore", str(to), "--into", aside)
    assert code == 0, said
    longest = time.monotonic() - started
    shutil.rmtree(aside)
    body.drop_restored()
    states = set()
    for _ in range(KILLS):
        begun = body.start("-m", "muniment.cli", "restore", str(to), *ORDER)
        time.sleep(chance.uniform(0.2, 1.3) * longest)
        os.killpg(begun.pid, signal.SIGKILL)
        begun.communicate()
        found = body.counted()
        assert found in (OLD, NEW) or "swap_unfinished" in found or "cut off" in found, found
        states.add(found if found in (OLD, NEW) else "cut off")
    code, said = body.muniment("restore", str(to), *ORDER)
    assert code == 0, said
    assert body.counted() == NEW
    assert states
    assert not list(body.home.parent.glob("*.partial"))
    assert not list(body.home.parent.glob("*.swapping"))


# -- every step of the swap, cut before and after ------------------------------------------------
class Halves:
    """A body and one that was restored, as far as a swap is concerned."""

    def __init__(self, folder: Path, settings, *, apart: bool) -> None:
        self.home, self.into = folder / "home", folder / "home.restored"
        self.live = folder / "elsewhere.sqlite3" if apart else self.home / "own.sqlite3"
        for place, said in ((self.home, "old"), (self.into, "new")):
            (place / "content").mkdir(parents=True)
            (place / "content" / "file").write_text(said)
        (self.into / "restored.json").write_text('{"token": "t"}')
        self.outside = folder / "checkpoints"
        self.outside.mkdir()
        for size in (3, 5):
            (self.outside / f"{size}.checkpoint").write_text(str(size))
        (self.outside / "latest").write_text("5")
        settings.MUNIMENT_HOME, settings.MUNIMENT_CHECKPOINTS = self.home, self.outside
        self.database = ""
        if connection.vendor == "postgresql":
            self.database = f"{connection.settings_dict['NAME']}_half"
            for name, said in ((self.database, "old"), (f"{self.database}_restored", "new")):
                databases.drop(name)
                databases._execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
                self._ask(name, f"CREATE TABLE {said} (a int)")
        else:
            _sqlite(self.live, "old"), _sqlite(self.into / "muniment.sqlite3", "new")
        swap = Swap(str(self.into), "t", "before-x", f"{self.database}_restored", [3])
        exchanging.begin(self.home, swap)

    def _ask(self, name: str, question: str):
        with psycopg.connect(databases.url_of(Path(), name).replace("//:@", "//")) as opened:
            asked = opened.execute(question)
            return asked.fetchall() if asked.description else None

    def says(self) -> set[str]:
        """What the files of the data folder and the database are: old, new or not there."""
        found = {(self.home / "content" / "file").read_text() if self.home.exists() else "none"}
        if connection.vendor == "postgresql":
            if not databases.exists(self.database):
                return found | {"none"}
            asked = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            return found | {name for (name,) in self._ask(self.database, asked)}
        return found | ({_table(self.live)} if self.live.exists() else {"none"})

    def swapped(self) -> list[str]:
        left = exchanging.begun(self.home)
        return swapping.carry_out(left, self.home) if left else ["ended"]

    def drop(self) -> None:
        for name in (self.database, f"{self.database}_restored", f"{self.database}_before_x"):
            if self.database:
                databases.drop(name)


def _sqlite(path: Path, said: str) -> None:
    with closing(sqlite3.connect(path)) as opened:
        opened.execute(f"CREATE TABLE {said} (a)")


def _table(path: Path) -> str:
    with closing(sqlite3.connect(path)) as opened:
        return opened.execute("SELECT name FROM sqlite_master").fetchone()[0]


def cut_at(number: int, work) -> bool:
    """Have a process do `work` that ends before (odd) or after (even) its numbered change of a
    name; whether it came to its end instead."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    left = [number]

    def cut(real):
        def run(*given, **more):
            left[0] -= 1
            if left[0] == 0:
                os._exit(9)
            found = real(*given, **more)
            left[0] -= 1
            if left[0] == 0:
                os._exit(9)
            return found

        return run

    steps = [(Path, name) for name in ("rename", "replace", "unlink")]
    for place, name in (*steps, (databases, "rename"), (exchanging, "exchange")):
        setattr(place, name, cut(getattr(place, name)))
    try:
        work()
        os._exit(0)
    finally:
        os._exit(1)


@pytest.mark.fault
@pytest.mark.parametrize("apart", [False, True], ids=["all in one folder", "database elsewhere"])
@pytest.mark.parametrize("steps", ["one step", "two steps"])
def test_a_swap_cut_off_before_and_after_every_step_is_ended_by_doing_it_again(
    django_db_setup, tmp_path, settings, monkeypatch, apart, steps
):
    if connection.vendor == "postgresql" and not apart:
        pytest.skip("its database is always elsewhere")
    if connection.vendor == "postgresql" and not KILLS:
        pytest.skip("in the long form: it makes a hundred databases")
    if steps == "two steps":
        monkeypatch.setattr(exchanging, "exchange", lambda one, other: False)
    for number in range(1, 60):
        body = Halves(tmp_path / str(number), settings, apart=apart)
        name = body.database or str(body.live)
        try:
            with monkeypatch.context() as patch:
                patch.setitem(connection.settings_dict, "NAME", name)
                ended = cut_at(number, body.swapped)
            if body.says() not in ({"old"}, {"new"}):
                assert exchanging.begun(body.home), "half of each, and nothing says so"
                assert apart or steps == "two steps"
            with monkeypatch.context() as patch:
                patch.setitem(connection.settings_dict, "NAME", name)
                body.swapped()
            assert body.says() == {"new"}
            old = body.home.with_name("home.before-x")
            assert (old / "content" / "file").read_text() == "old"
            assert (body.outside / "latest").read_text() == "3"
            assert (body.outside / "before-x" / "5.checkpoint").exists()
            assert exchanging.begun(body.home) is None
            assert not body.into.exists()
        finally:
            body.drop()
        if ended:
            break
    assert ended and number > 8


def test_nothing_starts_between_the_steps_and_it_is_said_what_to_do(tmp_path):
    exchanging.begin(tmp_path / "home", Swap("x", "t", "before-x", "", []))
    done = subprocess.run(
        [sys.executable, "-m", "muniment.cli", "people", "list"],
        env={**os.environ, "MUNIMENT_HOME": str(tmp_path / "home")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "A restore was cut off while it was put in place" in done.stderr
    assert "--swap" in done.stderr


def test_a_folder_on_another_disk_is_refused_before_anything_is_moved(tmp_path, monkeypatch):
    other = Path("/dev/shm")
    if other.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is one disk only")
    with pytest.raises(Refused, match="on another disk"):
        swapping._refuse_elsewhere(other, tmp_path / "home")
    swapping._refuse_elsewhere(tmp_path, tmp_path / "home")


@pytest.mark.fault
@LONG_ONLY
def test_what_a_killed_restore_left_of_a_database_does_not_stand_in_the_way(town, to, tmp_path):
    town.file(TODAY)
    actions.take(town.who("admin"), to, now=town.now)
    wish = Wish(to, into=tmp_path / "restored", actor="admin")
    assert actions.restore(wish, now=town.now).sound
    wish.into.rename(wish.into.with_name("restored.partial"))  # killed before its last step
    assert actions.restore(wish, now=town.now).sound
    if connection.vendor == "postgresql":
        databases.drop(f"{connection.settings_dict['NAME']}_restored")


def test_what_a_killed_proof_left_is_removed_by_the_next(settings):
    left = Path(settings.MUNIMENT_HOME).parent / "muniment-proof-left"
    used = left.with_name("muniment-proof-used")
    for one in (left, used):
        one.mkdir()
        (one / "muniment.sqlite3").write_text("what was destroyed since")
    with folder.held_alone(used), restoring._temporary() as place:
        assert place.is_dir()
        assert (left.exists(), used.exists()) == (False, True)
    assert not place.exists()
