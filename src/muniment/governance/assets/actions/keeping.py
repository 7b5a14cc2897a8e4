"""What every verb on the register does: fill an entry, keep its version, tell the log."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NoReturn

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.foundation.audit.actions import record
from muniment.foundation.audit.rules.canonical import canonical_json
from muniment.foundation.audit.types import JSON, EventDraft
from muniment.foundation.kernel.errors import NotPermitted, Reason
from muniment.foundation.kernel.ids import new_reference
from muniment.foundation.kernel.words import fold, words_of
from muniment.foundation.notices import actions as notices
from muniment.governance.assets import queries, rules
from muniment.governance.assets.models import (
    Asset,
    AssetVersion,
    CoveredBox,
    CoveredClass,
    CoveredSource,
)
from muniment.governance.assets.types import OWN, YES, AssetState
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.mailboxes.models import Source
from muniment.holdings.physical.models import Box

OTHERS = (
    "It is for the owner of the asset, and for those who keep the register of that unit."
    " Ask a records manager."
)
FOUND_BY = ("title", "description", "system", "location", "owner_post", "supplier")


def new_entry(
    actor: Profile, values: Mapping[str, str], now: datetime
) -> tuple[Asset, AssetVersion]:
    """An entry of values against which there is nothing. The caller tells the log."""
    one = Asset(reference=new_reference("IA"), state=AssetState.DRAFT, version=1)
    fill(one, values, actor, now)
    one.save()
    link(one, values)
    said = queries.said_of(one)
    fields = rules.changed({}, said)
    return one, keep_version(one, "made", actor.reference, now, said=said, fields=fields)


def changed_entry(
    actor: Profile, one: Asset, before: Mapping[str, str], after: Mapping[str, str], now: datetime
) -> AssetVersion | None:
    """Have a locked entry say what there is nothing against; None where it says that already. The
    caller tells the log."""
    values = {**after, **_as_covered(after)}
    fields = rules.changed(before, values)
    if not fields:
        return None
    fill(one, values, actor, now)
    one.version += 1
    one.save()
    link(one, values)
    return keep_version(one, "changed", actor.reference, now, said=values, fields=fields)


def _as_covered(values: Mapping[str, str]) -> dict[str, str]:
    """What is covered, as it is kept: classes by their present references, all in order."""
    named = {name: values.get(name, "").split() for name in ("classes", "boxes", "sources")}
    named["classes"] = [fileplan.class_named(one).reference for one in named["classes"]]
    return {name: " ".join(sorted(set(some))) for name, some in named.items()}


def fill(one: Asset, values: Mapping[str, str], actor: Profile, now: datetime) -> None:
    """Have an entry say this; the caller saves it and then links it."""
    one.title = values["title"]
    one.sort_key = fold(one.title)[:200]
    one.unit = access.unit_named(values["unit"])
    one.owner = access.find_person(values["owner"]) if values.get("owner") else None
    if one.owner is not None:
        one.orphaned_at = one.former_owner = None
    one.values = {name: text for name, text in values.items() if text and name not in OWN}
    said = [one.reference, *(values.get(name, "") for name in FOUND_BY)]
    one.words = " ".join(["", *sorted(set(words_of(" ".join(said)))), ""])
    one.personal_data = _yes(values, "personal_data")
    one.vital = _yes(values, "vital")
    one.rule = values.get("rule", "")
    one.short_of_approval = any(each.name != "owner" for each in rules.gaps(values, ruled=True))
    one.short_of_processing = bool(rules.lacking(values, ruled=True))
    one.review_on = rules.day(values, "review_on")
    one.changed_at, one.changed_by = now, actor.reference


def _yes(values: Mapping[str, str], name: str) -> bool | None:
    return values[name] == YES if values.get(name) else None


def link(one: Asset, values: Mapping[str, str]) -> None:
    """Have an entry cover what its values name, and nothing else."""
    wanted = {name: values.get(name, "").split() for name in ("classes", "boxes", "sources")}
    classes = {fileplan.class_named(name).pk for name in wanted["classes"]}
    _only(one.classes, CoveredClass, "file_class_id", classes, one)
    _only(one.boxes, CoveredBox, "box_id", _numbers(Box, wanted["boxes"]), one)
    _only(one.sources, CoveredSource, "source_id", _numbers(Source, wanted["sources"]), one)


def _numbers(model: Any, references: Sequence[str]) -> set[int]:
    rows = model.objects.filter(reference__in=references)
    return set(rows.values_list("pk", flat=True)) if references else set()


def _only(rows: Any, model: Any, column: str, wanted: set[int], one: Asset) -> None:
    """Leave those rows that are wanted, and make those that are missing."""
    here = dict(rows.values_list(column, "pk")) if one.version > 1 else {}
    if gone := [pk for value, pk in here.items() if value not in wanted]:
        rows.filter(pk__in=gone).delete()
    if new := sorted(wanted - set(here)):
        model.objects.bulk_create(model(asset=one, **{column: value}) for value in new)


def keep_version(
    one: Asset,
    deed: str,
    by: str,
    now: datetime,
    *,
    said: Mapping[str, str] | None = None,
    fields: Sequence[str] = (),
    reason: str = "",
) -> AssetVersion:
    """Keep an entry as it is now, whole. The caller has raised its version, and saved it. `said`:
    what it says, where that has been read already."""
    now_said = queries.said_of(one) if said is None else said
    values = {name: text for name, text in now_said.items() if text}
    return AssetVersion.objects.create(
        asset=one,
        version=one.version,
        at=now,
        by=by,
        deed=deed,
        reason=reason,
        fields=list(fields),
        values=values,
        digest=sha256(canonical_json(values).encode()).hexdigest(),
    )


def locked(actor: Profile, reference: str, today: date) -> tuple[Asset, frozenset[str]]:
    """The entry, locked, for a change by somebody who may, and the fields that they may change.
    Raises NotFound, NotPermitted."""
    found = queries.asset_named(actor, reference)
    # Only the entry: the owner may be none, and outer joins cannot be locked.
    rows = Asset.objects.select_for_update(of=("self",)).select_related("unit", "owner")
    one = rows.get(pk=found.pk)
    allowed = queries.changeable(actor, one, today)
    if not allowed:
        _refuse(OTHERS)
    return one, allowed


def locked_whole(actor: Profile, reference: str, today: date) -> Asset:
    """The same for what only the owner or whoever keeps the register there decides."""
    one, _ = locked(actor, reference, today)
    if not (queries.answers_for(actor, one) or queries.manages(actor, one.unit.reference)):
        _refuse(OTHERS)
    return one


def locked_own(actor: Profile, reference: str, today: date) -> Asset:
    """The same for what only the owner decides, or who stands in for them."""
    one, _ = locked(actor, reference, today)
    if not queries.answers_for(actor, one):
        _refuse("It is for the owner of the asset alone, or who stands in for them.")
    return one


def _refuse(why: str) -> NoReturn:
    raise NotPermitted(Reason("not_permitted", why))


def require_manager(actor: Profile, unit: str) -> None:
    """Raise NotPermitted unless the actor keeps the register for a unit."""
    if not queries.manages(actor, unit):
        _refuse("It is for those who keep the register of that unit. Ask a records manager.")


def tell_owner(one: Asset, before: str, now: datetime) -> None:
    """Tell a person that they answer for an asset from now on. `before`: the owner until now."""
    if one.owner is not None and one.owner.reference != before:
        tell_owner_of(one.owner.reference, [one], now)


def tell_owner_of(person: str, some: Sequence[Asset], now: datetime) -> None:
    """Tell a person (by reference) that they answer for these assets from now on: once, however
    many there are."""
    one = some[0]
    more = f" and of {len(some) - 1:,} more" if len(some) > 1 else ""
    notices.tell(
        person,
        kind="assets.owner",
        about=f"asset:{one.reference}",
        words=f"You are now the information asset owner of “{one.title}”{more}.",
        key=f"asset-owner:{one.reference}:{one.version}",
        now=now,
    )


def told(
    kind: str,
    by: str,
    one: Asset,
    version: AssetVersion,
    now: datetime,
    *,
    detail: Mapping[str, JSON] | None = None,
) -> None:
    """Tell the log, last, what was done to an entry."""
    record(event_of(kind, by, one, version, detail=detail), at=now)


def event_of(
    kind: str,
    by: str,
    one: Asset,
    version: AssetVersion,
    *,
    detail: Mapping[str, JSON] | None = None,
) -> EventDraft:
    """What was done to an entry: which version, what its digest is, and which fields changed. What
    they say stays out of the log."""
    fields: list[JSON] = list(version.fields)
    said: dict[str, JSON] = {
        "version": version.version,
        "digest": version.digest,
        "fields": fields,
        **(detail or {}),
    }
    about = f"asset:{one.reference}"
    return EventDraft(kind, by, about, reason=version.reason, detail=said)
