"""What is asked again and again while one page is put together is asked once.

Many rooms have a part in a page, and each asks for itself who may see what, and what a class comes
to. While `for_one_page` lasts, what is marked `once_a_page` is asked the first time, and known from
then on. A verb knows nothing of it: whoever decides, decides by what is so at that moment.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_known: ContextVar[dict[Any, Any] | None] = ContextVar("asking_known", default=None)


@contextmanager
def for_one_page() -> Iterator[None]:
    """Within it, what is marked is asked once for the same arguments. For what only reads."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


@contextmanager
def afresh() -> Iterator[None]:
    """Within it everything is asked anew, and after it too: something may have changed."""
    before = _known.get()
    token = _known.set(None)
    try:
        yield
    finally:
        _known.reset(token)
        if before is not None:
            before.clear()


def once_a_page(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a read whose arguments can be compared, and whose answer nobody changes."""

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        known = _known.get()
        if known is None:
            return function(*args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in known:
            known[key] = function(*args, **kwargs)
        found: R = known[key]
        return found

    return ask
