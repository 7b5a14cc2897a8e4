"""Reading the pack of the breach clock."""

from collections.abc import Iterator
from typing import Any

from muniment.foundation.access.types import Role
from muniment.foundation.kernel.errors import Reason
from muniment.governance.incidents.types import Pack

NAMES = ("authority", "report_at", "limit_hours", "alert_hours", "alerted_roles")
MOST_HOURS = 24 * 365
MOST_ALERTS = 12


def read_pack(said: Any) -> tuple[Pack | None, list[Reason]]:
    """What a pack says, and every reason why it cannot be used; no pack where there is one."""
    if not isinstance(said, dict):
        return None, [Reason("pack", f"It names no members. It has these: {', '.join(NAMES)}.")]
    wrong = [*_names(said), *_texts(said), *_hours(said), *_roles(said)]
    return (None, wrong) if wrong else (_pack(said), [])


def _pack(said: dict[str, Any]) -> Pack:
    return Pack(
        authority=said["authority"].strip(),
        report_at=str(said.get("report_at") or "").strip(),
        limit_hours=int(said["limit_hours"]),
        alert_hours=tuple(sorted({int(one) for one in said["alert_hours"]})),
        alerted_roles=tuple(dict.fromkeys(said["alerted_roles"])),
    )


def _names(said: dict[str, Any]) -> Iterator[Reason]:
    for name in said:
        if name not in NAMES:
            yield Reason(name, f"“{name[:60]}” is unknown. Known are {', '.join(NAMES)}.", name)


def _texts(said: dict[str, Any]) -> Iterator[Reason]:
    if not (isinstance(said.get("authority"), str) and said["authority"].strip()):
        yield Reason("authority", "authority: say who is to be told of a breach.", "authority")
    elif len(said["authority"]) > 200:
        yield Reason("authority", "authority: use at most 200 letters.", "authority")
    where = said.get("report_at")
    if where is not None and not (isinstance(where, str) and where.startswith("https://")):
        yield Reason("report_at", "report_at: give an address that begins https://.", "report_at")


def _number(text: Any) -> int | None:
    ok = isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 6
    return int(text) if ok else None


def _hours(said: dict[str, Any]) -> Iterator[Reason]:
    limit = _number(said.get("limit_hours"))
    if limit is None or not 0 < limit <= MOST_HOURS:
        words = f"limit_hours: give whole hours, from 1 to {MOST_HOURS:,}."
        yield Reason("limit_hours", words, "limit_hours")
    alerts = said.get("alert_hours")
    if not isinstance(alerts, list) or len(alerts) > MOST_ALERTS:
        words = f"alert_hours: give a list of at most {MOST_ALERTS} numbers of hours."
        yield Reason("alert_hours", words, "alert_hours")
        return
    for one in alerts:
        hours = _number(one)
        if hours is None or hours < 1 or (limit is not None and hours >= limit):
            words = f"alert_hours: {str(one)[:40]} is no whole number of hours before the limit."
            yield Reason("alert_hours", words, "alert_hours")


def _roles(said: dict[str, Any]) -> Iterator[Reason]:
    named = said.get("alerted_roles")
    if not isinstance(named, list) or not named:
        yield Reason("alerted_roles", "alerted_roles: give a list of roles.", "alerted_roles")
        return
    for one in named:
        if one not in list(Role):
            known = ", ".join(role.value for role in Role)
            words = f"alerted_roles: there is no role {str(one)[:40]}. There are {known}."
            yield Reason("alerted_roles", words, "alerted_roles")
