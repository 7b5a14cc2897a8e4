"""What captures do with kinds of mail that seldom are records."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.holdings.mail import actions, queries
from muniment.holdings.mail.types import CHOICES, KINDS, Choice, Kind, RuleDraft
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.tables import Cell, Column, Table, show

HOME = ("Home", "/")
ABOUT = (
    "Some mail seldom is a record. For each kind you decide what captures do with it, everywhere "
    "or in one class and all below it. Until then it is captured like any other, and counted.",
    "What is left stays untouched in its mailbox, and is listed in the capture with its reason. "
    "What people file by hand or send to a capture address is never left.",
)
COLUMNS: list[Column[Any]] = [
    Column("kind", "Kind", lambda s: Cell(KINDS[s[0].kind])),
    Column("where", "Where", lambda s: s[1]),
    Column("choice", "What is done", lambda s: Cell(CHOICES[s[0].choice], note=s[0].into)),
]


def mail_rules(request: Request) -> HttpResponseBase:
    """What is done with each kind, everywhere and where a class says otherwise."""
    rows = [(one, "Everywhere") for one in queries.stands()]
    rows += [
        (one, f"In {rule.file_class}")
        for rule in queries.rules_set()
        if rule.file_class
        for one in queries.stands(rule.file_class)
        if one.kind == rule.kind
    ]
    return show(
        request,
        "list.html",
        Table(request, COLUMNS, rows, caption="Rules"),
        name="mail-rules",
        title="Mail that seldom is a record",
        intro=list(ABOUT),
        one="rule",
        action={"href": reverse("set_mail_rule"), "text": "Set a rule"},
        crumbs=crumbs(HOME, ("Captures", reverse("captures"))),
    )


class MailRuleForm(forms.Form):
    """One rule."""

    kind = forms.ChoiceField(label="Kind of message", choices=[(k.value, KINDS[k]) for k in Kind])
    choice = forms.ChoiceField(
        label="What captures do with it",
        choices=[(c.value, CHOICES[c]) for c in Choice],
        widget=forms.RadioSelect,
    )
    file_class = forms.CharField(
        label="Only in class",
        required=False,
        max_length=60,
        help_text="Its reference. All classes below it follow. Empty: everywhere.",
    )
    into = forms.CharField(
        label="Class to file it in",
        required=False,
        max_length=60,
        help_text="For the last choice: the reference of a class with a short retention rule.",
    )


def set_mail_rule(request: Request) -> HttpResponseBase:
    """Say what captures do with a kind of message."""

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.set_rule(request.actor, RuleDraft(**values), now=request.now)
        return see_other(request, "mail_rules", "The rule is set.")

    return ask(
        request,
        filled(request, MailRuleForm, initial={"choice": Choice.TELL.value}),
        do,
        title="Set a rule for mail",
        button="Set the rule",
        intro=["It holds from the next capture on. What has been captured stays."],
        back=reverse("mail_rules"),
        crumbs=crumbs(HOME, ("Mail that seldom is a record", reverse("mail_rules"))),
    )
