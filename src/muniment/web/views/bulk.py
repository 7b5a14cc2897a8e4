"""Changing a field of many records: choose, look at what it would do, carry it out, undo."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.kernel import sheets
from muniment.foundation.kernel.errors import refuse_if
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.metadata import queries as metadata
from muniment.holdings.records import actions, queries, rules
from muniment.holdings.records.queries import bulk
from muniment.holdings.records.types import (
    BULK_COLUMNS,
    BULK_LABELS,
    BulkDraft,
    BulkOutcome,
    BulkState,
)
from muniment.holdings.search.queries import numbers_found
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.bulk import CLASS, FILE, FOLDER, PROPOSED, SEARCH, BulkForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.fileplan import PLAN
from muniment.web.views.sheets import export
from muniment.web.words import count, moment, number, sentence

COLOURS = {
    BulkOutcome.WILL: "yellow",
    BulkOutcome.CHANGED: "green",
    BulkOutcome.SAME: "grey",
    BulkOutcome.KEPT: "blue",
    BulkOutcome.REFUSED: "red",
}
BULK = ("Change many records", "/file-plan/bulk/")
NOTHING = "You have not changed a field of many records at once yet."


def bulk_edits(request: Request) -> HttpResponseBase:
    """The bulk edits that the person made."""
    listed: list[Column[Any]] = [
        Column(
            "chosen",
            "Records",
            lambda one: Cell(
                one.chosen, reverse("bulk_edit", args=[one.reference]), note=one.reference
            ),
        ),
        Column("reason", "Why", lambda one: one.reason),
        Column("made", "Looked at", lambda one: moment(one.made_at), "made_at", tight=True),
        Column("state", "State", lambda one: _state(one)),
    ]
    rows = bulk.bulk_edits(request.actor)
    begin = {"href": reverse("look_at_bulk"), "text": "Change many records"}
    table = Table(request, listed, rows, order="-made", caption="Bulk edits", empty=NOTHING)
    return show(
        request,
        "list.html",
        table,
        name="bulk-edits",
        title="Change many records",
        intro=["One field of many records is set at once, after a look at what it would do."],
        action=begin,
        begin=begin,
        one="bulk edit",
        crumbs=crumbs(PLAN),
    )


def _state(one: Any) -> str:
    words = {BulkState.LOOKED: "Looked at", BulkState.RUNNING: "Being done", BulkState.DONE: "Done"}
    return words[BulkState(one.state)]


def look_at_bulk(request: Request) -> HttpResponseBase:
    """Choose records and say what they are to have."""
    asked = request.GET
    which = next((one for one in (SEARCH, FOLDER, CLASS) if one in asked), "")
    initial = {"which": which, "chosen": asked.get(which, "")} if which else {}
    initial |= {"field": asked["field"]} if "field" in asked else {}
    if PROPOSED in asked:
        initial = {"which": PROPOSED, "field": asked[PROPOSED]}

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.look_at_bulk(request.actor, _draft(request, values), now=request.now)
        return see_other(request, "bulk_edit", "", made.reference)

    form = filled(request, BulkForm, initial=initial)
    if PROPOSED in asked:
        form.leave_to_documents()
    return ask(
        request,
        form,
        do,
        title="Accept proposed values" if PROPOSED in asked else "Change many records",
        button="Look at what it would do",
        intro=["Nothing is changed yet: first you are shown what would become of each record."],
        back=reverse("bulk_edits"),
        crumbs=crumbs(PLAN, BULK),
    )


def _draft(request: Request, values: dict[str, Any]) -> BulkDraft:
    which, text = values["which"], values.get("chosen", "").strip()
    said = {"reason": values["reason"], "overwrite": values.get("overwrite", False)}
    if which == FILE:
        name = values["file"].name
        rows, wrong = rules.read_bulk(sheets.read_rows(name, values["file"].read()))
        refuse_if(wrong)
        return BulkDraft(f"File {name}", rows=rows, **said)
    if which == PROPOSED:
        field = metadata.field_named(values["field"])
        rows = queries.rows_proposed(request.actor, field, rules.MOST_AT_ONCE)
        return BulkDraft(f"Proposed by documents for {field.title}", rows=rows, **said)
    wanted = {values["field"]: values["value"]}
    return BulkDraft(
        f"{sentence(which)}: {text}", numbers=_numbers(request, which, text), wanted=wanted, **said
    )


def _numbers(request: Request, which: str, text: str) -> list[int]:
    actor, most = request.actor, rules.MOST_AT_ONCE
    if which == SEARCH:
        return numbers_found(actor, text, most=most)
    if which == FOLDER:
        found = queries.in_folder(actor, queries.folder_named(actor, text))
    else:
        found = queries.in_branch(actor, fileplan.class_named(text))
    declared = found.filter(state="declared").order_by("pk")
    return list(declared.values_list("pk", flat=True)[: most + 1])


def bulk_edit(request: Request, reference: str) -> HttpResponseBase:
    """What would become, or became, of each record."""
    edit = bulk.bulk_named(request.actor, reference)
    counts = bulk.bulk_counts(edit)
    wanted = request.GET.get("outcome", "")
    outcome = wanted if wanted in set(BulkOutcome) else ""
    rows = bulk.bulk_items(edit, outcome)
    return show(
        request,
        "metadata/bulk_edit.html",
        _table(request, rows, own=edit.wanted is None),
        name=f"bulk-edit-{edit.reference}",
        one=edit,
        title=_title(edit, counts),
        counts=[
            {
                "href": f"?outcome={one.value}",
                "text": f"{number(counts[one])} {BULK_LABELS[one]}",
            }
            for one in BulkOutcome
            if one in counts
        ],
        sets=[f"{code}: {text or 'emptied'}" for code, text in (edit.wanted or {}).items()],
        shown=BULK_LABELS[BulkOutcome(outcome)] if outcome else "",
        will=counts.get(BulkOutcome.WILL, 0) if edit.state == BulkState.LOOKED else 0,
        running=edit.state == BulkState.RUNNING,
        done=sum(counts.values()) - counts.get(BulkOutcome.WILL, 0),
        total=sum(counts.values()),
        undoable=edit.state == BulkState.DONE and counts.get(BulkOutcome.CHANGED, 0),
        crumbs=crumbs(PLAN, BULK),
    )


def _title(edit: Any, counts: Any) -> str:
    if edit.state == BulkState.LOOKED:
        return f"{count(counts.get(BulkOutcome.WILL, 0), 'record')} would be changed"
    changed = counts.get(BulkOutcome.CHANGED, 0)
    return f"{count(changed, 'record')} changed" + (
        " so far" if edit.state == BulkState.RUNNING else ""
    )


def _own_value(one: Any, seen: dict[int, Any]) -> str:
    """What a record is to have, where each has something of its own."""
    if one.record_id not in seen:
        return ""
    said = (one.wanted or {}).items()
    return "; ".join(f"{code}: {str(text).replace('|', ', ') or 'emptied'}" for code, text in said)


def _table(request: Request, rows: Any, *, own: bool) -> Table[Any]:
    seen: dict[int, Any] = {}

    def prepare(items: Any) -> None:
        numbers = [one.record_id for one in items if one.record_id]
        seen.update({one.pk: one for one in queries.visible(request.actor).filter(pk__in=numbers)})

    def record(one: Any) -> Cell:
        found = seen.get(one.record_id)
        if found is None:
            return Cell(one.asked_as)
        return Cell(found.title, reverse("record", args=[found.reference]), note=found.reference)

    def outcome(one: Any) -> Cell:
        found = BulkOutcome(one.outcome)
        return Cell(sentence(BULK_LABELS[found]), tag=COLOURS[found])

    def before(one: Any) -> str:
        if one.record_id not in seen:
            return ""
        return "; ".join(
            f"{code}: {text or 'nothing'}" for code, text in (one.before or {}).items()
        )

    listed: list[Column[Any]] = [
        Column("record", "Record", record),
        Column("outcome", "What becomes of it", outcome),
        Column("why", "Why", lambda one: " ".join(one.reasons)),
        Column("before", "Before", before),
    ]
    if own:
        listed.insert(1, Column("value", "Its own value", lambda one: _own_value(one, seen)))
    return Table(request, listed, rows, caption="Records", prepare=prepare)


def begin_bulk(request: Request, reference: str) -> HttpResponseBase:
    """Carry out what was looked at."""
    edit = actions.begin_bulk(request.actor, reference, now=request.now)
    return see_other(request, "bulk_edit", "It has been begun.", edit.reference)


def old_values(request: Request, reference: str) -> HttpResponseBase:
    """What the records held before, as a file that undoes it."""
    edit = bulk.bulk_named(request.actor, reference)
    rows = bulk.old_values(request.actor, edit)
    return export(rows, BULK_COLUMNS, f"old-values-{edit.reference}", "csv")
