"""Messages that are sent to the capture address."""

import hashlib
import ipaddress
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import SETUP, Permission, Profile
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.holdings.capture import actions as capture
from muniment.holdings.capture.actions.taking import place_named
from muniment.holdings.capture.types import ItemKind, ItemResult, Outcome, SourceItem
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.mailboxes import rules

# One sentence for each: whoever sends to addresses at random learns nothing from the answer.
_UNKNOWN = Reason("address", "There is no such address here, or you may not send to it.", "to")
_NOT_LET_IN = Reason("sender", "Mail from this sender is not filed here.", "from")


class TryLater(Exception):
    """The message could not be made durable now. Its sender keeps it and sends it again."""


def refuse_unknown(address: str) -> str:
    """The reference of the place that the address means. Raises Refused."""
    reference = rules.place_meant(address, settings.MUNIMENT_CAPTURE_ADDRESS)
    if not reference:
        raise Refused(_UNKNOWN)
    try:
        place_named(SETUP, reference)
    except Refused as refusal:
        raise Refused(_UNKNOWN) from refusal
    return reference


def receive(
    content: bytes, recipients: Sequence[str], *, peer: str, now: datetime
) -> list[ItemResult]:
    """File a message at every address it was sent to, or at none of them.

    Filed in the name of its sender if that is somebody here and a trusted relay (`peer` is its IP
    address) vouches for it, else of the person that the deployment names. When this returns it is
    durable; the same message sent again is known. Raises Refused where it is not taken and
    TryLater where it could not be kept.
    """
    actor = _filing_person(content, peer, now)
    places = list(dict.fromkeys(refuse_unknown(one) for one in recipients))
    for reference in places:
        _require(actor, reference)
    results = [_file(actor, reference, content, now) for reference in places]
    for one in results:
        if one.outcome is Outcome.FAILED:
            raise TryLater(one.reason)
        if one.outcome is Outcome.REFUSED:
            raise Refused(Reason("refused", one.reason))
    return results


def _filing_person(content: bytes, peer: str, now: datetime) -> Profile:
    trusted = _is_relay(peer)
    authority = settings.MUNIMENT_CAPTURE_AUTHORITY if trusted else ""
    sender = rules.sender_of(content[: rules.HEAD_BYTES], authority=authority)
    found = access.find_person(sender.address) if sender.address else None
    colleague = found if found and found.is_active and found.email else None
    allowed = settings.MUNIMENT_CAPTURE_SENDERS
    if not rules.is_let_in(sender, allowed, is_colleague=colleague is not None):
        raise Refused(_NOT_LET_IN)
    if colleague is not None and sender.vouched:
        return access.profile(colleague, on=civil_date(now))
    try:
        return access.profile_of(settings.MUNIMENT_CAPTURE_PERSON or "\0", on=civil_date(now))
    except Refused as nobody:
        raise Refused(_NOT_LET_IN) from nobody


def _is_relay(peer: str) -> bool:
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    relays = rules.networks(settings.MUNIMENT_CAPTURE_RELAYS)
    return any(address in one for one in relays if one.version == address.version)


def _require(actor: Profile, reference: str) -> None:
    try:
        file_class, _ = place_named(actor, reference)
        access.require(actor, Permission.RECORDS_CAPTURE, at=fileplan.effective(file_class).place)
    except Refused as refusal:
        raise Refused(_UNKNOWN) from refusal


def _file(actor: Profile, reference: str, content: bytes, now: datetime) -> ItemResult:
    digest = hashlib.sha256(content).hexdigest()
    item = SourceItem(
        ItemKind.MESSAGE,
        b"",
        f"{digest}.eml".encode(),
        size=len(content),
        mtime_ns=int(now.timestamp()) * 10**9,
        content=content,
        version=digest,
        only_copy=True,
    )
    address = rules.address_of(reference, settings.MUNIMENT_CAPTURE_ADDRESS)
    made = capture.begin(actor, reference, source=f"smtp://{address}", now=now)
    return capture.take(actor, made.reference, items=[item], now=now)[0]
