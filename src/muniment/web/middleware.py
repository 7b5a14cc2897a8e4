"""Who is asking, from where, and what a refusal looks like on a page."""

from collections.abc import Callable
from contextlib import nullcontext, suppress
from ipaddress import ip_address
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase  # noqa: TID251
from django.utils.cache import add_never_cache_headers

from muniment.foundation.access import actions
from muniment.foundation.access.queries import profile
from muniment.foundation.audit.actions import origin
from muniment.foundation.kernel import clock
from muniment.foundation.kernel.asking import for_one_page
from muniment.foundation.kernel.errors import Away, NoRoom, NotFound, NotPermitted, Refused
from muniment.web.door import Request, render
from muniment.web.pages import Shut

STATUSES: tuple[tuple[type[Refused], int, str], ...] = (
    (NotPermitted, 403, "You cannot do this"),
    (NotFound, 404, "Page not found"),
    (NoRoom, 507, "There is no room left"),
    (Away, 503, "Try again in a few minutes"),
    (Refused, 422, "This cannot be done"),
)


class BehindProxies:
    """Behind web servers of ours (MUNIMENT_PROXIES), whoever asks is the one that the outermost of
    them names: else everybody has one address, in the log and where failed sign-ins are counted.
    What stands before that in the header, anybody can have written."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request as from its own address."""
        count = settings.MUNIMENT_PROXIES
        said = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if count and len(said) >= count:
            with suppress(ValueError):
                request.META["REMOTE_ADDR"] = str(ip_address(said[-count].strip()))
        return self.get_response(request)


class Door:
    """Reads the person's roles afresh at each request, and turns refusals into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request as the person who is signed in."""
        with for_one_page() if request.method in ("GET", "HEAD") else nullcontext():
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        moment = clock.now()
        request.now = moment  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            # Django asks for the person again at each request and leaves out those who have left.
            request.person = request.user  # type: ignore[attr-defined]
            request.actor = profile(  # type: ignore[attr-defined]
                request.user, on=clock.civil_date(moment)
            )
        with origin(f"web {request.META.get('REMOTE_ADDR', '')}".strip()):
            answer = self.get_response(request)
        if not answer.has_header("Cache-Control"):
            add_never_cache_headers(answer)
        answer.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a refusal that no form has shown."""
        if not isinstance(error, Refused) or request.path.startswith("/api/"):
            return None
        if isinstance(error, Shut):
            asked = cast(Request, request)
            actions.note_shut(asked.actor, request.path, now=asked.now)
        status, title = next(
            (status, title) for kind, status, title in STATUSES if isinstance(error, kind)
        )
        return render(
            request, "errors/refused.html", status=status, title=title, reasons=error.reasons
        )
