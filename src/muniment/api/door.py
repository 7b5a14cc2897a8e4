"""Who is asking: every request to the API comes through here, and brings a token or nothing."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeAlias
from urllib.parse import unquote_to_bytes

from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase  # noqa: TID251
from django.views.decorators.csrf import csrf_exempt
from ninja.security import HttpBearer

from muniment.api.problems import TooManyAttempts, problem
from muniment.foundation.access import queries as access
from muniment.foundation.access.actions import note_token_used
from muniment.foundation.access.rules import roles_with
from muniment.foundation.access.types import Permission, Profile
from muniment.foundation.audit.actions import origin
from muniment.foundation.kernel import clock
from muniment.foundation.kernel.errors import NotPermitted, Reason

log = logging.getLogger(__name__)
Needs: TypeAlias = tuple[Permission, ...]
View: TypeAlias = Callable[..., HttpResponseBase]
ATTEMPTS, WINDOW_SECONDS = 20, 60


class Request(HttpRequest):
    """A request as the operations get it."""

    actor: Profile
    now: datetime


def through_door(view: View) -> View:
    """The view, for requests that say nothing of a session: cookies are dropped unread, so that
    no page can make a signed-in browser act here and no CSRF token is needed."""

    @csrf_exempt
    @wraps(view)
    def door(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.COOKIES = {}
        request.now = clock.now()
        with origin(f"api {address_of(request)}".strip()):
            answer = _refused_form(request) or view(request, *args, **kwargs)
        if answer.status_code == 405:
            answer = problem(405, [Reason("method", "This address does not take that method.")])
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    return door


def _refused_form(request: HttpRequest) -> HttpResponseBase | None:
    sent = f"{request.path_info}?{request.META.get('QUERY_STRING', '')}"
    if b"\x00" in unquote_to_bytes(sent):
        return problem(400, [Reason("malformed", "An address cannot have a NUL in it.")])
    return None


def address_of(request: HttpRequest) -> str:
    """The network address that the request comes from."""
    return str(request.META.get("REMOTE_ADDR", ""))


class Bearer(HttpBearer):
    """A token in `Authorization: Bearer`, whose person has one of the permissions `needs` in
    some scope. Asked afresh at every request: what was taken away is gone at once. The verbs
    themselves test the place as well."""

    def __init__(self, needs: Needs) -> None:
        super().__init__()
        self.needs = needs

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The token's row, or None. Raises NotPermitted, with who to ask."""
        moment: datetime = request.now  # type: ignore[attr-defined]
        found = access.token_presented(token, now=moment)
        if found is None:
            _count_failure(request)
            return None
        actor = access.profile(found.person, on=clock.civil_date(moment))
        note_token_used(found.pk, now=moment)
        check(actor, self.needs)
        request.actor = actor  # type: ignore[attr-defined]
        return found


def check(actor: Profile, needs: Needs) -> None:
    """Raise NotPermitted unless a role of the actor's gives one of the permissions."""
    if needs and not access.permissions_somewhere(actor, needs):
        who = " or ".join(dict.fromkeys(role for one in needs for role in roles_with(one)))
        raise NotPermitted(Reason("not_permitted", f"Your role does not allow this. Ask a {who}."))


def _count_failure(request: HttpRequest) -> None:
    """Past so many wrong tokens a minute from one address the answer is 429. A right token still
    passes: many programs can share the address of a proxy, and no token can be guessed."""
    key = f"api-token-failed:{address_of(request)}"
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        failed = cache.incr(key)
    except ValueError:  # the minute ended between the two lines
        failed = 1
    log.warning("a token was refused")
    if failed > ATTEMPTS:
        raise TooManyAttempts
