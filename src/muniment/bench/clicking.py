"""How long people wait for a page while a drive is being captured."""

import http.client
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connections

from muniment.bench import holdings, material
from muniment.bench.asking import QUERIES, percentile, settle
from muniment.bench.capturing import database
from muniment.bench.types import Figure
from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile, Role
from muniment.foundation.kernel import clock
from muniment.holdings.capture import queries as captures
from muniment.holdings.records import queries as records

PEOPLE, MANAGERS = 20, 2
CLICKS = 30  # of each of them
LOOKING = (0.5, 2.5)  # seconds that somebody looks at a page before the next click
WARMING = 12  # pages before anything is measured
PATIENCE = 60  # seconds for the server to begin, and for one page


def clicking(actor: Profile, folder: Path, papers: int, captured: int) -> Iterator[Figure]:
    """Twenty people find and read among `papers` records while `captured` small files come in and
    their texts are read: the wait for a page, and what capture came to meanwhile."""
    holdings.records_with_text(actor, papers)
    settle()
    material.small_files(folder / "coming", captured, seed=3)
    for number in range(PEOPLE - MANAGERS):
        material.add(f"clerk{number}", Role.STAFF, "NORTH", "")
    for number in range(MANAGERS):
        material.add(f"manager{number}", Role.RECORDS_MANAGER, "", "")
    clerks = [f"clerk{number}" for number in range(PEOPLE - MANAGERS)]
    everybody = [*clerks, *(f"manager{number}" for number in range(MANAGERS))]
    with served() as port:
        # The first of each process is slow: what a page takes with nobody else about is the least.
        alone = min(page(port, signed_in(everybody[0]), "/") for _ in range(WARMING))
        with _running(_capture(folder / "coming")) as capture:
            started = time.perf_counter()
            walks = [walk(one, number) for number, one in enumerate(everybody)]
            cookies = [signed_in(one) for one in everybody]
            with ThreadPoolExecutor(PEOPLE) as pool:
                waits = list(pool.map(_clicks, [port] * PEOPLE, cookies, walks))
            taken, running = material.waited(started), capture.poll() is None
            done = captures.tally(captures.captures(actor)[0]).captured
    if not running:
        raise SystemExit("the capture ended before the people did: the figure would be worthless")
    every = [1000 * wait for waits_of_one in waits for wait in waits_of_one]
    note = f"{len(every)} pages in {taken:.0f} s, {done / taken:.0f} files/s captured meanwhile"
    name = f"pages, {PEOPLE} people while files come in, p95"
    yield Figure(name, database(), percentile(every, 95), "ms", 1000 * alone, 200, True, note)


def walk(username: str, seed: int) -> list[str]:
    """The addresses that somebody goes to: of what they may see."""
    chance = random.Random(seed)  # noqa: S311
    actor = access.profile_of(username, on=clock.today())
    seen = list(records.visible(actor).order_by("-pk").select_related("folder")[:200])
    pages = []
    for _ in range(CLICKS):
        one, query = chance.choice(seen), chance.choice(QUERIES).replace(" ", "+")
        places = ["/", "/file-plan/", "/notices/", f"/folders/{one.folder.reference}/"]
        pages.append(
            chance.choice([f"/find/?q={query}", f"/records/{one.reference}/", *places[:1], *places])
        )
    return [address.replace('"', "%22") for address in pages]


def _clicks(port: int, cookie: str, walk: list[str]) -> list[float]:
    chance = random.Random(walk[0])  # noqa: S311
    waits = []
    for address in walk:
        time.sleep(chance.uniform(*LOOKING))
        waits.append(page(port, cookie, address))
    return waits


def page(port: int, cookie: str, address: str) -> float:
    """Seconds until the whole page has come. Anything but a page makes the figure worthless."""
    started = time.perf_counter()
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    link.request("GET", address, headers={"Cookie": cookie})
    answer = link.getresponse()
    answer.read()
    link.close()
    if answer.status not in (200, 302) or (answer.status == 302 and address != "/sign-in/"):
        raise SystemExit(f"{address} was answered with {answer.status}")
    return material.waited(started)


def signed_in(username: str) -> str:
    """The cookie of a session of this person, as signing in would make it."""
    person = access.find_person(username)
    assert person is not None
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _capture(folder: Path) -> list[str]:
    command = [sys.executable, "-m", "muniment.cli", "--as", "manager", "capture", str(folder)]
    return [*command, "--into", "C00", "--later"]


@contextmanager
def served() -> Iterator[int]:
    """The server and its worker as a laptop runs them; the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    connections.close_all()
    command = [sys.executable, "-m", "muniment.cli", "serve", "--address", f"127.0.0.1:{port}"]
    with _running(command) as server:
        _wait_for(port, server)
        yield port


@contextmanager
def _running(command: list[str]) -> "Iterator[subprocess.Popen[bytes]]":
    """The command, until the block is left, however it is left."""
    # The body of a measurement has no key of its own: without one each process makes another.
    environment = {**os.environ, "MUNIMENT_SECRET_KEY": settings.SECRET_KEY}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment) as process:
        try:
            yield process
        finally:
            process.terminate()


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    given_up, pause = time.monotonic() + PATIENCE, threading.Event()
    while time.monotonic() < given_up and server.poll() is None:
        with socket.socket() as link:
            if link.connect_ex(("127.0.0.1", port)) == 0:
                return
        pause.wait(0.2)
    raise SystemExit("the server did not begin")
