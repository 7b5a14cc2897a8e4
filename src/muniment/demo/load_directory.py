"""Gives the council's people entries in the directory, and its sites owners."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import SETUP, Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.metadata import actions as metadata
from muniment.people.directory import actions, queries
from muniment.people.directory.types import TYPED, VOCABULARY, EntryDraft, StewardDraft, Terms

Clock = Callable[[], datetime]
Said = Mapping[str, Any]


def load_directory(people: Iterable[Said], said: Said, *, clock: Clock) -> int:
    """Have those who are here say what they are and know, in their own name; how many."""
    metadata.open_vocabulary(SETUP, VOCABULARY, title="Expertise", now=clock())
    for one in said["terms"]:
        metadata.add_term(SETUP, VOCABULARY, **one, now=clock())
    actions.set_terms(SETUP, Terms(staff_record=said["staff_record"]), now=clock())
    of_entry = {one["username"]: one for one in said["entries"]}
    here = [one for one in people if not one["ends_on"]]
    for one in here:
        actor = access.profile_of(one["username"], on=civil_date(clock()))
        _write(actor, one["job_title"], of_entry.get(one["username"], {}), clock)
    for one in said["sites"]:
        draft = StewardDraft(one["person"], one["part"])
        actions.name_steward(SETUP, one["kind"], one["reference"], draft, now=clock())
    actions.count_entries(now=clock())
    return queries.everybody().count()


def _write(actor: Profile, job_title: str, entry: Said, clock: Clock) -> None:
    values = {name: str(entry.get(name, "")) for name in (*TYPED, "stand_in")}
    draft = EntryDraft(**{**values, "job_title": job_title})
    actions.change_entry(actor, draft, now=clock())
    for label, level in entry.get("knows", {}).items():
        actions.add_expertise(actor, label, level=level, now=clock())
    if entry.get("proposes"):
        actions.add_expertise(actor, entry["proposes"], now=clock())
    if entry.get("confirms"):
        actions.confirm_entry(actor, now=clock())
