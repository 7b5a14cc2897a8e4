"""What the body has settled about its destructions."""

from typing import TYPE_CHECKING

from muniment.foundation.access.queries import require
from muniment.foundation.access.types import Permission, Profile
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import Kept, Surviving
from muniment.lifecycle.disposal import models
from muniment.lifecycle.disposal.models import Certificate
from muniment.lifecycle.disposal.types import Practice

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from muniment.holdings.records.models import Record


def practice() -> Practice:
    """What counts now: what was settled last."""
    found = models.Practice.objects.order_by("-pk").first()
    if found is None:
        return Practice()
    fields = tuple(Surviving(one) for one in found.surviving)
    kept = Kept(fields, tuple(found.metadata))
    return Practice(found.certificates_in, kept, found.window)


def stubs_to_prune() -> "QuerySet[Record]":
    """The stubs that keep more than the body has settled, since they are older than that."""
    kept = practice().kept
    every = models.Practice.objects.values_list("metadata", flat=True)
    return records.stubs_beyond(kept, {name for one in every for name in one} - set(kept.metadata))


def unfiled(actor: Profile) -> list[Certificate]:
    """The certificates that are not filed as records, whoever had them issued."""
    require(actor, Permission.RETENTION_MANAGE)
    return list(Certificate.objects.filter(record="").order_by("pk"))


def certificate_filed_as(reference: str) -> str:
    """The certificate that this record is; blank where it is none. The caller has found that the
    reader may see the record."""
    chosen = Certificate.objects.filter(record=reference).values_list("reference", flat=True)
    return chosen.first() or ""
