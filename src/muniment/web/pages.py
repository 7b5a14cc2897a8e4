"""The registrar of pages: none can be routed without saying who may reach it."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, TypeAlias, cast
from urllib.parse import urlencode

from django.http import (  # noqa: TID251
    HttpRequest,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.urls import URLPattern, path, reverse

from muniment.foundation.access.queries import permissions_somewhere
from muniment.foundation.access.rules import roles_with
from muniment.foundation.access.types import Permission
from muniment.foundation.kernel.errors import NotPermitted, Reason
from muniment.web.door import Request
from muniment.web.once import carry_out

View: TypeAlias = Callable[..., HttpResponseBase]


class Reach(StrEnum):
    """Pages that ask for no permission."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"


class Shut(NotPermitted):
    """None of the person's roles opens the page."""


PUBLIC, SIGNED_IN = Reach.PUBLIC, Reach.SIGNED_IN
Needs: TypeAlias = Reach | Permission | tuple[Permission, ...]
GET, POST, FORM = ("GET",), ("POST",), ("GET", "POST")


def page(
    route: str,
    view: View,
    *,
    name: str,
    needs: Needs,
    methods: tuple[str, ...] = GET,
    at_once: bool = True,
) -> URLPattern:
    """A route to a page. `needs`: everybody, everybody signed in, or a permission (or one of
    several) that some role must give; the verbs themselves check the place as well. `at_once`
    False: the view sees by itself to it that a form sent twice is carried out once."""
    return path(route, _guarded(view, needs, methods, at_once), name=name)


def form(route: str, view: View, *, name: str, needs: Needs, at_once: bool = True) -> URLPattern:
    """A page with a form, which it takes as well."""
    return page(route, view, name=name, needs=needs, methods=FORM, at_once=at_once)


def _guarded(view: View, needs: Needs, methods: tuple[str, ...], at_once: bool) -> View:
    allowed = (*methods, "HEAD") if "GET" in methods else methods

    @wraps(view)
    def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in allowed:
            return HttpResponseNotAllowed(allowed)
        if needs is not PUBLIC and not request.user.is_authenticated:
            return _to_sign_in(request)
        check(request, needs)
        if not at_once:
            return view(request, *args, **kwargs)
        return carry_out(request, lambda: view(request, *args, **kwargs))

    guard.needs = needs  # type: ignore[attr-defined]
    guard.methods = methods  # type: ignore[attr-defined]
    return guard


def check(request: HttpRequest, needs: Needs) -> None:
    """Raise NotPermitted, with who to ask, unless the person may reach what needs this."""
    if isinstance(needs, Reach):
        return
    wanted = needs if isinstance(needs, tuple) else (needs,)
    if not permissions_somewhere(cast(Request, request).actor, wanted):
        who = " or ".join(dict.fromkeys(role for one in wanted for role in roles_with(one)))
        raise Shut(Reason("not_permitted", f"Your role does not open this page. Ask a {who}."))


def _to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    back = request.get_full_path() if request.method == "GET" else "/"
    query = f"?{urlencode({'next': back})}" if back != "/" else ""
    return HttpResponseRedirect(reverse("account_login") + query)


def may_reach(request: HttpRequest, needs: Needs) -> bool:
    """Whether the person may reach what needs this, for menus."""
    try:
        check(request, needs)
    except NotPermitted:
        return False
    return True
