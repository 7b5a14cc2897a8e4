"""What is vital, where that comes from, and when it is to be reviewed."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from muniment.foundation.access import queries as access
from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import RecordState
from muniment.lifecycle.retention.models import Vital
from muniment.lifecycle.retention.rules.vital import VitalHere, VitalLine, review_on

if TYPE_CHECKING:
    from muniment.holdings.records.models import Record

CHUNK = 500


def vital_of(record: "Record") -> VitalHere | None:
    """The nearest mark that reaches the record: its own, that of a folder that it is
    filed in, or that of a class."""
    return vital_among([record]).get(record.pk)


def vital_among(found: "Sequence[Record]") -> dict[int, VitalHere]:
    """The nearest mark of each of these records that one reaches, by number."""
    marks = {one.scope: one for one in _marks()}
    if not marks:
        return {}
    reached = {}
    for start in range(0, len(found), CHUNK):
        chunk = found[start : start + CHUNK]
        for record, filing in zip(chunk, records.filing_of(chunk), strict=True):
            own, folder, *classes = filing.scopes
            near = (own, folder, *filing.also_in, *classes)
            mark = next((marks[scope] for scope in near if scope in marks), None)
            if mark:
                reached[record.pk] = _here(mark)
    return reached


def _marks() -> list[Vital]:
    return list(Vital.objects.filter(ended_at=None).order_by("pk"))


def _here(mark: Vital) -> VitalHere:
    next_on = review_on(mark.reviewed_on, mark.cycle_months)
    return VitalHere(mark.pk, mark.scope, mark.why, mark.copy_kept, next_on)


def is_marked(scope: str) -> bool:
    """Whether the class, folder or record is marked as vital by itself."""
    return Vital.objects.filter(scope=scope, ended_at=None).exists()


def vital_line(actor: Profile, number: int) -> VitalLine:
    """The mark with this number, ended or not, if the actor may see what it is on. Raises
    NotFound."""
    found = Vital.objects.filter(pk=number).first()
    line = _line(actor, found, "") if found else None
    if line is None:
        raise NotFound("vital mark", str(number))
    return line


def vital_report(actor: Profile) -> list[VitalLine]:
    """Everything that is marked as vital, as far as the actor may see it, what is to be reviewed
    first, first."""
    access.require(actor, Permission.RETENTION_SEE)
    marks = _marks()
    names = access.names_at({one.reviewed_by for one in marks})
    lines = [line for one in marks if (line := _line(actor, one, names.get(one.reviewed_by, "")))]
    return sorted(lines, key=lambda one: (one.review_on, one.scope))


def _line(actor: Profile, mark: Vital, by: str) -> VitalLine | None:
    try:
        title, place, count = _reach(actor, mark.scope)
    except NotFound:
        return None
    return VitalLine(
        number=mark.pk,
        scope=mark.scope,
        title=title,
        records=count,
        why=mark.why,
        copy_kept=mark.copy_kept,
        cycle_months=mark.cycle_months,
        reviewed_on=mark.reviewed_on,
        reviewed_by=by,
        review_on=review_on(mark.reviewed_on, mark.cycle_months),
        may_review=may(actor, Permission.RECORDS_EDIT, place),
    )


def _reach(actor: Profile, scope: str) -> tuple[str, Place, int]:
    """What is marked, where it stands, and how many living records of it the actor may see."""
    living = records.visible(actor).filter(state=RecordState.DECLARED)
    if scope.startswith("R-"):
        found = records.record_named(actor, scope)
        place = access.audience_key(found.audience_id).place
        return found.title, place, living.filter(pk=found.pk).count()
    if scope.startswith("F-"):
        folder = records.folder_named(actor, scope)
        place = access.audience_key(folder.audience_id).place
        return folder.title, place, living.filter(folder=folder).count()
    file_class = fileplan.class_named(scope)
    branch = list(fileplan.below(file_class).values_list("pk", flat=True))
    place = fileplan.effective(file_class).place
    return file_class.title, place, living.filter(file_class__in=branch).count()


def vital_to_review(actor: Profile, today: date) -> list[VitalLine]:
    """The marks whose review is due on the civil date `today`, and that the actor may review."""
    return [one for one in vital_report(actor) if one.may_review and one.review_on <= today]
