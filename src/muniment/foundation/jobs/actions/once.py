"""A request that is delivered twice is carried out once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from muniment.foundation.jobs.models import CarriedOut
from muniment.foundation.kernel.errors import Reason, Refused


def once(
    actor_reference: str, key: str, verb_name: str, function: Callable[[], Any], *, now: datetime
) -> Any:
    """The answer of `function` (one call of a verb; its answer must fit into JSON), which runs
    once for the sender's `key`: its effect and the note of it are one transaction. A second
    delivery gets the first's answer; one that arrives meanwhile waits for it. A refusal is not
    kept, since it changed nothing. An empty key asks for no such care.

    Raises Refused where the key was used for another verb, and whatever `function` raises.
    """
    if not key:
        return function()
    with transaction.atomic():
        note = _note(actor_reference, key, verb_name, now)
        if note is None:
            return _known_answer(actor_reference, key, verb_name)
        refusal = _carry_out(note, function)
    if refusal is not None:
        raise refusal
    return note.answer


def _note(actor: str, key: str, verb_name: str, now: datetime) -> CarriedOut | None:
    """The note of this request, or None if there is one. The unique key makes a second delivery
    wait here until the first has committed or has been undone."""
    try:
        with transaction.atomic():
            return CarriedOut.objects.create(actor=actor, key=key, verb=verb_name, at=now)
    except IntegrityError:
        return None


def _known_answer(actor: str, key: str, verb_name: str) -> Any:
    known = CarriedOut.objects.get(actor=actor, key=key)
    if known.verb != verb_name:
        raise Refused(
            Reason("key_used", "This idempotency key was used for another request.", "key")
        )
    return known.answer


def _carry_out(note: CarriedOut, function: Callable[[], Any]) -> Refused | None:
    try:
        note.answer = function()
    except Refused as refusal:
        note.delete()  # commits: the event of the refusal stays
        return refusal
    note.save(update_fields=["answer"])
    return None


def amend_answers(amend: Callable[[Any], Any]) -> int:
    """Let `amend` answer anew for each answer that is kept; how many it changed. For what has to
    be forgotten before the thirty days are over. Not within a transaction."""
    changed = 0
    for note in CarriedOut.objects.exclude(answer=None).iterator(chunk_size=500):
        answer = amend(note.answer)
        if answer != note.answer:
            changed += CarriedOut.objects.filter(pk=note.pk).update(answer=answer)
    return changed
