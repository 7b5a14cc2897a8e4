"""An edition is published once the heads of the areas that it was put to have agreed [RET-06]."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.lifecycle.retention.test_edition_reasons import DRAFT, OUT
from tests.lifecycle.retention.test_editions import APPROVAL, WHY, housing  # noqa: F401
from tests.lifecycle.retention.test_retention_verbs import codes
from tests.lifecycle.town import TODAY

from muniment.foundation.access import actions as access
from muniment.foundation.access.types import Role
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.kernel.errors import Refused
from muniment.foundation.notices.models import Notice
from muniment.lifecycle.retention import actions, queries
from muniment.lifecycle.retention.rules import agreeing as rules

AREAS = {"HOU": "owner", "PLA": "planner"}
AT = ("HOUSING", 1)


def consulted(town, **more):
    actions.consult(town.who("manager"), *AT, areas=AREAS, now=town.now, **more)


def agree(town, who, unit):
    return actions.agree_edition(town.who(who), *AT, unit, now=town.now)


def publish(town):
    return actions.publish_edition(town.who("manager"), *AT, now=town.now)


def test_it_is_published_when_each_head_has_agreed_and_not_before(housing):  # noqa: F811
    consulted(housing)
    told = Notice.objects.filter(kind="edition_put_to")
    assert {one.person.username for one in told} == {"owner", "planner"}
    agree(housing, "owner", "HOU")
    actions.approve_edition(housing.who("siro"), *AT, APPROVAL, now=housing.now)
    with pytest.raises(Refused) as refusal:
        publish(housing)
    assert codes(refusal) == {"not_agreed"}
    assert "PLA" in str(refusal.value)
    agree(housing, "planner", "PLA")
    assert publish(housing).state == "published"
    assert AuditEvent.objects.filter(kind="retention:edition:agreed").count() == 2


def test_only_the_head_agrees_once_or_who_stands_in_for_them(housing):  # noqa: F811
    consulted(housing)
    for who, unit, why in (("planner", "HOU", "not_head"), ("manager", "PLA", "not_head")):
        with pytest.raises(Refused) as refusal:
            agree(housing, who, unit)
        assert codes(refusal) == {why}
    with pytest.raises(Refused):
        agree(housing, "owner", "ELSE")
    access.name_substitute(
        housing.who("owner"),
        housing.references["owner"],
        substitute=housing.references["owner2"],
        role=Role.INFORMATION_ASSET_OWNER,
        ends_on=TODAY + timedelta(days=9),
        reason="Leave",
        now=housing.now,
    )
    done = agree(housing, "owner2", "HOU")
    assert (done.agreed_by, done.head) == tuple(
        housing.references[one] for one in ("owner2", "owner")
    )
    with pytest.raises(Refused) as refusal:
        agree(housing, "owner", "HOU")
    assert codes(refusal) == {"agreed"}


def test_what_was_agreed_does_not_outlive_the_text(housing):  # noqa: F811
    consulted(housing)
    agree(housing, "owner", "HOU")
    actions.return_edition(housing.who("manager"), *AT, reason=WHY, now=housing.now)
    with pytest.raises(Refused) as refusal:
        agree(housing, "planner", "PLA")
    assert codes(refusal) == {"state"}
    consulted(housing)
    areas = queries.areas_of(queries.edition_named(*AT))
    assert [(one.unit, one.agreed_at) for one in areas] == [("HOU", None), ("PLA", None)]


def test_areas_and_heads_that_are_not_there_are_refused_all_at_once(housing):  # noqa: F811
    wrong = {"NONE": "owner", "HOU": "", "PLA": "nobody.here"}
    with pytest.raises(Refused) as refusal:
        actions.consult(housing.who("manager"), *AT, areas=wrong, now=housing.now)
    assert [one.code for one in refusal.value.reasons] == ["unit", "head", "head"]


def test_every_reason_about_areas():
    many = {f"U{number}": (True, True) for number in range(51)}
    assert [one.code for one in rules.reasons_not_to_consult_areas(many)] == ["too_many"]
    against = rules.reasons_not_to_agree(DRAFT, is_head=False, agreed=True, note="x" * 1001)
    assert [one.code for one in against] == ["state", "not_head", "agreed", "too_long"]
    open_yet = rules.reasons_not_agreed(replace(OUT, unanswered=2, not_agreed=("A", "B")))
    assert [one.code for one in open_yet] == ["unanswered", "not_agreed", "not_agreed"]
