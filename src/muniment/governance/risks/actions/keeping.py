"""What every verb on risks does: fill one, keep its version and its scores, tell the log."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NoReturn

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import record
from muniment.foundation.audit.rules.canonical import canonical_json
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.errors import NotPermitted, Reason
from muniment.foundation.kernel.ids import new_reference
from muniment.foundation.kernel.words import fold, words_of
from muniment.foundation.notices import actions as notices
from muniment.governance.assets.models import Asset
from muniment.governance.risks import queries, rules
from muniment.governance.risks.models import Risk, RiskAsset, RiskVersion, Scoring
from muniment.governance.risks.types import FIELDS, KINDS, SCORES, RiskState

OTHERS = (
    "It is for the owner of the risk or of an asset it concerns, and for those who keep the risks"
    " of that unit. Ask a records manager."
)
ELSEWHERE = "It is for those who keep the risks of that unit. Ask a records manager."
LINKED = ("unit", "owner", "assets", "review_on")
FOUND_BY = ("title", "cause", "event", "effect", "plan")


def new_risk(by: str, values: Mapping[str, str], now: datetime, *, source: str = "") -> Risk:
    """A draft of values against which there is nothing, with its first scores and its first
    version. The caller tells the log."""
    one = Risk(reference=new_reference("RK"), state=RiskState.DRAFT, version=1, source=source)
    one.made_at, one.made_by = now, by
    fill(one, values, by, now)
    score(one, values)
    one.save()
    link(one, values.get("assets", ""))
    if any(rules.marks(values).values()):
        keep_scores(one, by, "First scores", now)
    return one


def fill(one: Risk, values: Mapping[str, str], by: str, now: datetime) -> None:
    """Have a risk say this, but for its scores and assets; the caller saves it."""
    for field in FIELDS:
        if field.name not in LINKED:
            setattr(one, field.name, values.get(field.name, ""))
    one.sort_key = fold(one.title)[:200]
    one.unit = access.unit_named(values["unit"])
    one.owner = access.find_person(values["owner"]) if values.get("owner") else None
    if one.owner is not None:
        one.orphaned_at = one.former_owner = None
    one.review_on = rules.day(values, "review_on")
    said = " ".join([one.reference, *(values.get(name, "") for name in FOUND_BY)])
    one.words = " ".join(["", *sorted(set(words_of(said))), ""])
    one.changed_at, one.changed_by = now, by


def score(one: Risk, values: Mapping[str, str]) -> None:
    """Give a risk the scores that its values name; the caller saves it."""
    for field in SCORES:
        text = values.get(field.name, "")
        setattr(one, field.name, int(text) if text else None)
    for kind, mark in rules.marks(values).items():
        setattr(one, kind, mark.product if mark else None)


def link(one: Risk, named: str) -> None:
    """Have a risk concern these assets, and no others."""
    wanted = set(named.split())
    one.assets.exclude(asset__reference__in=wanted).delete()
    here = set(one.assets.values_list("asset__reference", flat=True))
    new = Asset.objects.filter(reference__in=wanted - here).order_by("pk")
    RiskAsset.objects.bulk_create(RiskAsset(risk=one, asset=asset) for asset in new)


def keep_scores(one: Risk, by: str, why: str, now: datetime) -> Scoring:
    """Keep the scores of a risk as they are now, for ever."""
    last = queries.scorings(one).first()
    names = [*(field.name for field in SCORES), *KINDS]
    return Scoring.objects.create(
        risk=one,
        number=last.number + 1 if last else 1,
        at=now,
        by=by,
        why=rules.line(why),
        **{name: getattr(one, name) for name in names},
    )


def keep_version(
    one: Risk, deed: str, by: str, now: datetime, *, fields: Sequence[str] = (), reason: str = ""
) -> RiskVersion:
    """Keep a risk as it is now, whole. The caller has raised its version, and saved it."""
    values = {name: text for name, text in queries.said_of(one).items() if text}
    return RiskVersion.objects.create(
        risk=one,
        version=one.version,
        at=now,
        by=by,
        deed=deed,
        reason=rules.lines(reason),
        fields=list(fields),
        values=values,
        digest=sha256(canonical_json(values).encode()).hexdigest(),
    )


def next_version(
    one: Risk, deed: str, by: str, now: datetime, *, fields: Sequence[str] = (), reason: str = ""
) -> RiskVersion:
    """Save a risk that was changed as its next version."""
    one.version += 1
    one.changed_at, one.changed_by = now, by
    one.save()
    return keep_version(one, deed, by, now, fields=fields, reason=reason)


def locked(actor: Profile, reference: str) -> Risk:
    """The risk, locked, as the actor may read it. Raises NotFound."""
    found = queries.risk_named(actor, reference)
    rows = Risk.objects.select_for_update(of=("self",)).select_related("unit", "owner")
    return rows.get(pk=found.pk)


def locked_kept(actor: Profile, reference: str) -> Risk:
    """The same, for a change by somebody who keeps it. Raises NotFound, NotPermitted."""
    one = locked(actor, reference)
    if not queries.manages(actor, one):
        refuse(OTHERS)
    return one


def refuse(why: str) -> NoReturn:
    """Raise NotPermitted."""
    raise NotPermitted(Reason("not_permitted", why))


def told(
    kind: str,
    by: str,
    one: Risk,
    version: RiskVersion | None,
    now: datetime,
    *,
    reason: str = "",
    detail: Mapping[str, JSON] | None = None,
) -> None:
    """Tell the log, last, what was done to a risk: which version, what its digest is, and which
    fields changed. What they say stays out of the log."""
    said: dict[str, JSON] = dict(detail or {})
    if version is not None:
        fields: list[JSON] = list(version.fields)
        said |= {"version": version.version, "digest": version.digest, "fields": fields}
    about = f"risk:{one.reference}"
    record(EventDraft(kind, by, about, reason=rules.line(reason), detail=said), at=now)


def tell_owner(one: Risk, before: str, now: datetime) -> None:
    """Tell a person that they own a risk from now on. `before`: the owner until now."""
    if one.owner is None or one.owner.reference == before:
        return
    notices.tell(
        one.owner.reference,
        kind="risks.owner",
        about=f"risk:{one.reference}",
        words=f"You now own the risk “{one.title}”.",
        key=f"risk-owner:{one.reference}:{one.version}",
        now=now,
    )
