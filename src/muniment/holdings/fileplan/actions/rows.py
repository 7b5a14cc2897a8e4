"""The rows of classes, and what every change to the file plan ends with."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from muniment.foundation.access import actions as audiences
from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Place, Profile
from muniment.foundation.audit.actions import record
from muniment.foundation.audit.types import EventDraft
from muniment.foundation.jobs.actions import enqueue
from muniment.holdings.fileplan import queries, rules
from muniment.holdings.fileplan.models import FileClass
from muniment.holdings.fileplan.types import ClassChanged, ClassTerms


def place_of(file_class: FileClass | None) -> Place | None:
    """Where the class stands, for the test of scopes; None for the whole plan."""
    return queries.effective(file_class).place if file_class else None


def create(terms: ClassTerms, parent: FileClass | None, today: date) -> FileClass:
    """A new class below `parent`, or at the top."""
    values = columns(terms, today)
    if parent is None:
        return FileClass.objects.add_root(values)
    # Read again: the tree keeps a count of children on the object in hand.
    return FileClass.objects.add_child(FileClass.objects.get(pk=parent.pk), values)


def columns(terms: ClassTerms, today: date) -> dict[str, Any]:
    """What the terms come to in the columns of a class."""
    return {
        "reference": terms.reference,
        "title": terms.title,
        "scope_note": terms.scope_note,
        "owner_unit": terms.owner_unit,
        "owner_role": terms.owner_role,
        "rule": terms.rule,
        "access": terms.access,
        "open_to": list(terms.open_to),
        "tier": terms.tier,
        "sensitive": terms.sensitive,
        "handling": None if terms.handling is None else list(terms.handling),
        "inherits": terms.inherits,
        "opened_on": terms.opened_on or today,
        "closed_on": terms.closed_on,
    }


def settle(actor: Profile, changed: FileClass, now: datetime) -> None:
    """Work out again who sees what lies in the branch, and have its dates computed again."""
    branch = list(queries.below(changed))
    by_scope = {str(one.pk): one for one in branch}
    found = queries.effective_of(branch)
    resolved = {
        number: rules.resolve_audience(found[by_scope[scope].pk], narrowing)
        for number, scope, narrowing in access.audiences_of(by_scope)
    }
    audiences.redefine_audiences(resolved)
    arguments = {"file_class": changed.reference}
    enqueue("retention.recalculate", arguments, run_as=actor.reference, now=now)
    follow: ClassChanged = import_string(settings.MUNIMENT_CLASS_CHANGED)
    follow(changed.reference, run_as=actor.reference, now=now)


def lock_classes(paths: Iterable[str]) -> list[FileClass]:
    """The classes at these tree paths, fresh and locked from the root down: while they are,
    nothing in them is destroyed and no hold is placed on them by anybody else."""
    chosen = FileClass.objects.filter(path__in=set(paths)).order_by("path")
    return list(chosen.select_for_update(no_key=True))


def mark_used(file_class: int, *, now: datetime) -> None:
    """Note that something has been filed in the class. Called within the filing transaction."""
    FileClass.objects.filter(pk=file_class, used_at=None).update(used_at=now)


def tell(
    kind: str, actor: Profile, about: FileClass, now: datetime, reason: str = "", **detail: Any
) -> None:
    """Record what was done with the class."""
    draft = EventDraft(
        kind, actor.reference, f"class:{about.reference}", reason=reason, detail=detail
    )
    record(draft, at=now)
