"""Verbs that make a document, describe it, and write its next version."""

from dataclasses import replace
from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.governance.policies import queries, rules
from muniment.governance.policies.actions.keeping import (
    clean,
    digest_of,
    fill,
    line,
    locked_to_write,
    open_version,
    reasons_against,
    refuse,
    tell_owner,
    text_of,
    told,
)
from muniment.governance.policies.models import Policy, PolicyVersion
from muniment.governance.policies.types import PolicyDraft, State

ELSEWHERE = "Your role does not reach that unit. Ask a records manager of the whole body."


@verb("policies:document:make")
def make(actor: Profile, draft: PolicyDraft, text: str, *, now: datetime) -> Policy:
    """Begin a document, with the text of its first draft (1.0). Who is to answer for it is told.
    Raises Refused with every gap and fault."""
    access.require(actor, Permission.POLICIES_MANAGE)
    draft, kept = clean(draft), text_of(text)
    wrong, owner = reasons_against(actor, draft)
    refuse_if([*wrong, *rules.reasons_against_text(kept)])
    if not queries.manages(actor, draft.unit):
        refuse(ELSEWHERE)
    one = Policy(reference=new_reference("PO"))
    fill(one, draft, owner)
    version = _drafted(actor, one, (1, 0), kept, "", now)
    told("policies:document:made", actor, one, now, version=version)
    _tell_new_owner(actor, one, "", now)
    return one


def _drafted(
    actor: Profile, one: Policy, number: tuple[int, int], text: str, note: str, now: datetime
) -> PolicyVersion:
    return PolicyVersion.objects.create(
        policy=one,
        major=number[0],
        minor=number[1],
        state=State.DRAFT,
        text=text,
        digest=digest_of(text),
        note=note,
        made_at=now,
        made_by=actor.reference,
    )


def _tell_new_owner(actor: Profile, one: Policy, before: str, now: datetime) -> None:
    if one.owner.reference not in (before, actor.reference):
        said = f"You now answer for “{one.title[:150]}”: that it is right, and looked at in time."
        tell_owner(one, "owner", said, f"policy-owner:{one.reference}:{one.changed}", now)


@verb("policies:document:describe")
def describe(
    actor: Profile, reference: str, draft: PolicyDraft, *, seen: int | None = None, now: datetime
) -> Policy:
    """Say otherwise what a document is, who answers for it and who follows it; its text is another
    matter. `seen`: how often it had been changed when the actor looked. Raises Refused with every
    gap and fault, and where nothing would change."""
    one = locked_to_write(actor, reference, now)
    draft, before = clean(draft), queries.as_draft(one)
    wrong, owner = reasons_against(actor, draft)
    moved = seen is not None and seen != one.changed
    said = "Somebody else has changed it meanwhile. Look at it again."
    refuse_if([*([Reason("changed", said)] if moved else []), *wrong])
    if draft.unit != before.unit and not queries.manages(actor, draft.unit):
        refuse(ELSEWHERE)
    draft = replace(draft, owner=owner)
    if draft == before:
        raise Refused(Reason("same", "That is what is said of it already."))
    fill(one, draft, owner)
    told("policies:document:described", actor, one, now)
    _tell_new_owner(actor, one, before.owner, now)
    return one


@verb("policies:version:begin")
def begin(
    actor: Profile, reference: str, *, great: bool = False, note: str = "", now: datetime
) -> PolicyVersion:
    """Begin the next version of a document, with the text of the last one that was published.
    `great`: it changes much, and gets the next whole number. Raises Refused with every reason."""
    one = locked_to_write(actor, reference, now)
    if queries.on_its_way(one) is not None:
        raise Refused(Reason("draft", "A new version is being written already."))
    refuse_if(rules.reasons_of_words(note, "note", 500))
    last = one.versions.order_by("-major", "-minor").first()
    source = one.in_force or last
    if last is None or source is None:
        raise AssertionError("a document is made with a version")
    number = rules.next_number(last.major, last.minor, great=great)
    made = _drafted(actor, one, number, source.text, line(note), now)
    told("policies:version:begun", actor, one, now, version=made)
    return made


@verb("policies:version:write")
def write(
    actor: Profile,
    reference: str,
    text: str,
    *,
    note: str | None = None,
    seen: str = "",
    number: str = "",
    now: datetime,
) -> PolicyVersion:
    """Write the text of the draft. `note`: what is new in it, in short (None: as it was); `seen`:
    the digest of the text that the actor looked at; `number`: of the version that is meant (blank:
    the one on its way). Raises Refused with every reason: after approval nothing is written."""
    one = locked_to_write(actor, reference, now)
    version, kept = _meant(actor, one, number, now), text_of(text)
    moved = bool(seen) and seen != version.digest
    said = "Somebody else has written it meanwhile. Look at the text again."
    refuse_if(
        [
            *rules.reasons_not_to_write(State(version.state)),
            *([Reason("changed", said, "text")] if moved else []),
            *rules.reasons_against_text(kept),
            *rules.reasons_of_words(note or "", "note", 500),
        ]
    )
    noted = version.note if note is None else line(note)
    if (kept, noted) == (version.text, version.note):
        raise Refused(Reason("same", "That is what it says already."))
    version.text, version.note, version.digest = kept, noted, digest_of(kept)
    version.save(update_fields=["text", "note", "digest"])
    told("policies:version:written", actor, one, now, version=version)
    return version


def _meant(actor: Profile, one: Policy, number: str, now: datetime) -> PolicyVersion:
    if not number:
        return open_version(one)
    found = queries.version_named(actor, one, number, civil_date(now))
    found.policy = one
    return found


@verb("policies:version:withdraw")
def withdraw(actor: Profile, reference: str, *, reason: str, now: datetime) -> PolicyVersion:
    """Give up the version that is on its way. It stays readable for who writes the document.
    Raises Refused with every reason."""
    one = locked_to_write(actor, reference, now)
    version = open_version(one)
    refuse_if(rules.reasons_of_words(reason, "reason", 500, "Say why."))
    version.state, version.ended_at, version.ended_why = State.WITHDRAWN, now, line(reason)
    version.save(update_fields=["state", "ended_at", "ended_why"])
    told("policies:version:withdrawn", actor, one, now, version=version, reason=line(reason))
    return version
