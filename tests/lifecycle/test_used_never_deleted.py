"""What has been used is retired and never deleted: not by a verb, and not through the models
[checklist 75]."""

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from tests.lifecycle.disposal.test_proposing import propose
from tests.lifecycle.holds.test_holds import place
from tests.lifecycle.town import LONG_AGO

from muniment.foundation.access.models import Person
from muniment.foundation.audit.actions import registered_verbs
from muniment.holdings.fileplan.models import FileClass
from muniment.lifecycle.disposal.models import Review
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.holds.models import Hold
from muniment.lifecycle.retention.models import Rule


def test_only_what_was_never_used_can_be_deleted_by_anybody():
    deletes = {one for one in registered_verbs() if one.endswith(":delete")}
    # Each is refused once it was used.
    assert deletes == {"fileplan:class:delete", "retention:rule:delete", "metadata:field:delete"}


def test_a_rule_a_hold_a_class_a_person_and_a_review_stay_whatever_is_tried(town):
    [one, other] = town.file(LONG_AGO, LONG_AGO)
    propose(town, other)
    hold = place(town, records=[one.reference])
    holds.lift(town.who("manager"), hold.reference, reason="Over", authority="Court", now=town.now)
    used = [Rule.objects.get(code="REP-6"), hold, one.file_class, Review.objects.get()]
    used.append(Person.objects.get(username="manager"))
    assert {type(row) for row in used} == {Rule, Hold, FileClass, Review, Person}
    for row in used:
        for delete in (row.delete, type(row).objects.filter(pk=row.pk).delete):
            with pytest.raises(ProtectedError), transaction.atomic():
                delete()
        assert type(row).objects.filter(pk=row.pk).exists()
