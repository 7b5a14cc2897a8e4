"""Tips for a person about their mailbox, and whether tips help."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.holdings.habits import actions, queries
from muniment.holdings.habits.types import FEW, Group, Side
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.tables import Table, show
from muniment.web.views.mailbox_figures import ADMIN, HOME, OWN, OWN_EXPORTED
from muniment.web.words import day, number, size

ACCOUNT = ("Your account", "/account/")
WANT, OFF = "yes", "no"


def card(request: Request) -> dict[str, Any] | None:
    """The tips that the person is shown now; that they were shown is noted."""
    found = queries.card_of(request.actor)
    if found is None:
        return None
    if found.shown_at is None:
        actions.note_shown(request.actor, now=request.now)
    return {"tips": found.tips, "on": found.figures.on, "account": found.figures.account}


class TipsForm(forms.Form):
    """Whether tips are wanted."""

    tips = forms.ChoiceField(
        label="Do you want tips about your mailbox?",
        choices=[(WANT, "Yes, on my home page"), (OFF, "No")],
        widget=forms.RadioSelect,
    )


def choose_tips(request: Request) -> HttpResponseBase:
    """Choose whether one gets tips."""
    off = queries.wants_no_tips(request.actor.reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        chosen = values["tips"] == OFF
        actions.choose_tips(request.actor, off=chosen, now=request.now)
        said = "You get no tips any more." if chosen else "You get tips with the next figures."
        return see_other(request, "my_mailbox", said)

    return ask(
        request,
        filled(request, TipsForm, initial={"tips": OFF if off else WANT}),
        do,
        title="Tips about your mailbox",
        button="Save",
        intro=[
            "A few tips, made from the figures of your own mailbox. Nobody else sees them.",
            f"Whether tips help is looked at for groups of {FEW} people or more, never for one.",
        ],
        back=reverse("my_mailbox"),
        crumbs=crumbs(
            ("Your account", reverse("account")), ("Your mailbox", reverse("my_mailbox"))
        ),
    )


def tips_effect(request: Request) -> HttpResponseBase:
    """Whether the mailboxes of those who were shown tips went otherwise than the others."""
    return render(
        request,
        "habits/tips.html",
        title="Whether tips help",
        effects=[
            {
                "before": day(one.before),
                "after": day(one.after),
                "groups": [
                    ("Shown the tips", *_said(one.shown)),
                    ("Opted out", *_said(one.off)),
                    ("Had not looked", *_said(one.unseen)),
                ],
            }
            for one in queries.tips_effects(request.actor)
        ],
        few=FEW,
        crumbs=crumbs(ADMIN, HOME),
    )


def _said(group: Group) -> tuple[str, str, str, str]:
    """How many there are, and how their size and unread messages went; of few, nothing."""
    if not group.size.enough:
        return (f"Fewer than {FEW}", "", "", "")
    return (number(group.size.mailboxes), _smaller(group.size), _size(group.size), _unread(group))


def _smaller(one: Side) -> str:
    return f"{number(one.smaller)} ({one.percent} %)"


def _size(one: Side) -> str:
    return f"{size(one.before)}, then {size(one.after)}"


def _unread(group: Group) -> str:
    one = group.unread
    return f"{number(one.before)}, then {number(one.after)}" if one.enough else ""


def my_mailbox(request: Request) -> HttpResponseBase:
    """A person's own figures."""
    return show(
        request,
        "habits/own.html",
        Table(
            request,
            OWN,
            queries.own(request.actor),
            caption="Your figures",
            empty="No figures of your mailbox have been imported.",
            exported=OWN_EXPORTED,
        ),
        name="my-mailbox",
        title="Your mailbox",
        limit=queries.limits(),
        tips=card(request),
        off=queries.wants_no_tips(request.actor.reference),
        crumbs=crumbs(ACCOUNT),
    )
