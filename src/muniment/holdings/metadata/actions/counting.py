"""How often people are stopped by a field: the error rate of each form (DQU-03)."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.db.models import F

from muniment.foundation.kernel.errors import Refused
from muniment.holdings.metadata.models import Field, Tally

PREFIX = "field-"


@contextmanager
def counted(form: str, codes: Iterable[str], *, now: datetime) -> Iterator[None]:
    """Within it, a form with these fields is dealt with: it counts as sent, and once as refused
    for each field that a refusal names. What is refused for another reason does not count. Around
    the verb, whose own transaction is undone by then."""
    wanted = sorted(set(codes))
    with refusals_counted(form, wanted, now=now):
        yield
    count(form, wanted, set(), now=now)


@contextmanager
def refusals_counted(form: str, codes: Sequence[str], *, now: datetime) -> Iterator[None]:
    """As `counted`, but for what is not refused: whoever files it counts that."""
    try:
        yield
    except Refused as refusal:
        named = {one.field.removeprefix(PREFIX) for one in refusal.reasons}
        if named.intersection(codes):
            count(form, codes, named, now=now)
        raise


@transaction.atomic
def count(form: str, codes: Iterable[str], refused: set[str], *, now: datetime) -> None:
    """Add one form that was sent to the tallies of its fields, and to those that stopped it."""
    for number, code in (
        Field.objects.filter(code__in=codes).order_by("pk").values_list("pk", "code")
    ):
        row, _ = Tally.objects.get_or_create(form=form, field_id=number, defaults={"since": now})
        stopped = int(code in refused)
        Tally.objects.filter(pk=row.pk).update(sent=F("sent") + 1, refused=F("refused") + stopped)
