"""A form that is sent twice is carried out once."""

import secrets
from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect  # noqa: TID251
from django.utils.html import format_html
from django.utils.safestring import SafeString

from muniment.foundation.jobs.actions import once
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.web.door import Request

FIELD = "once"


class _NotCarriedOut(Refused):
    """The view showed its form again: there is nothing to remember, and a page to give back."""

    def __init__(self, page: HttpResponseBase) -> None:
        super().__init__(Reason("form_shown_again", "The form was shown again."))
        self.page = page


def new_input() -> SafeString:
    """The hidden field that every form carries."""
    return format_html(
        '<input type="hidden" name="{}" value="{}">', FIELD, secrets.token_urlsafe(18)
    )


def key_of(request: HttpRequest) -> str:
    """The key that this form came with; empty if it has none."""
    return request.POST.get(FIELD, "")[:60] if request.method == "POST" else ""


def carry_out(request: HttpRequest, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The view's answer; that of the first delivery where the same form came before."""
    key, actor = key_of(request), getattr(request, "actor", None)
    if not key or actor is None:
        return view()
    try:
        now = cast(Request, request).now
        answer = once(
            actor.reference, key, request.path[:120], lambda: _destination(view()), now=now
        )
    except _NotCarriedOut as shown:
        return shown.page
    went = HttpResponseRedirect(answer["to"])
    went.status_code = 303
    return went


def _destination(page: HttpResponseBase) -> dict[str, str]:
    if not isinstance(page, HttpResponseRedirect):
        raise _NotCarriedOut(page)
    return {"to": page.url}


class _NotYet(Refused):
    """Nothing is known of this key."""

    def __init__(self) -> None:
        super().__init__(Reason("not_yet", "Nothing is known of this key."))


def perform(request: HttpRequest, key: str, function: Callable[[], Any]) -> Any:
    """The answer of `function` (it must fit into JSON), which runs once for this person's key, in
    one transaction with the note of it. For views that do long work before."""
    return _once(request, key, function)


def recall(request: HttpRequest, key: str) -> Any:
    """The answer that `perform` noted under this person's key; None where there is none."""
    try:
        return _once(request, key, _unknown)
    except _NotYet:
        return None


def _unknown() -> Any:
    raise _NotYet


def _once(request: HttpRequest, key: str, function: Callable[[], Any]) -> Any:
    asked = cast(Request, request)
    return once(asked.actor.reference, key, "web", function, now=asked.now)
