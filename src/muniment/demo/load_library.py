"""Gives the demonstration a library: what the council subscribes to, has bought or leads to."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from muniment.demo.load import tree
from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.library import actions, queries
from muniment.holdings.library.types import SUBJECTS, LicenceDraft, ResourceDraft
from muniment.holdings.metadata import actions as metadata
from muniment.holdings.metadata import queries as vocabularies

Clock = Callable[[], datetime]


def load_library(actor: Profile, clock: Clock) -> None:
    """Fill the library, unless there is something in it."""
    if queries.visible(actor).exists():
        return
    said = tree("library.yaml")
    known = {one.code for one in vocabularies.vocabularies()}
    if SUBJECTS not in known:
        metadata.open_vocabulary(actor, SUBJECTS, title="Subjects", note="", now=clock())
    there = queries.subjects_known()
    for label in said["subjects"]:
        if label.casefold() not in there:
            metadata.add_term(actor, SUBJECTS, label=label, now=clock())
    for one in said["resources"]:
        _add(actor, one, clock())


def _add(actor: Profile, one: Mapping[str, Any], now: datetime) -> None:
    given = {key: value for key, value in one.items() if key != "licence"}
    given |= {name: tuple(one.get(name, ())) for name in ("subjects", "classes", "units")}
    made = actions.add(actor, ResourceDraft(**given), now=now)
    if "licence" in one:
        draft = _licence(one["licence"], civil_date(now))
        actions.set_licence(actor, made.reference, draft, now=now)


def _licence(said: Mapping[str, Any], today: date) -> LicenceDraft:
    """The licence as it is written, with its end counted in days from today."""
    given: dict[str, Any] = {
        key: str(value) for key, value in said.items() if key not in ("cost", "ends_in")
    }
    ends = today + timedelta(days=said["ends_in"]) if "ends_in" in said else None
    cost = Decimal(str(said["cost"])) if "cost" in said else None
    return LicenceDraft(**given, ends_on=ends, cost=cost)
