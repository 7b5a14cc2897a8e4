"""The decorator of every verb: one transaction, an event for what was done or refused."""

import inspect
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from muniment.foundation.audit.actions.context import recorded
from muniment.foundation.audit.actions.recording import record
from muniment.foundation.audit.rules.canonical import KIND, MAX_REFERENCE
from muniment.foundation.audit.types import EventDraft, UnauditedVerb
from muniment.foundation.kernel.asking import afresh
from muniment.foundation.kernel.errors import Refused

P = ParamSpec("P")
R = TypeVar("R")

_inside: ContextVar[bool] = ContextVar("audit_inside_verb", default=False)
_registry: dict[str, "Verb"] = {}


@dataclass(frozen=True, slots=True)
class Verb:
    """A registered verb: what it is called in the log, and the function behind it."""

    kind: str
    function: Callable[..., Any]

    @property
    def name(self) -> str:
        """The dotted name of the function."""
        return f"{self.function.__module__}.{self.function.__qualname__}"


def registered_verbs() -> dict[str, Verb]:
    """Every verb of the modules imported so far, by kind."""
    return dict(sorted(_registry.items()))


def verb(kind: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function the verb `kind` (`disposal:review:approve`).

    The function takes `now` as a keyword, and the person as `actor` or as its first argument. It
    runs in one transaction, or in a savepoint of the verb that called it. If it records no event
    it is undone and UnauditedVerb is raised. If the outermost verb raises Refused, everything is
    undone, `<kind>:refused` is recorded with the codes of the reasons, and Refused goes on.
    """
    if not KIND.fullmatch(kind) or kind.count(":") != 2:
        raise ValueError(f"a verb's kind is room:object:verb, not {kind!r}")

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)
        _check_now(kind, signature)

        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if _inside.get():
                return _audited(kind, function, *args, **kwargs)
            token = _inside.set(True)
            try:
                with afresh():
                    return _audited(kind, function, *args, **kwargs)
            except Refused as refusal:
                _record_refusal(kind, refusal, signature.bind(*args, **kwargs))
                raise
            finally:
                _inside.reset(token)

        _register(Verb(kind, run))
        return run

    return decorate


def _check_now(kind: str, signature: inspect.Signature) -> None:
    now = signature.parameters.get("now")
    if now is None or now.kind is not inspect.Parameter.KEYWORD_ONLY:
        raise TypeError(f"the verb {kind} must take `now` as a keyword-only argument")


def _register(new: Verb) -> None:
    known = _registry.get(new.kind)
    if known is not None and known.name != new.name:
        raise ValueError(f"{new.kind} is already the verb {known.name}")
    _registry[new.kind] = new


def _audited(kind: str, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    before = recorded.get()
    try:
        with transaction.atomic():
            result = function(*args, **kwargs)
            if recorded.get() == before:
                raise UnauditedVerb(f"{kind} recorded no audit event")
            return result
    except BaseException:
        recorded.set(before)  # what was rolled back was not recorded
        raise


def _record_refusal(kind: str, refusal: Refused, call: inspect.BoundArguments) -> None:
    now: datetime = call.arguments["now"]
    draft = EventDraft(
        kind=f"{kind}:refused",
        actor=_actor(call),
        object_reference=_object(call)[:MAX_REFERENCE],
        detail={"codes": [reason.code for reason in refusal.reasons]},
    )
    with transaction.atomic():
        record(draft, at=now)


def _actor(call: inspect.BoundArguments) -> str:
    given = call.arguments
    actor = given["actor"] if "actor" in given else next(iter(call.args), None)
    return str(getattr(actor, "reference", "") or "")[:MAX_REFERENCE]


def _object(call: inspect.BoundArguments) -> str:
    reference = call.arguments.get("reference")
    if isinstance(reference, str):
        return reference
    return next((value for value in call.args if isinstance(value, str)), "")
