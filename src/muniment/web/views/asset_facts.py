"""What an entry of the register says, and what it covers, as rows of its page."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission as P
from muniment.governance.assets import queries, rules
from muniment.governance.assets.types import BY_NAME, FIELDS, Field, Group, Held
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.mailboxes import queries as mailboxes
from muniment.holdings.physical import queries as physical
from muniment.web.door import Request
from muniment.web.words import count, day

COVERED = ("classes", "boxes", "sources", "system")
APART = ("title", "owner", "review_on")  # the head of the page says them
Row = dict[str, Any]


def value_in_words(
    name: str, values: Mapping[str, str], names: Mapping[str, str], units: Mapping[str, str]
) -> str:
    """The value of a field for people. `names` and `units`: those of people and of units, by
    reference."""
    text = values.get(name, "")
    if name == "owner":
        return names.get(text, text)
    return units.get(text, text) if name == "unit" else rules.in_words(BY_NAME[name], text)


def grouped(request: Request, one: Any, said: Mapping[str, str]) -> list[tuple[str, list[Row]]]:
    """What is said of an entry group by group, but for what its page says elsewhere."""
    found = []
    for group in Group:
        rows = [_row(request, one, field, said) for field in FIELDS if _shown(field, group, said)]
        if rows:
            found.append((group.label, rows))
    return found


def _shown(field: Field, group: Group, said: Mapping[str, str]) -> bool:
    return (
        field.group is group
        and bool(said.get(field.name))
        and field.name
        not in (
            *COVERED,
            *APART,
        )
    )


def _row(request: Request, one: Any, field: Field, said: Mapping[str, str]) -> Row:
    text = value_in_words(field.name, said, {}, {one.unit.reference: one.unit.name})
    rule = field.name == "rule" and P.RETENTION_SEE in request.actor.permissions
    href = reverse("rule", args=[said["rule"]]) if rule else ""
    return {"label": field.label, "text": text, "href": href}


def covered(request: Request, one: Any, said: Mapping[str, str]) -> list[Row]:
    """How much of the holdings an entry covers, with the way to what the reader may open."""
    held = queries.held(request.actor, one)
    rows = [
        _covers("Classes of the file plan", _of_classes(held), _classes(request, said)),
        _covers("Boxes", _of_boxes(held), _boxes(request, said)),
        _covers("Mailboxes and watched folders", "", _sources(request, said)),
    ]
    system = [{"label": "System", "text": held.system, "links": []}] if held.system else []
    return [*(row for row in rows if row["links"]), *system]


def _covers(label: str, text: str, links: Sequence[Mapping[str, str]]) -> Row:
    return {"label": label, "text": text, "links": links}


def _of_classes(held: Held) -> str:
    return f"{count(held.records, 'record')} in {count(held.folders, 'folder')}"


def _of_boxes(held: Held) -> str:
    inside = f", with {count(held.papers, 'record')} on paper" if held.papers else ""
    return f"{count(held.boxes, 'box', 'boxes')}{inside}"


def _classes(request: Request, said: Mapping[str, str]) -> list[Row]:
    named = rules.references(said, "classes")
    titles = dict(fileplan.classes().filter(reference__in=named).values_list("reference", "title"))
    opens = P.FILEPLAN_SEE in request.actor.permissions
    return [
        {
            "text": f"{name} {titles.get(name, '')}".strip(),
            "href": reverse("class", args=[name]) if opens else "",
        }
        for name in named
    ]


def _boxes(request: Request, said: Mapping[str, str]) -> list[Row]:
    named = rules.references(said, "boxes")
    seen = physical.boxes(request.actor).filter(reference__in=named) if named else []
    labels = {one.reference: one.label for one in seen}
    opens = P.RECORDS_SEE in request.actor.permissions
    return [
        {
            "text": labels.get(name, name),
            "href": reverse("box", args=[name]) if name in labels and opens else "",
        }
        for name in named
    ]


def _sources(request: Request, said: Mapping[str, str]) -> list[Row]:
    named = rules.references(said, "sources")
    known = {one.reference: one.name for one in mailboxes.sources(request.actor)} if named else {}
    return [
        {
            "text": known.get(name, name),
            "href": reverse("source", args=[name]) if name in known else "",
        }
        for name in named
    ]


def stewards_of(one: Any, today: date) -> list[dict[str, Any]]:
    """Who keeps what of an entry today and from a later day, for its page."""
    rows = [
        each for each in queries.delegations(one) if each.ends_on is None or each.ends_on >= today
    ]
    in_force = {each.pk for each in queries.in_force(one, today)}
    return [
        {
            "reference": each.reference,
            "name": each.steward.name,
            "labels": each.labels,
            "days": _days(each, today),
            "note": each.note,
        }
        for each in rows
        if each.pk in in_force or each.starts_on > today
    ]


def _days(one: Any, today: date) -> str:
    start = f"{'from' if one.starts_on > today else 'since'} {day(one.starts_on)}"
    return f"{start} until {day(one.ends_on)}" if one.ends_on else start


def attested(one: Any) -> dict[str, Any] | None:
    """When somebody last said that an entry is right, and who."""
    found = queries.attestations(one).first()
    if found is None:
        return None
    names = access.names_at([found.by, found.for_owner])
    stood_in = f" for {names.get(found.for_owner, '')}" if found.by != found.for_owner else ""
    return {"at": found.at, "by": f"{names.get(found.by, '')}{stood_in}", "said": found.said}
