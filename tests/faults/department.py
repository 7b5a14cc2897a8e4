"""A department on one machine: two web services and two workers, each pair with a data folder of
its own as on two machines, one of systemd's units and one of the containers' commands of each.

They share a database, a bucket, a broker and a folder of checkpoints, and between them and these
are wires that can be cut.
"""

import os
import random
import re
import secrets
import shutil
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from scripts import ceph
from tests.faults.units import DEPLOY, Unit, container, unit, until
from tests.faults.wires import Wire
from tests.foundation.content import gateway, proxy
from tests.foundation.content.gateway import free_port

BROKER = os.environ.get("MUNIMENT_TEST_BROKER", "amqp://guest:guest@127.0.0.1:5672//")
LEASE = 10  # seconds; a dead worker's job is another's after that
AWAY = 2.0  # seconds that a broker is away
HARMS = (
    *("web", "web", "worker", "worker", "database", "database"),
    *("broker cut", "broker away", "broker repeats", "storage silent", "storage cut"),
)


class Department:
    """What runs, and every harm that can be done to it. `harmed`: how often each was."""

    def __init__(self, url: str, folder: Path, home: Path, checkpoints: Path) -> None:
        self.url, self.folder = url, folder
        self.chance = random.Random(31)
        self.harmed: Counter[str] = Counter()
        self.killed: list[str] = []
        self._stack = ExitStack()
        self._fates: Counter[str] = Counter()
        self._fates_lock = threading.Lock()
        self.watched = folder / "watched"
        self.watched.mkdir()
        self.settings = self._settings(home, checkpoints)
        homes = [self._machine(home, name) for name in ("one", "two")]
        self.ports = [free_port(), free_port()]
        addresses = [f"127.0.0.1:{port}" for port in self.ports]
        lines = {
            "web one": unit("muniment-web.service").at(addresses[0]),
            "web two": container("web").at(addresses[1]),
            "worker one": unit("muniment-worker@.service"),
            "worker two": container("worker"),
        }
        self.units = {}
        for name, line in lines.items():
            where = homes[0] if name.endswith("one") else homes[1]
            environment = {**self.settings, "MUNIMENT_HOME": str(where)}
            said = folder / f"{name.replace(' ', '-')}.log"
            self.units[name] = Unit(line, environment, said).start()
            self._stack.callback(self.units[name].stop)

    # -- how it is set up ---------------------------------------------------------------------
    def _settings(self, home: Path, checkpoints: Path) -> dict[str, str]:
        named = re.findall(r"^([A-Z0-9_]+)=", (DEPLOY / "muniment.env.example").read_text(), re.M)
        given = {
            "MUNIMENT_CHECKPOINTS": str(checkpoints),
            "MUNIMENT_DATABASE_URL": self.url,
            "MUNIMENT_ALLOWED_HOSTS": "127.0.0.1",
            **self._broker(),
            **self._storage(),
        }
        assert set(given) <= set(named), "the example leaves out what is needed"
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("MUNIMENT_", "AWS_"))}
        more = {
            "MUNIMENT_LEASE_SECONDS": str(LEASE),
            "MUNIMENT_S3_TIMEOUT": "1",
            "MUNIMENT_WATCHED_FOLDERS": str(self.watched),
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        return {**clean, **given, **more}

    def _machine(self, home: Path, name: str) -> Path:
        """The data folder of one machine: nothing but the keys are the same."""
        made = self.folder / f"machine-{name}"
        made.mkdir()
        shutil.copytree(home / "keys", made / "keys")
        return made

    def _broker(self) -> dict[str, str]:
        """A virtual host of our own where we may make one, by way of a wire."""
        at = urlsplit(BROKER)
        self.wire = Wire((at.hostname, at.port or 5672))
        self._stack.callback(self.wire.close)
        host = _virtual_host(self._stack, at.username or "guest") or at.path[1:]
        login = f"{at.username}:{at.password}@"
        self.broker = f"amqp://{login}127.0.0.1:{self.wire.port}/{host}"
        return {"MUNIMENT_BROKER": self.broker}

    def _storage(self) -> dict[str, str]:
        """A bucket that keeps versions, by way of a proxy."""
        self.place = gateway.make_bucket(versioned=True)
        self._stack.callback(gateway.remove_bucket, self.place)
        self.proxy = self._stack.enter_context(proxy.between(self._fate))
        keys = self.folder / "s3-keys"
        keys.write_text(
            f"[default]\naws_access_key_id={ceph.ACCESS}\naws_secret_access_key={ceph.SECRET}\n"
        )
        keys.chmod(0o400)
        return {
            "MUNIMENT_CONTENT_STORE": f"s3://{self.place.bucket}/{self.place.prefix}",
            "MUNIMENT_S3_ENDPOINT": f"http://127.0.0.1:{self.proxy.port}",
            "AWS_SHARED_CREDENTIALS_FILE": str(keys),
        }

    def _fate(self, method: str, path: str, before: int) -> str:
        """What becomes of a request: nothing, unless one was to be harmed."""
        with self._fates_lock:
            for fate in (proxy.SILENT_AFTER, proxy.CUT):
                if self._fates[fate] and method == ("PUT" if fate == proxy.SILENT_AFTER else "GET"):
                    self._fates[fate] -= 1
                    return fate
        return proxy.FORWARD

    def ready(self) -> "Department":
        """Wait until both web services answer."""
        for port in self.ports:
            until(lambda port=port: _listens(port), 60, "a web service answers")
        return self

    # -- harm ---------------------------------------------------------------------------------
    def harm(self, what: str) -> None:
        """Do one harm."""
        getattr(self, f"_{what.replace(' ', '_')}")()
        self.harmed[what] += 1

    def shuffled(self, several: Iterable[str]) -> list[str]:
        """In an order of their own, the same in each run."""
        found = list(several)
        self.chance.shuffle(found)
        return found

    def _web(self) -> None:
        self._kill("web")

    def _worker(self) -> None:
        self._kill("worker")

    def _kill(self, what: str) -> None:
        name = f"{what} {self.chance.choice(('one', 'two'))}"
        self.killed.append(f"{name}: {self.units[name].kill(self.chance.randrange(8))}")

    def _database(self) -> None:
        """End every connection but those of this test."""
        name = urlsplit(self.url).path[1:]
        with psycopg.connect(self.url, autocommit=True) as link:
            link.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
                " AND pid <> pg_backend_pid() AND application_name <> %s",
                (name, OURS),
            )

    def _broker_cut(self) -> None:
        self.wire.cut()

    def _broker_away(self) -> None:
        self.wire.die()
        time.sleep(AWAY)
        self.wire.live()

    def _broker_repeats(self) -> None:
        """The message comes again and again."""
        from kombu import Connection

        from muniment.foundation.jobs.adapters.broker import QUEUE, TASK, _queue

        body, headers = [[], {}, {}], {"task": TASK, "id": secrets.token_hex(8)}
        with Connection(self.broker, connect_timeout=5) as link:
            for _ in range(5):
                link.Producer().publish(
                    body, routing_key=QUEUE, headers=headers, declare=[_queue()],
                    serializer="json", delivery_mode=1,
                )  # fmt: skip

    def _storage_silent(self) -> None:
        """What is written is there, and nobody is told."""
        self._doom(proxy.SILENT_AFTER)

    def _storage_cut(self) -> None:
        self._doom(proxy.CUT)

    def _doom(self, fate: str) -> None:
        with self._fates_lock:
            self._fates[fate] += 3

    # -- the end ------------------------------------------------------------------------------
    def stop(self) -> dict[str, int | None]:
        """End everything as it would be ended; the exit codes."""
        with ThreadPoolExecutor(len(self.units)) as pool:
            codes = pool.map(Unit.stop, self.units.values())
        return dict(zip(self.units, codes, strict=True))

    def close(self) -> None:
        """Leave nothing behind."""
        self._stack.close()

    def said(self) -> str:
        """The end of what each service wrote."""
        return "\n".join(
            f"== {name}: {one.said.read_text('utf-8', 'replace')[-3000:]}"
            for name, one in self.units.items()
        )


OURS = "muniment-test-of-a-department"


def _virtual_host(stack: ExitStack, user: str) -> str:
    """A virtual host of this test; empty where only an operator may make one."""
    name = f"muniment-test-{secrets.token_hex(4)}"
    control = ["rabbitmqctl", "-q"]
    asked = (
        [*control, "add_vhost", name],
        [*control, "set_permissions", "-p", name, user, ".*", ".*", ".*"],
    )
    for command in asked:
        try:
            done = subprocess.run(command, capture_output=True, timeout=60, check=False)
        except OSError:
            return ""
        if done.returncode:
            return ""
    stack.callback(
        subprocess.run, [*control, "delete_vhost", name], capture_output=True, check=False
    )
    return name


def _listens(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
