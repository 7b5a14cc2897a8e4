"""What a person was told, and how they are told of it."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access.types import Permission as P
from muniment.foundation.notices import actions, queries
from muniment.foundation.notices.types import Mail
from muniment.web import events
from muniment.web.door import Request, ask, crumbs, filled, see_other
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import moment

HOME = ("Home", "/")


class NoticeFilter(forms.Form):
    """Narrows the notices."""

    which = forms.ChoiceField(
        label="Which", required=False, choices=[("", "All"), ("new", "New ones")]
    )


def notices(request: Request) -> HttpResponseBase:
    """What the person was told, the latest first."""
    form = NoticeFilter(request.GET or None)
    unseen = form.is_valid() and form.cleaned_data["which"] == "new"
    found = queries.notices(request.actor, unseen=unseen)
    newest = queries.notices(request.actor, unseen=True).first()
    how = queries.mail_of(request.actor.reference)
    return show(
        request,
        "notices.html",
        _table(request, found),
        name="notices",
        title="Notices",
        intro=["What you were told about. A notice does not do what it speaks of."],
        filters=form,
        one="notice",
        upto=newest.reference if newest else "",
        mailed=how.label if queries.mail_is_sent() else "",
        crumbs=crumbs(HOME),
    )


def _table(request: Request, rows: Any) -> Table[Any]:
    def state(one: Any) -> Cell:
        return Cell("Seen", tag="grey") if one.seen_at else Cell("New", tag="blue")

    listed: list[Column[Any]] = [
        Column("words", "Notice", lambda n: Cell(n.words, _address(request, n.about))),
        Column("made", "When", lambda n: moment(n.made_at), "made_at", tight=True),
        Column("state", "State", state, tight=True),
    ]
    return Table(
        request,
        listed,
        rows,
        order="-made",
        caption="Your notices",
        empty="You have been told nothing yet.",
    )


def _address(request: Request, about: str) -> str:
    """The page of what a notice is about, if the reader may still open it."""
    kind, _, name = about.partition(":")
    if kind == "due" and P.RETENTION_SEE in request.actor.permissions:
        year, month, day = name.split("-")
        until = urlencode({"on-day": day, "on-month": month, "on-year": year})
        return f"{reverse('due')}?{until}"
    if about == "reviews:awaiting" and P.DISPOSAL_SEE in request.actor.permissions:
        return f"{reverse('reviews')}?state=awaiting"
    if about == "search:log" and P.SEARCH_LOG_SEE in request.actor.permissions:
        return reverse("search_log")
    if kind == "mailbox" and P.RECORDS_CAPTURE in request.actor.permissions:
        return f"{reverse('own_mailbox')}?which=warned"
    return events.address(about, request.actor)


def see(request: Request) -> HttpResponseBase:
    """Mark what was shown as seen."""
    actions.see(request.actor, upto=request.POST.get("upto", ""), now=request.now)
    return see_other(request, "notices", "Your notices are marked as seen.")


class MailForm(forms.Form):
    """How one is told."""

    how = forms.ChoiceField(
        label="When do you want an email that there is something new",
        widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in Mail],
        error_messages={"required": "Choose when."},
    )


def choose_mail(request: Request) -> HttpResponseBase:
    """Choose how one is told by e-mail."""

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.choose_mail(request.actor, Mail(values["how"]), now=request.now)
        return see_other(request, "notices", "Your choice has been saved.")

    intro = ["An email says only that there is something for you, never what it is about."]
    if not request.person.email:
        intro.append("No email address is known of you. Ask an administrator to enter it.")
    return ask(
        request,
        filled(request, MailForm, initial={"how": queries.mail_of(request.actor.reference)}),
        do,
        title="How you are told",
        button="Save",
        intro=intro,
        back=reverse("notices"),
        crumbs=crumbs(HOME, ("Notices", reverse("notices"))),
    )
