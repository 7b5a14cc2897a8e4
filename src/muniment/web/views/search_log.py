"""The log of the search service, its figures, and certificates of searches."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251
from django.urls import reverse

from muniment.foundation.access import queries as access
from muniment.holdings.search import actions, queries
from muniment.holdings.search.types import PLACES, CertificateDraft
from muniment.web.door import Request, ask, crumbs, filled, render, see_other
from muniment.web.forms.searching import CertifyForm
from muniment.web.tables import Cell, Column, Table, show
from muniment.web.words import count, moment, number

FIND = ("Find", "/find/")
LOG = ("Search log", "/find/log/")


class LogFilter(forms.Form):
    """Narrows the log."""

    found = forms.ChoiceField(
        label="Which",
        required=False,
        choices=[("", "All"), ("nothing", "Found nothing")],
    )


def log(request: Request) -> HttpResponseBase:
    """Who looked for what, and what came of it."""
    form = LogFilter(request.GET or None)
    nothing = form.is_valid() and form.cleaned_data["found"] == "nothing"
    listed: list[Column[Any]] = [
        Column("text", "What", lambda a: Cell(a.text or a.places, note=a.places if a.text else "")),
        Column("total", "Results", lambda a: number(a.total), "total", numeric=True),
        Column("took", "Milliseconds", lambda a: number(a.milliseconds), "milliseconds", True),
        Column("opened", "Opened after", _opened, "opened_after", numeric=True),
        Column("who", "Who", lambda a: Cell(names.get(a.person, a.person), note=a.door)),
        Column("at", "When", lambda a: moment(a.at), "at", tight=True),
        Column("more", "", lambda a: Cell("Certify", reverse("certify_search", args=[a.pk]))),
    ]
    names: dict[str, str] = {}
    table = Table(
        request,
        listed,
        queries.asked_for(request.actor, nothing=nothing),
        order="-at",
        caption="Searches",
        empty="Nobody has looked for anything yet.",
        prepare=lambda rows: names.update(access.names_at({one.person for one in rows})),
    )
    return show(
        request,
        "search/log.html",
        table,
        name="search-log",
        title="Search log",
        intro=["What people look for says much about them. Use it to help people find things."],
        filters=form,
        one="search",
        many="searches",
        week=queries.week(request.actor, now=request.now),
        weeks=queries.weeks(request.actor, now=request.now),
        crumbs=crumbs(FIND),
    )


def _opened(one: Any) -> str:
    """How soon a result was opened; blank where none was, or nobody could tell."""
    return "" if one.opened_after is None else count(one.opened_after, "second")


def certify(request: Request, asked: int) -> HttpResponseBase:
    """Certify a search."""
    found = queries.asked_numbered(request.actor, asked)

    def do(values: dict[str, Any]) -> HttpResponse:
        draft = CertificateDraft(**{**values, "places": tuple(values["places"])})
        made = actions.certify(request.actor, asked, draft, now=request.now)
        return see_other(
            request, "search_certificate", "The certificate is issued.", made.reference
        )

    said = f"{number(found.total)} results, {moment(found.at)}: {found.text} {found.places}"
    return ask(
        request,
        filled(request, CertifyForm),
        do,
        title="Certify a search",
        button="Issue the certificate",
        intro=[said, "That there is no trace can be said only when every place was searched."],
        back=reverse("search_log"),
        crumbs=crumbs(FIND, LOG),
    )


def certificates(request: Request) -> HttpResponseBase:
    """The certificates of searches."""
    listed: list[Column[Any]] = [
        Column(
            "reference",
            "Certificate",
            lambda c: Cell(c.reference, reverse("search_certificate", args=[c.reference])),
        ),
        Column("request", "Asked for", lambda c: c.request),
        Column("total", "Results", lambda c: number(c.total), "total", numeric=True),
        Column("at", "Issued", lambda c: moment(c.issued_at), "issued_at", tight=True),
    ]
    return show(
        request,
        "list.html",
        Table(
            request,
            listed,
            queries.search_certificates(request.actor),
            order="-at",
            caption="Certificates of searches",
            empty="No search has been certified.",
        ),
        name="search-certificates",
        title="Certificates of searches",
        one="certificate",
        crumbs=crumbs(FIND, LOG),
    )


def certificate(request: Request, reference: str) -> HttpResponseBase:
    """One certificate, to be printed."""
    found = queries.search_certificate(request.actor, reference)
    names = access.names_at([found.issued_by, found.searched_by])
    places = [{"words": words, "searched": name in found.places} for name, words in PLACES.items()]
    return render(
        request,
        "search/certificate.html",
        found=found,
        issued_by=names.get(found.issued_by, found.issued_by),
        searched_by=names.get(found.searched_by, found.searched_by),
        places=places,
        crumbs=crumbs(FIND, LOG, ("Certificates of searches", reverse("search_certificates"))),
    )
