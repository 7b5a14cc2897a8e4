"""Which records are held: what every path asks that could remove, alter or move one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.errors import Reason
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as records
from muniment.holdings.search import queries as search
from muniment.lifecycle.holds import rules
from muniment.lifecycle.holds.models import Hold, HoldScope, HoldSearch
from muniment.lifecycle.holds.types import HoldState

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

CHUNK = 500


def holding(numbers: Collection[int]) -> dict[int, list[Hold]]:
    """The active holds on each of these records that has any, by way of the record itself, its
    folder, its class or a class above, any other folder in which it was found, or a search that
    finds it. Three queries for each 500 records, and one for each search that holds go by. Papers
    by way of their box, too."""
    wanted = sorted(numbers)
    searches = list(active_searches()) if wanted else []
    found: dict[int, list[Hold]] = {}
    for start in range(0, len(wanted), CHUNK):
        found.update(_holding(wanted[start : start + CHUNK], searches))
    return found


def _holding(numbers: Sequence[int], searches: Sequence[HoldSearch]) -> dict[int, list[Hold]]:
    rows: list[Row] = list(
        records.every_record()
        .filter(pk__in=numbers)
        .values_list("pk", "folder_id", "file_class__path", "paper__box")
    )
    others = records.other_places(numbers).values_list(
        "record", "folder", "folder__file_class__path"
    )
    rows += [(*other, None) for other in others]
    holds = _by_thing(rows)
    for one in searches:  # what nobody has noted down yet is held all the same
        for pk in search.matching(one.query, numbers):
            holds[("record", pk)].add(one.hold)
    found: dict[int, set[Hold]] = defaultdict(set)
    for pk, folder, path, box in rows:
        found[pk] |= _of(holds, pk, folder, path, box)
    return {pk: sorted(held, key=lambda hold: hold.pk) for pk, held in found.items() if held}


Things = dict[tuple[str, int | str], set[Hold]]
Row = tuple[int, int, str, int | None]  # of a record: its number, folder, class and box


def _by_thing(rows: Iterable[Row]) -> Things:
    rows = list(rows)
    paths = {path for _, _, own, _ in rows for path in (*fileplan.paths_above(own), own)}
    boxes = {box for _, _, _, box in rows if box is not None}
    scopes = active_scopes().filter(
        Q(record__in=[pk for pk, _, _, _ in rows])
        | Q(folder__in={folder for _, folder, _, _ in rows})
        | Q(file_class__path__in=paths)
        | Q(box__in=boxes)
    )
    holds: Things = defaultdict(set)
    for scope in scopes.select_related("hold", "file_class"):
        holds[_key(scope)].add(scope.hold)
    return holds


def _key(scope: HoldScope) -> tuple[str, int | str]:
    if scope.file_class is not None:
        return "class", str(scope.file_class.path)
    if scope.folder_id is not None:
        return "folder", int(scope.folder_id)
    if scope.box_id is not None:
        return "box", int(scope.box_id)
    return "record", int(scope.record_id or 0)


def _of(holds: Things, pk: int, folder: int, path: str, box: int | None) -> set[Hold]:
    reached = holds[("record", pk)] | holds[("folder", folder)]
    if box is not None:
        reached |= holds[("box", box)]
    for above in (*fileplan.paths_above(path), path):
        reached |= holds[("class", above)]
    return reached


def active_scopes() -> QuerySet[HoldScope]:
    """What the holds that are not lifted cover."""
    return HoldScope.objects.filter(hold__state=HoldState.ACTIVE)


def active_searches() -> QuerySet[HoldSearch]:
    """The searches that the holds that are not lifted go by."""
    return (
        HoldSearch.objects.filter(hold__state=HoldState.ACTIVE)
        .select_related("hold")
        .order_by("pk")
    )


def is_held(number: int) -> bool:
    """Whether any hold covers the record."""
    return bool(holding([number]))


def held_among(numbers: Sequence[int]) -> set[int]:
    """Those of the records (by number) that any hold covers."""
    return set(holding(numbers))


def is_place_held(path: str, folder: int | None) -> bool:
    """Whether a hold is on the class at this tree path or a class above it, or on the folder (by
    number): what would be filed there is to be kept as well. The port MUNIMENT_PLACE_HELD."""
    reached = Q(file_class__path__in=[*fileplan.paths_above(path), path])
    if folder is not None:
        reached |= Q(folder=folder)
    return active_scopes().filter(reached).exists()


def known_holds(actor: Profile, record: "Record") -> list[Hold]:
    """The holds on the record, if the actor may know of holds there; otherwise none."""
    place = access.audience_key(record.audience_id).place
    if not may(actor, Permission.HOLD_SEE, place):
        return []
    return holding([record.pk]).get(record.pk, [])


def reasons_not_to_alter(actor: Profile, record: "Record") -> list[Reason]:
    """Why the record may not be altered: holds, in words fit for this reader."""
    held = holding([record.pk]).get(record.pk, [])
    place = access.audience_key(record.audience_id).place
    knows = may(actor, Permission.HOLD_SEE, place)
    return rules.reasons_held([hold.reference for hold in held], knows=knows)


def reasons_not_to_move(
    folders: Sequence[int], numbers: Sequence[int], boxes: Sequence[int] = ()
) -> list[Reason]:
    """Why folders and records may not leave their place, or papers these boxes: a hold that
    reaches them only through the place would be lost. The port MUNIMENT_HOLD_GUARD of the
    records room."""
    rows = records.every_record().filter(Q(pk__in=numbers) | Q(folder__in=folders))
    classes = set(rows.values_list("file_class__path", flat=True).distinct())
    left = records.every_record().filter(pk__in=numbers).values("folder")
    classes |= set(
        records.every_folder().filter(pk__in=folders).values_list("file_class__path", flat=True)
    )
    paths = {path for own in classes for path in (*fileplan.paths_above(own), own)}
    reached = active_scopes().filter(
        Q(file_class__path__in=paths) | Q(folder__in=left) | Q(box__in=boxes)
    )
    held = reached.exists() or _found_only(rows.values_list("pk", flat=True))
    # Who moves things need not be one who may know of holds.
    return rules.reasons_held(["hold"] if held else [], knows=False)


def _found_only(numbers: Iterable[int]) -> bool:
    """Whether any of the records is held by a search alone, which may no longer find it once it
    stands elsewhere: what it found before is held by itself."""
    searches = list(active_searches())
    wanted = sorted(numbers) if searches else []
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        for one in searches:
            found = search.matching(one.query, chunk)
            if found - noted(one.hold, found):
                return True
    return False


def noted(hold: Hold, numbers: Collection[int]) -> set[int]:
    """Those of the records (at most some thousands) that the hold is on by themselves."""
    return set(hold.scopes.filter(record__in=list(numbers)).values_list("record", flat=True))


def reasons_not_to_move_class(path: str) -> list[Reason]:
    """Why the class at this tree path may not leave its place: a class above it is held."""
    above = active_scopes().filter(file_class__path__in=fileplan.paths_above(path))
    return rules.reasons_held(["hold"] if above.exists() else [], knows=False)
