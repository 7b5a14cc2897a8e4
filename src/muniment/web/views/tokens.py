"""A person's own tokens, with which programs act in their name."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import actions, queries
from muniment.foundation.kernel.errors import NotFound
from muniment.web import once
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import day, moment

ACCOUNT = ("Your account", "/account/")
LIVES = [("30", "30 days"), ("90", "90 days"), ("365", "A year")]


def tokens(request: Request) -> HttpResponseBase:
    """All tokens of the person, those that have ended included."""

    def state(token: Any) -> Cell:
        if token.revoked_at:
            return Cell("Revoked", tag="grey", note=day(token.revoked_at))
        over = token.expires_at <= request.now
        return Cell("Ended", tag="grey") if over else Cell("In force", tag="green")

    def way_out(token: Any) -> Cell:
        if token.revoked_at or token.expires_at <= request.now:
            return Cell("")
        return Cell(f"Revoke {token.name}", reverse("revoke_token", args=[token.reference]))

    columns: list[Column[Any]] = [
        Column("name", "For", lambda t: Cell(t.name, note=t.reference), "name"),
        Column("state", "State", state, tight=True),
        Column("until", "Until", lambda t: day(t.expires_at), "expires_at", tight=True),
        Column("used", "Last used", lambda t: moment(t.last_used_at) or "Never", "last_used_at"),
        Column("made", "Made", lambda t: day(t.created_at), "created_at", tight=True),
        Column("to_do", "What to do", way_out),
    ]
    table = Table(
        request,
        columns,
        queries.tokens_of(request.actor.reference),
        order="-made",
        caption="Your tokens",
        empty="You have no tokens. A program needs one to use the API in your name.",
    )
    return show(
        request,
        "list.html",
        table,
        name="tokens",
        title="Your tokens",
        intro=["With a token a program does through the API whatever you may do, in your name."],
        one="token",
        action={"href": reverse("make_token"), "text": "Make a token"},
        crumbs=crumbs(ACCOUNT),
    )


class TokenForm(forms.Form):
    """What the token is for, and how long it lasts."""

    name = forms.CharField(
        label="What it is for",
        max_length=100,
        help_text="Such as: export for the finance system.",
        error_messages={"required": "Say what the token is for."},
    )
    days = forms.ChoiceField(
        label="How long it lasts",
        widget=forms.RadioSelect,
        choices=LIVES,
        initial="90",
        error_messages={"required": "Choose how long it lasts."},
    )


def make_token(request: Request) -> HttpResponseBase:
    """Make a token. Its secret is kept nowhere, so that only the first answer can show it."""

    def do(values: dict[str, Any]) -> HttpResponse:
        shown: list[str] = []

        def issue() -> dict[str, str]:
            made, secret = actions.issue_token(
                request.actor,
                request.actor.reference,
                name=values["name"],
                expires_at=request.now + timedelta(days=int(values["days"])),
                now=request.now,
            )
            shown.append(secret)
            return {"token": made.reference}

        made = once.perform(request, once.key_of(request), issue)
        secret = shown[0] if shown else ""
        where = crumbs(ACCOUNT, ("Your tokens", reverse("tokens")))
        own = _own(request, made["token"])
        return render(request, "account/token.html", one=own, secret=secret, crumbs=where)

    return ask(
        request,
        filled(request, TokenForm),
        do,
        title="Make a token",
        button="Make token",
        back=reverse("tokens"),
        crumbs=crumbs(ACCOUNT, ("Your tokens", reverse("tokens"))),
    )


def revoke_token(request: Request, reference: str) -> HttpResponseBase:
    """End one of one's own tokens."""
    found = _own(request, reference)

    def do(values: dict[str, Any]) -> HttpResponse:
        actions.revoke_token(request.actor, found.reference, now=request.now)
        return see_other(request, "tokens", "The token has been revoked.")

    return ask(
        request,
        filled(request, forms.Form),
        do,
        title="Revoke a token",
        caption=found.name,
        button="Revoke token",
        warning="Programs that use it are shut out at once. That cannot be undone.",
        back=reverse("tokens"),
        crumbs=crumbs(ACCOUNT, ("Your tokens", reverse("tokens"))),
    )


def _own(request: Request, reference: str) -> Any:
    found = queries.tokens_of(request.actor.reference).filter(reference=reference).first()
    if found is None:
        raise NotFound("token", reference)
    return found
