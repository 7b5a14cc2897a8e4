"""Messages that a rule about mail leaves where they are, or files in a class of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotPermitted
from muniment.holdings.capture import rules
from muniment.holdings.capture.actions.storing import Stored
from muniment.holdings.capture.models import CapturedItem
from muniment.holdings.capture.types import MailSorter, Outcome, Unprocessed, Verdict
from muniment.holdings.fileplan import queries as fileplan

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass


@dataclass
class Sorted:
    """What was stored, by the class (by reference) that it goes into instead; blank: the capture's
    own. `left` stays where it is; `kinds` are those of messages, by the key of their item."""

    into: dict[str, list[Stored]] = field(default_factory=dict)
    left: list[tuple[Stored, Unprocessed]] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)


def sort(file_class: "FileClass", stored: Sequence[Stored]) -> Sorted:
    """What the rules about mail say of each."""
    sorter: MailSorter = import_string(settings.MUNIMENT_MAIL_SORTER)
    found = Sorted()
    verdicts = sorter(file_class, [one.headers for one in stored])
    for one, verdict in zip(stored, verdicts, strict=True):
        _take(found, one, verdict)
    return found


def _take(found: Sorted, one: Stored, verdict: Verdict) -> None:
    if verdict.kind:
        found.kinds[rules.key_of(one.item)] = verdict.kind
    if verdict.left and not one.item.only_copy:
        reason = Unprocessed(Outcome.LEFT, f"mail_{verdict.kind}", verdict.left)
        found.left.append((one, reason))
    else:
        found.into.setdefault(verdict.into, []).append(one)


def class_instead(actor: Profile, reference: str, now: datetime) -> "FileClass | None":
    """The class that messages are filed in instead; None where the actor may not file there or it
    takes nothing new: then they stay with the others, and nothing is lost."""
    if not reference:
        return None
    found = fileplan.class_named(reference)
    try:
        access.require(actor, Permission.RECORDS_CAPTURE, at=fileplan.effective(found).place)
    except NotPermitted:
        return None
    return None if fileplan.reasons_not_to_file(found, on=civil_date(now)) else found


def weigh_again(kind: str) -> None:
    """Have what was left of a kind of message looked at again by the next run of its capture. In
    the caller's transaction."""
    CapturedItem.objects.filter(mail_kind=kind, outcome=Outcome.LEFT).update(stamp="")
