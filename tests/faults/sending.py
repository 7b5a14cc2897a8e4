"""A person's program that sends files to two web services, each until it is told that the file is
safe: the same request with the same key, to whichever of the two answers."""

import hashlib
import http.client
import json
import queue
import random
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

LETTERS = "bcdfgkmnpt"  # no word made of these has another form of itself
PATIENCE = 180.0  # seconds for one file


def word(number: int) -> str:
    """A word that stands in one text only."""
    return "zq" + "".join(LETTERS[int(digit)] for digit in f"{number:06d}") + "z"


def text(number: int) -> bytes:
    """What the file of this number says. Every twentieth says what the one before it says."""
    said = number - 1 if number % 20 == 19 else number
    return f"Paper {said} of the department. Its own word is {word(said)}.\n".encode()


@dataclass
class Sender:
    """Sends files into a folder. `answers`: what was answered in the end, by number; `tries`: how
    often anything was sent."""

    ports: list[int]
    folder: str
    token: str
    answers: dict[int, dict[str, str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    waited: list[tuple[float, int]] = field(default_factory=list)  # seconds, for which status
    tries: int = 0
    released: threading.Condition = field(default_factory=threading.Condition)
    below: int = 0

    def let_go(self, below: int) -> None:
        """From now on files of a lower number may be sent."""
        with self.released:
            self.below = below
            self.released.notify_all()

    def wait_for(self, many: int) -> None:
        """Wait until so many were acknowledged or given up."""
        with self.released:
            self.released.wait_for(lambda: len(self.answers) + len(self.wrong) >= many, PATIENCE)

    def send(self, numbers: Iterable[int], threads: int) -> None:
        """Send all; returns when each was acknowledged or given up."""
        left: queue.SimpleQueue[int] = queue.SimpleQueue()
        for number in numbers:
            left.put(number)
        working = [
            threading.Thread(target=self._work, args=(left, place), daemon=True)
            for place in range(threads)
        ]
        for one in working:
            one.start()
        for one in working:
            one.join()

    def _work(self, left: "queue.SimpleQueue[int]", place: int) -> None:
        while True:
            try:
                number = left.get_nowait()
            except queue.Empty:
                return
            with self.released:
                self.released.wait_for(lambda number=number: number < self.below)
            try:
                self._one(number, place)
            except Exception as error:
                self.wrong.append(f"{number}: {error!r}")
            with self.released:
                self.released.notify_all()

    def _one(self, number: int, place: int) -> None:
        chance, until = random.Random(number), time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self.tries += 1
            began = time.monotonic()
            try:
                status, said = self._ask(number, self.ports[place % 2])
            except (OSError, http.client.HTTPException, ValueError):
                status, said = 0, {}
            self.waited.append((round(time.monotonic() - began, 1), status))
            if status == 201:
                self.answers[number] = said
                return
            if 400 <= status < 500:
                self.wrong.append(f"{number}: {status} {said}")
                return
            place += 1
            time.sleep(chance.uniform(0.05, 0.5))
        self.wrong.append(f"{number}: never acknowledged")

    def ask_to_look(self, source: str) -> None:
        """Ask one of the services to have a source looked at; it may be away."""
        port = self.ports[int(time.monotonic()) % 2]
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            link.request("POST", f"/api/v1/sources/{source}/look", b"", headers)
            link.getresponse().read()
        except (OSError, http.client.HTTPException):
            pass  # the next one may answer
        finally:
            link.close()

    def _ask(self, number: int, port: int) -> tuple[int, dict[str, str]]:
        data = text(number)
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            link.request(
                "POST",
                f"/api/v1/folders/{self.folder}/files?name={number}.txt"
                f"&sha256={hashlib.sha256(data).hexdigest()}",
                data,
                {
                    "Authorization": f"Bearer {self.token}",
                    "Content-Type": "application/octet-stream",
                    "Idempotency-Key": f"paper-{number}",
                },
            )
            answer = link.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            link.close()
