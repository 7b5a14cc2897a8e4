"""Certificates of destruction: what they say, and who may read them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.rules.canonical import certificate_digest, instant
from muniment.foundation.content import rules as content_rules
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.records import queries as records
from muniment.lifecycle.disposal.models import ByHand, Certificate, Review, ReviewItem
from muniment.lifecycle.disposal.queries.expunging import expunged_by
from muniment.lifecycle.disposal.queries.kept_samples import certified_samples
from muniment.lifecycle.disposal.queries.reviews import may_see, reviews
from muniment.lifecycle.disposal.rules import Method
from muniment.lifecycle.disposal.types import ItemState
from muniment.lifecycle.retention import queries as retention
from muniment.lifecycle.retention.types.clauses import Governed

if TYPE_CHECKING:
    from muniment.holdings.records.models import Component

PAPER = (
    "What was on paper was destroyed or handed over by hand, as it says with each record; its entry"
    " was deleted from the database and overwritten there."
)
FORMAT = "muniment certificate of destruction 1"
METHOD = (
    "Every copy of the content was deleted: the files unlinked from the content store, the text,"
    " previews and search entries deleted from the database and overwritten there."
)
SEALED = (
    " Bytes removed and their keys destroyed: copies of the files in backups cannot be read from"
    " {day} on. What backups of the database hold of titles and text ages out with them."
)
PARTLY = " This is so of {sealed} of {components} components; of the others the bytes were removed."


def certificates(actor: Profile) -> list[Certificate]:
    """The certificates of the reviews that the actor has to do with, the latest first."""
    mine = {one.pk for one in reviews(actor)}
    found = Certificate.objects.select_related("review").order_by("-pk")
    return [one for one in found if one.review_id in mine]


def certificate_named(actor: Profile, reference: str) -> Certificate:
    """The certificate, if the actor has to do with its review. Raises NotFound."""
    found = Certificate.objects.select_related("review").filter(reference=reference).first()
    if found is None or not may_see(actor, found.review):
        raise NotFound("certificate", reference)
    return found


def certificate_document(
    actor: Profile, reference: str, *, size: int | None = None
) -> dict[str, Any]:
    """The certificate as JSON with its proof, to be checked without Muniment by the verifier.

    It is proven against the first checkpoint over it, or against that of `size` events: the one
    that the outsider holds. Raises NotFound where there is none, or where no checkpoint covers it.
    """
    found = certificate_named(actor, reference)
    return {**found.body, "proof": audit.proof_block(found.event_seq, size)}


def body_of(
    review: Review, reference: str, items: Sequence[ReviewItem], *, now: datetime
) -> dict[str, Any]:
    """What the certificate says: JSON without floating-point numbers, complete for an outsider.

    The names of records are those that their stubs keep. What was taken out of the review is
    told without saying why, since holds can be secret.
    """
    governed = _governed(review, items)
    listed = _items(items, governed)
    components = [one for item in listed for one in item["components"]]
    return {
        "format": FORMAT,
        "certificate": reference,
        "body": access.body_name(),
        "log": settings.MUNIMENT_ORIGIN,
        "review": review.reference,
        "title": review.title,
        "reason": review.reason,
        "expunged": expunged_by(review),
        "as_at": review.as_at.isoformat(),
        "issued_at": instant(now),
        "people": _people(review, items),
        "method": _method(items, components),
        "backups": _backups(now),
        "counts": {
            "records": len(listed),
            "components": len(components),
            "bytes": sum(one["size"] for one in components),
            **_not_destroyed_counts(review),
        },
        "items": listed,
        "failures": _failures(review),
        "clauses": _clauses(governed),
        "samples": certified_samples(review, items),
    }


def digest(body: dict[str, Any]) -> str:
    """The digest by which the audit log knows the certificate."""
    return certificate_digest(body)


def _method(items: Sequence[ReviewItem], components: Sequence[dict[str, Any]]) -> str:
    by_hand = sum(one.by_hand_id is not None for one in items)
    of_content = METHOD + _of_keys(components) if by_hand < len(items) else ""
    return " ".join(one for one in (of_content, PAPER if by_hand else "") if one)


def _people(review: Review, items: Sequence[ReviewItem]) -> list[dict[str, str]]:
    by_hand = {one.by_hand_id: one.by_hand for one in items}
    parts = [
        *([("proposed", review.proposed_by, review.proposed_at)] if not review.expunges else []),
        *((f"{_word(review, one)} as {_as(one)}", one.by, one.at) for one in _signed(review)),
        *([_order(review)] if not review.expunges else []),
        *(
            ("confirmed that paper is gone", one.confirmed_by, one.confirmed_at)
            for one in by_hand.values()
            if one is not None
        ),
    ]
    return [
        {
            "part": part,
            "reference": person,
            "name": access.names_at([person], at).get(person, person),
            "at": instant(at),
        }
        for part, person, at in parts
    ]


def _order(review: Review) -> tuple[str, str, datetime]:
    return ("had it carried out", review.executed_by, review.executed_at or review.proposed_at)


def _word(review: Review, one: Any) -> str:
    """What a signature says."""
    if not review.expunges:
        return "approved"
    return "proposed to expunge" if one.by == review.proposed_by else "agreed to expunge"


def _as(one: Any) -> str:
    """In which role it was signed, and for whom where a substitute did."""
    role = str(one.stage).replace("_", " ")
    if not one.instead_of:
        return role
    name = access.names_at([one.instead_of], one.at).get(one.instead_of, one.instead_of)
    return f"{role} for {name} ({one.instead_of})"


def _signed(review: Review) -> list[Any]:
    return list(review.decisions.filter(approved=True).order_by("pk"))


def _backups(now: datetime) -> dict[str, Any]:
    days = settings.MUNIMENT_BACKUP_DAYS
    gone = civil_date(now) + timedelta(days=days)
    return {"kept_days": days, "aged_out_by": gone.isoformat()}


def _of_keys(components: Sequence[dict[str, Any]]) -> str:
    """What is to be said of keys: which of the two was done, removing bytes or keys as well."""
    removed = [one for one in components if one["bytes_removed"]]
    days = [one["unreadable_from"] for one in removed if one["unreadable_from"]]
    if not days:
        return ""
    said = SEALED.format(day=max(days))
    if len(days) < len(removed):
        said += PARTLY.format(sealed=len(days), components=len(removed))
    return said


def _unreadable_from(item: ReviewItem, sha256: str) -> str | None:
    """From which day no backup can be read of content whose keys were destroyed; None for
    content that was not sealed, or that another record holds."""
    since = item.sealed.get(sha256)
    if since is None or sha256 in item.kept_shared or item.record.destroyed_at is None:
        return None
    day = content_rules.unreadable_from(
        civil_date(item.record.destroyed_at),
        date.fromisoformat(since),
        key_days=settings.MUNIMENT_KEY_DAYS,
        backup_days=settings.MUNIMENT_BACKUP_DAYS,
    )
    return day.isoformat()


def _not_destroyed_counts(review: Review) -> dict[str, int]:
    found = Counter(review.items.values_list("state", flat=True))
    out = found[ItemState.HELD] + found[ItemState.EXCLUDED] + found[ItemState.RECOVERED]
    return {"taken_out": out, "failed": found[ItemState.FAILED]}


def _failures(review: Review) -> list[dict[str, str]]:
    failed = review.items.filter(state=ItemState.FAILED).select_related("record").order_by("pk")
    return [{"record": one.record.reference, "reason": one.failure} for one in failed]


def _governed(review: Review, items: Sequence[ReviewItem]) -> dict[tuple[str, int], Governed]:
    """By which clauses of a policy each rule was applied. What is expunged goes by no rule."""
    if review.expunges:
        return {}
    return retention.governing((one.record.rule, one.record.rule_version) for one in items)


def _clauses(governed: Mapping[tuple[str, int], Governed]) -> list[dict[str, Any]]:
    """Each clause as the edition had it (RET-08): what it says is not kept with every record."""
    editions = {(one.schedule, one.edition): one for one in governed.values()}
    return [
        {"schedule": schedule, "edition": edition, **asdict(clause)}
        for (schedule, edition), one in sorted(editions.items())
        for clause in one.clauses
    ]


def _under(item: ReviewItem, governed: Mapping[tuple[str, int], Governed]) -> dict[str, Any]:
    found = governed.get((item.record.rule, item.record.rule_version or 0))
    if found is None:
        return {}
    return {
        "schedule": found.schedule,
        "edition": found.edition,
        "clauses": [one.named for one in found.clauses],
    }


def _items(
    items: Sequence[ReviewItem], governed: Mapping[tuple[str, int], Governed]
) -> list[dict[str, Any]]:
    authorities = retention.authorities(
        {(one.record.rule, one.record.rule_version or 0) for one in items}
    )
    found: dict[int, list[Component]] = {}
    for component in records.components_of([one.record_id for one in items]):
        found.setdefault(component.record_id, []).append(component)
    return [
        {**_item(one, found.get(one.record_id, []), authorities), **_under(one, governed)}
        for one in items
    ]


def _item(
    item: ReviewItem, components: "Sequence[Component]", authorities: dict[tuple[str, int], str]
) -> dict[str, Any]:
    one = item.record
    return {
        "record": one.reference,
        "title": one.title,
        "class": one.file_class.reference,
        "class_title": one.file_class.title,
        "rule": one.rule,
        "rule_version": one.rule_version,
        "authority": authorities.get((one.rule, one.rule_version or 0), ""),
        "due_on": one.due_on.isoformat() if one.due_on else None,
        "set_aside_at": instant(item.set_aside_at) if item.set_aside_at else None,
        "destroyed_at": instant(one.destroyed_at) if one.destroyed_at else None,
        "components": [
            {
                "number": part.ordinal,
                "sha256": part.sha256,
                "size": part.size,
                "bytes_removed": part.sha256 not in item.kept_shared,
                "unreadable_from": _unreadable_from(item, part.sha256),
            }
            for part in components
        ],
        **({"by_hand": _by_hand(item.by_hand, item.box)} if item.by_hand else {}),
    }


def _by_hand(one: ByHand, box: str) -> dict[str, str]:
    """How paper came to an end, on whose word."""
    return {
        "done_on": one.done_on.isoformat(),
        "method": Method(one.method).label,
        "done_by": one.done_by,
        "certificate": one.certificate,
        "document": one.document,
        "box": box,
    }
