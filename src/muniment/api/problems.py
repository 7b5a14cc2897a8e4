"""What a refusal looks like to a program: application/problem+json (RFC 9457)."""

import json
import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError  # noqa: TID251
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from muniment.foundation.kernel.errors import Away, NoRoom, NotFound, NotPermitted, Reason, Refused

log = logging.getLogger("django.request")
# What somebody has changed meanwhile, and what is never changed again.
STALE = frozenset({"stale", "changed", "settled"})
MEDIA_TYPE = "application/problem+json"


class TooManyAttempts(Exception):
    """Too many wrong tokens came from one address."""


class BadRequest(Refused):
    """The request itself is wrong, whatever it asks for. `status` says how."""

    def __init__(self, status: int, code: str, message: str, field: str = "") -> None:
        super().__init__(Reason(code, message, field))
        self.status = status


def problem(status: int, reasons: Sequence[Reason], detail: str = "") -> HttpResponse:
    """The answer with this status and every reason."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or " ".join(one.message for one in reasons),
        "reasons": [
            {"code": one.code, "message": one.message, "field": one.field} for one in reasons
        ],
    }
    answer = HttpResponse(json.dumps(body), status=status, content_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="muniment"'
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        answer.headers["Retry-After"] = "60" if status == HTTPStatus.TOO_MANY_REQUESTS else "5"
    return answer


def status_of(refusal: Refused) -> int:
    """The status that says what kind of refusal it is."""
    kinds = ((NotPermitted, 403), (NotFound, 404), (NoRoom, 507), (Away, 503))
    for kind, status in kinds:
        if isinstance(refusal, kind):
            return status
    if isinstance(refusal, BadRequest):
        return refusal.status
    return 409 if any(one.code in STALE for one in refusal.reasons) else 422


def install(api: NinjaAPI) -> None:
    """Have every error of the API answered as a problem."""
    for kind, handler in HANDLERS:
        api.add_exception_handler(kind, handler)


def _refusal(_: HttpRequest, error: Refused) -> HttpResponse:
    return problem(status_of(error), error.reasons)


WORDS = {
    "missing": "This is required.",
    "extra_forbidden": "This is not expected here.",
}


def _invalid(_: HttpRequest, error: ValidationError) -> HttpResponse:
    reasons = [
        Reason(str(one["type"]), WORDS.get(one["type"], f"{one['msg']}."), _field(one["loc"]))
        for one in error.errors
    ]
    told = (f"{one.field}: {one.message}" if one.field else one.message for one in reasons)
    return problem(422, reasons, " ".join(told))


def _field(place: Sequence[str | int]) -> str:
    """The name that the program sent: without where it stood, nor our name for the whole body."""
    steps = place[2:] if place[0] == "body" else place[1:]
    return ".".join(str(step) for step in steps)


def _stranger(_: HttpRequest, error: Exception) -> HttpResponse:
    words = "Send a token that is in force: Authorization: Bearer mun_…"
    return problem(401, [Reason("no_token", words)])


def _throttled(_: HttpRequest, error: Exception) -> HttpResponse:
    words = "Too many wrong tokens came from this address. Wait a minute."
    return problem(429, [Reason("throttled", words)])


def _malformed(_: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, [Reason("malformed", "The request cannot be read as JSON.")])


def _nothing(_: HttpRequest, error: Exception) -> HttpResponse:
    return problem(404, [Reason("not_found", "There is nothing at this address.")])


def _suspicious(_: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    if isinstance(error, RequestDataTooBig):
        return problem(413, [Reason("too_large", "The request is too large.")])
    return problem(400, [Reason("malformed", "The request cannot be read.")])


def _cut_off(_: HttpRequest, error: Exception) -> HttpResponse:
    return problem(400, [Reason("cut_off", "The request ended before it was complete.")])


def _too_deep(_: HttpRequest, error: Exception) -> HttpResponse:
    return problem(400, [Reason("too_deep", "The request is nested too deeply.")])


def _unfit(_: HttpRequest, error: Exception) -> HttpResponse:
    return problem(422, [Reason("unfit", "A value is longer or larger than can be kept.")])


def _busy(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("the database did not answer: %s", request.path, exc_info=error)
    return problem(503, [Reason("busy", "The database is busy. Send the request again.")])


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("an operation failed: %s", request.path, exc_info=error)
    return problem(500, [Reason("failed", "Something went wrong here. It has been logged.")])


HANDLERS: tuple[tuple[type[Exception], Any], ...] = (
    (Refused, _refusal),
    (ValidationError, _invalid),
    (AuthenticationError, _stranger),
    (TooManyAttempts, _throttled),
    (HttpError, _malformed),
    (Http404, _nothing),
    (SuspiciousOperation, _suspicious),
    (UnreadablePostError, _cut_off),
    (RecursionError, _too_deep),
    (DataError, _unfit),
    (OperationalError, _busy),
    (InterfaceError, _busy),
    (Exception, _broken),
)
