"""Gives the demonstration a register of information assets: most are well kept, one has lost its
owner, one has not been looked at in time, and one says too little."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from muniment.demo.load import rows, tree
from muniment.foundation.access import actions as access
from muniment.foundation.access import queries as people
from muniment.foundation.access.types import SETUP, Profile, Role
from muniment.foundation.kernel.clock import civil_date
from muniment.governance.assets import actions, queries
from muniment.governance.assets.types import BY_NAME
from muniment.holdings.physical import actions as physical
from muniment.holdings.physical import queries as papers
from muniment.holdings.physical.types import BoxDraft

Clock = Callable[[], datetime]


def load_assets(actor: Profile, clock: Clock) -> None:
    """Fill the register, unless there is something in it. Its days are counted from today."""
    if queries.every().exists():
        return
    said = tree("life.yaml")["assets"]
    leaver = _person(said["leaver"], clock)
    box = _box(actor, said["box"], clock())
    for row in rows("assets.csv"):
        values = _values(row, clock())
        if values["title"] == said["box"]["of"]:
            values["boxes"] = box
        made = actions.make(actor, values, now=clock())
        if row["approve"]:
            actions.approve(actor, made.reference, now=clock())
    access.record_leaver(SETUP, leaver, now=clock())


def _values(row: Mapping[str, str], now: datetime) -> dict[str, str]:
    """What a row says of an asset, with the day of its review counted from today."""
    said = {name: text for name, text in row.items() if name in BY_NAME and text}
    if row["review_in"]:
        said["review_on"] = (civil_date(now) + timedelta(days=int(row["review_in"]))).isoformat()
    return said


def _person(said: Mapping[str, Any], clock: Clock) -> str:
    """The reference of somebody who answers for an asset and then leaves."""
    found = people.find_person(said["username"])
    if found is None:
        found = access.add_person(SETUP, **said, now=clock())
        access.give_role(SETUP, found.reference, role=Role.STAFF, now=clock())
    return found.reference


def _box(actor: Profile, said: Mapping[str, str], now: datetime) -> str:
    """The reference of a box that belongs to an asset."""
    draft = BoxDraft(said["label"], said["location"], said["unit"], said["contents"])
    found = papers.boxes(actor).filter(label=draft.label).first()
    return (found or physical.open_box(actor, draft, now=now)).reference
