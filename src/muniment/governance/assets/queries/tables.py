"""The register as rows: whole, public, and the record of processing activities."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Profile
from muniment.governance.assets import rules
from muniment.governance.assets.models import Asset, CoveredClass
from muniment.governance.assets.queries.missing import rules_of_classes
from muniment.governance.assets.queries.reading import (
    assets,
    every,
    values_of,
    with_rule,
)
from muniment.governance.assets.types import AssetState, Want
from muniment.lifecycle.retention import queries as retention
from muniment.lifecycle.retention import rules as retention_rules

BATCH = 500


def register(
    actor: Profile,
    want: Want = Want.ALL,
    *,
    unit: str = "",
    words: str = "",
    mine: bool = False,
    today: date,
) -> Iterator[dict[str, str]]:
    """The whole of the entries that the actor may read and wants, a row each, with the user name
    of the owner: the same columns go in again."""
    rows = assets(actor, want, unit=unit, words=words, mine=mine, today=today)
    for some in _batches(list(rows)):
        said = values_of(some)
        for one in some:
            values = {**said[one.pk], "owner": one.owner.username if one.owner else ""}
            before = {
                "reference": one.reference,
                "state": one.state,
                "version": str(one.version),
            }
            yield rules.whole(before, values)


def public() -> Iterator[dict[str, str]]:
    """The public part of the register, by name: approved entries that are to be published, of each
    what the table of fields calls public. The owner's name is not in it, their post is."""
    names = access.names_of_units()
    for some in _batches(list(every().filter(state=AssetState.APPROVED))):
        said = values_of(some)
        for one in some:
            unit = names.get(one.unit.reference, "")
            row = rules.public(one.reference, said[one.pk], unit)
            if row is not None:
                yield row


def processing(actor: Profile, *, as_processor: bool, today: date) -> list[dict[str, str]]:
    """The record of processing activities: what the body does as a controller (UK GDPR art.
    30(1)) or as a processor (art. 30(2)), each with what it lacks."""
    return processing_of(list(activities(actor, as_processor=as_processor, today=today)))


def activities(actor: Profile, *, as_processor: bool, today: date) -> QuerySet[Asset]:
    """The entries that the record of processing is made of, by name: for one page of it at a
    time."""
    found = assets(actor, Want.PERSONAL, today=today)
    theirs = Q(values__has_key="part", values__part="processor")
    return found.filter(theirs if as_processor else ~theirs)


def processing_of(some: Sequence[Asset]) -> list[dict[str, str]]:
    """The lines that these entries have in the record of processing."""
    said, ruled, kept = values_of(some), with_rule(some), kept_in_words(some)
    return [
        rules.processing(
            one.reference,
            said[one.pk],
            kept=kept[one.pk],
            lacking=rules.names_of(rules.lacking(said[one.pk], ruled=one.pk in ruled)),
        )
        for one in some
    ]


def kept_in_words(some: Sequence[Asset]) -> dict[int, str]:
    """How long each asset is kept, in words, by number: by its own rule, or by those its classes
    come to today. It is never written down twice: the schedule says it."""
    covered: dict[int, list[int]] = {one.pk: [] for one in some}
    rows = CoveredClass.objects.order_by("file_class__path")
    for asset, file_class in rows.values_list("asset_id", "file_class_id"):
        if asset in covered:
            covered[asset].append(file_class)
    code_of = rules_of_classes({one for classes in covered.values() for one in classes})
    codes = {
        one.pk: [one.values["rule"]]
        if one.values.get("rule")
        else [code_of.get(number, "") for number in covered[one.pk]]
        for one in some
    }
    terms = retention.terms_of({code for several in codes.values() for code in several})
    sentence = {
        code: f"{code}: {'; then '.join(retention_rules.told(one.steps))}"
        for code, one in terms.items()
    }
    return {
        number: ". ".join(dict.fromkeys(sentence[code] for code in several if code in sentence))
        for number, several in codes.items()
    }


def _batches(some: Sequence[Asset]) -> Iterator[Sequence[Asset]]:
    for start in range(0, len(some), BATCH):
        yield some[start : start + BATCH]
