"""Moving a branch and giving it another reference: what was given to it stays with it."""

from datetime import datetime

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import verb
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, refuse_if
from muniment.holdings.fileplan import queries, rules
from muniment.holdings.fileplan.actions.rows import lock_classes, place_of, settle, tell
from muniment.holdings.fileplan.models import FileClass, FormerReference


@verb("fileplan:class:move")
def move_class(
    actor: Profile, reference: str, *, under: str, new_reference: str = "", now: datetime
) -> FileClass:
    """Move a class with all it holds under another (or to the top), with a new reference if
    wanted. The old reference still resolves."""
    found = queries.class_named(reference)
    target = queries.class_named(under) if under else None
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place_of(found))
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place_of(target))
    chain = queries.lineage_references(target) if target else ()
    lock_branch(found, target)
    refuse_if(
        [
            *rules.reasons_not_to_move(found.reference, chain, found.is_root()),
            *_reasons_unmoved(found, target, new_reference),
            *queries.reasons_closed(target, on=civil_date(now)),
            *queries.reasons_held(found),
        ]
    )
    move_below(found, target)
    moved = FileClass.objects.get(pk=found.pk)
    if new_reference and new_reference != moved.reference:
        _give_reference(moved, new_reference, now)
    settle(actor, moved, now)
    tell("fileplan:class:moved", actor, moved, now, under=under, before=found.reference)
    return moved


def _reasons_unmoved(
    found: FileClass, target: FileClass | None, new_reference: str
) -> list[Reason]:
    above = FileClass.objects.get_parent(found)
    stays = (above.pk if above else None) == (target.pk if target else None)
    if not stays or (new_reference and new_reference != found.reference):
        return []
    where = f"below {target.reference}" if target else "at the top"
    return [Reason("same", f"{found.reference} is {where} already.", "under")]


def lock_branch(found: FileClass, target: FileClass | None) -> None:
    """Lock the classes above both ends of a move: no hold is placed on them meanwhile."""
    ends = [found.path, *([target.path] if target else [])]
    lock_classes(path for end in ends for path in (*queries.paths_above(end), end))


def move_below(found: FileClass, target: FileClass | None) -> None:
    """Move the rows of the branch to stand under `target`, or at the top."""
    if target is None:
        FileClass.objects.move(found, FileClass.objects.get_first_root_node(), pos="sorted-sibling")
    else:
        FileClass.objects.move(found, target, pos="sorted-child")


def _give_reference(found: FileClass, new_reference: str, now: datetime) -> None:
    taken = queries.reference_taken(new_reference)
    refuse_if(rules.reasons_not_to_name(new_reference, found.title, taken))
    FormerReference.objects.create(reference=found.reference, file_class=found, until=now)
    found.reference = new_reference
    found.version += 1
    found.save(update_fields=["reference", "version"])


@verb("fileplan:class:rename")
def rename_class(actor: Profile, reference: str, *, new_reference: str, now: datetime) -> FileClass:
    """Give a class another reference. The old one still resolves and is never used again."""
    found = queries.class_named(reference)
    access.require(actor, Permission.FILEPLAN_MANAGE, at=place_of(found))
    before = found.reference
    _give_reference(found, new_reference, now)
    settle(actor, found, now)
    tell("fileplan:class:renamed", actor, found, now, before=before)
    return found
