"""Pure decisions: of which kind a message is, and what is wrong with a rule about a kind."""

import re
from email.message import Message
from email.parser import BytesHeaderParser

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.mail.types import Choice, Kind, RuleDraft

_REPLY = re.compile(
    rb"text/calendar\b(?:[^\r\n]|\r?\n[ \t])*?\bmethod\s*=\s*\"?(?:REPLY|COUNTER)\b", re.I
)
_LIST = ("list-unsubscribe", "list-id")
_AUTO = ("x-autoreply", "x-autorespond", "x-autoresponse")


def kind_of(head: bytes, opening: bytes = b"") -> Kind | None:
    """The kind of a message, by its headers and the beginning of its body; None for most.

    Delivery reports: RFC 3464 and RFC 8098. Answers to invitations: RFC 5546, section 3.2.3.
    Automatic replies: RFC 3834, section 5. Lists: RFC 2369, RFC 2919.
    """
    try:
        message = BytesHeaderParser().parsebytes(head)
        return next((kind for kind, is_it in _CHECKS.items() if is_it(message, opening)), None)
    except Exception:  # headers that no parser can read say nothing of a kind
        return None


def _is_report(message: Message, opening: bytes) -> bool:
    if message.get_content_type() != "multipart/report":
        return False
    kind = str(message.get_param("report-type", "")).lower()
    return kind in {"delivery-status", "disposition-notification"}


def _is_calendar_reply(message: Message, opening: bytes) -> bool:
    own = b"Content-Type: " + str(message.get("content-type", "")).encode("utf-8", "replace")
    return bool(_REPLY.search(own) or _REPLY.search(opening))


def _is_auto_reply(message: Message, opening: bytes) -> bool:
    said = str(message.get("auto-submitted", "")).strip().lower()
    precedence = str(message.get("precedence", "")).strip().lower()
    marked = any(name in message for name in _AUTO)
    return said.startswith("auto-replied") or precedence == "auto_reply" or marked


def _is_newsletter(message: Message, opening: bytes) -> bool:
    return any(name in message for name in _LIST)


_CHECKS = {
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
