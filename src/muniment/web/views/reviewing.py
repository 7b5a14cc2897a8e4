"""Rules that are looked at again from time to time."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention.rules.reviewing import LookedAt, RuleOutcome, RuleToReview
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import count, day

LIFECYCLE = ("Lifecycle", "/lifecycle/")
TITLE = "Rules to look at again"
IN_TIME = "Rules looked at in time"


def rules_to_review(request: Request) -> HttpResponseBase:
    """The rules that are due to be looked at, or decided and not done."""
    months = queries.review_interval()
    mine = request.GET.get("mine") == "on"
    rows = queries.rules_to_review(request.actor, now=request.now, only_mine=mine)
    found: list[Column[RuleToReview]] = [
        Column(
            "rule",
            "Rule",
            lambda one: Cell(one.code, reverse("rule", args=[one.code]), note=one.title),
        ),
        Column("since", "Not looked at since", lambda one: day(one.since), tight=True),
        Column("due", "Due", lambda one: day(one.due_on), tight=True),
        Column("overdue", "Overdue", lambda one: count(one.days_overdue, "day"), numeric=True),
        Column("owners", "Owners", lambda one: ", ".join(one.owners) or "Nobody"),
        Column("now", "Now", _standing, tight=True),
    ]
    overdue = sum(one.days_overdue > 0 for one in rows)
    every = count(months, "month")
    intro = f"Each rule is looked at every {every} by the owners of what it dates."
    if not months:
        intro = "Nobody has set after how long rules are looked at again."
    action = None
    if P.RETENTION_MANAGE in request.actor.permissions:
        action = {"href": reverse("review_interval"), "text": "Set how often"}
    return show(
        request,
        "lifecycle/rules_to_review.html",
        Table(
            request,
            found,
            rows,
            caption=TITLE,
            empty="No rule is due to be looked at.",
        ),
        name="rules-to-review",
        title="Rules for you to look at again" if mine else TITLE,
        intro=[intro, *([f"{count(overdue, 'rule')} overdue."] if overdue else [])],
        indicator=_indicator(request) if months else "",
        action=action,
        one="rule",
        crumbs=crumbs(LIFECYCLE),
    )


def _indicator(request: Request) -> str:
    """The share of the rules that were looked at in time, in a sentence."""
    whole, _ = queries.rules_looked_at(request.actor, now=request.now)
    share = "" if whole.percent is None else f" ({whole.percent}%)"
    of = f"{whole.in_time:,} of {count(whole.rules, 'rule')}"
    return f"Looked at in time: {of}{share}, as of {day(request.now)}."


def rules_looked_at(request: Request) -> HttpResponseBase:
    """How many rules were looked at in time, by owner."""
    whole, by_owner = queries.rules_looked_at(request.actor, now=request.now)
    rows = [*by_owner, *([whole] if whole.rules else [])]
    columns: list[Column[LookedAt]] = [
        Column("owner", "Owner", lambda one: _owner(one.owner)),
        Column("in_time", "Looked at in time", lambda one: f"{one.in_time:,}", numeric=True),
        Column("rules", "Rules", lambda one: f"{one.rules:,}", numeric=True),
        Column("share", "Share", lambda one: f"{one.percent}%", numeric=True),
    ]
    on: Column[LookedAt] = Column("on", "As of", lambda one: day(request.now))
    empty = "Nobody has set after how long rules are looked at again."
    return show(
        request,
        "list.html",
        Table(request, columns, rows, caption=IN_TIME, empty=empty, exported=[*columns, on]),
        name="rules-looked-at",
        title=IN_TIME,
        intro=[
            f"As of {day(request.now)}, of the rules in force. A rule is in time until its day has"
            " passed, and once it is decided to change or retire it. One that several people own"
            " counts for each of them, and once among all.",
        ],
        one="line",
        crumbs=crumbs(LIFECYCLE, (TITLE, reverse("rules_to_review"))),
    )


def _owner(name: str | None) -> str:
    return "All rules" if name is None else name or "Nobody"


def _standing(one: RuleToReview) -> Cell:
    words = f"To be {one.pending}d" if one.pending else "Review it"
    if not one.may_review:
        return Cell(words if one.pending else "To be reviewed")
    return Cell(words, reverse("review_rule", args=[one.code]))


class RuleReviewForm(forms.Form):
    """What is decided about a rule."""

    outcome = forms.ChoiceField(
        label="What is to become of it",
        widget=forms.RadioSelect,
        choices=[
            (RuleOutcome.KEEP.value, "Keep it as it is"),
            (RuleOutcome.CHANGE.value, "Have it changed"),
            (RuleOutcome.RETIRE.value, "Have it retired"),
        ],
        error_messages={"required": "Choose what is to become of it."},
    )
    note = forms.CharField(
        label="What was found",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what was found."},
    )


def review_rule(request: Request, reference: str) -> HttpResponseBase:
    """Decide about a rule that is looked at again."""
    newest = queries.history(reference)[0]

    def do(values: dict[str, Any]) -> HttpResponse:
        outcome, note = RuleOutcome(values["outcome"]), values["note"]
        actions.review_rule(request.actor, reference, outcome, note=note, now=request.now)
        return see_other(request, "rules_to_review", f"Rule {reference} has been reviewed.")

    before = queries.reviews_of_rule(reference).first()
    intro = ["To be changed or retired, it stays on the list until that is done."]
    if before is not None:
        intro.append(f"On {day(before.reviewed_at)}: {before.outcome}. {before.note}")
    return ask(
        request,
        filled(request, RuleReviewForm),
        do,
        title="Review a rule",
        caption=f"{reference} {newest.title}",
        button="Save the review",
        intro=intro,
        back=reverse("rules_to_review"),
        crumbs=crumbs(LIFECYCLE, (TITLE, reverse("rules_to_review"))),
    )


class IntervalForm(forms.Form):
    """After how many months."""

    months = forms.IntegerField(
        label="Months after which a rule is looked at again",
        help_text="0: rules are not looked at again.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages={"required": "Enter a number.", "invalid": "Enter a whole number."},
    )


def review_interval(request: Request) -> HttpResponseBase:
    """Set how often rules are looked at again."""

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.set_review_interval(request.actor, **values, now=request.now)
        return see_other(request, "rules_to_review", "How often has been set.")

    return ask(
        request,
        filled(request, IntervalForm, initial={"months": queries.review_interval()}),
        do,
        title="How often rules are looked at",
        button="Save",
        intro=["It is counted from when a rule came into force, or was last kept in a review."],
        back=reverse("rules_to_review"),
        crumbs=crumbs(LIFECYCLE, (TITLE, reverse("rules_to_review"))),
    )
