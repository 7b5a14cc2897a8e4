"""Verbs that make an entry of the register, change it, review it, approve, retire and restore."""

from collections.abc import Mapping
from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused, refuse_if
from muniment.governance.assets import queries, rules
from muniment.governance.assets.actions.keeping import (
    changed_entry,
    keep_version,
    locked,
    locked_whole,
    new_entry,
    require_manager,
    tell_owner,
    told,
)
from muniment.governance.assets.models import Asset
from muniment.governance.assets.types import BY_NAME, AssetState
from muniment.holdings.records.rules import printable


@verb("assets:asset:make")
def make(actor: Profile, values: Mapping[str, str], *, now: datetime) -> Asset:
    """Put an asset into the register, as a draft. `values`: what is said of it, by the names of
    `types.FIELDS`; days as 2026-03-31 or 31/03/2026. Its owner is told. Raises Refused with every
    gap and fault."""
    clean, wrong = rules.read(values)
    if _unknown_unit(clean):
        # Nothing is made; whoever keeps the register somewhere is told what is wrong.
        access.require(actor, Permission.ASSETS_MANAGE)
    else:
        require_manager(actor, clean["unit"])
    there = queries.known(actor, clean)
    refuse_if([*wrong, *rules.reasons_not_to_keep(clean, there)])
    one, version = new_entry(actor, {**clean, "owner": there.owner}, now)
    told("assets:asset:made", actor.reference, one, version, now)
    tell_owner(one, "", now)
    return one


def _unknown_unit(values: Mapping[str, str]) -> bool:
    return values.get("unit", "") not in access.unit_lineages()


@verb("assets:asset:change")
def change(
    actor: Profile,
    reference: str,
    values: Mapping[str, str],
    *,
    seen: int | None = None,
    now: datetime,
) -> Asset:
    """Say otherwise what an asset is: of the fields that are named; the others stay. `seen`: the
    version that was looked at, where somebody else may have changed it since. A steward changes
    what is delegated to them; whoever moves it to another unit keeps the register there too.
    Raises Refused with every gap and fault, where an approved entry would no longer be complete,
    and where nothing would change."""
    one, allowed = locked(actor, reference, civil_date(now))
    before = queries.said_of(one)
    clean, wrong = rules.read(values)
    after = {**before, **clean}
    there = queries.known(actor, after, before)
    by = access.names_at([one.changed_by]).get(one.changed_by, "Somebody else")
    # A value that cannot be read is not judged by the other rules as well.
    judged = [] if wrong else _reasons_against(one, before, after, now)
    order = rules.reasons_of_order(seen, one.version, by)
    named = [BY_NAME[name] for name in rules.changed(before, after)]
    beyond = rules.reasons_beyond(named, allowed)
    refuse_if([*order, *beyond, *wrong, *rules.reasons_not_to_keep(after, there), *judged])
    if after["unit"] != before["unit"]:
        require_manager(actor, after["unit"])
    after["owner"] = there.owner
    version = changed_entry(actor, one, before, after, now)
    if version is None:
        raise Refused(Reason("same", "That is what the register says of it already."))
    told("assets:asset:changed", actor.reference, one, version, now)
    tell_owner(one, before.get("owner", ""), now)
    return one


def _reasons_against(
    one: Asset, before: Mapping[str, str], after: Mapping[str, str], now: datetime
) -> list[Reason]:
    return rules.reasons_not_to_change(
        AssetState(one.state),
        before,
        after,
        was_ruled=queries.classes_ruled(before),
        ruled=queries.classes_ruled(after),
        today=civil_date(now),
    )


@verb("assets:asset:approve")
def approve(actor: Profile, reference: str, *, now: datetime) -> Asset:
    """Approve an entry: it says all that the register asks for (owner, description, place, form,
    classification, personal data, retention, value, next review). By its owner, or by whoever
    keeps the register there. Raises Refused with every gap."""
    one = locked_whole(actor, reference, civil_date(now))
    said = queries.said_of(one)
    ruled, today = bool(queries.with_rule([one])), civil_date(now)
    gone = one.owner is not None and not one.owner.is_active
    wrong = [Reason("owner", "Its owner has left. Name another.", "owner")] if gone else []
    state = AssetState(one.state)
    refuse_if([*rules.reasons_not_to_approve(state, said, ruled=ruled, today=today), *wrong])
    one.state, one.approved_at, one.approved_by = AssetState.APPROVED, now, actor.reference
    return _kept(actor, one, "approved", now)


@verb("assets:asset:retire")
def retire(actor: Profile, reference: str, *, reason: str, now: datetime) -> Asset:
    """Take an entry out of use: the asset is no more, or belongs to another body. Everything that
    was said of it stays. Raises Refused with every reason."""
    one = locked_whole(actor, reference, civil_date(now))
    refuse_if(rules.reasons_not_to_retire(AssetState(one.state), reason))
    one.state, one.retired_at, one.retired_why = AssetState.RETIRED, now, _words(reason)
    return _kept(actor, one, "retired", now, reason=reason)


@verb("assets:asset:restore")
def restore(actor: Profile, reference: str, *, reason: str, now: datetime) -> Asset:
    """Bring a retired entry back, as a draft to be approved anew. Raises Refused with every
    reason."""
    one = locked_whole(actor, reference, civil_date(now))
    refuse_if(rules.reasons_not_to_restore(AssetState(one.state), reason))
    one.state, one.retired_at, one.retired_why = AssetState.DRAFT, None, ""
    one.approved_at, one.approved_by = None, ""
    return _kept(actor, one, "restored", now, reason=reason)


def _kept(actor: Profile, one: Asset, deed: str, now: datetime, *, reason: str = "") -> Asset:
    one.version += 1
    one.changed_at, one.changed_by = now, actor.reference
    one.save()
    version = keep_version(one, deed, actor.reference, now, reason=_words(reason))
    told(f"assets:asset:{deed}", actor.reference, one, version, now)
    return one


def _words(reason: str) -> str:
    return printable(" ".join(reason.split()))
