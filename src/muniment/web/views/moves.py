"""Moves: classes that come from another body, mapped to rules of this one [RET-12]."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.exchange.moves import actions, queries
from muniment.exchange.moves.types import (
    COLUMNS,
    DECIDED_COLUMNS,
    Counts,
    Decision,
    MoveDraft,
    MoveState,
    Standing,
)
from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import refuse_if
from muniment.lifecycle.retention import queries as retention
from muniment.web import events
from muniment.web.door import Request, ask, crumbs, filled, refusals_on, render, see_other
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.forms.moves import MapForm, MoveForm, WhichFilter
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views.sheet_kinds import FILE_PLAN_PAGE, Rows, Sheet, Step
from muniment.web.views.sheets import bring_in, export
from muniment.web.words import count, day, moment, number, sentence, size

TITLE = "Classes from other bodies"
COLOURS = {MoveState.MAPPING: "blue", MoveState.LIVE: "green", MoveState.ABANDONED: "grey"}
STANDINGS = {Standing.UNDECIDED: "orange", Standing.MAPPED: "green", Standing.NOT_TAKEN: "grey"}
AT_ONCE = 20  # classes that are decided about on one page
HOLDS = {
    "reference": "As the other body has it, such as EST/04. It must be there",
    "title": "Such as Tenancy files. It must be there",
    "description": "What goes in it. The rules that may be right are looked for by it",
    "rule": "The rule that it has there",
    "period": "How long it is kept there, in words",
    "records": "How many records there are, as a number",
    "bytes": "How large they are, as a number of bytes",
}


def _manages(request: Request) -> bool:
    return {P.FILEPLAN_MANAGE, P.RETENTION_MANAGE} <= request.actor.permissions


def _progress(counts: Counts) -> str:
    if not counts.total:
        return "No classes yet"
    told = f"{number(counts.decided)} of {number(counts.total)} mapped"
    return f"{told}, {number(counts.not_taken)} of them not taken" if counts.not_taken else told


def _tag(move: Any) -> Cell:
    state = MoveState(move.state)
    return Cell(sentence(state), tag=COLOURS[state])


def body_moves(request: Request) -> HttpResponseBase:
    """Every move."""
    rows = list(queries.moves(request.actor))
    done = queries.counts_of(one.pk for one in rows)
    shown: list[Column[Any]] = [
        Column(
            "title",
            "Move",
            lambda o: Cell(o.title, reverse("body_move", args=[o.reference]), note=o.reference),
        ),
        Column("from", "From", lambda o: o.from_body),
        Column("on", "Takes effect", lambda o: day(o.effective_on), tight=True),
        Column("under", "Below", lambda o: Cell(o.under.reference, note=o.under.title)),
        Column("mapped", "Mapped", lambda o: _progress(done.get(o.pk, Counts()))),
        Column("state", "State", _tag),
    ]
    action = None
    if _manages(request):
        action = {"href": reverse("open_body_move"), "text": "Open a move"}
    return show(
        request,
        "list.html",
        Table(request, shown, rows, caption=TITLE, empty="No classes have been taken over yet."),
        name="moves",
        title=TITLE,
        intro=[
            "When functions come from another body (a machinery of government change, or a "
            "reorganisation), its classes are mapped to rules of this one before they go live."
        ],
        action=action,
        one="move",
        crumbs=crumbs(FILE_PLAN_PAGE),
    )


def open_body_move(request: Request) -> HttpResponseBase:
    """Open a move."""

    def do(values: dict[str, Any]) -> HttpResponse:
        made = actions.open_move(request.actor, MoveDraft(**values), now=request.now)
        return see_other(request, "body_move", "The move is open.", made.reference)

    return ask(
        request,
        filled(request, MoveForm, initial=request.GET.dict()),
        do,
        title="Open a move",
        button="Open",
        intro=["Then bring in the list of its classes. Nothing is made before it goes live."],
        back=reverse("body_moves"),
        crumbs=crumbs(FILE_PLAN_PAGE, (TITLE, reverse("body_moves"))),
    )


def body_move(request: Request, reference: str) -> HttpResponseBase:
    """One move: how far it is, and its classes."""
    found = queries.move_named(request.actor, reference)
    form = WhichFilter(request.GET or None)
    chosen = form.cleaned_data.get("which", "") if form.is_valid() else ""
    rows = queries.incoming(found, Standing(chosen) if chosen else None)
    counts = queries.counts(found)
    is_open = found.state == MoveState.MAPPING
    return show(
        request,
        "fileplan/move.html",
        _classes(request, found, rows, is_open and _manages(request)),
        name=f"move-{found.reference}",
        one=found,
        state=_tag(found),
        progress=_progress(counts),
        left=counts.total - counts.decided,
        counts=counts,
        rows=_facts(found),
        filters=form,
        can=is_open and _manages(request),
        reasons=queries.reasons_not_to_go_live(found, civil_date(request.now)) if is_open else [],
        crumbs=crumbs(FILE_PLAN_PAGE, (TITLE, reverse("body_moves"))),
    )


def _facts(found: Any) -> list[dict[str, str]]:
    names = events.names((found.opened_by, found.ended_by))
    under = reverse("class", args=[found.under.reference])
    rows = [
        {"label": "From", "text": found.from_body, "note": f"Known as {found.code}"},
        {"label": "Authority", "text": found.authority},
        {"label": "Takes effect", "text": day(found.effective_on)},
        {"label": "Below", "text": f"{found.under.reference} {found.under.title}", "href": under},
        {
            "label": "Opened",
            "text": moment(found.opened_at),
            "note": f"By {names.get(found.opened_by, found.opened_by)}",
        },
    ]
    if found.ended_at:
        label = "Went live" if found.state == MoveState.LIVE else "Abandoned"
        note = f"{found.end_reason} By {names.get(found.ended_by, found.ended_by)}".strip()
        rows.append({"label": label, "text": moment(found.ended_at), "note": note})
    return rows


def _classes(request: Request, move: Any, rows: Any, can: bool) -> Table[Any]:
    here = reverse("map_incoming", args=[move.reference])

    def theirs(one: Any) -> Cell:
        said = " ".join(text for text in (one.their_rule, one.their_period) if text)
        return Cell(said or "Not said")

    def ours(one: Any) -> Cell:
        if one.became:
            where = reverse("class", args=[one.became.reference])
            return Cell(one.became.reference, where, note=f"Kept by {one.rule}")
        standing = one.standing
        words = one.rule if standing is Standing.MAPPED else sentence(standing)
        href = f"{here}?{urlencode({'only': one.reference})}" if can else ""
        return Cell(words, href, note=one.not_taken)

    shown: list[Column[Any]] = [
        Column("reference", "Class there", lambda o: Cell(o.title, note=o.reference), "reference"),
        Column("theirs", "Rule there", theirs),
        Column(
            "records",
            "Records",
            lambda o: Cell("" if o.records is None else number(o.records), note=size(o.size)),
            "records",
            numeric=True,
        ),
        Column("ours", "Here", ours, "rule"),
    ]
    return Table(
        request,
        shown,
        rows,
        order="reference",
        caption="Classes that come",
        empty="No classes have been brought in yet, or none fits.",
    )


def map_incoming(request: Request, reference: str) -> HttpResponseBase:
    """Decide about classes of a move, some at once: those not decided yet, or the one named."""
    found = queries.move_named(request.actor, reference)
    here = reverse("body_move", args=[found.reference])
    only = request.GET.get("only", "")
    rows = queries.incoming(found, None if only else Standing.UNDECIDED)
    rows = rows.filter(reference=only) if only else rows
    if request.method == "POST":  # those that were shown, whatever became of them meanwhile
        rows = queries.incoming(found).filter(pk__in=MapForm.shown(request.POST))
    page = Paginator(rows, AT_ONCE).page(1)
    chosen = list(page.object_list)
    if not chosen:
        return see_other(request, here, "Every class of the move is decided.")
    given = [(one.rule.code, f"{one.rule.code} {one.title}") for one in retention.rules()]
    suggested = {one.pk: queries.suggestions(one) for one in chosen}
    sent = request.POST if request.method == "POST" else None
    form = MapForm(sent, rows=chosen, rules=given, suggested=suggested)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            decisions = [Decision(*one) for one in form.decisions()]
            done = actions.map_classes(request.actor, reference, decisions, now=request.now)
            return see_other(request, here, f"{count(done, 'class', 'classes')} decided.")
    left = page.paginator.count
    more = f"These are {len(chosen)} of {number(left)} that are not decided yet."
    return render(
        request,
        "form.html",
        form=form,
        title="Map classes",
        caption=f"{found.reference} {found.title}",
        button="Save",
        intro=[
            "Choose for each class the rule by which its records are kept here, or say that it is "
            "not taken. What is suggested is found by its words; nothing is decided until you "
            "choose.",
            *([more] if left > len(chosen) else []),
        ],
        back=here,
        crumbs=crumbs(FILE_PLAN_PAGE, (TITLE, reverse("body_moves")), (found.title, here)),
    )


def go_live(request: Request, reference: str) -> HttpResponseBase:
    """Make the classes of a move."""
    found = queries.move_named(request.actor, reference)
    counts = queries.counts(found)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.go_live(request.actor, reference, now=request.now)
        made = count(queries.counts(found).mapped, "class", "classes")
        return see_other(request, "body_move", f"The move is live: {made} made.", reference)

    return _about(
        request,
        found,
        forms.Form,
        do,
        "Go live",
        "Go live",
        intro=[
            f"{count(counts.mapped, 'class', 'classes')} will be made below "
            f"{found.under.reference} {found.under.title}, each with its rule. The references "
            f"that they had at {found.from_body} still find them."
        ],
    )


def abandon_move(request: Request, reference: str) -> HttpResponseBase:
    """Abandon a move before it goes live."""
    found = queries.move_named(request.actor, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.abandon(request.actor, reference, **values, now=request.now)
        return see_other(request, "body_move", "The move is abandoned.", reference)

    return _about(
        request,
        found,
        ReasonForm,
        do,
        "Abandon the move",
        "Abandon it",
        intro=["No class is made. The list stays, with what was decided."],
    )


def _about(
    request: Request, found: Any, form: Any, do: Any, title: str, button: str, intro: list[str]
) -> HttpResponseBase:
    here = reverse("body_move", args=[found.reference])
    return ask(
        request,
        filled(request, form),
        do,
        title=title,
        caption=f"{found.reference} {found.title}",
        button=button,
        intro=intro,
        back=here,
        crumbs=crumbs(FILE_PLAN_PAGE, (TITLE, reverse("body_moves")), (found.title, here)),
    )


# -- the list in and the map out ------------------------------------------------------------------


def import_incoming(request: Request, reference: str) -> HttpResponseBase:
    """Bring the list of classes into a move."""
    return bring_in(request, incoming_sheet(queries.move_named(request.actor, reference)))


def incoming_sheet(move: Any) -> Sheet:
    """How the list of the classes of a move is looked at and brought in."""

    def look(request: Request, rows: Rows, name: str) -> list[Step]:
        read, wrong = queries.read_list(move, rows)
        refuse_if(wrong)
        return [
            *(Step(one.reference, one.title, "to add", note=one.rule) for one in read.added),
            *(Step(one.reference, one.title, "to change", what) for one, what in read.changed),
        ]

    def bring(request: Request, rows: Rows) -> str:
        done = actions.import_classes(request.actor, move.reference, rows, now=request.now)
        added = count(done["added"], "class", "classes")
        return f"{added} added, {done['changed']} changed, {done['same']} as before."

    here = reverse("body_moves")
    return Sheet(
        title="Bring in the list of classes",
        one="class",
        many="classes",
        home=(move.title, "body_move"),
        taking="",
        columns=COLUMNS,
        holds=HOLDS,
        left_out=(
            "Columns may be called otherwise, such as Ref, Name or Retention period. "
            "What is decided about a class stays."
        ),
        look=look,
        bring=bring,
        at=(move.reference,),
        mapped_by="import_incoming_columns",
        above=(FILE_PLAN_PAGE, (TITLE, here)),
    )


def export_map(request: Request, reference: str, kind: str) -> HttpResponseBase:
    """The whole map of a move: what the list said, and what was decided."""
    found = queries.move_named(request.actor, reference)
    rows: Rows = queries.map_rows(found)
    return export(rows, (*COLUMNS, *DECIDED_COLUMNS), f"map-{found.reference}", kind)
