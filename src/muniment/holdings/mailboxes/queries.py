"""Sources, as far as the reader may manage what they file into."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.capture import queries as captures
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.mailboxes.models import MailFolder, Source, TakenMessage, WaitingMessage
from muniment.holdings.mailboxes.types import (
    Afterwards,
    Auth,
    Security,
    SourceDraft,
    SourceKind,
)

if TYPE_CHECKING:
    from muniment.foundation.access.types import Place


def sources(actor: Profile, *, retired: bool = False) -> list[Source]:
    """The sources that file into classes whose sources the actor manages, by name. There are few
    of them in any body."""
    chosen = Source.objects.select_related("file_class", "folder", "capture")
    found = chosen.filter(retired_at__isnull=not retired).order_by("name", "pk")
    return [one for one in found if _manages(actor, one)]


def _manages(actor: Profile, source: Source) -> bool:
    return access_rules.may(actor, Permission.SOURCE_MANAGE, place_of(source))


def place_of(source: Source) -> "Place":
    """Where what comes from the source is filed, for the test of scopes."""
    return fileplan.effective(source.file_class).place


def source_named(actor: Profile, reference: str) -> Source:
    """The source with this reference. Raises NotFound where the actor does not manage it."""
    chosen = Source.objects.select_related("file_class", "folder", "capture")
    found = chosen.filter(reference=normalise(reference)).first()
    if found is None or not _manages(actor, found):
        raise NotFound("source", reference)
    return found


def due(now: datetime) -> QuerySet[Source]:
    """The sources that are to be looked at, the longest waiting first."""
    found = Source.objects.filter(paused=False, retired_at__isnull=True, next_at__lte=now)
    return found.order_by("next_at", "pk")


def draft_of(source: Source) -> SourceDraft:
    """The source as it was described."""
    return SourceDraft(
        name=source.name,
        kind=SourceKind(source.kind),
        into=source.folder.reference if source.folder else source.file_class.reference,
        host=source.host,
        port=source.port,
        security=Security(source.security) if source.security else Security.TLS,
        user=source.user,
        auth=Auth(source.auth) if source.auth else Auth.PASSWORD,
        token_address=source.token_address,
        client=source.client,
        scope=source.scope,
        folders=tuple(source.folders),
        path=source.path,
        afterwards=Afterwards(source.afterwards),
        move_to=source.move_to,
        every=source.every_minutes,
        bucket=source.bucket,
        prefix=source.prefix,
        region=source.region,
        separators=source.separators,
        owner=source.owner,
    )


def owned(actor: Profile) -> list[Source]:
    """The mailboxes that are the actor's own, by name: they choose what is saved of them."""
    chosen = Source.objects.select_related("file_class", "folder")
    mine = chosen.filter(owner=actor.reference, retired_at=None).exclude(owner="")
    return list(mine.order_by("name", "pk"))


def source_of_job(reference: str) -> Source | None:
    """The source with this reference, for a job that looks at it in the name of its owner; None
    where it is paused, retired or nobody's."""
    chosen = Source.objects.select_related("file_class", "folder").exclude(owner="")
    return chosen.filter(reference=reference, paused=False, retired_at=None).first()


def tally(source: Source) -> dict[str, int]:
    """What became of everything that the source has shown so far."""
    if source.capture is None:
        return {}
    found = captures.tally(source.capture)
    return {name: getattr(found, name) for name in ("captured", "linked", "refused", "failed")}


def mail_folders(source: Source) -> list[dict[str, Any]]:
    """How far each folder of a mailbox has been taken."""
    found = MailFolder.objects.filter(source=source).order_by("name")
    return [
        {
            "name": one.name,
            "count": one.count,
            "taken": TakenMessage.objects.filter(folder=one, numbering=one.numbering).count(),
            "waiting": WaitingMessage.objects.filter(folder=one).count(),
        }
        for one in found
    ]


def known_elsewhere(folder: MailFolder, digests: list[str]) -> set[str]:
    """Those of the digests that were taken from the folder under another numbering."""
    found = TakenMessage.objects.filter(folder=folder, digest__in=[one for one in digests if one])
    return set(found.exclude(numbering=folder.numbering).values_list("digest", flat=True))


def was_renumbered(folder: MailFolder) -> bool:
    """Whether anything was taken from the folder under another numbering."""
    return TakenMessage.objects.filter(folder=folder).exclude(numbering=folder.numbering).exists()
