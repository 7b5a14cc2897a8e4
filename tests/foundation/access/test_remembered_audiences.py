"""What is remembered of audiences is never older, or other, than what was committed."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

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
DAY = date(2024, 2, 1)
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


def test_what_is_remembered_for_one_answers_for_all_with_the_same_rights():
    open_one = audience_for("1", Narrowing(), OPEN)
    audience_for("2", Narrowing(), SHUT)
    bob = replace(ADA, reference="P-2", name="Bob", grants=(replace(ADA.grants[0], starts_on=DAY),))
    seen = visible_audiences(ADA)
    with CaptureQueriesContext(connection) as asked:
        assert visible_audiences(bob) == seen == {open_one}
    assert len(asked) == 1  # whether anything has changed


@pytest.mark.parametrize(
    "other",
    [
        {"active": False},
        {"clearance": Tier.SECRET},
        {"unit_lineage": ("HR",)},
        {"grants": (Grant(Role.RECORDS_MANAGER),)},
        {"grants": (Grant(Role.STAFF, unit="HR"),)},
        {"grants": ()},
        {"handling": frozenset({"EYES"})},
    ],
)
def test_people_with_other_rights_get_an_answer_of_their_own(other):
    for name, key in {"1": OPEN, "2": SHUT}.items():
        audience_for(name, Narrowing(), key)
    visible_audiences(ADA)
    colleague = replace(ADA, reference="P-2", **other)
    with CaptureQueriesContext(connection) as asked:
        visible_audiences(colleague)
    assert len(asked) == 2
