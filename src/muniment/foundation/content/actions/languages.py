"""The language of texts that were read before languages were told: found out in small steps."""

import time
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from muniment.foundation.content.adapters.languages import language_of
from muniment.foundation.content.models import Derived, LanguageLook
from muniment.foundation.content.states import DerivedState

STEP = 50  # texts read, and languages written, at a time: a writer waits for one step at most
SECONDS = 20.0  # of one run; the next goes on where it stopped
Progress = Callable[[int, int], None]


def tell_languages(
    *,
    now: datetime,
    progress: Progress = lambda done, of: None,
    seconds: float | None = SECONDS,
) -> int | None:
    """Find out the language of texts of which none is known, from where the last run stopped, for
    so many seconds (None: to the end); how many were looked at. None where all have been: a text
    that is read today has its language with it, and what cannot be told is not asked again.

    Texts are read and told outside any transaction; a step is written in a short one, which leaves
    alone what has been read anew meanwhile. Safe to run twice.
    """
    look, _ = LanguageLook.objects.get_or_create(only=True)
    if look.done_at is not None:
        return None
    left, done, stop = _waiting(look.last).count(), 0, time.monotonic() + (seconds or 0)
    while some := list(_waiting(look.last).values_list("pk", "text")[:STEP]):
        told = {sha256: language_of(text) for sha256, text in some}
        look.last = some[-1][0]
        _write(told, look)
        done += len(some)
        progress(done, left)
        if seconds is not None and time.monotonic() > stop:
            return done
    look.done_at = now
    look.save(update_fields=["done_at"])
    return done


def _waiting(last: str) -> "QuerySet[Derived]":
    """Texts without a language beyond this digest, in order."""
    rows = Derived.objects.filter(state=DerivedState.DONE, language="", pk__gt=last)
    return rows.exclude(text="").order_by("pk")


@transaction.atomic
def _write(told: dict[str, tuple[str, int | None]], look: LanguageLook) -> None:
    for sha256, (language, likely) in told.items():
        if language:
            found = Derived.objects.filter(pk=sha256, state=DerivedState.DONE, language="")
            found.update(language=language, language_confidence=likely)
    look.save(update_fields=["last"])
