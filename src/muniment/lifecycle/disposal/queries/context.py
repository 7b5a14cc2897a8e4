"""What whoever decides about a record in a review needs to know of it [DIS-01]."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Profile
from muniment.holdings.physical import queries as physical
from muniment.lifecycle.disposal.models import ReviewItem
from muniment.lifecycle.disposal.types import ItemState
from muniment.lifecycle.holds import queries as holds
from muniment.lifecycle.holds.types import HoldKind
from muniment.lifecycle.retention import queries as retention


@dataclass(frozen=True, slots=True)
class ItemContext:
    """What there is to know of a record in a review. `trigger_on`: from when its time is counted;
    `holds`: the holds on it, and `requests` those of them that are requests for information
    (empty for those who may not know of holds there); `vital`: why it is vital; `marking` in words;
    `folder` and `folder_title` where it is filed; `on_paper`, and in which `box`; and the `state`
    of the item, in words fit for this reader."""

    trigger_on: date | None
    due_on: date | None
    holds: tuple[str, ...]
    requests: tuple[str, ...]
    vital: str
    marking: str
    folder: str
    folder_title: str
    on_paper: bool
    box: str
    state: ItemState

    @property
    def medium(self) -> str:
        """Whether it is on paper."""
        return "paper" if self.on_paper else "digital"


def contexts(actor: Profile, items: Sequence[ReviewItem]) -> dict[int, ItemContext]:
    """The same of each of these items (with their records and folders), by the number of the
    record: one page of a review, in as many queries however many there are."""
    rows = [one.record for one in items]
    keys = access.keys_of(one.audience_id for one in rows)
    knows = {number for number, key in keys.items() if may(actor, Permission.HOLD_SEE, key.place)}
    held = holds.holding([one.pk for one in rows if one.audience_id in knows])
    vital, papers = retention.vital_among(rows), physical.papers(one.pk for one in rows)
    found = {}
    for item in items:
        one = item.record
        of_it, paper = held.get(one.pk, []), papers.get(one.pk)
        asked = [each for each in of_it if each.kind == HoldKind.INFORMATION_REQUEST]
        found[one.pk] = ItemContext(
            trigger_on=one.trigger_on,
            due_on=one.due_on,
            holds=tuple(each.reference for each in of_it),
            requests=tuple(each.reference for each in asked),
            vital=vital[one.pk].why if one.pk in vital else "",
            marking=keys[one.audience_id].marking.label,
            folder=one.folder.reference,
            folder_title=one.folder.title,
            on_paper=paper is not None,
            box=paper.box.label if paper and paper.box else "",
            state=_state(item, one.audience_id in knows),
        )
    return found


def _state(item: ReviewItem, knows: bool) -> ItemState:
    state = ItemState(item.state)
    return state if knows or state is not ItemState.HELD else ItemState.EXCLUDED
