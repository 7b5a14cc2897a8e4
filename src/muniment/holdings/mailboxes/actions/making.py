"""Making, changing, pausing and retiring sources."""

import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import record as tell
from muniment.foundation.audit.actions import verb
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.jobs.actions import enqueue
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.foundation.kernel.ids import new_reference
from muniment.holdings.capture.actions.taking import place_named
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.mailboxes import queries, rules
from muniment.holdings.mailboxes.adapters import secrets
from muniment.holdings.mailboxes.models import Source
from muniment.holdings.mailboxes.types import Secret, SourceDraft, SourceKind
from muniment.holdings.records.rules import printable

LOOK = "mailboxes.look"
LOOK_OVER = "inbox.look"  # of a mailbox whose owner chooses what is saved


@verb("mailboxes:source:make")
def make_source(actor: Profile, draft: SourceDraft, *, secret: Secret, now: datetime) -> Source:
    """Configure a source. It is looked at in the name of the actor, who must be allowed to file
    where it files. Raises Refused with every gap."""
    refuse_if(
        [
            *rules.reasons_not_to_describe(draft),
            *rules.reasons_not_to_keep_secret(draft, secret),
            *reasons_of_place(draft),
            *reasons_of_owner(draft),
        ]
    )
    made = Source(reference=new_reference("S"), made_at=now, next_at=now)
    _describe(actor, made, draft)
    made.secret = _keep(secret) if draft.kind is not SourceKind.FOLDER else ""
    made.save(force_insert=True)
    _tell("mailboxes:source:made", actor, made, now, {"kind": made.kind})
    return made


@verb("mailboxes:source:change")
def change_source(
    actor: Profile, reference: str, draft: SourceDraft, *, secret: Secret, now: datetime
) -> Source:
    """Describe a source anew; from now on it is looked at in the name of the actor. Where it leads
    elsewhere its secret is asked for again, so that nobody sends it to a server of their own."""
    found = _mine(actor, reference)
    before = queries.draft_of(found)
    elsewhere = _leads_to(before) != _leads_to(draft)
    reasons = rules.reasons_not_to_describe(draft) + reasons_of_place(draft)
    reasons += reasons_of_owner(draft)
    if secret.given or (elsewhere and draft.kind is not SourceKind.FOLDER):
        reasons += rules.reasons_not_to_keep_secret(draft, secret)
    if draft.kind.value != found.kind:
        reasons.append(Reason("kind", "A source stays of its kind. Make another one.", "kind"))
    refuse_if(reasons)
    _describe(actor, found, draft)
    if secret.given:
        transaction.on_commit(_forgetting(found.secret))
        found.secret = _keep(secret)
    found.problem, found.next_at, found.changed_at = "", now, now
    if _comes_from(queries.draft_of(found)) != _comes_from(before):
        found.capture, found.listed_to = None, ""
    found.save()
    _tell("mailboxes:source:changed", actor, found, now, {"elsewhere": elsewhere})
    return found


def _port(draft: SourceDraft) -> int:
    return draft.port or rules.usual_port(draft.kind, draft.security)


def _leads_to(draft: SourceDraft) -> tuple[Any, ...]:
    return (draft.host, _port(draft), draft.security, draft.user, draft.auth, draft.token_address)


def _comes_from(draft: SourceDraft) -> tuple[str, str]:
    """What tells one capture from another: of what lies at another place nothing is known."""
    return rules.source_address(draft, _port(draft)), draft.into


def reasons_of_place(draft: SourceDraft) -> list[Reason]:
    """Why a folder of this machine is not watched: only what the deployment names is open."""
    if draft.kind is not SourceKind.FOLDER:
        return []
    wanted = os.path.realpath(draft.path)
    roots = [os.path.realpath(root) for root in settings.MUNIMENT_WATCHED_FOLDERS]
    if any(wanted == root or wanted.startswith(root.rstrip("/") + "/") for root in roots):
        return []
    words = "This folder is not among those that may be watched (MUNIMENT_WATCHED_FOLDERS)."
    return [Reason("path", words, "path")]


def reasons_of_owner(draft: SourceDraft) -> list[Reason]:
    """Why the mailbox is not theirs: nobody who works here is called so."""
    if not draft.owner:
        return []
    if draft.kind is not SourceKind.IMAP:
        return [Reason("owner", "Only a mailbox belongs to a person.", "owner")]
    found = access.find_person(draft.owner)
    if found is not None and found.is_active:
        return []
    words = "Nobody who works here has this user name, email address or reference."
    return [Reason("owner", words, "owner")]


def _describe(actor: Profile, source: Source, draft: SourceDraft) -> None:
    """Write the description into the row. Raises NotPermitted where the actor may not have things
    filed there."""
    file_class, folder = place_named(actor, draft.into)
    place = fileplan.effective(file_class).place
    access.require(actor, Permission.SOURCE_MANAGE, at=place)
    access.require(actor, Permission.RECORDS_CAPTURE, at=place)
    source.file_class, source.folder, source.run_as = file_class, folder, actor.reference
    source.name, source.kind = printable(draft.name.strip()), draft.kind.value
    source.afterwards, source.move_to = draft.afterwards.value, draft.move_to
    source.every_minutes, source.path, source.host = draft.every, draft.path, draft.host
    source.separators = draft.separators
    source.bucket, source.prefix, source.region = draft.bucket, draft.prefix, draft.region
    if draft.kind is not SourceKind.FOLDER:
        source.port, source.security = _port(draft), draft.security.value
        source.user = draft.user
    if draft.kind is SourceKind.IMAP:
        source.auth = draft.auth.value
        source.token_address, source.client = draft.token_address, draft.client
        source.scope, source.folders = draft.scope, list(dict.fromkeys(draft.folders))
        found = access.find_person(draft.owner) if draft.owner else None
        source.owner = found.reference if found else ""


def _keep(secret: Secret) -> str:
    """Keep the secret; if the verb is undone its file is without an owner, and harmless."""
    return secrets.keep(secret)


def _forgetting(place: str) -> Any:
    return lambda: secrets.forget(place)


def _mine(actor: Profile, reference: str) -> Source:
    found = queries.source_named(actor, reference)
    refuse_if([Reason("retired", "This source is retired.")] if found.retired_at else [])
    chosen = Source.objects.select_related("file_class", "folder", "capture")
    return chosen.select_for_update(of=("self",)).get(pk=found.pk)


@verb("mailboxes:source:pause")
def pause(actor: Profile, reference: str, *, now: datetime) -> Source:
    """Look at a source no more until somebody says so."""
    found = _mine(actor, reference)
    refuse_if([Reason("paused", "It is paused already.")] if found.paused else [])
    found.paused = True
    found.save(update_fields=["paused"])
    _tell("mailboxes:source:paused", actor, found, now, {})
    return found


@verb("mailboxes:source:go_on")
def go_on(actor: Profile, reference: str, *, now: datetime) -> Source:
    """Look at a paused source again."""
    found = _mine(actor, reference)
    refuse_if([] if found.paused else [Reason("not_paused", "It is not paused.")])
    found.paused, found.next_at = False, now
    found.save(update_fields=["paused", "next_at"])
    _tell("mailboxes:source:went_on", actor, found, now, {})
    return found


@verb("mailboxes:source:retire")
def retire(actor: Profile, reference: str, *, now: datetime) -> Source:
    """End a source for good: its secret is removed, what came from it stays."""
    found = _mine(actor, reference)
    transaction.on_commit(_forgetting(found.secret))
    found.retired_at, found.secret = now, ""
    found.save(update_fields=["retired_at", "secret"])
    _tell("mailboxes:source:retired", actor, found, now, {})
    return found


@verb("mailboxes:source:look")
def look_now(actor: Profile, reference: str, *, now: datetime) -> Source:
    """Have a source looked at at once. The looking is a job."""
    found = _mine(actor, reference)
    refuse_if([Reason("paused", "It is paused. Have it go on first.")] if found.paused else [])
    queue_look(found, now)
    _tell("mailboxes:source:asked", actor, found, now, {})
    return found


def queue_look(source: Source, now: datetime) -> None:
    """Queue one look; where one is waiting or running there will be no second beside it."""
    key = f"schedule:source:{source.reference}"
    arguments = {"source": source.reference}
    kind, run_as = (LOOK_OVER, source.owner) if source.owner else (LOOK, source.run_as)
    enqueue(kind, arguments, run_as=run_as, now=now, unique_key=key, max_attempts=1)


def _tell(
    kind: str, actor: Profile, source: Source, now: datetime, detail: Mapping[str, JSON]
) -> None:
    about = f"source:{source.reference}"
    said: dict[str, JSON] = {"class": source.file_class.reference, **detail}
    tell(EventDraft(kind, actor.reference, about, detail=said), at=now)
