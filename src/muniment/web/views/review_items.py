"""The records of a review: what is to be known of each, and what is decided about it."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.lifecycle.disposal import queries
from muniment.lifecycle.disposal.types import ItemState, ReviewState
from muniment.lifecycle.retention import queries as retention
from muniment.lifecycle.retention import rules as retention_rules
from muniment.web.door import Request
from muniment.web.tables import Cell, Column, Table
from muniment.web.views import columns
from muniment.web.words import day, sentence

ITEM_COLOURS = {
    ItemState.PROPOSED: "blue",
    ItemState.AWAITING: "purple",
    ItemState.EXCLUDED: "grey",
    ItemState.HELD: "orange",
    ItemState.SET_ASIDE: "yellow",
    ItemState.RECOVERED: "grey",
    ItemState.DESTROYED: "green",
    ItemState.FAILED: "red",
}
PLAIN = "OFFICIAL"


def item_state(state: ItemState) -> str:
    """The state of a record in a review, in words."""
    return "To be destroyed by hand" if state is ItemState.AWAITING else sentence(state)


def items(request: Request, found: Any, *, decides: bool) -> Table[Any]:
    """The records of the review that the person may see. `decides`: they decide about records."""
    known: dict[int, queries.ItemContext] = {}
    governed: dict[tuple[str, int], Any] = {}
    titles, tell_apart = columns.told_apart()

    def prepare(rows: Any) -> None:
        tell_apart([one.record for one in rows])
        known.update(queries.contexts(request.actor, rows))
        if not found.expunges:
            under = ((one.record.rule, one.record.rule_version) for one in rows)
            governed.update(retention.governing(under))

    def of(item: Any) -> queries.ItemContext:
        return known[item.record_id]

    may_decide = decides and found.state in (ReviewState.PROPOSED, ReviewState.INCOMPLETE)
    sees_rules = P.RETENTION_SEE in request.actor.permissions
    record: Column[Any] = Column("title", "Record", lambda i: titles(i.record), "record__title")
    file_class: Column[Any] = Column(
        "class", "Class", lambda i: columns.file_class(i.record), "record__file_class__path"
    )
    rule: Column[Any] = Column(
        "rule", "Rule", lambda i: _rule(i, sees_rules, governed), "record__rule", tight=True
    )
    outcome: Column[Any] = Column(
        "outcome", "Outcome", lambda i: _outcome(found, i, may_decide), "outcome"
    )
    state: Column[Any] = Column("state", "State", lambda i: _state(i, of(i).state))
    shown: list[Column[Any]] = [
        record,
        file_class,
        rule,
        Column("due", "Due", lambda i: _due(i), "record__due_on"),
        Column("where", "Where", lambda i: _where(of(i))),
        Column("risk", "Look out for", lambda i: _risk(of(i))),
        outcome,
        state,
    ]
    of_holds: list[Column[Any]] = [
        Column("holds", "Holds", lambda i: ", ".join(of(i).holds)),
        Column("requests", "Requests open", lambda i: ", ".join(of(i).requests)),
    ]
    # A spreadsheet has each of these in a column of its own.
    exported: list[Column[Any]] = [
        Column("record", "Reference", lambda i: i.record.reference),
        record,
        file_class,
        Column("class_title", "Title of class", lambda i: i.record.file_class.title),
        rule,
        Column("trigger", "Counted from", lambda i: day(of(i).trigger_on)),
        Column("due", "Due", lambda i: day(i.record.due_on)),
        *(of_holds if P.HOLD_SEE in request.actor.permissions else ()),
        Column("vital", "Vital", lambda i: of(i).vital),
        Column("marking", "Marking", lambda i: of(i).marking),
        Column("folder", "Folder", lambda i: of(i).folder),
        Column("folder_title", "Title of folder", lambda i: of(i).folder_title),
        Column("medium", "Kept on", lambda i: sentence(of(i).medium)),
        Column("box", "Box", lambda i: of(i).box),
        outcome,
        state,
        Column("note", "Note", lambda i: _note(i, of(i).state)),
    ]
    return Table(
        request,
        shown,
        queries.items(request.actor, found),
        order="due",
        caption="Records in the review",
        prepare=prepare,
        exported=exported,
    )


def _rule(item: Any, sees_rules: bool, governed: Mapping[tuple[str, int], Any]) -> Cell:
    code = item.record.rule
    under = governed.get((code, item.record.rule_version or 0))
    policy = f"Under {retention_rules.cited(under.clauses)}" if under else ""
    return Cell(code, reverse("rule", args=[code]) if sees_rules and code else "", note=policy)


def _due(item: Any) -> Cell:
    since = item.record.trigger_on
    return Cell(day(item.record.due_on), note=f"Counted from {day(since)}" if since else "")


def _where(known: queries.ItemContext) -> Cell:
    """The folder, and the box of what is on paper."""
    on = "Digital"
    if known.on_paper:
        on = f"On paper, box {known.box}" if known.box else "On paper"
    return Cell(known.folder_title, reverse("folder", args=[known.folder]), note=on)


def _risk(known: queries.ItemContext) -> Cell:
    """What speaks for looking twice: a hold or a request, a mark as vital, a marking."""
    others = [one for one in known.holds if one not in known.requests]
    said = [
        *(f"Request for information open: {one}" for one in known.requests),
        *(f"On hold: {one}" for one in others),
        *([f"Vital: {known.vital}"] if known.vital else []),
        *([known.marking] if known.marking != PLAIN else []),
    ]
    return Cell(said[0] if said else "Nothing", note=". ".join(said[1:]))


def _outcome(found: Any, item: Any, may_decide: bool) -> Cell:
    words, record = sentence(item.outcome), item.record
    if may_decide and item.open:
        where = reverse("review_item", args=[found.reference, record.reference])
        return columns.Decided(words, change=where, about=f"what happens to {record.title}")
    return Cell(words)


def _state(item: Any, shown: ItemState) -> Cell:
    return Cell(item_state(shown), tag=ITEM_COLOURS[shown], note=_note(item, shown))


def _note(item: Any, shown: ItemState) -> str:
    aside = shown is ItemState.SET_ASIDE
    return (
        item.failure
        or (f"Until {day(item.recover_until)}" if aside else "")
        or item.note
        or (f"Until {day(item.keep_until)}" if item.keep_until else "")
    )
