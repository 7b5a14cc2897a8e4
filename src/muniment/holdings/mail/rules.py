"""Pure decisions: of which kind a message is, what is wrong with a rule about a kind, and why a
message seems important."""

import re
from collections.abc import Iterable, Sequence
from email.message import Message
from email.parser import BytesHeaderParser

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.mail.types import Choice, Clue, Kind, Known, Rate, RuleDraft, Why

_REPLY = re.compile(
    rb"text/calendar\b(?:[^\r\n]|\r?\n[ \t])*?\bmethod\s*=\s*\"?(?:REPLY|COUNTER)\b", re.I
)
ENOUGH = 25  # of the weights together, for a message to be suggested
LONG_TALK = 4  # messages
_SUBJECT_WORDS = re.compile(
    r"\b(agree(?:d|ment)|appeals?|approv(?:al|ed)|audit|breach|claims?|complaints?|consent|contracts?"
    r"|decisions?|decided|dismissal|grants?|grievance|incident|inquiry|inspection|invoices?|lease"
    r"|legal|licen[cs]e|minutes|notice|objections?|ombudsman|orders?|permission|planning|policy"
    r"|purchase|refus(?:al|ed)|signed|tenders?|tribunal|warrant)\b",
    re.I,
)
_FOLDER = re.compile(r"\bF-[0-9A-Z]{5}-[0-9A-Z]{5}\b", re.I)
# FOI/2026/0123, EIR-26-15, SAR 2026-7; 26/00123/FUL of planning.
_CASE = re.compile(
    r"\b(?:(?:FOI|EIR|SAR|CASE|COMP|ENF)[-/ ]?\d{2,4}(?:[-/]\d{1,6})?"
    r"|\d{2}/\d{3,6}/[A-Z]{2,5})\b",
    re.I,
)
TYPE_MAX = 4_096  # letters of what a message says its content is
_REPORTS = {"delivery-status", "disposition-notification"}
_LIST = ("list-unsubscribe", "list-id")
_AUTO = ("x-autoreply", "x-autorespond", "x-autoresponse")


def kind_of(head: bytes, opening: bytes = b"") -> Kind | None:
    """The kind of a message, by its headers and the beginning of its body; None for most.

    Delivery reports: RFC 3464 and RFC 8098. Answers to invitations: RFC 5546, section 3.2.3.
    Automatic replies: RFC 3834, section 5. Lists: RFC 2369, RFC 2919. Private:
    RFC 2156, section 5.3.4.
    """
    try:
        message = BytesHeaderParser().parsebytes(head)
        if "content-type" in message:  # to take a long one apart takes the square of its length
            message.replace_header("content-type", str(message["content-type"])[:TYPE_MAX])
        return next((kind for kind, is_it in _CHECKS.items() if is_it(message, opening)), None)
    except Exception:  # headers that no parser can read say nothing of a kind
        return None


def _is_report(message: Message, opening: bytes) -> bool:
    if message.get_content_type() != "multipart/report":
        return False
    return str(message.get_param("report-type")).lower() in _REPORTS


def _is_calendar_reply(message: Message, opening: bytes) -> bool:
    own = _said(message, "content-type").encode()
    return bool(_REPLY.search(own) or _REPLY.search(opening))


def _is_auto_reply(message: Message, opening: bytes) -> bool:
    replied = _said(message, "auto-submitted").startswith("auto-replied")
    marked = any(name in message for name in _AUTO)
    return replied or _said(message, "precedence") == "auto_reply" or marked


def _is_newsletter(message: Message, opening: bytes) -> bool:
    return any(name in message for name in _LIST)


def is_private(sensitivity: str) -> bool:
    """Whether a message is flagged as private, by what its header Sensitivity says."""
    return sensitivity.strip().lower() in {"private", "personal"}


def _is_private(message: Message, opening: bytes) -> bool:
    return is_private(_said(message, "sensitivity"))


def _said(message: Message, name: str) -> str:
    return str(message.get(name, "")).strip().lower()


_CHECKS = {
    Kind.PRIVATE: _is_private,
    Kind.DELIVERY_REPORT: _is_report,
    Kind.CALENDAR_REPLY: _is_calendar_reply,
    Kind.AUTO_REPLY: _is_auto_reply,
    Kind.NEWSLETTER: _is_newsletter,
}


def reasons_not_to_set(draft: RuleDraft) -> list[Reason]:
    """Why there can be no such rule."""
    reasons = []
    if draft.kind not in set(Kind):
        known = ", ".join(Kind)
        reasons.append(Reason("kind", f"There is no such kind of message. Kinds: {known}.", "kind"))
    if draft.choice not in set(Choice):
        known = ", ".join(Choice)
        reasons.append(Reason("choice", f"Choose one of: {known}.", "choice"))
    if draft.choice == Choice.FILE and not draft.into.strip():
        reasons.append(Reason("into", "Say in which class it is filed.", "into"))
    if draft.choice != Choice.FILE and draft.into.strip():
        said = "A class to file in goes with “file” only."
        reasons.append(Reason("into", said, "into"))
    return reasons


def folders_in(subject: str) -> list[str]:
    """The references of folders that stand in a subject."""
    return [one.upper() for one in _FOLDER.findall(subject)]


def cases_in(subject: str) -> list[str]:
    """The numbers of cases that stand in a subject, as they stand there."""
    return _CASE.findall(subject)


def clues_of(known: Known) -> tuple[Clue, ...]:
    """Why a message seems important, the weightiest reason first. Nothing where it does not."""
    found = sorted(_clues(known), key=lambda one: -one.weight)
    return tuple(found) if sum(one.weight for one in found) >= ENOUGH else ()


def _clues(known: Known) -> Iterable[Clue]:
    if known.filed:
        count = known.filed.messages
        some = "Another message" if count == 1 else f"{count} other messages"
        words = f"{some} of its conversation {'is' if count == 1 else 'are'} filed in"
        yield Clue(Why.FILED, f"{words} “{known.filed.title}”.", 40)
    if known.named:
        yield Clue(Why.CASE, f"Its subject names “{known.named.title}”.", 30)
    elif cases := cases_in(known.subject):
        yield Clue(Why.CASE, f"Its subject names the case {cases[0]}.", 25)
    if known.role:
        yield Clue(Why.SENDER, f"{known.sender} wrote it: {known.role.lower()}.", 25)
    if known.talk >= LONG_TALK:
        yield Clue(Why.TALK, f"Its conversation has {known.talk} messages.", 15)
    if said := list(dict.fromkeys(one.lower() for one in _SUBJECT_WORDS.findall(known.subject))):
        yield Clue(Why.WORDS, f"Its subject says {', '.join(said[:3])}.", 15)
    if known.importance.strip().lower() == "high":
        yield Clue(Why.FLAGGED, "Its sender flagged it as important.", 10)
    if known.starred:
        yield Clue(Why.STARRED, "You flagged it.", 15)
    if known.attachments:
        some = "an attachment" if known.attachments == 1 else f"{known.attachments} attachments"
        yield Clue(Why.ATTACHMENTS, f"It has {some}.", 10)


def rates_of(judged: Sequence[tuple[bool, Sequence[str]]]) -> list[Rate]:
    """How often suggestions were accepted: in all, then by reason. `judged`: whether each was, and
    its reasons."""
    found = [Rate("", len(judged), sum(accepted for accepted, _ in judged))]
    for why in Why:
        of_it = [accepted for accepted, whys in judged if why in whys]
        if of_it:
            found.append(Rate(why, len(of_it), sum(of_it)))
    return found
