"""Audit events in words, with the page of what each is about."""

import json
from collections.abc import Iterable
from typing import Any

from django.urls import NoReverseMatch, reverse

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission as P
from muniment.foundation.access.types import Profile
from muniment.web.words import sentence

# What an event can be about (the first part of its object's reference, and the name of the route
# to its page), and what a reader needs to open that page.
PAGES: dict[str, P | None] = {
    "person": P.PEOPLE_SEE,
    "unit": P.PEOPLE_SEE,
    "class": P.FILEPLAN_SEE,
    "field": P.FILEPLAN_SEE,
    "vocabulary": P.FILEPLAN_SEE,
    "folder": P.RECORDS_SEE,
    "box": P.RECORDS_SEE,
    "record": P.RECORDS_SEE,
    "declared_use": P.RECORDS_CAPTURE,
    "library_resource": P.LIBRARY_MANAGE,
    "asset": P.ASSETS_SEE,
    "plan": P.PLANS_SEE,
    "action": P.PLANS_SEE,
    # Who reported one, or has a corrective action of one, has a page of it too.
    "incident_case": None,
    "lesson": None,
    "risk": P.RISKS_SEE,
    "waiver": P.RISKS_SEE,
    "policy": P.POLICIES_SEE,
    "body": P.BODIES_SEE,
    "review": P.DISPOSAL_SEE,
    "standing_approval": P.DISPOSAL_SEE,
    "expunging": P.DISPOSAL_SEE,
    "hold": P.HOLD_SEE,
    "body_move": P.FILEPLAN_SEE,
    "rule": P.RETENTION_SEE,
    "retention_leave": P.RETENTION_SEE,
    "certificate": P.DISPOSAL_SEE,
    "capture": P.AUDIT_SEE,
    "saved_search": P.RECORDS_SEE,
    "search_certificate": P.SEARCH_LOG_SEE,
}
MACHINES = {"setup": "Set-up", "system": "The system", "": "The system"}


# What the words of a kind or a detail do not say well by themselves.
SAID = {
    "disposal:record:destroying": "Destruction of the record begun",
    "disposal:record:awaiting_hand": "Left to be destroyed by hand",
    "disposal:paper:confirmed": "Paper confirmed as gone",
}
NAMES = {"sha256": "SHA-256"}


def title(kind: str) -> str:
    """`access:role:given` as `Role given`; a refusal says so."""
    if kind in SAID:
        return SAID[kind]
    _, *parts = kind.split(":")
    refused = parts[-1:] == ["refused"]
    words = sentence(" ".join(parts[:-1] if refused else parts))
    return f"{words}: refused" if refused else words


def address(reference: str, actor: Profile) -> str:
    """The page of what an event is about; empty where there is none that the reader may open."""
    kind, _, name = reference.partition(":")
    if not name or kind not in PAGES:
        return ""
    if PAGES[kind] is not None and PAGES[kind] not in actor.permissions:
        return ""
    try:
        return reverse(kind, args=[name])
    except NoReverseMatch:
        return ""


def names(references: Iterable[str], moment: Any = None) -> dict[str, str]:
    """The names of actors, people and machines."""
    wanted = set(references)
    return {**MACHINES, **access.names_at(wanted, moment)}


def timeline(events: Iterable[Any], *, linked: bool = True) -> list[dict[str, Any]]:
    """Events as the timeline shows them."""
    rows = list(events)
    known = names(row.actor for row in rows)
    return [
        {
            "title": title(row.kind),
            "by": known.get(row.actor, row.actor),
            "at": row.at,
            "words": row.reason,
            "href": reverse("event", args=[row.seq]) if linked else "",
        }
        for row in rows
    ]


def detail(event: Any) -> list[tuple[str, str]]:
    """What an event carries beside who, what and when, as names and values."""
    told = json.loads(event.canonical).get("detail", {})
    return [
        (NAMES.get(name) or sentence(name), _plain(value))
        for name, value in told.items()
        if value not in ("", [])
    ]


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_plain(one)}" for name, one in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
