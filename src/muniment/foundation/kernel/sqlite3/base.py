"""Who has waited longest to write is the likeliest to be next.

SQLite lets one connection write at a time. Its own way of waiting looks again after longer and
longer pauses: beside a capture and a worker, or under sixteen writers, whoever has just come looks
often and takes the turn, and one that has waited for long is in the end told that the database is
locked. Here it is the other way round: the longer somebody has waited, the more often they look.
"""

import sqlite3
import time
from collections.abc import Callable
from typing import Any

from django.db.backends.sqlite3 import base

LONGEST_PAUSE, SHORTEST_PAUSE = 0.025, 0.002  # seconds between two looks
IMPATIENCE = 20.0  # how much shorter the pause is for each second that was waited
TAKEN = ("locked", "busy")
# What takes the turn where no transaction has it yet.
TAKES_THE_TURN = ("BEGIN", "INSERT", "UPDATE", "DELETE", "REPLACE")


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's, but for how the turn to write is waited for."""

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor that waits so."""
        return self.connection.cursor(factory=WaitingCursor)


class WaitingCursor(base.SQLiteCursorWrapper):
    """Waits as long as `busy_timeout` says, as SQLite would; then raises its OperationalError."""

    def execute(self, query: Any, params: Any = None) -> Any:
        """As Django's."""
        return self._in_turn(query, lambda: base.SQLiteCursorWrapper.execute(self, query, params))

    def executemany(self, query: Any, param_list: Any) -> Any:
        """As Django's."""
        # What was tried once must be there to be tried again.
        rows = list(param_list)
        return self._in_turn(query, lambda: base.SQLiteCursorWrapper.executemany(self, query, rows))

    def _in_turn(self, query: str, run: Callable[[], Any]) -> Any:
        link = self.connection
        if link.in_transaction or not query.startswith(TAKES_THE_TURN):
            return run()
        [patience] = link.execute("PRAGMA busy_timeout").fetchone()
        came = time.monotonic()
        link.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    return run()
                except sqlite3.OperationalError as fault:
                    waited = time.monotonic() - came
                    if waited >= patience / 1000 or not any(one in str(fault) for one in TAKEN):
                        raise
                time.sleep(pause_after(waited))
        finally:
            link.execute(f"PRAGMA busy_timeout = {patience}")


def pause_after(waited: float) -> float:
    """Seconds until the next look of one who has waited so many."""
    return max(SHORTEST_PAUSE, LONGEST_PAUSE / (1 + IMPATIENCE * waited))
