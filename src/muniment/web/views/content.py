"""Content: to save, or to look at as text and a picture that the sandbox made."""

from django import forms
from django.http import HttpResponse, HttpResponseBase  # noqa: TID251

from muniment.foundation.content import queries as content
from muniment.foundation.kernel.errors import NotFound, Refused
from muniment.holdings.capture.actions import make_preview, retry_text
from muniment.holdings.records import actions, queries
from muniment.holdings.search import queries as search
from muniment.web import downloads
from muniment.web.door import Request, crumbs, render, see_other
from muniment.web.views.records import way_of

SHOWN = 50_000  # characters of text on one page


class WithinForm(forms.Form):
    """What is looked for in the text of one file."""

    q = forms.CharField(
        label="Find in this file",
        required=False,
        max_length=1000,
        help_text="Lines with all your words. Phrases, OR and NOT work as in Find.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": False}),
    )


def download(request: Request, reference: str, ordinal: int) -> HttpResponseBase:
    """One component, as a file to save."""
    component, stream = actions.read_content(
        request.actor, reference, ordinal=ordinal, now=request.now
    )
    return downloads.attachment(
        stream, component.name, component.size, component.sha256, request.headers
    )


def look(request: Request, reference: str, ordinal: int) -> HttpResponseBase:
    """One component as text, with a picture of its first page where there is one."""
    found = queries.record_named(request.actor, reference)
    component, stream = actions.read_content(
        request.actor, reference, ordinal=ordinal, now=request.now
    )
    stream.close()
    text = content.texts_of([component.sha256]).get(component.sha256, "")
    derived = content.derived_of([component.sha256]).get(component.sha256)
    form = WithinForm(request.GET or None)
    typed = form.cleaned_data["q"].strip() if form.is_bound and form.is_valid() else ""
    return render(
        request,
        "records/look.html",
        within=form,
        typed=typed,
        lines=search.within(request.actor, reference, ordinal, typed) if typed else None,
        one=found,
        component=component,
        text=text[:SHOWN],
        cut=len(text) > SHOWN,
        derived=derived,
        picture=_has_picture(request, reference, ordinal),
        crumbs=crumbs(*way_of(found)),
    )


def _has_picture(request: Request, reference: str, ordinal: int) -> bool:
    try:
        return make_preview(request.actor, reference, ordinal=ordinal, now=request.now) is not None
    except NotFound:
        raise
    except Refused:
        return False  # no sandbox on this machine: the text is shown all the same


def picture(request: Request, reference: str, ordinal: int) -> HttpResponse:
    """The picture of the first page."""
    png = make_preview(request.actor, reference, ordinal=ordinal, now=request.now)
    if png is None:
        raise NotFound("picture of", f"{reference}/{ordinal}")
    return downloads.picture(png)


def retry(request: Request, reference: str) -> HttpResponse:
    """Have the text of a record read again."""
    retry_text(request.actor, reference, now=request.now)
    return see_other(request, "record", "The text will be read again in a minute.", reference)
