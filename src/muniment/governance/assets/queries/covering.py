"""What an entry covers of the holdings, and what a draft may name."""

from collections.abc import Mapping
from functools import cached_property, reduce
from operator import or_

from django.db.models import Q

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.governance.assets.models import Asset, CoveredClass
from muniment.governance.assets.types import Held, Known
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.fileplan.models import FileClass
from muniment.holdings.mailboxes import queries as mailboxes
from muniment.holdings.physical import queries as physical
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import OUT_OF_SIGHT
from muniment.lifecycle.retention import queries as retention


def counts_all(actor: Profile) -> bool:
    """Whether the actor is told how much an entry covers in all, not only of what they may see:
    those who oversee the register of the whole body. Others could have an entry cover what they
    may not see, and learn by its number what is there."""
    return access_rules.may(actor, Permission.ASSETS_OVERSEE, Place())


def held(actor: Profile, one: Asset) -> Held:
    """How much of the holdings an entry covers, counted now: what its reader may count."""
    below = _below(one)
    everything = counts_all(actor)
    seen = records.every_record() if everything else records.visible(actor)
    folders = records.every_folder() if everything else records.visible_folders(actor)
    boxes = list(one.boxes.values_list("box_id", flat=True))
    if not everything:
        boxes = list(physical.boxes(actor).filter(pk__in=boxes).values_list("pk", flat=True))
    return Held(
        records=seen.filter(below).exclude(state__in=OUT_OF_SIGHT).count() if below else 0,
        folders=folders.filter(below).count() if below else 0,
        boxes=len(boxes),
        papers=seen.filter(paper__box__in=boxes).exclude(state__in=OUT_OF_SIGHT).count()
        if boxes
        else 0,
        sources=one.sources.count(),
        system=one.values.get("system", ""),
    )


def _below(one: Asset) -> Q | None:
    """The condition that something is filed in a class that an entry covers; None for no class."""
    paths = one.classes.values_list("file_class__path", flat=True)
    parts = [Q(file_class__path__startswith=path) for path in paths]
    return reduce(or_, parts) if parts else None


def covering(file_class: FileClass) -> list[Asset]:
    """The entries in use that cover a class: it, or one above it."""
    chain = [*fileplan.ancestors(file_class), file_class]
    rows = CoveredClass.objects.filter(file_class__in=[one.pk for one in chain])
    found = rows.exclude(asset__retired_at__isnull=False).select_related("asset__owner")
    return sorted({one.asset for one in found}, key=lambda one: (one.sort_key, one.pk))


def known(
    actor: Profile, values: Mapping[str, str], before: Mapping[str, str] | None = None
) -> Known:
    """What these values may name: what there is, and what the actor may know of; and what the
    entry names already, which stays though another put it there."""
    return Knowledge(actor).of(values, before)


class Knowledge:
    """What values may name, as the actor may know of it: looked up once, for however many
    entries."""

    def __init__(self, actor: Profile) -> None:
        self.actor = actor
        self._owners: dict[str, str] = {}
        self._classes: dict[str, bool] = {}
        self._rules: dict[str, bool] = {}
        self._boxes: dict[str, bool] = {}

    def of(self, values: Mapping[str, str], before: Mapping[str, str] | None = None) -> Known:
        """What these values may name; `before`: what the entry says until now."""
        had, rule = before or {}, values.get("rule", "")
        return Known(
            owner=self._owner(values.get("owner", "")),
            units=self._units | {had.get("unit", "")},
            classes=frozenset(filter(self._is_class, _listed(values, "classes"))),
            rules=frozenset([rule] if rule and self._is_rule(rule) else []),
            boxes=self._seen_boxes(_listed(values, "boxes")) | _listed(had, "boxes"),
            sources=(self._sources if values.get("sources") else frozenset())
            | _listed(had, "sources"),
        )

    @cached_property
    def _units(self) -> frozenset[str]:
        return frozenset(one.reference for one in access.units().filter(closed_on=None))

    @cached_property
    def _sources(self) -> frozenset[str]:
        mine = [*mailboxes.sources(self.actor), *mailboxes.owned(self.actor)]
        return frozenset(one.reference for one in mine)

    def _owner(self, name: str) -> str:
        if name not in self._owners:
            found = access.find_person(name) if name else None
            here = found is not None and found.is_active
            self._owners[name] = found.reference if found is not None and here else ""
        return self._owners[name]

    def _is_class(self, reference: str) -> bool:
        if reference not in self._classes:
            self._classes[reference] = fileplan.reference_taken(reference)
        return self._classes[reference]

    def _is_rule(self, code: str) -> bool:
        if code not in self._rules:
            self._rules[code] = retention.rule_in_force(code) is not None
        return self._rules[code]

    def _seen_boxes(self, wanted: frozenset[str]) -> frozenset[str]:
        if new := wanted - set(self._boxes):
            rows = physical.boxes(self.actor).filter(reference__in=sorted(new))
            seen = set(rows.values_list("reference", flat=True))
            self._boxes |= {one: one in seen for one in new}
        return frozenset(one for one in wanted if self._boxes[one])


def _listed(values: Mapping[str, str], name: str) -> frozenset[str]:
    return frozenset(values.get(name, "").split())
