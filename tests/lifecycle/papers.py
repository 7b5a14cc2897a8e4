"""Papers and boxes for the tests of the lifecycle: registered with the verbs that people use."""

from tests.lifecycle.town import LONG_AGO

from muniment.holdings.physical import actions
from muniment.holdings.physical.types import BoxDraft, PaperDraft
from muniment.holdings.records.models import Record


def open_box(town, label="HB/12", unit="", by="manager"):
    return actions.open_box(town.who(by), BoxDraft(label, "Store A", unit), now=town.now)


def register(town, *boxes, on=LONG_AGO, where="HOU/REP", **said) -> list[Record]:
    """One paper in each of the boxes (None: in none)."""
    made = []
    for number, box in enumerate(boxes):
        place = {"box": box.reference} if box else {"location": "Strong room"}
        draft = PaperDraft(f"Bundle {number}", on, **{**place, **said})
        folder = town.folder(where).reference
        made.append(actions.register(town.who("clerk"), folder, draft, now=town.now))
    return made
