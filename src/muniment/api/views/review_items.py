"""The records of a review, with what is to be known of each."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from ninja import Schema

from muniment.foundation.access.types import Profile
from muniment.lifecycle.disposal import queries


class Item(Schema):
    """One record in a review, with what is to be known of it: from when its time is counted and
    when it is up, the holds that stop it and the requests for information among them (for those
    who may know of them), why it is vital, its marking, where it is filed, and whether it is on
    paper or digital."""

    record: str
    title: str
    file_class: str
    rule: str
    trigger_on: date | None
    due_on: date | None
    stopped_by: list[str]
    requests: list[str]
    vital: str
    marking: str
    folder: str
    medium: str
    box: str
    state: str
    outcome: str
    keep_until: date | None
    new_rule: str
    note: str


def shown_items(actor: Profile, rows: Sequence[Any]) -> dict[int, Item]:
    """Each of the items of a review as the actor may see it, by number."""
    known = queries.contexts(actor, rows)
    return {one.pk: _shown(one, known[one.record_id]) for one in rows}


def _shown(one: Any, known: queries.ItemContext) -> Item:
    return Item(
        record=one.record.reference,
        title=one.record.title,
        file_class=one.record.file_class.reference,
        rule=one.record.rule,
        trigger_on=known.trigger_on,
        due_on=known.due_on,
        stopped_by=list(known.holds),
        requests=list(known.requests),
        vital=known.vital,
        marking=known.marking,
        folder=known.folder,
        medium=known.medium,
        box=known.box,
        state=known.state.value,
        outcome=one.outcome,
        keep_until=one.keep_until,
        new_rule=one.new_rule,
        note=one.note,
    )
