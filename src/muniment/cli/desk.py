"""Who acts, and on which body. Django is set up only when a command really begins."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.cli.output import options
from muniment.foundation.kernel.errors import Reason, Refused

if TYPE_CHECKING:
    from muniment.foundation.access.types import Profile

OPERATOR = "operator"


def prepare() -> None:
    """Set Django up, once in the life of the process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muniment.config.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


@contextmanager
def acting() -> "Iterator[Profile]":
    """The person for whom the command acts, with the audit log told that it came this way.

    It is the one of --as, or else of MUNIMENT_ACTOR, or else the operator that `muniment init`
    wrote down. Raises Refused where there is no body yet, or nobody of that name.
    """
    prepare()
    from muniment.foundation.audit.actions import origin

    require_body()
    with origin("cli"):
        yield _actor()


def home() -> Path:
    """The data folder of the body."""
    from django.conf import settings

    return Path(settings.MUNIMENT_HOME)


def require_body() -> None:
    """Raises Refused where `muniment init` has not been run."""
    if not (home() / "keys" / "audit-signing.key").is_file():
        raise _no_body()


def _no_body() -> Refused:
    message = f"There is no body in {home()} yet. Run 'muniment init' to make one."
    return Refused(Reason("no_body", message))


def _actor() -> "Profile":
    from django.db import OperationalError, ProgrammingError

    from muniment.foundation.access import queries
    from muniment.foundation.kernel.clock import today

    name = options.get().acting_as or os.environ.get("MUNIMENT_ACTOR", "") or _operator()
    try:
        person = queries.find_person(name)
    except (OperationalError, ProgrammingError) as missing:
        raise _no_body() from missing
    if person is None:
        message = f"There is nobody called {name} here. Name somebody with --as."
        raise Refused(Reason("no_actor", message, "as"))
    return queries.profile(person, on=today())


def _operator() -> str:
    written = home() / OPERATOR
    if not written.is_file():
        message = "Say who acts: give --as NAME, or set MUNIMENT_ACTOR."
        raise Refused(Reason("no_actor", message, "as"))
    return written.read_text("utf-8").strip()
