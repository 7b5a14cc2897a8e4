"""Entries of the register, what they say, and how they stand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.ids import normalise
from muniment.foundation.kernel.words import words_of
from muniment.governance.assets import rules
from muniment.governance.assets.models import (
    Asset,
    AssetVersion,
    CoveredBox,
    CoveredClass,
    CoveredSource,
)
from muniment.governance.assets.queries.missing import has_gaps, is_lacking, rules_of_classes
from muniment.governance.assets.types import AssetState, Field, Figures, Want
from muniment.holdings.fileplan import queries as fileplan
from muniment.lifecycle.retention import queries as retention


def sees(actor: Profile) -> bool:
    """Whether the actor may read the register."""
    return access_rules.may(actor, Permission.ASSETS_SEE)


def every() -> QuerySet[Asset]:
    """Every entry, by name."""
    return Asset.objects.select_related("unit", "owner").order_by("sort_key", "pk")


def assets(
    actor: Profile,
    want: Want = Want.ALL,
    *,
    unit: str = "",
    words: str = "",
    mine: bool = False,
    today: date,
) -> QuerySet[Asset]:
    """The entries that the actor may read and wants to see, by name: of this unit (by reference)
    and those below it, with all these words (or the beginnings of words) somewhere; `mine`: only
    those that the actor answers for."""
    found = every() if sees(actor) else every().none()
    if unit:
        found = found.filter(unit__reference__in=_below(unit))
    if mine:
        found = found.filter(owner__reference=actor.reference)
    for word in words_of(words):
        found = found.filter(words__contains=f" {word}")
    return found.filter(_wanted(actor, want, today))


def _below(unit: str) -> list[str]:
    return [one for one, above in access.unit_lineages().items() if unit in above]


def _wanted(actor: Profile, want: Want, today: date) -> Q:
    used = ~Q(state=AssetState.RETIRED)
    match want:
        case Want.MINE:
            return used & Q(owner__reference=actor.reference)
        case Want.ORPHANED:
            return used & orphaned()
        case Want.INCOMPLETE:
            return used & (has_gaps() | is_lacking())
        case Want.DUE:
            return used & (Q(review_on=None) | Q(review_on__lt=today))
        case Want.PERSONAL:
            return used & Q(personal_data=True)
        case Want.VITAL:
            return used & Q(vital=True)
        case Want.DRAFT:
            return Q(state=AssetState.DRAFT)
        case Want.RETIRED:
            return Q(state=AssetState.RETIRED)
        case _:
            return used


def orphaned() -> Q:
    """The condition that nobody who works here answers for an entry."""
    return Q(owner=None) | Q(owner__is_active=False)


def asset_named(actor: Profile, reference: str) -> Asset:
    """The entry with this reference. Raises NotFound where the actor may not read it."""
    found = every().filter(reference=normalise(reference)).first() if sees(actor) else None
    if found is None:
        raise NotFound("information asset", reference)
    return found


def values_of(some: Iterable[Asset]) -> dict[int, dict[str, str]]:
    """All that is said of each entry, by number: every field by its name, those that have columns
    and rows of their own too."""
    found = {
        one.pk: {
            **one.values,
            "title": one.title,
            "unit": one.unit.reference,
            "owner": one.owner.reference if one.owner else "",
        }
        for one in some
    }
    for name, pairs in _covered(list(found)).items():
        # In an order of our own: databases sort text in different ways.
        for number, reference in sorted(pairs):
            before = found[number].get(name, "")
            found[number][name] = f"{before} {reference}".strip()
    return found


def _covered(numbers: Sequence[int]) -> dict[str, Iterable[tuple[int, str]]]:
    def pairs(model: type, path: str) -> Iterable[tuple[int, str]]:
        # Of all where there are many: a list of numbers has a most.
        rows = model.objects.order_by(path)  # type: ignore[attr-defined]
        rows = rows.filter(asset__in=numbers) if len(numbers) <= 500 else rows
        wanted = set(numbers)
        return [one for one in rows.values_list("asset_id", path) if one[0] in wanted]

    return {
        "classes": pairs(CoveredClass, "file_class__reference"),
        "boxes": pairs(CoveredBox, "box__reference"),
        "sources": pairs(CoveredSource, "source__reference"),
    }


def said_of(one: Asset) -> dict[str, str]:
    """All that is said of one entry."""
    return values_of([one])[one.pk]


def with_rule(some: Iterable[Asset]) -> set[int]:
    """The numbers of the entries of which every class comes to a retention rule in force, so that
    none need be named in the register. An entry without classes is not among them."""
    numbers = {one.pk for one in some}
    covered: dict[int, set[int]] = {}
    for asset, file_class in CoveredClass.objects.values_list("asset_id", "file_class_id"):
        if asset in numbers:
            covered.setdefault(asset, set()).add(file_class)
    code_of = rules_of_classes({one for some_of in covered.values() for one in some_of})
    in_force = set(retention.terms_of(code_of.values()))
    return {
        asset
        for asset, classes in covered.items()
        if all(code_of.get(one) in in_force for one in classes)
    }


def classes_ruled(values: Mapping[str, str]) -> bool:
    """Whether every class that the values name comes to a retention rule in force, as `with_rule`
    has it of what is kept."""
    named = [one for one in values.get("classes", "").split() if fileplan.reference_taken(one)]
    code_of = rules_of_classes({fileplan.class_named(one).pk for one in named})
    in_force = set(retention.terms_of(code_of.values()))
    return bool(named) and all(code in in_force for code in code_of.values())


def versions(one: Asset) -> QuerySet[AssetVersion]:
    """Every version of an entry, the newest first."""
    return one.versions.order_by("-version")


def manages(actor: Profile, unit: str) -> bool:
    """Whether the actor keeps the register for this unit (by reference)."""
    place = Place(units=access.unit_lineages().get(unit, ()))
    return access_rules.may(actor, Permission.ASSETS_MANAGE, place)


def gaps(one: Asset) -> tuple[list[Field], list[Field]]:
    """What an entry does not say: of what approval asks for, and of what the record of processing
    does (UK GDPR art. 30)."""
    return gaps_of([one])[one.pk]


def gaps_of(some: Sequence[Asset]) -> dict[int, tuple[list[Field], list[Field]]]:
    """The same of several entries, by number."""
    said, ruled = values_of(some), with_rule(some)
    return {
        one.pk: (
            rules.gaps(said[one.pk], ruled=one.pk in ruled),
            rules.lacking(said[one.pk], ruled=one.pk in ruled),
        )
        for one in some
    }


def figures(actor: Profile, today: date, *, unit: str = "") -> Figures:
    """How the register stands on a day, for a unit and those below it, or the whole body."""
    found = assets(actor, unit=unit, today=today).annotate(
        # Each is asked once of an entry: what it says is long, and unpacked each time.
        gap=_flag(has_gaps()),
        lack=_flag(is_lacking()),
        left=_flag(orphaned()),
        in_date=_flag(Q(review_on__gte=today)),
    )
    rows = list(
        found.order_by().values_list("state", "gap", "lack", "left", "in_date", "personal_data")
    )
    return Figures(
        on=today,
        entries=len(rows),
        complete=sum(row[0] == AssetState.APPROVED and not row[1] for row in rows),
        incomplete=sum(bool(row[1] or row[2]) for row in rows),
        in_date=sum(bool(row[4]) for row in rows),
        orphaned=sum(bool(row[3]) for row in rows),
        personal=sum(bool(row[5]) for row in rows),
        lacking=sum(bool(row[2]) for row in rows),
    )


def _flag(condition: Q) -> "ExpressionWrapper[Any]":
    return ExpressionWrapper(condition, output_field=BooleanField())
