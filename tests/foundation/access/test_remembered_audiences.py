"""What is remembered of audiences is never older, or other, than what was committed."""

import pytest
from django.db import transaction

from muniment.foundation.access.actions import audience_for, redefine_audiences
from muniment.foundation.access.queries import visible_audiences
from muniment.foundation.access.types import (
    AudienceKey,
    Grant,
    Narrowing,
    Place,
    Profile,
    Role,
    Tier,
)

pytestmark = pytest.mark.django_db
ADA = Profile("P-1", "Ada", True, Tier.OFFICIAL, ("FIN",), (Grant(Role.STAFF),), frozenset())
OPEN = AudienceKey(Place())
SHUT = AudienceKey(Place(), open_to=("HR",))


def test_what_a_transaction_showed_itself_is_forgotten_when_it_is_undone():
    for _ in range(3):
        with transaction.atomic():
            open_one = audience_for("1", Narrowing(), OPEN)
            assert open_one in visible_audiences(ADA)
            transaction.set_rollback(True)
        with transaction.atomic():
            # On SQLite it gets the number of the one that was undone.
            shut_one = audience_for("1", Narrowing(), SHUT)
            assert shut_one not in visible_audiences(ADA)
            transaction.set_rollback(True)


def test_a_change_is_seen_at_once():
    number = audience_for("1", Narrowing(), OPEN)
    assert number in visible_audiences(ADA)
    redefine_audiences({number: SHUT})
    assert number not in visible_audiences(ADA)
    redefine_audiences({number: OPEN})
    assert number in visible_audiences(ADA)
