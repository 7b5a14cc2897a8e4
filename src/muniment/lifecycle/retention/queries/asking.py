"""What waits for an event, where, since when, and when to ask after it [checklist 54]."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min, QuerySet

from muniment.foundation.access.rules import may
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.kernel.asking import once_a_page
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.metadata import queries as metadata
from muniment.holdings.records import queries as records
from muniment.lifecycle.retention import rules as decide
from muniment.lifecycle.retention.models import AskingTerms, EventHappened, NotYet
from muniment.lifecycle.retention.queries.due import waiting_for_event
from muniment.lifecycle.retention.queries.schedule import terms_of
from muniment.lifecycle.retention.rules.asking import Asking, Waiting, ask_on
from muniment.lifecycle.retention.types import RuleTerms, Trigger

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass
    from muniment.holdings.records.models import Record

AT_ONCE = 500  # records whose fields are read in one query
# Rule, class and folder of records that wait together.
GROUP = ("rule", "file_class_id", "folder_id")
GROUP_OF_COPIES = ("record__rule", "record__file_class_id", "folder_id")


@once_a_page
def asking_terms() -> Asking:
    """After how many years it is asked, and again: two, then each year, until somebody sets it."""
    newest = AskingTerms.objects.order_by("-pk").first()
    return Asking(newest.first_years, newest.again_years) if newest else Asking()


def waiting_places(actor: Profile) -> list[Waiting]:
    """The folders with open-ended records that the actor may see, once for each event that they
    wait for and that has not happened, or date that they lack; what is to be asked about first,
    first."""
    groups = _groups(actor)
    in_force = terms_of({group[0] for group in groups})
    classes = {one.pk: one for one in fileplan.classes_numbered({group[1] for group in groups})}
    effective = fileplan.effective_of(classes.values())
    numbers = {group[2] for group in groups}
    folders = records.visible_folders(actor).in_bulk(numbers)
    answers, happened, terms = _answers(), _happened(in_force), asking_terms()
    found = []
    for rule, file_class, folder, count, since in groups:
        if folder not in folders or rule not in in_force:
            continue
        place, into = effective[file_class].place, folders[folder]
        for name, words in awaited_of(in_force[rule]).items():
            scopes = [into.reference, *place.classes]
            if any((rule, name, scope) in happened for scope in scopes):
                continue  # what is filed here waits for something else, or for another folder
            said = [one for scope in scopes for one in answers.get((scope, name), [])]
            latest = max(said, key=lambda one: one.pk, default=None)
            found.append(
                Waiting(
                    event=name,
                    words=words,
                    file_class=classes[file_class].reference,
                    title=classes[file_class].title,
                    folder=into.reference,
                    folder_title=into.title,
                    records=count,
                    since=since,
                    ask_on=ask_on(since, [one.ask_again_on for one in said], terms),
                    answer=latest.reason if latest else "",
                    may_answer=bool(name) and may(actor, Permission.RECORDS_EDIT, place),
                )
            )
    found += waiting_for_fields(actor, in_force)
    return sorted(found, key=lambda one: (one.ask_on, one.file_class, one.folder_title, one.event))


def _groups(actor: Profile) -> list[tuple[str, int, int, int, date]]:
    """Records that wait together: their rule, class and folder, how many, and the date of the
    oldest. What is filed in several folders waits in each of them."""
    waiting = waiting_for_event(actor).order_by()
    own: Any = waiting.values_list(*GROUP)
    copies: Any = records.copies_of(waiting).values_list(*GROUP_OF_COPIES)
    rows = [
        *own.annotate(records=Count("pk"), since=Min("record_date")),
        *copies.annotate(records=Count("record", distinct=True), since=Min("record__record_date")),
    ]
    found: dict[tuple[str, int, int], tuple[int, date]] = {}
    for rule, file_class, folder, count, since in rows:
        more, oldest = found.get((rule, file_class, folder), (0, since))
        found[rule, file_class, folder] = (more + count, min(oldest, since))
    return [(*group, *rest) for group, rest in found.items()]


def _happened(in_force: Mapping[str, RuleTerms]) -> set[tuple[str, str, str]]:
    """What was entered for all of a scope: rule, event and scope. Where a rule goes by a value, an
    event releases some alone, and others wait on."""
    legs = [(code, leg) for code, one in in_force.items() for s in one.steps for leg in s.legs]
    valued = {(code, decide.event_of(leg)) for code, leg in legs if leg.match}
    wanted = {(code, name) for code, leg in legs if (name := decide.event_of(leg))} - valued
    rows = EventHappened.objects.filter(withdrawn_at=None, value="")
    entered = rows.filter(name__in={name for _, name in wanted}).values_list("name", "scope")
    return {(code, name, at) for name, at in entered for code, one in wanted if one == name}


def _answers() -> dict[tuple[str, str], list[NotYet]]:
    found: dict[tuple[str, str], list[NotYet]] = defaultdict(list)
    for one in NotYet.objects.order_by("pk"):
        found[one.scope, one.name].append(one)
    return found


def awaited_of(terms: RuleTerms) -> dict[str, str]:
    """What the rule waits for, in words, by the name of the event; blank for what is no event but
    follows from the folder or the record itself."""
    found: dict[str, str] = {}
    plain: list[str] = []
    for step in terms.steps:
        for leg in step.legs:
            name = decide.event_of(leg)
            if name:
                found[name] = name.replace("_", " ")
            elif leg.trigger is not Trigger.DATE_FIELD:  # see `waiting_for_fields`
                plain += decide.awaited([replace(step, legs=(leg,))])
    return {**found, "": " or ".join(dict.fromkeys(plain))} if plain else found


def waiting_for_fields(actor: Profile, in_force: Mapping[str, RuleTerms]) -> list[Waiting]:
    """The folders with open-ended records that the actor may see whose clock starts from a date in
    a field, and that have no date there; once for each field. `in_force`: the rules of all
    records that wait."""
    waiting = waiting_for_event(actor)
    names = {code: decide.fields_of(one) for code, one in in_force.items()}
    rows = waiting.filter(rule__in=[code for code, some in names.items() if some]).order_by("pk")
    counted: dict[tuple[int, int, str], tuple[int, date]] = {}
    chosen = rows.values_list(*GROUP, "pk", "record_date", "metadata").iterator(chunk_size=AT_ONCE)
    for some in _chunks(chosen):
        said = records.said_in_fields([row[3] for row in some])
        for rule, file_class, folder, number, on, brought in some:
            known = {**brought, **said.get(number, {})}
            for name in names[rule]:
                if decide.day_in(str(known.get(name, ""))) is None:
                    many, since = counted.get((file_class, folder, name), (0, on))
                    counted[file_class, folder, name] = many + 1, min(since, on)
    return _listed(actor, counted)


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    found = iter(rows)
    while some := list(islice(found, AT_ONCE)):
        yield some


def _listed(
    actor: Profile, counted: Mapping[tuple[int, int, str], tuple[int, date]]
) -> list[Waiting]:
    classes = {one.pk: one for one in fileplan.classes_numbered({key[0] for key in counted})}
    folders = records.visible_folders(actor).in_bulk({key[1] for key in counted})
    fields = {name: metadata.field_named_in_rules(name) for _, _, name in counted}
    terms = asking_terms()
    return [
        Waiting(
            event="",
            words=f"a date in {field.title if (field := fields[name]) else name.replace('_', ' ')}",
            file_class=classes[file_class].reference,
            title=classes[file_class].title,
            folder=folders[folder].reference,
            folder_title=folders[folder].title,
            records=many,
            since=since,
            ask_on=ask_on(since, [], terms),
            field=name,
            defined=field.code if (field := fields[name]) else "",
        )
        for (file_class, folder, name), (many, since) in counted.items()
        if folder in folders
    ]


def awaited_there(actor: Profile, scope: str) -> list[str]:
    """The names of the events that rules wait for in the class, in the folder or for the record
    named: rules of the classes that it lies in or is above, and of records that the actor sees."""
    within, rows = _there(actor, scope)
    codes = set(within.exclude(rule="").order_by().values_list("rule", flat=True).distinct())
    codes |= set(rows.order_by().values_list("rule", flat=True).distinct())
    legs = [leg for one in terms_of(codes).values() for step in one.steps for leg in step.legs]
    return sorted({decide.event_of(leg) for leg in legs} - {""})


def _there(actor: Profile, scope: str) -> "tuple[QuerySet[FileClass], QuerySet[Record]]":
    """The classes whose rules may govern the scope, and its records that the actor may see."""
    rows = records.visible(actor)
    if scope.startswith("R-"):
        found = records.record_named(actor, scope)
        others = records.other_places([found.pk]).values_list("folder__file_class__path", flat=True)
        return _along({found.file_class.path, *others}), rows.filter(pk=found.pk)
    if scope.startswith("F-"):
        folder = records.folder_named(actor, scope)
        return _along({folder.file_class.path}), rows.filter(records.filed_in(scope))
    named = fileplan.class_named(scope)
    below = fileplan.below(named)
    branch = list(below.values_list("pk", flat=True))
    return _along({named.path}) | below, rows.filter(file_class__in=branch)


def _along(paths: set[str]) -> "QuerySet[FileClass]":
    above = {higher for path in paths for higher in fileplan.paths_above(path)}
    return fileplan.classes().filter(path__in=above | paths)


def to_ask(actor: Profile, today: date) -> list[Waiting]:
    """What the actor is asked about on the civil date `today`: its time has come, and they may
    enter the event."""
    return [one for one in waiting_places(actor) if one.may_answer and one.ask_on <= today]


def answers_of(scope: str, name: str) -> list[NotYet]:
    """What was answered about the event for the class, folder or record, the latest first."""
    return list(NotYet.objects.filter(scope=scope, name=name).order_by("-pk"))


def waits_there(actor: Profile, scope: str, name: str) -> bool:
    """Whether records that the actor may see wait for the event in the class (or below it), in the
    folder, or are the record, named by its reference."""
    rows = waiting_for_event(actor)
    if scope.startswith("R-"):
        rows = rows.filter(reference=scope)
    elif scope.startswith("F-"):
        rows = rows.filter(records.filed_in(scope))
    else:
        branch = fileplan.below(fileplan.class_named(scope))
        rows = rows.filter(file_class__in=list(branch.values_list("pk", flat=True)))
    in_force = terms_of(rows.order_by().values_list("rule", flat=True).distinct())
    return any(name in awaited_of(one) for one in in_force.values())
