"""Titles: the rules for them, how they are followed, and making many right at once."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Self

from ninja import Field, Path, Query, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_place, page
from muniment.api.shapes import Given, read_from_address
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.clock import civil_date
from muniment.holdings.naming import actions, queries
from muniment.holdings.naming.types import Asked, Check, DateForm, Looked, Personal, Severity
from muniment.holdings.records import queries as records

router = Router(tags=["titles"])
SEE, PLAN = Permission.RECORDS_SEE, Permission.FILEPLAN_MANAGE
Title = Annotated[str, Field(max_length=500)]
ClassAsked = Annotated[str, Query(alias="class", max_length=120)]


class NamingTerms(Given):
    """What one rule asks, and what follows where a title does not do it."""

    severity: Severity
    pattern: Annotated[str, Field(max_length=60)] = ""
    date_form: DateForm = DateForm.DASHED
    words: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=500)] = []
    least: int = 1
    most: int = 500
    allowed: Annotated[str, Field(max_length=200)] = ""
    kinds: list[Personal] = []

    def asked(self, check: Check) -> Asked:
        """The same as the room knows it."""
        given = self.model_dump() | {"words": tuple(self.words), "kinds": tuple(self.kinds)}
        return Asked(check, **given)


class NamingRule(Schema):
    """A rule, and the class that it is set in (blank: the whole body)."""

    file_class: str
    check: Check
    severity: Severity
    pattern: str
    date_form: DateForm
    words: list[str]
    least: int
    most: int
    allowed: str
    kinds: list[Personal]

    @classmethod
    def of(cls, file_class: str, asked: Asked) -> Self:
        """The rule as it is shown."""
        return cls(file_class=file_class, **asdict(asked))


class Effect(Schema):
    """What setting a rule would do, or did: `changed` of the `tried` titles come out otherwise."""

    records: int
    tried: int
    changed: int
    failing_before: int
    failing_after: int
    set: bool


class UnitShown(Schema):
    """How the titles of one unit follow the rules."""

    unit: str
    name: str
    records: int
    percent: int | None
    score: int | None
    states: dict[str, int]
    checks: dict[str, int]


class FaultShown(Schema):
    """One way in which a title does not follow the rules, and the class that asks it."""

    check: Check
    severity: Severity
    message: str
    origin: str


class TitleShown(Schema):
    """What the rules say of one title. `suggestion` is blank where none can be made."""

    record: str
    title: str
    faults: list[FaultShown]
    suggestion: str
    score: int

    @classmethod
    def of(cls, looked: Looked, record: str = "") -> Self:
        """The answer as it is shown."""
        return cls(
            record=record,
            title=looked.title,
            faults=[FaultShown(**asdict(one)) for one in looked.faults],
            suggestion=looked.suggestion,
            score=looked.score,
        )


class ToTry(Given):
    """Titles to be tried, as if they were in the class on the day."""

    titles: Annotated[list[Title], Field(min_length=1, max_length=200)]
    file_class: Annotated[str, Field(max_length=120)] = ""
    day: date | None = None


class Mending(Given):
    """A record, and the suggestion that is to be its title."""

    record: Annotated[str, Field(max_length=40)]
    title: Title


class ToMend(Given):
    """Records, each with the suggestion that is to be its title."""

    titles: Annotated[list[Mending], Field(min_length=1, max_length=10_000)]


class Queued(Schema):
    """The number of the job that does it."""

    job: int


@operation(router, "GET", "/titles/rules", needs=Permission.FILEPLAN_SEE, answer=list[NamingRule])
def list_rules(request: Request) -> Any:
    """Every rule for titles, and where it is set."""
    return [NamingRule.of(reference, asked) for reference, _, asked in queries.classes_that_ask()]


@operation(router, "PUT", "/titles/rules/{check}", needs=PLAN, answer=Effect)
def set_rule(
    request: Request,
    check: Annotated[Check, Path()],
    wanted: NamingTerms,
    file_class: ClassAsked = "",
    preview: bool = False,
) -> Any:
    """Ask something of the titles in a class and below (none: the whole body). With `preview` only
    say what it would do."""
    asked, place = wanted.asked(check), read_from_address(file_class)
    found = queries.preview(request.actor, place, asked, check)
    if not preview:
        actions.set_convention(request.actor, place, asked, now=request.now)
    return Effect(**asdict(found), set=not preview)


@operation(router, "DELETE", "/titles/rules/{check}", needs=PLAN, answer=list[NamingRule])
def drop_rule(
    request: Request, check: Annotated[Check, Path()], file_class: ClassAsked = ""
) -> Any:
    """Take away what a class asks itself; what is above counts again."""
    place = read_from_address(file_class)
    actions.drop_convention(request.actor, place, check, now=request.now)
    return list_rules(request)


@operation(router, "GET", "/titles/report", needs=SEE, answer=list[UnitShown])
def report(request: Request) -> Any:
    """How the titles that you may see follow the rules, unit by unit."""
    return [
        UnitShown(
            unit=one.unit,
            name=one.name,
            records=one.records,
            percent=one.percent,
            score=one.score,
            states=dict(one.counts),
            checks=dict(one.checks),
        )
        for one in queries.report(request.actor)
    ]


@operation(router, "GET", "/titles/to-mend", needs=SEE, answer=Page[TitleShown])
def to_mend(
    request: Request, unit: str = "", check: str = "", after: After = "", limit: Limit = 50
) -> Any:
    """Records that you may see whose titles do not follow the rules, with a suggestion each."""
    found = queries.to_mend(request.actor, unit=unit, check=check)
    rows = from_place(found, records.every_record(), after, limit)
    looked = queries.look_at(rows)
    return page(
        request,
        rows,
        limit,
        lambda one: TitleShown.of(looked[one.pk], one.reference),
        lambda one: one.reference,
    )


@operation(router, "POST", "/titles/mend", needs=Permission.RECORDS_EDIT, answer=Queued, status=202)
def mend(request: Request, wanted: ToMend) -> Any:
    """Give records the titles that were suggested for them, by a job. Where another suggestion is
    made by then, the title stays."""
    chosen = {one.record: one.title for one in wanted.titles}
    return Queued(job=actions.mend_later(request.actor, chosen, now=request.now))


@operation(router, "POST", "/titles/try", needs=SEE, answer=list[TitleShown], keyed=False)
def try_titles(request: Request, wanted: ToTry) -> Any:
    """What the rules say of titles. Nothing is kept."""
    day = wanted.day or civil_date(request.now)
    found = queries.look(wanted.titles, read_from_address(wanted.file_class), day)
    return [TitleShown.of(one) for one in found]
