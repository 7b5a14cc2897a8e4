"""What every view works with: the request, the page it gives back, and refusals on a form."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect  # noqa: TID251
from django.shortcuts import render as django_render
from django.shortcuts import resolve_url

from muniment.foundation.access.types import Profile
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Reason, Refused
from muniment.foundation.kernel.ids import normalise


class Request(HttpRequest):
    """A request as the middleware hands it to a view."""

    actor: Profile
    person: Any  # the row of the person signed in (access keeps its models to itself)
    now: datetime


def render(
    request: HttpRequest, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """The page; with status 422 where its form was refused."""
    form = context.get("form")
    if status == 200 and request.method == "POST" and form is not None and form.errors:
        status = 422
    return django_render(request, template, context, status=status)


def see_other(request: HttpRequest, to: Any, said: str = "", *args: Any) -> HttpResponseRedirect:
    """Go to a page (a name of a route, or an address), which then says what was done."""
    if said:
        messages.success(request, said)
    answer = HttpResponseRedirect(resolve_url(to, *args))
    answer.status_code = 303
    return answer


F = TypeVar("F", bound=Form)


def filled(request: HttpRequest, form: type[F], **options: Any) -> F:
    """The form as it came back, or empty."""
    sent = request.method == "POST"
    return form(request.POST if sent else None, request.FILES if sent else None, **options)


def ask(
    request: HttpRequest,
    form: Form,
    do: Callable[[dict[str, Any]], HttpResponse],
    *,
    template: str = "form.html",
    **page: Any,
) -> HttpResponse:
    """Show the form; when it comes back whole, do it, or show it again with every reason."""
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return do(form.cleaned_data)
    return render(request, template, form=form, **page)


def crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """The way back, from (words, address)."""
    return [{"text": text, "href": href} for text, href in steps]


@contextmanager
def refusals_on(form: Form) -> Iterator[None]:
    """Within it, what a verb refuses is put on the form, every reason at its field.

    Not being permitted is a page of its own, and so is that there is no such thing, unless it is
    the form that names it.
    """
    try:
        yield
    except NotPermitted:
        raise
    except NotFound as missing:
        field = _field_naming(form, missing.reference)
        if not field:
            raise
        form.add_error(field, missing.reasons[0].message)
    except Refused as refusal:
        put_on(form, refusal.reasons)


def _field_naming(form: Form, reference: str) -> str:
    """The first field in which somebody wrote this reference, alone or among others; blank where
    it comes from elsewhere, such as the address."""
    wanted = normalise(reference)
    for field in form.visible_fields():
        written = str(field.value() or "")
        named = {written, *written.splitlines(), *written.split()}
        if wanted and wanted in map(normalise, named):
            return field.name
    return ""


def put_on(form: Form, reasons: Iterable[Reason]) -> None:
    """Show the reasons at the top of the page and at their fields."""
    for reason in reasons:
        form.add_error(reason.field if reason.field in form.fields else None, reason.message)
