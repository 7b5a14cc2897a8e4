"""Entries of others, for those who manage people: correcting, hiding, figures and imports."""

from datetime import date
from typing import Annotated, Any

from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.shapes import Given, Reference, WhyGiven
from muniment.api.views.directory import EntryGiven, Label, Text, WholeEntry, whole
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.people.directory import actions, queries
from muniment.people.directory.types import COLUMNS, Terms

router = Router(tags=["directory"])
MANAGE = Permission.PEOPLE_MANAGE


class EntryCorrected(EntryGiven):
    """What somebody else's entry is to say, and why."""

    reason: Text = ""


class UnitEntries(Schema):
    """The entries of the people of a unit: how complete they are in per cent, and how many are
    confirmed, due or lapsed."""

    unit: str
    people: int
    complete: int | None
    confirmed: int
    due: int
    lapsed: int


class MonthEntries(Schema):
    """The same of all units as it last was in a month, by its first day."""

    month: date
    people: int
    complete: int | None
    confirmed: int


class EntryFigures(Schema):
    """Figures of the people whom one manages."""

    units: list[UnitEntries]
    months: list[MonthEntries]


class DirectoryTermsGiven(Given):
    """Which fields belong to a complete entry, after how many months people are asked, and where
    they see their own staff record."""

    counted: Annotated[list[Label], Field(max_length=20)]
    months: int
    staff_record: Text = ""


class ListedPerson(Given):
    """What a list says of a person; blank: nothing. `expertise`: terms, with ; between them."""

    person: Label
    job_title: Text = ""
    telephone: Text = ""
    place: Text = ""
    working_days: Text = ""
    about: Annotated[str, Field(max_length=2000)] = ""
    stand_in: Label = ""
    expertise: Text = ""


class ListedPeople(Given):
    """A list of people, and what it is called."""

    name: Label = "API"
    people: Annotated[list[ListedPerson], Field(max_length=5_000)]


class PersonLeftOut(Schema):
    """A person of the list who was left out, by the place in it (the first is 1), and why."""

    place: int
    person: str
    reason: str


class EntriesImported(Schema):
    """Whose entries changed (by reference), and what was left out."""

    changed: list[str]
    left_out: list[PersonLeftOut]


@operation(router, "PUT", "/directory/people/{reference}/entry", needs=MANAGE, answer=WholeEntry)
def correct_person(request: Request, reference: Reference, given: EntryCorrected) -> Any:
    """Correct the entry of somebody whom you manage; they are told why."""
    actions.correct_entry(
        request.actor, reference, given.draft(), reason=given.reason, now=request.now
    )
    return WholeEntry(**whole(request, queries.entry_named(request.actor, reference)))


@operation(router, "POST", "/directory/people/{reference}/hide", needs=MANAGE, answer=WholeEntry)
def hide_person(request: Request, reference: Reference, given: WhyGiven) -> Any:
    """Keep somebody whom you manage out of the directory."""
    actions.hide_entry(request.actor, reference, reason=given.reason, now=request.now)
    return WholeEntry(**whole(request, queries.entry_named(request.actor, reference)))


@operation(router, "POST", "/directory/people/{reference}/show", needs=MANAGE, answer=WholeEntry)
def show_person_again(request: Request, reference: Reference, given: WhyGiven) -> Any:
    """Have somebody in the directory again."""
    actions.show_entry(request.actor, reference, reason=given.reason, now=request.now)
    return WholeEntry(**whole(request, queries.entry_named(request.actor, reference)))


@operation(router, "GET", "/directory/figures", needs=MANAGE, answer=EntryFigures)
def show_entry_figures(request: Request) -> Any:
    """How complete and confirmed the entries are of those whom you manage."""
    counts = ("people", "confirmed")
    return EntryFigures(
        units=[
            UnitEntries(
                unit=one.unit,
                complete=one.percent,
                **{name: getattr(one, name) for name in (*counts, "due", "lapsed")},
            )
            for one in queries.figures(request.actor, civil_date(request.now))
        ],
        months=[
            MonthEntries(
                month=one.month,
                complete=one.percent,
                **{name: getattr(one, name) for name in counts},
            )
            for one in queries.months(request.actor)
        ],
    )


@operation(router, "PUT", "/directory/settings", needs=MANAGE, answer=DirectoryTermsGiven)
def set_directory_terms(request: Request, given: DirectoryTermsGiven) -> Any:
    """Set what belongs to a complete entry, and when people are asked to confirm theirs."""
    terms = Terms(tuple(given.counted), given.months, given.staff_record)
    made = actions.set_terms(request.actor, terms, now=request.now)
    return DirectoryTermsGiven(
        counted=list(made.counted), months=made.months, staff_record=made.staff_record
    )


@operation(router, "POST", "/directory/import", needs=MANAGE, answer=EntriesImported)
def import_people(request: Request, given: ListedPeople) -> Any:
    """Take over a list of people whom you manage: what can be."""
    rows = [one.model_dump() for one in given.people]
    ours = {name: name for name in COLUMNS}
    changed, left = actions.import_entries(
        request.actor, rows, ours, name=given.name, now=request.now
    )
    return EntriesImported(
        changed=changed,
        left_out=[
            PersonLeftOut(place=one.line - 1, person=one.title, reason=one.reason) for one in left
        ],
    )
