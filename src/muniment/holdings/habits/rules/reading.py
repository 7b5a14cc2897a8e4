"""Reading a list of mailboxes, row by row: what is understood, and what is left out and why."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from muniment.holdings.habits.types import ALIKE, COLUMNS, Left, MailboxRow

LONGEST = 250  # letters of an address, a name or a unit
MOST = 10**15  # a number beyond it is a mistake
_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
# Exchange writes both, and the second is exact: 1.208 GB (1,297,000,000 bytes).
_EXACT = re.compile(r"\(([\d,. ]+)\s*bytes?\)", re.I)
_SIZE = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(bytes?|b|kb|mb|gb|tb|kib|mib|gib|tib|)", re.I)
_UNITS = {"k": 1, "m": 2, "g": 3, "t": 4}
_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
COUNTS = ("items", "unread", "sent", "received", "attached")


def columns_of(heads: Sequence[str]) -> dict[str, str]:
    """For each of our columns the heading of the file that means the same, where one does."""
    alike = {_bare(one): one for one in reversed(heads)}
    found = {ours: [alike[one] for one in (ours, *ALIKE[ours]) if one in alike] for ours in COLUMNS}
    return {ours: theirs[0] for ours, theirs in found.items() if theirs}


def _bare(heading: str) -> str:
    return heading.strip().casefold().replace(" ", "_").replace("-", "_")


def size_of(text: str) -> int | None:
    """A size in bytes, as programs write it: 1297000000, 1.2 GB, 512 MB (536,870,912 bytes). A
    kilobyte is 1,024 bytes, as mail servers count. None for what is no size."""
    if exact := _EXACT.search(text):
        return int(re.sub(r"[,. ]", "", exact[1]) or "0")
    found = _SIZE.fullmatch(text.strip())
    if found is None or (not found[2] and "." in found[1]):
        return None
    power = _UNITS.get(found[2][:1].lower(), 0)
    amount: float = float(found[1].replace(",", "")) * 1024**power
    return round(amount)


def day_of(text: str) -> date | None:
    """A date as 2026-03-31 or 31/03/2026, a time of day after it or not; None for what is none."""
    first = text.strip().replace("T", " ").partition(" ")[0]
    try:
        if found := _DAY.fullmatch(first):
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(first)
    except ValueError:
        return None


def read_rows(
    rows: Sequence[Mapping[str, Any]], chosen: Mapping[str, str], *, on: date | None, today: date
) -> tuple[list[MailboxRow], list[Left]]:
    """The rows that are understood, and those that are not, each with every reason. `chosen`: for
    each of our columns its heading in the file; `on`: the date of figures that name none."""
    found: list[MailboxRow] = []
    left: list[Left] = []
    seen: dict[str, int] = {}
    for place, row in enumerate(rows, 2):
        named = {ours: row.get(chosen[ours]) for ours in COLUMNS if chosen.get(ours)}
        said = {ours: _said(named.get(ours)) for ours in COLUMNS}
        if not any(said.values()):
            continue
        line = int(row["line"]) if _is_whole(row.get("line")) else place
        read = _Row(said, on, today)
        account = said["account"].lower()
        if account in seen:
            read.wrong.append(f"The mailbox stands in line {seen[account]} already.")
        if read.wrong:
            left.append(Left(line, said["account"], " ".join(read.wrong)))
            continue
        seen[account] = line
        found.append(MailboxRow(line=line, account=account, **read.values))
    return found, left


def _said(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _is_whole(value: Any) -> bool:
    text = _said(value)
    return text.isascii() and text.isdigit() and len(text) < 10


class _Row:
    """One row as it is read: its values, and what is wrong with it."""

    def __init__(self, said: Mapping[str, str], on: date | None, today: date) -> None:
        self.said, self.today = said, today
        self.wrong: list[str] = []
        self.values: dict[str, Any] = {}
        self._names()
        self._size()
        for name in COUNTS:
            self._count(name)
        self._dates(on)
        items, unread = self.values["items"], self.values["unread"]
        if items is not None and unread is not None and unread > items:
            self.wrong.append("More messages are unread than there are.")

    def _names(self) -> None:
        account = self.said["account"]
        if not _ADDRESS.fullmatch(account) or len(account) > LONGEST:
            self.wrong.append(
                f"“{account[:60]}” is no e-mail address." if account else "It names no mailbox."
            )
        for name in ("person", "unit"):
            self.values[name] = self.said[name]
            if len(self.values[name]) > LONGEST:
                self.wrong.append(f"The {name} has more than {LONGEST} letters.")

    def _size(self) -> None:
        text = self.said["size"]
        size = self.values["size"] = size_of(text)
        if size is None or size > MOST:
            self.wrong.append(f"“{text[:40]}” is no size." if text else "It says no size.")

    def _count(self, name: str) -> None:
        text = self.said[name]
        self.values[name] = int(text.replace(",", "")) if _WHOLE.fullmatch(text) else None
        if text and (self.values[name] is None or self.values[name] > MOST):
            self.wrong.append(f"{COLUMNS[name]}: “{text[:40]}” is no whole number.")

    def _dates(self, on: date | None) -> None:
        for name in ("oldest", "on"):
            text = self.said[name]
            found = self.values[name] = day_of(text)
            if text and found is None:
                self.wrong.append(f"{COLUMNS[name]}: “{text[:40]}” is no date such as 2026-03-31.")
            if found and found > self.today:
                self.wrong.append(f"{COLUMNS[name]}: {found.isoformat()} lies in the future.")
        if not self.said["on"]:
            self.values["on"] = on
            if on is None:
                self.wrong.append("Nothing says of which day the figures are.")
            elif on > self.today:
                self.wrong.append(f"{COLUMNS['on']}: {on.isoformat()} lies in the future.")
