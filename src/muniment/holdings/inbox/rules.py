"""Pure decisions about messages in a mailbox: which are private, what is suggested of each."""

import hashlib
import re
from collections.abc import Iterable, Sequence

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.inbox.types import OldMail, Spare, Which
from muniment.holdings.mail.types import Clue, Kind, Rate, Why
from muniment.holdings.mailboxes.types import Glimpse

AFTER_DAYS = (30, 3650)
WARN_DAYS = (7, 365)
MOST_AT_ONCE = 500  # messages decided about with one press
# Keywords that mail programs set: $label3 is Thunderbird's own "Personal".
PRIVATE_KEYWORDS = frozenset(
    {"private", "$private", "personal", "$personal", "$label3", "confidential", "$confidential"}
    | {"sensitivity-private", "sensitivity-personal", "company-confidential"}
)
STARRED = frozenset({"\\flagged", "$label1", "$important", "important"})
# RFC 2156, section 5.3.4; gateways of Exchange write the number of the property instead.
_PRIVATE = re.compile(
    rb"^(?:x-)?(?:ms-)?sensitivity[ \t]*:\s*\"?(?:private|personal|[1-3]\b"
    rb"|(?:company[- ])?confidential)"
    rb"|^(?:x-)?(?:is-)?(?:private|personal)[ \t]*:\s*\"?(?:yes|true|1\b|private|personal)"
    rb"|^(?:x-)?keywords[ \t]*:(?:[^\r\n]|\r?\n[ \t])*?\b(?:private|personal)\b",
    re.IGNORECASE | re.MULTILINE,
)
_ATTACHED = re.compile(
    rb"^content-type[ \t]*:\s*multipart/mixed|^x-ms-has-attach[ \t]*:\s*yes", re.I | re.M
)
GO_WORDS = {
    Kind.DELIVERY_REPORT: "A report that a message was delivered or read.",
    Kind.CALENDAR_REPLY: "An answer to an invitation; the calendar has it.",
    Kind.AUTO_REPLY: "An automatic reply, such as out of office.",
    Kind.NEWSLETTER: "A newsletter or list: it names a way to unsubscribe.",
}


def is_private(glimpse: Glimpse) -> bool:
    """Whether a message is flagged as private, personal or confidential, by its sender or by the
    owner of the mailbox. One whose headers are too long to be read to their end counts as
    private: what cannot be known is left alone."""
    by_flag = has_private_flag(glimpse.flags)
    return by_flag or not glimpse.whole or bool(_PRIVATE.search(glimpse.head))


def has_private_flag(flags: Iterable[str]) -> bool:
    """Whether one of the flags and keywords (in small letters) says that it is private."""
    return not PRIVATE_KEYWORDS.isdisjoint(flags)


def is_starred(flags: Iterable[str]) -> bool:
    """Whether the owner of the mailbox has flagged the message."""
    return not STARRED.isdisjoint(flags)


def seems_to_have_attachments(head: bytes) -> bool:
    """Whether the headers say so; the message itself is not read for that."""
    return bool(_ATTACHED.search(head))


def digest_of(glimpse: Glimpse) -> str:
    """What a message is known by, whatever number it has: its headers. Not its size, which some
    servers only estimate."""
    return hashlib.sha256(glimpse.head).hexdigest()


def suggestion(
    *, kind: str, starred: bool, record: str, clues: Sequence[Clue]
) -> tuple[Which, str]:
    """What is suggested of a message, and the rule by which it can go. What its owner flagged is
    never suggested to go."""
    if record and not starred:
        return Which.GO, f"It is on the record already: {record}."
    ephemera = kind in GO_WORDS
    filed = any(one.why is Why.FILED for one in clues)
    if ephemera and not starred and not filed:
        return Which.GO, GO_WORDS[Kind(kind)]
    if clues and not record:
        return Which.SAVE, ""
    return Which.REST, ""


def reasons_not_to_choose(asked: int, found: int) -> list[Reason]:
    """Why nothing can be decided about the chosen messages: `found` of the `asked` are there."""
    if not asked:
        return [Reason("none", "Tick at least one message.", "chosen")]
    if asked > MOST_AT_ONCE:
        words = f"Choose at most {MOST_AT_ONCE} messages at once."
        return [Reason("too_many", words, "chosen")]
    if found < asked:
        words = (
            "Some of these messages are not in your mailbox any more, or something was decided "
            "about them already. Nothing was done. Load the page again."
        )
        return [Reason("not_there", words, "chosen")]
    return []


def rates_of(judged: Sequence[tuple[bool, bool, Sequence[str]]]) -> list[Rate]:
    """How often messages that were suggested were saved: in all, then by reason. `judged`: whether
    each was suggested, whether it was saved, and the reasons that were shown."""
    shown = [(saved, whys) for suggested, saved, whys in judged if suggested]
    found = [Rate("", len(shown), sum(saved for saved, _ in shown))]
    for why in Why:
        of_it = [saved for saved, whys in shown if why in whys]
        if of_it:
            found.append(Rate(why, len(of_it), sum(of_it)))
    return found


def reasons_not_to_clear(after_days: int | None, warn_days: int | None) -> list[Reason]:
    """Why there can be no such policy about old mail. Without days there is none."""
    found = []
    least, most = AFTER_DAYS
    if after_days is not None and not least <= after_days <= most:
        words = f"Say after how many days old mail goes: {least} to {most:,}."
        found.append(Reason("after_days", words, "after_days"))
    least, most = WARN_DAYS
    if after_days is not None and not (warn_days and least <= warn_days <= most):
        words = f"Say how many days before that its owner is warned: {least} to {most}."
        found.append(Reason("warn_days", words, "warn_days"))
    return found


def why_spared(mail: OldMail, after_days: int) -> Spare | None:
    """The first reason why an old message stays; None where it goes."""
    if mail.age is None:
        return Spare.UNDATED
    if mail.age < after_days:
        return Spare.YOUNG
    if mail.starred:
        return Spare.STARRED
    if mail.held:
        return Spare.HELD
    return Spare.TALK if mail.in_talk else None
