"""How the documents stand: overdue, not complete, saying different things, left behind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from muniment.foundation.access.models import Person
from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.words import fold
from muniment.governance.policies import rules
from muniment.governance.policies.models import Extract, Link, Policy, PolicyVersion
from muniment.governance.policies.queries.following import people_of, shares
from muniment.governance.policies.queries.reading import (
    before,
    decides,
    keeps,
    manages,
    on_its_way,
    policies,
)
from muniment.governance.policies.types import (
    Conflict,
    Content,
    Figures,
    Impact,
    Kind,
    LinkKind,
    Paragraph,
    State,
    Stated,
)
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.fileplan.models import FileClass
from muniment.holdings.records import queries as records
from muniment.holdings.records.types import OUT_OF_SIGHT
from muniment.lifecycle.retention import queries as retention

RETENTION = "retention "  # the beginning of the name of a value that the schedule states


def in_force(actor: Profile, today: date) -> list[PolicyVersion]:
    """The versions in force of the documents that the actor may know of, by title."""
    rows = policies(actor, today=today).filter(in_force__state=State.PUBLISHED)
    return [_with_policy(one) for one in rows if one.in_force]


def _with_policy(one: Policy) -> PolicyVersion:
    if one.in_force is None:
        raise AssertionError("asked for what is in force")
    one.in_force.policy = one
    return one.in_force


def overdue(actor: Profile, today: date) -> list[PolicyVersion]:
    """The versions in force whose review date has passed, the longest overdue first."""
    found = [one for one in in_force(actor, today) if one.review_on and one.review_on < today]
    return sorted(found, key=lambda one: (one.review_on, one.pk))


def incomplete(actor: Profile, today: date) -> list[tuple[PolicyVersion, list[Content]]]:
    """The policies in force on managing records that do not say all that they must, with what is
    missing. A policy is on managing records where any of its paragraphs is marked to say so."""
    found = []
    for one in in_force(actor, today):
        paragraphs = rules.paragraphs(one.text) if one.policy.kind == Kind.POLICY else ()
        missing = rules.missing_contents(paragraphs)
        if missing and len(missing) < len(Content):
            found.append((one, missing))
    return found


def conflicts(actor: Profile, today: date) -> list[Conflict]:
    """Names for which texts in force state different values, and where the schedule has another
    retention period than a text states: single messages that are not."""
    said: dict[str, list[Stated]] = {}
    for one in in_force(actor, today):
        for stated in _stated(one):
            said.setdefault(fold(stated.name), []).append(stated)
    found = []
    for some in said.values():
        everything = [*some, *_of_schedule(some[0])]
        if len({" ".join(fold(one.value).split()) for one in everything}) > 1:
            found.append(Conflict(some[0].name, tuple(everything)))
    return sorted(found, key=lambda one: fold(one.name))


def _stated(one: PolicyVersion) -> Iterator[Stated]:
    if "{" not in one.text:
        return
    for paragraph in rules.paragraphs(one.text):
        for name, value in paragraph.values:
            title = one.policy.title
            yield Stated(name, value, one.policy.reference, title, one.number, paragraph.number)


def _of_schedule(stated: Stated) -> list[Stated]:
    """What the retention schedule says where a text says how long something is kept: only where it
    has one period, since a text has one value."""
    if not fold(stated.name).startswith(RETENTION):
        return []
    code = stated.name[len(RETENTION) :].strip()
    terms = retention.rule_in_force(code)
    periods = {leg.period.label for step in terms.steps for leg in step.legs} if terms else set()
    periods -= {"0 days"}
    if len(periods) != 1:
        return []
    return [Stated(stated.name, periods.pop(), "", f"The retention schedule, rule {code}", "", "")]


def stale(actor: Profile, today: date) -> list[Extract]:
    """The desk aids and guides whose source has changed, the longest first."""
    rows = Extract.objects.filter(stale_at__isnull=False).select_related("aid", "source")
    known = policies(actor, today=today).values("pk")
    return list(rows.filter(aid__in=known).order_by("stale_at", "pk"))


def broken_links(actor: Profile, today: date) -> list[Link]:
    """Links to documents that are retired."""
    gone = Policy.objects.filter(in_force__state=State.RETIRED).values("reference")
    known = policies(actor, today=today).filter(in_force__state=State.PUBLISHED)
    rows = Link.objects.filter(kind=LinkKind.DOCUMENT, target__in=gone, policy__in=known)
    return list(rows.select_related("policy").order_by("policy__sort_key", "pk"))


def extracts(one: Policy) -> QuerySet[Extract]:
    """The paragraphs that a desk aid or guide says again."""
    return one.extracts.select_related("source").order_by("source__sort_key", "paragraph")


def extracted(one: Policy) -> QuerySet[Extract]:
    """The desk aids and guides that say again what a document says."""
    return one.extracted.select_related("aid").order_by("aid__sort_key", "paragraph")


def figures(actor: Profile, now: datetime, today: date) -> Figures:
    """How policies stand on a day, over the documents that the actor may know of."""
    current = in_force(actor, today)
    late = sum(bool(one.review_on and one.review_on < today) for one in current)
    asked, done = shares(current, now, today)
    return Figures(
        on=today,
        published=len(current),
        in_date=len(current) - late,
        overdue=late,
        incomplete=len(incomplete(actor, today)),
        conflicts=len(conflicts(actor, today)),
        stale=len(stale(actor, today)),
        asked=asked,
        acknowledged=done,
    )


def impact_of(actor: Profile, version: PolicyVersion, today: date) -> Impact:
    """What publishing a version would change: its text against the one in force, who is to
    acknowledge it, what falls behind, and which classes and records are under the rules that it
    is linked to: all records for who keeps the documents of the whole body, else those that the
    actor may see."""
    policy, last = version.policy, before(version)
    old, new = rules.paragraphs(last.text if last else ""), rules.paragraphs(version.text)
    changes = rules.compare(old, new) if last else []
    linked = Link.objects.filter(kind=LinkKind.DOCUMENT, target=policy.reference)
    people = people_of(policy.audience, today)
    return Impact(
        changes=tuple(
            {
                "what": one.label,
                "before": one.before.number if one.before else "",
                "after": one.after.number if one.after else "",
            }
            for one in changes
        ),
        values=tuple(_changed_values(old, new)),
        people=people.count() if policy.audience else 0,
        units=tuple(_units(people) if policy.audience else ()),
        aids=tuple(falling_behind(policy, old, new)),
        pointing=tuple(linked.order_by("pk").values_list("policy__reference", flat=True)),
        rules=tuple(_governed(actor, policy)),
    )


def foreseen(actor: Profile, one: Policy, today: date) -> tuple[PolicyVersion, Impact]:
    """The version that is on its way, and what publishing it would change: for who writes the
    document or decides about it. Raises NotFound where there is none, or it is for others."""
    found = on_its_way(one) if keeps(actor, one) or decides(actor, one, today) else None
    if found is None:
        raise NotFound("version on its way of", one.reference)
    found.policy = one
    return found, impact_of(actor, found, today)


def _units(people: QuerySet[Person]) -> list[str]:
    rows = people.exclude(unit=None).values_list("unit__name", flat=True)
    return sorted({name for name in rows if name})


def _changed_values(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> Iterator[dict[str, str]]:
    was, now_is = _values(old), _values(new)
    for name in sorted({*was, *now_is}):
        if was.get(name) != now_is.get(name):
            yield {"name": name, "before": was.get(name, ""), "after": now_is.get(name, "")}


def _values(some: Sequence[Paragraph]) -> dict[str, str]:
    return {name: value for one in some for name, value in one.values}


def falling_behind(policy: Policy, old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[str]:
    """The references of the desk aids whose paragraph says something else in the new text."""
    rows = policy.extracted.filter(stale_at=None).select_related("aid")
    behind = {one.aid.reference for one in rows if followed(one, old, new)[1]}
    return sorted(behind)


def followed(one: Extract, old: Sequence[Paragraph], new: Sequence[Paragraph]) -> tuple[str, str]:
    """By what a paragraph that was extracted is cited in a new text, and what is wrong with the
    extract there; blank: nothing."""
    change = rules.became(old, new, one.paragraph)
    after = change.after if change else rules.find(new, one.paragraph)
    if after is None:
        return one.paragraph, "The paragraph is gone."
    cited = after.key or after.number
    return cited, "" if after.digest == one.digest else "The paragraph says something else."


def _governed(actor: Profile, policy: Policy) -> Iterator[dict[str, str | int]]:
    """For each retention rule that a document is linked to: its classes, and the records there."""
    codes = set(policy.links.filter(kind=LinkKind.RULE).values_list("target", flat=True))
    if not codes:
        return
    under: dict[str, list[int]] = {code: [] for code in sorted(codes)}
    for number, one in fileplan.effective_of(FileClass.objects.all()).items():
        if one.rule.value in under:
            under[one.rule.value].append(number)
    live = records.every_record() if manages(actor, "") else records.visible(actor)
    live = live.exclude(state__in=OUT_OF_SIGHT)
    for code, classes in under.items():
        count = live.filter(file_class__in=classes).count()
        yield {"rule": code, "classes": len(classes), "records": count}


@dataclass(frozen=True, slots=True)
class Health:
    """Everything that wants attention, for the page of those who keep documents."""

    overdue: list[PolicyVersion]
    incomplete: list[tuple[PolicyVersion, list[Content]]]
    conflicts: list[Conflict]
    stale: list[Extract]
    broken: list[Link]


def health(actor: Profile, today: date) -> Health:
    """Everything that wants attention, of the documents that the actor may know of."""
    return Health(
        overdue(actor, today),
        incomplete(actor, today),
        conflicts(actor, today),
        stale(actor, today),
        broken_links(actor, today),
    )
