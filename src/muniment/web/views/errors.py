"""The pages for what went wrong before or outside a view."""

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse  # noqa: TID251

from muniment.web.door import render

AWAY = (OperationalError, InterfaceError)
TOO_MANY = "You have tried too often. Wait five minutes, then try again."


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: no such page."""
    return _page(
        request,
        404,
        "Page not found",
        "Check the address, or look for what you need from the home page.",
    )


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400: the request could not be read (too large, broken)."""
    return _page(
        request, 400, "This request could not be read", "Go back, and send the form again."
    )


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403, where Django itself refuses."""
    return _page(request, 403, "You cannot do this", "Ask an administrator of your organisation.")


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form did not come from one of our pages, or the sign-in has run out."""
    return _page(
        request,
        403,
        "This form is too old",
        "The page was open for too long, or you signed in again since. Nothing has been changed.",
        "Go back, load the page again and send the form once more.",
    )


def too_many(request: HttpRequest) -> HttpResponse:
    """429: sign-in is throttled."""
    return _page(request, 429, "Too many tries", TOO_MANY)


def broken(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours. 503 where the database does not answer, or is busy for too long."""
    if isinstance(sys.exc_info()[1], AWAY):
        return _away(request)
    return _page(
        request,
        500,
        "Sorry, there is a fault in the service",
        "What you asked for was not carried out. Try again later.",
        "If it happens again, tell an administrator what you did and when.",
    )


def _away(request: HttpRequest) -> HttpResponse:
    answer = _page(
        request,
        503,
        "Try again in a few minutes",
        "The service cannot reach its database, or it is busy.",
        "If you were sending a form, go back and send it again. It is carried out once.",
    )
    answer.headers["Retry-After"] = "5"
    return answer


def _page(request: HttpRequest, status: int, title: str, *lines: str) -> HttpResponse:
    return render(request, "errors/plain.html", status=status, title=title, lines=lines)
