"""The registrar of operations: none can be reached without saying who may reach it."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from ninja import Router, Schema

from muniment.api.door import Bearer, Needs, Request
from muniment.foundation.access.types import Permission
from muniment.foundation.jobs.actions import once
from muniment.foundation.kernel.errors import Reason, Refused

F = TypeVar("F", bound=Callable[..., Any])
LONGEST_KEY = 100
# Open to everybody with a token: what it answers is about themselves, or tested verb by verb.
ANYBODY: Needs = ()


def operation(
    router: Router,
    method: str,
    path: str,
    *,
    needs: Permission | Needs,
    answer: Any,
    status: int = 200,
    keyed: bool | None = None,
    body: dict[str, Any] | None = None,
) -> Callable[[F], F]:
    """Make a function the operation at `path`.

    `needs`: the permission (or one of several) that some role of the person must give. A method
    other than GET is carried out once for each Idempotency-Key; `keyed=False` where the function
    only reads, or sees to it itself. `body` is the OpenAPI description of a body that is not JSON.
    """
    wanted = (needs,) if isinstance(needs, Permission) else needs
    repeated_safely = method != "GET" if keyed is None else keyed

    def decorate(view: F) -> F:
        guarded = _guarded(view) if repeated_safely else view
        guarded.needs = wanted  # type: ignore[attr-defined]
        router.add_api_operation(
            path,
            [method],
            guarded,
            auth=Bearer(wanted),
            response={status: answer},
            by_alias=True,
            openapi_extra=_described(wanted, method, body),
        )
        return guarded

    return decorate


def _described(needs: Needs, method: str, body: dict[str, Any] | None) -> dict[str, Any]:
    found: dict[str, Any] = {"x-needs": [one.value for one in needs]}
    if body is not None:
        found["requestBody"] = body
    if method != "GET":
        found["parameters"] = [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "schema": {"type": "string", "maxLength": LONGEST_KEY},
                "description": "The same key with the same request is carried out once.",
            }
        ]
    return found


def _guarded(view: F) -> F:
    @wraps(view)
    def guard(request: Request, **given: Any) -> Any:
        fingerprint = hashlib.sha256(request.body).hexdigest()
        return carry_out(request, lambda: view(request, **given), fingerprint)

    return guard  # type: ignore[return-value]


def carry_out(request: Request, do: Callable[[], Any], fingerprint: str) -> Any:
    """What `do` answers; for a key that came before, what it answered then.

    `fingerprint` stands for the content: the key used with another request is refused.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return do()
    if len(key) > LONGEST_KEY or not key.isprintable():
        words = f"The Idempotency-Key is longer than {LONGEST_KEY} letters, or not text."
        raise Refused(Reason("key", words, "Idempotency-Key"))
    asked = f"{request.method} {request.get_full_path()} {fingerprint}"
    name = f"api {hashlib.sha256(asked.encode()).hexdigest()}"
    return once(
        request.actor.reference, f"api:{key}", name, lambda: _as_json(do()), now=request.now
    )


def _as_json(answer: Any) -> Any:
    if isinstance(answer, Schema):
        return json.loads(answer.model_dump_json(by_alias=True))
    return answer
