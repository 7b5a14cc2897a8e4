"""Backups while writers file records, on a database that several connections can open.

`python -m tests.exchange.backup.loading WRITERS ROUNDS FOLDER REFERENCES`: prints JSON with what
was found wrong, and how many records were committed meanwhile.
"""

import json
import sys
import threading
import time
from pathlib import Path


class Writers:
    """Threads that file records, each with a connection of its own, and note each commit."""

    def __init__(self, town, many: int) -> None:
        self.town, self.stop = town, threading.Event()
        self.commits: list[float] = []
        self.threads = [threading.Thread(target=self._write) for _ in range(many)]

    def __enter__(self):
        self.town.folder("HOU/REP")
        for one in self.threads:
            one.start()
        while len(self.commits) < len(self.threads):
            time.sleep(0.01)
        return self

    def __exit__(self, *_):
        self.stop.set()
        for one in self.threads:
            one.join()

    def _write(self):
        from django.db import connection
        from tests.lifecycle.town import TODAY

        while not self.stop.is_set():
            self.town.file(TODAY)
            self.commits.append(time.monotonic())
        connection.close()


def wrong_with(made, acknowledged: int) -> list[str]:
    """One content for each record that is filed: what is counted in the snapshot must agree."""
    of = made.manifest
    found = [] if of.events >= acknowledged else ["something acknowledged is not in it"]
    found += [f"missing: {one}" for one in of.missing]
    records = sum(of.records.values())
    return found + ([] if of.contents == records else [f"{of.contents} for {records} records"])


def main() -> None:
    import django

    django.setup()
    from tests.lifecycle.town import Town

    from muniment.exchange.backup import actions
    from muniment.foundation.audit import queries as audit

    many, rounds, to, references = sys.argv[1:]
    town, wrong = Town(references=json.loads(references)), []
    with Writers(town, int(many)) as writers:
        for _ in range(int(rounds)):
            acknowledged = audit.size()
            made = actions.take(town.who("admin"), Path(to), now=town.later(minutes=1))
            wrong += wrong_with(made, acknowledged)
    print(json.dumps({"wrong": wrong, "commits": len(writers.commits)}))


if __name__ == "__main__":
    main()
