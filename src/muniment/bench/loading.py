"""A department at work: five hundred people click while papers are filed beside them.

Everybody clicks when their time has come, whether or not the last page has: what somebody waits
counts from then, so that a server that falls behind is seen to.
"""

import http.client
import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from muniment.bench import clicking, holdings, material
from muniment.bench.asking import percentile, settle
from muniment.bench.capturing import database
from muniment.bench.types import Figure
from muniment.foundation.access import actions as access
from muniment.foundation.access.types import Profile, Role
from muniment.foundation.kernel import clock
from muniment.holdings.records.models import Record

PEOPLE, MANAGERS = 500, 20
PAGES_A_SECOND, FILES_A_SECOND = 50, 2
AT_ONCE = 100  # pages that are waited for together: more are late, and counted so
WARMING = 100  # pages before anything is measured
SLOWEST = 500  # ms, at the 95th percentile


def loading(actor: Profile, papers: int, seconds: int) -> Iterator[Figure]:
    """Five hundred sessions that ask for 50 pages a second in all, among `papers` records, while
    two files a second are filed through the API, for so many seconds."""
    holdings.records_with_text(actor, papers)
    settle()
    people = [f"person{number}" for number in range(PEOPLE)]
    for number, one in enumerate(people):
        role = Role.RECORDS_MANAGER if number < MANAGERS else Role.STAFF
        material.add(one, role, "NORTH", "")
    cookies = [clicking.signed_in(one) for one in people]
    walks = [clicking.walk(one, seed) for seed, one in enumerate(people)]
    ends = clock.now() + timedelta(days=1)
    _, secret = access.issue_token(
        actor, actor.reference, name="Load", expires_at=ends, now=clock.now()
    )
    place = str(holdings.folders()[0].reference)
    with clicking.served() as port:
        for number in range(WARMING):
            clicking.page(port, cookies[number], "/")
        load = _Load(port, cookies, walks, seconds)
        filing = threading.Thread(target=load.file, args=(place, secret))
        filing.start()
        load.click()
        filing.join()
    took, errors = load.took, sum(load.errors.values())
    note = f"{load.filed} files filed meanwhile" + "".join(
        f"; {count} times {what}" for what, count in load.errors.most_common(5)
    )
    name = f"load, {PEOPLE} people for {seconds} s"
    rate = len(load.waits) / took
    # Fifty a second are asked for: a few that end after the last second are no fault.
    yield Figure(f"{name}, pages", database(), rate, "pages/s", None, PAGES_A_SECOND * 0.98)
    wait = percentile(load.waits, 95)
    yield Figure(f"{name}, p95", database(), wait, "ms", None, SLOWEST, True, note)
    yield Figure(f"{name}, errors", database(), errors, "errors", None, 0, True)
    lost = load.filed - Record.objects.filter(folder__reference=place).count()
    yield Figure(f"{name}, files lost", database(), lost, "files", None, 0, True)


class _Load:
    """What is asked of the server, and what came of it."""

    def __init__(self, port: int, cookies: list[str], walks: list[list[str]], seconds: int) -> None:
        self.port, self.seconds = port, seconds
        self.cookies = cookies
        self.walks = [itertools.cycle(one) for one in walks]
        self.waits: list[float] = []  # milliseconds
        self.errors: Counter[str] = Counter()
        self.filed, self.took = 0, 0.0

    def click(self) -> None:
        """Ask for each page when its time has come."""
        chance = random.Random(11)  # noqa: S311
        began = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for number in range(self.seconds * PAGES_A_SECOND):
                due = began + number / PAGES_A_SECOND
                time.sleep(max(0.0, due - time.perf_counter()))
                somebody = chance.randrange(PEOPLE)
                page = next(self.walks[somebody])
                pool.submit(self._one, self.cookies[somebody], page, due)
        self.took = material.waited(began)

    def _one(self, cookie: str, page: str, due: float) -> None:
        try:
            clicking.page(self.port, cookie, page)
            self.waits.append(1000 * material.waited(due))
        except (SystemExit, OSError, http.client.HTTPException) as fault:
            self.errors[str(fault) or type(fault).__name__] += 1

    def file(self, place: str, secret: str) -> None:
        """Send small files, each when its time has come."""
        began = time.perf_counter()
        for number in range(self.seconds * FILES_A_SECOND):
            time.sleep(max(0.0, began + number / FILES_A_SECOND - time.perf_counter()))
            text = b"Paper %d of the load: minutes of the council.\n" % number
            try:
                status = self._send(place, secret, number, text)
            except (OSError, http.client.HTTPException) as fault:
                self.errors[str(fault) or type(fault).__name__] += 1
                continue
            if status == 201:
                self.filed += 1
            else:
                self.errors[f"a file was answered with {status}"] += 1

    def _send(self, place: str, secret: str, number: int, text: bytes) -> int:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=clicking.PATIENCE)
        headers = {
            "Authorization": f"Bearer {secret}",
            "Idempotency-Key": f"load-{number}",
            "Content-Type": "application/octet-stream",
        }
        address = f"/api/v1/folders/{place}/files?name=load-{number}.txt"
        link.request("POST", address, body=text, headers=headers)
        answer = link.getresponse()
        answer.read()
        link.close()
        return answer.status
