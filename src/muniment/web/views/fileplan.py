"""The file plan: the tree, and one class with what holds in it and where that comes from."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.access import rules as access_rules
from muniment.foundation.access.types import Permission as P
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.types import EventFilter
from muniment.foundation.kernel.clock import civil_date
from muniment.governance.assets import queries as assets
from muniment.holdings.fileplan import queries
from muniment.holdings.fileplan.types import UNDECIDED, Effective, Inherited
from muniment.holdings.habits.types import Way
from muniment.holdings.library import queries as library
from muniment.holdings.metadata import queries as metadata
from muniment.holdings.metadata.types import WHOLE_BODY
from muniment.holdings.records import queries as records
from muniment.lifecycle.retention import queries as retention
from muniment.lifecycle.retention import rules as retention_rules
from muniment.lifecycle.retention.types import RuleTerms
from muniment.people.directory import queries as directory
from muniment.web import events
from muniment.web.door import Request, crumbs, render
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import columns, ways
from muniment.web.words import day, number, sentence

PLAN = ("File plan", "/file-plan/")
WHOLE_TREE = 1500  # classes; a larger plan is shown branch by branch


def plan(request: Request) -> HttpResponseBase:
    """The tree of classes."""
    rows = list(queries.classes())
    if len(rows) > WHOLE_TREE:
        rows = [one for one in rows if one.depth <= 2]
    return render(request, "fileplan/plan.html", tree=_nested(rows), total=len(rows))


def _nested(rows: list[Any]) -> list[dict[str, Any]]:
    roots: list[dict[str, Any]] = []
    above: list[dict[str, Any]] = []
    for one in rows:
        node = {"one": one, "below": []}
        del above[one.depth - 1 :]
        (above[-1]["below"] if above else roots).append(node)
        above.append(node)
    return roots


FOLDERS: list[Column[Any]] = [
    Column(
        "title",
        "Folder",
        lambda f: Cell(name_of(f), reverse("folder", args=[f.reference])),
        "title",
    ),
    Column("held", "Records", lambda f: number(f.held), "held", numeric=True),
    Column("opened", "Opened", lambda f: day(f.opened_on), "opened_on"),
    Column("closed", "Closed", lambda f: day(f.closed_on) or "", "closed_on"),
]


def name_of(folder: Any) -> str:
    """The title of the folder, with its part."""
    return f"{folder.title}, part {folder.part_number}" if folder.part_number > 1 else folder.title


def file_class(request: Request, reference: str) -> HttpResponseBase:
    """One class."""
    found = queries.class_named(reference)
    terms = queries.effective(found)
    table = Table(
        request, FOLDERS, records.folders(request.actor, found), order="title", caption="Folders"
    )
    return show(
        request,
        "fileplan/class.html",
        table,
        name=f"folders-{found.reference.replace('/', '-')}",
        one=found,
        rows=_facts(found, terms),
        children=queries.children(found),
        see_also=queries.cross_references(found),
        reasons=queries.reasons_not_to_file(found, on=civil_date(request.now)),
        can=_can(request, terms),
        awaited=awaited(terms),
        beside=library.beside(request.actor, found),
        assets=assets.covering(found) if assets.sees(request.actor) else [],
        asked=[_asked(one) for one in metadata.asked_in(found)],
        history=_history(request, found),
        people=directory.people_of(request.actor, found, civil_date(request.now)),
        destroyed=records.destroyed_in_branch(request.actor, found).count(),
        crumbs=crumbs(PLAN, *above(found)),
    )


def _asked(one: Any) -> dict[str, Any]:
    """A field that the class asks for, and where that comes from."""
    begins = f". Begins with {one.default}" if one.default else ""
    changed = f", changed in {', '.join(one.changed_in)}" if one.changed_in else ""
    origin = "the whole body" if one.origin == WHOLE_BODY else one.origin
    return {
        "code": one.terms.code,
        "title": one.terms.title,
        "mandatory": one.mandatory,
        "note": f"Asked for in {origin}{changed}{begins}",
    }


def above(found: Any) -> list[tuple[str, str]]:
    """The way from the file plan to the class, itself left out."""
    return [(one.title, reverse("class", args=[one.reference])) for one in queries.ancestors(found)]


def _can(request: Request, terms: Effective) -> dict[str, bool]:
    wanted = {
        "manage": P.FILEPLAN_MANAGE,
        "capture": P.RECORDS_CAPTURE,
        "hold": P.HOLD_MANAGE,
        "edit": P.RECORDS_EDIT,
    }
    return {
        name: access_rules.may(request.actor, permission, terms.place)
        for name, permission in wanted.items()
    }


def _history(request: Request, found: Any) -> list[dict[str, Any]]:
    if P.AUDIT_SEE not in request.actor.permissions:
        return []
    wanted = EventFilter(object_prefix=f"class:{found.reference}")
    rows = [
        one
        for one in audit.events(wanted, limit=30)
        if one.object_reference == f"class:{found.reference}"
    ]
    return events.timeline(rows)


def _facts(found: Any, terms: Effective) -> list[dict[str, str]]:
    rule = terms.rule.value
    return [
        {"label": "Reference", "text": found.reference, "note": _former(found)},
        *([{"label": "What goes in it", "text": found.scope_note}] if found.scope_note else []),
        _inherited("Retention rule", _rule(rule), terms.rule, _rule_address(rule)),
        _inherited("Owner", _unit(terms.owner_unit.value), terms.owner_unit),
        _inherited("Open to", open_to(terms.open_to.value), terms.open_to),
        _inherited("Marking", terms.marking.value.label, terms.marking),
        *columns.mail_address(
            found.reference,
            is_open=not found.closed_on and ways.offered(terms.place, Way.ADDRESS),
        ),
        *([] if found.closed_on else ways.told(terms.place)),
        {"label": "Opened", "text": day(found.opened_on)},
        *([{"label": "Closed", "text": day(found.closed_on)}] if found.closed_on else []),
    ]


def open_to(references: Sequence[str]) -> str:
    """The units that may see a thing, by their names; everyone where none is named."""
    if not references:
        return "Everyone whose role lets them see records"
    names = access.names_of_units(references)
    return ", ".join(names.get(one, one) for one in references)


def _former(found: Any) -> str:
    earlier = found.former_references.values_list("reference", flat=True)
    return f"Earlier: {', '.join(earlier)}" if earlier else ""


def _inherited(label: str, text: str, value: Inherited[Any], href: str = "") -> dict[str, str]:
    origin = f"Set in {value.origin}" if value.origin else "Not set anywhere"
    return {"label": label, "text": text, "note": origin, "href": href}


def _rule(code: str) -> str:
    if not code:
        return "None: nothing can be filed here until a rule is chosen"
    if code == UNDECIDED:
        return "Undecided: nothing can be filed here yet"
    in_force = retention.rule_in_force(code)
    return f"{code} {in_force.title}" if in_force else f"{code} (not in the schedule)"


def _rule_address(code: str) -> str:
    return reverse("rule", args=[code]) if code and code != UNDECIDED else ""


def awaited(terms: Effective) -> str:
    """The events that the rule in force waits for, in words; empty if it waits for none."""
    in_force = retention.rule_in_force(terms.rule.value)
    return events_awaited(in_force) if in_force else ""


def events_awaited(terms: RuleTerms) -> str:
    """The events that a rule waits for, in words."""
    names = {retention_rules.event_of(leg) for step in terms.steps for leg in step.legs} - {""}
    return " or ".join(sentence(one).lower() for one in sorted(names))


def _unit(reference: str) -> str:
    if not reference:
        return "Nobody"
    return f"{access.names_of_units([reference]).get(reference, '')} ({reference})"
