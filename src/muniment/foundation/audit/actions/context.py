"""Where an act came from, and how many events it has recorded so far."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from muniment.foundation.audit.types import Origin

_NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("audit_origin", default=_NOWHERE)
recorded: ContextVar[int] = ContextVar("audit_recorded", default=0)


@contextmanager
def origin(where: str, *, job: str = "") -> Iterator[None]:
    """Within it, events say that they came from `where` (`web 192.0.2.1`, `cli`) by `job`."""
    token = _origin.set(Origin(where, job))
    try:
        yield
    finally:
        _origin.reset(token)


def current_origin() -> Origin:
    """The origin set by the nearest door."""
    return _origin.get()
