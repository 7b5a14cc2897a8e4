"""The directory of people: what they know, and who answers for which site."""

from datetime import date
from typing import Annotated, Any

from django.db.models import Q
from ninja import Field, Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, page
from muniment.api.shapes import Given, Reference
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.people.directory import actions, queries
from muniment.people.directory.types import EntryDraft, Wanted

router = Router(tags=["directory"])
SEE = Permission.PEOPLE_SEE
Text = Annotated[str, Field(max_length=1000)]
Label = Annotated[str, Field(max_length=200)]
Asked = Annotated[str, Query(max_length=200)]


class Known(Schema):
    """Something that a person knows; `level` is blank where none is said."""

    term: str
    level: str
    confirmed_on: date


class DirectoryEntry(Schema):
    """The entry of a person. `confirmed_on`: when they last said that it is right, null for
    never."""

    person: str
    name: str
    email: str
    unit: str
    job_title: str
    telephone: str
    place: str
    working_days: str
    about: str
    knows: list[Known]
    confirmed_on: date | None


class AnsweredFor(Schema):
    """A site that somebody answers for, and as what."""

    kind: str
    reference: str
    part: str


class WholeEntry(DirectoryEntry):
    """An entry with whether it is confirmed, due or lapsed, who stands in (by reference, or blank)
    and the sites that its person answers for."""

    standing: str
    stand_in: str
    sites: list[AnsweredFor]


class OwnEntry(WholeEntry):
    """One's own entry, with how complete it is in per cent, which fields are missing, the terms
    that are proposed and not decided, and why somebody else changed it."""

    complete: int
    missing: list[str]
    proposed: list[str]
    corrected: str
    staff_record: str


class EntryGiven(Given):
    """What an entry is to say. `stand_in`: a user name, an e-mail address or a reference."""

    job_title: Text = ""
    telephone: Text = ""
    place: Text = ""
    working_days: Text = ""
    about: Annotated[str, Field(max_length=2000)] = ""
    stand_in: Label = ""

    def draft(self) -> EntryDraft:
        """The same as the room knows it."""
        return EntryDraft(**{name: getattr(self, name) for name in EntryDraft.__slots__})


class KnownGiven(Given):
    """Something that one knows."""

    term: Label
    level: Annotated[str, Field(max_length=20)] = ""


class TermGiven(Given):
    """A term by its label."""

    term: Label


class Taken(Schema):
    """What became of a term: added, or proposed where the vocabulary has none."""

    term: str
    proposed: bool


class EntrySuggestion(Schema):
    """What one may know, because of the class that one files in. `known`: the vocabulary has the
    term; else it would be proposed."""

    file_class: str
    term: str
    known: bool
    records: int
    reason: str


class EntrySuggestions(Schema):
    """What one may know, the class with most records first."""

    items: list[EntrySuggestion]


class SuggestionTaken(Given):
    """Which suggestion, by its class, and whether it is accepted or is not to come again."""

    file_class: Label
    accept: bool = True


def shown(entries: list[Any]) -> list[DirectoryEntry]:
    """These entries, with what their people know."""
    known = queries.known_by(one.pk for one in entries)
    return [DirectoryEntry(**_said(one, known.get(one.pk, []))) for one in entries]


def _said(one: Any, known: list[Any]) -> dict[str, Any]:
    names = ("job_title", "telephone", "place", "working_days", "about", "confirmed_on")
    return {
        "person": one.person.reference,
        "name": one.person.name,
        "email": one.person.email,
        "unit": one.person.unit.reference if one.person.unit else "",
        "knows": [
            Known(term=each.label, level=each.level, confirmed_on=each.confirmed_on)
            for each in known
        ],
        **{name: getattr(one, name) for name in names},
    }


def whole(request: Request, one: Any) -> dict[str, Any]:
    """All that an entry says, as its reader may see it."""
    today, other = civil_date(request.now), queries.stand_in_of(one)
    return {
        **_said(one, queries.knows(one)),
        "standing": queries.standing_of(one, today).value,
        "stand_in": other.reference if other else "",
        "sites": [
            AnsweredFor(kind=site.kind.value, reference=site.reference, part=part.value)
            for part, site in queries.sites_of(request.actor, one, today)
        ],
    }


def _mine(request: Request) -> OwnEntry:
    one = queries.own_entry(request.actor)
    complete, missing = queries.completeness(one)
    return OwnEntry(
        **whole(request, one),
        complete=complete,
        missing=missing,
        proposed=[each.label for each in queries.own_proposals(request.actor)],
        corrected=one.corrected_why,
        staff_record=queries.terms().staff_record,
    )


@operation(router, "GET", "/directory/people", needs=SEE, answer=Page[DirectoryEntry])
def find_people(
    request: Request,
    q: Asked = "",
    unit: Asked = "",
    expertise: Asked = "",
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """The people who fit all of it, by name. `q`: words, each as a beginning; `unit`: with all
    below it; `expertise`: a term, with all narrower ones."""
    found = queries.found(request.actor, Wanted(q, unit, expertise))
    if after:
        last = queries.entries(request.actor).filter(person__reference=after).first()
        if last is None:
            raise Refused(Reason("after", "There is no such place in this list.", "after"))
        found = found.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
    rows = list(found[: limit + 1])
    told = {one.person: one for one in shown(rows[:limit])}

    def place(one: Any) -> str:
        return str(one.person.reference)

    return page(request, rows, limit, lambda one: told[place(one)], place)


@operation(router, "GET", "/directory/people/{reference}", needs=SEE, answer=WholeEntry)
def show_person(request: Request, reference: Reference) -> Any:
    """A person's entry."""
    return WholeEntry(**whole(request, queries.entry_named(request.actor, reference)))


@operation(router, "GET", "/directory/mine", needs=SEE, answer=OwnEntry)
def show_own_entry(request: Request) -> Any:
    """Your own entry."""
    return _mine(request)


@operation(router, "PUT", "/directory/mine", needs=SEE, answer=OwnEntry)
def change_own_entry(request: Request, given: EntryGiven) -> Any:
    """Change your own entry: it says what is sent, and nothing where that is blank."""
    actions.change_entry(request.actor, given.draft(), now=request.now)
    return _mine(request)


@operation(router, "POST", "/directory/mine/confirm", needs=SEE, answer=OwnEntry)
def confirm_own_entry(request: Request) -> Any:
    """Say that all of your entry is right."""
    actions.confirm_entry(request.actor, now=request.now)
    return _mine(request)


@operation(router, "POST", "/directory/mine/knows", needs=SEE, answer=Taken)
def add_own_expertise(request: Request, given: KnownGiven) -> Any:
    """Add to your entry that you know something, or propose the term."""
    known = actions.add_expertise(request.actor, given.term, level=given.level, now=request.now)
    return Taken(term=given.term, proposed=not known)


@operation(router, "POST", "/directory/mine/knows/remove", needs=SEE, answer=OwnEntry)
def remove_own_expertise(request: Request, given: TermGiven) -> Any:
    """Take something that you know out of your entry."""
    actions.remove_expertise(request.actor, given.term, now=request.now)
    return _mine(request)


@operation(router, "GET", "/directory/mine/suggestions", needs=SEE, answer=EntrySuggestions)
def list_own_suggestions(request: Request) -> Any:
    """What you may know, going by what you file. Nobody else sees it."""
    return EntrySuggestions(
        items=[
            EntrySuggestion(
                file_class=one.file_class,
                term=one.label,
                known=one.known,
                records=one.records,
                reason=one.reason,
            )
            for one in queries.suggestions(request.actor, civil_date(request.now))
        ]
    )


@operation(router, "POST", "/directory/mine/suggestions", needs=SEE, answer=Taken)
def take_own_suggestion(request: Request, given: SuggestionTaken) -> Any:
    """Accept a suggestion, or have it not come again."""
    do = actions.accept_suggestion if given.accept else actions.dismiss_suggestion
    found = do(request.actor, given.file_class, now=request.now)
    return Taken(term=found.label, proposed=given.accept and not found.known)
