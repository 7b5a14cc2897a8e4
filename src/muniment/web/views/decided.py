"""Records that wait for a rule because a review decided so, and deciding about a record again."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.kernel.errors import NotFound
from muniment.holdings.records import queries as records
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention.rules.dispositions import OF_ITS_CLASS
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.forms.fileplan import ReasonForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.views import columns
from muniment.web.words import count, day

LIFECYCLE = ("Lifecycle", "/lifecycle/")
TO_SET = "A rule is still to be set"


def review_cell(reference: str) -> Cell:
    """The review in which something was decided."""
    return Cell(reference, reverse("review", args=[reference]) if reference else "")


def waiting_for_rule(request: Request) -> HttpResponseBase:
    """The records for which a rule is still to be set."""
    rows = queries.waiting_for_rule(request.actor).select_related("file_class", "folder")
    decided: dict[str, Any] = {}
    manages = P.RETENTION_MANAGE in request.actor.permissions

    def prepare(found: Any) -> None:
        decided.update(queries.decided_for(one.reference for one in found))

    def set_it(one: Any) -> Cell:
        where = f"{reverse('give_rule')}?scope={one.reference}"
        return Cell("Set a rule", where) if manages else Cell("")

    found: list[Column[Any]] = [
        Column("title", "Title", columns.title, "title"),
        Column("class", "Class", columns.file_class, "file_class__path"),
        Column("folder", "Folder", lambda r: Cell(r.folder.reference, note=r.folder.title)),
        Column("was", "Was under", lambda r: decided[r.reference].rule, tight=True),
        Column("why", "Why another", lambda r: decided[r.reference].reason),
        Column("review", "Decided in", lambda r: review_cell(decided[r.reference].review)),
        Column("since", "Since", lambda r: day(decided[r.reference].on), tight=True),
        Column("set", "What to do", set_it),
    ]
    action = {"href": reverse("give_rule"), "text": "Set a rule"} if manages else None
    return show(
        request,
        "list.html",
        Table(
            request,
            found,
            rows,
            caption="Records that wait for a rule",
            prepare=prepare,
            empty="Nothing that you can see waits for a rule.",
        ),
        name="rule-to-set",
        title=TO_SET,
        intro=[
            "A review decided that these records are to have another rule. Nothing happens to them "
            "until somebody sets one: for a record, or for all that wait in a folder or a class. "
            "A class that is given another rule settles it too."
        ],
        action=action,
        one="record",
        crumbs=crumbs(LIFECYCLE),
    )


class GiveRuleForm(forms.Form):
    """The rule of what waits for one."""

    scope = forms.CharField(
        label="For which records",
        max_length=100,
        help_text="The reference of a record, or of a folder or class: all that wait in it.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"required": "Enter a reference."},
    )
    rule = forms.ChoiceField(label="Rule", error_messages={"required": "Choose a rule."})
    reason = forms.CharField(
        label="Reason",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why this is the right rule."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = [(one.rule.code, f"{one.rule.code} {one.title}") for one in queries.rules()]
        first = [("", "Choose a rule"), (OF_ITS_CLASS, "That of its class, after all")]
        self.fields["rule"].choices = [*first, *rules]  # type: ignore[attr-defined]


def give_rule(request: Request) -> HttpResponseBase:
    """Set the rule for what waits for one."""

    def do(values: dict[str, Any]) -> HttpResponse:
        done = actions.give_rule(request.actor, **values, now=request.now)
        said = f"The rule of {count(len(done), 'record')} has been set."
        return see_other(request, "waiting_for_rule", said)

    return ask(
        request,
        filled(request, GiveRuleForm, initial={"scope": request.GET.get("scope", "")}),
        do,
        title="Set a rule",
        button="Set the rule",
        intro=["Only what waits for a rule gets one. All else there stays as it is."],
        back=reverse("waiting_for_rule"),
        crumbs=crumbs(LIFECYCLE, (TO_SET, reverse("waiting_for_rule"))),
    )


def decide_again(request: Request, reference: str) -> HttpResponseBase:
    """Take back what was decided for a record by itself."""
    found = records.record_named(request.actor, reference)
    decided = queries.decided_for([found.reference]).get(found.reference)
    if decided is None:
        raise NotFound("decision about the record", reference)
    here = reverse("record", args=[found.reference])

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.decide_again(request.actor, found.reference, **values, now=request.now)
        said = "It is under the rule of its class again."
        return see_other(request, "record", said, found.reference)

    said = decided.in_words.removeprefix("; ")
    return ask(
        request,
        filled(request, ReasonForm),
        do,
        title="Decide again",
        caption=f"{found.reference} {found.title}",
        button="Take it back",
        intro=[
            f"{said[:1].upper()}{said[1:]}.",
            "If you take that back, it is under the rule of its class again: "
            "what is due by that can be proposed for disposal again.",
        ],
        back=here,
        crumbs=crumbs(LIFECYCLE, (found.title, here)),
    )
