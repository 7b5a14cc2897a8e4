"""Policies for everybody: what is in force, under an open licence, at addresses that stay."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase  # noqa: TID251
from markupsafe import Markup, escape

from muniment.foundation.access import queries as access
from muniment.foundation.kernel.errors import NotFound
from muniment.governance.policies import queries, rules
from muniment.governance.policies.types import State
from muniment.web import downloads
from muniment.web.door import crumbs, render
from muniment.web.tables import Table
from muniment.web.views import policy_text
from muniment.web.words import day

FRONT = ("Our policies", "/public/policies/")
LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


def public_policies(request: HttpRequest) -> HttpResponseBase:
    """The documents that the public may read."""
    table: Table[Any] = Table(request, [], queries.open_to_public(), per_page=50)
    return render(
        request, "policies/public_list.html", table=table, policies=table.page.object_list
    )


def public_policy(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One document; where it can be read no more, a page that says so (410)."""
    one = queries.public_named(slug)
    version = one.in_force
    if version is None or not _is_open(one):
        return render(request, "policies/tombstone.html", status=410, one=one, crumbs=crumbs(FRONT))
    text = policy_text.shown(version.text)
    return render(
        request,
        "policies/public.html",
        one=one,
        version=version,
        text=text,
        sections=policy_text.sections(text),
        licence=LICENCE,
        crumbs=crumbs(FRONT),
    )


def _is_open(one: Any) -> bool:
    here = one.in_force
    return one.shut_at is None and here is not None and here.state == State.PUBLISHED


def public_policy_download(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The same, to save: as Markdown (`md`) or as a page (`html`). Raises NotFound."""
    one = queries.public_named(slug)
    if not _is_open(one) or kind not in KINDS:
        raise NotFound("download", f"{slug}.{kind}")
    media_type, written = KINDS[kind]
    head = _head(one)
    data = written(one, head).encode()
    return downloads.document(data, f"{one.slug}.{kind}", f"{media_type}; charset=utf-8")


def _head(one: Any) -> list[str]:
    """What every copy says of itself."""
    version = one.in_force
    by = access.body_name()
    return [
        f"Version {version.number}, in force since {day(version.published_at)}.",
        f"Next review: {day(version.review_on)}.",
        *([f"Published by {by}."] if by else []),
        "Open Government Licence v3.0.",
    ]


def _as_markdown(one: Any, head: list[str]) -> str:
    text = "\n\n".join(each.source for each in rules.paragraphs(one.in_force.text))
    return "\n\n".join([f"# {one.title}", *head, text]) + "\n"


def _as_page(one: Any, head: list[str]) -> str:
    """The text as a page that needs nothing else."""
    paragraphs = Markup("").join(
        Markup('<div id="{}">{}</div>').format(each.anchor, each.html)
        for each in policy_text.shown(one.in_force.text)
    )
    said = Markup("").join(Markup("<p>{}</p>").format(each) for each in head)
    return str(
        Markup(
            '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{}</title></head>'
            "<body><h1>{}</h1>{}{}</body></html>"
        ).format(escape(one.title), escape(one.title), said, paragraphs)
    )


KINDS: dict[str, tuple[str, Callable[[Any, list[str]], str]]] = {
    "md": ("text/markdown", _as_markdown),
    "html": ("text/html", _as_page),
}
