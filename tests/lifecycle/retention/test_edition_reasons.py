"""Every reason against what is asked of a schedule or an edition, one by one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.lifecycle.coverage import codes_in
from tests.lifecycle.retention.test_editions import APPROVAL, TERMS, WHY
from tests.lifecycle.town import TODAY

from muniment.lifecycle.retention import rules
from muniment.lifecycle.retention.types.schedules import (
    TRANSITIONS,
    EditionFacts,
    EditionState,
    ScheduleState,
    ScheduleTerms,
)

pytestmark = pytest.mark.once

DRAFT = EditionFacts(EditionState.DRAFT, 3, 2, 0, ("P-1",), None)
OUT = replace(DRAFT, state=EditionState.CONSULTATION)
DONE = replace(DRAFT, state=EditionState.APPROVED)
TOMORROW, YESTERDAY = TODAY + timedelta(1), TODAY - timedelta(1)


def approving(facts=OUT, approval=APPROVAL, person="P-2", seen=3):
    return rules.reasons_not_to_approve(
        facts, approval, person=person, seen_version=seen, today=TODAY
    )


def commenting(facts=OUT, text="Too long.", known=True, said=False):
    return rules.reasons_not_to_comment(facts, text, known=known, said=said, today=TODAY)


FAULTS = [
    ("code", lambda: rules.reasons_not_to_create("a b", TERMS, taken=False)),
    ("taken", lambda: rules.reasons_not_to_create("A", TERMS, taken=True)),
    ("title", lambda: rules.reasons_not_to_call_it(replace(TERMS, title=" "))),
    ("owner", lambda: rules.reasons_not_to_call_it(ScheduleTerms("Housing"))),
    ("too_long", lambda: rules.reasons_not_to_call_it(replace(TERMS, area="x" * 201))),
    ("withdrawn", lambda: rules.reasons_not_to_start(ScheduleState.WITHDRAWN, None)),
    ("under_way", lambda: rules.reasons_not_to_start(ScheduleState.ACTIVE, 2)),
    *(("state", lambda f=f: rules.reasons_not_to_change(f)) for f in (OUT, DONE)),
    ("elsewhere", lambda: rules.reasons_of_others(["A", "B"], {"B": "FIN"})),
    (
        "empty",
        lambda: rules.reasons_not_to_consult(replace(DRAFT, rules=0), until=None, today=TODAY),
    ),
    ("past", lambda: rules.reasons_not_to_consult(DRAFT, until=YESTERDAY, today=TODAY)),
    ("state", lambda: rules.reasons_not_to_return(DRAFT, reason=WHY)),
    ("state", lambda: commenting(DRAFT)),
    ("over", lambda: commenting(replace(OUT, consult_until=YESTERDAY))),
    ("text", lambda: commenting(text=" ")),
    ("too_long", lambda: commenting(text="x" * 10_001)),
    ("rule", lambda: commenting(known=False)),
    ("said", lambda: commenting(said=True)),
    ("state", lambda: rules.reasons_not_to_answer(DONE, "Yes", answered=False)),
    ("answered", lambda: rules.reasons_not_to_answer(OUT, "Yes", answered=True)),
    ("answer", lambda: rules.reasons_not_to_answer(OUT, "", answered=False)),
    ("state", lambda: approving(DRAFT)),
    ("changed", lambda: approving(seen=2)),
    ("own_draft", lambda: approving(person="P-1")),
    ("unanswered", lambda: approving(replace(OUT, unanswered=1))),
    ("consulting", lambda: approving(replace(OUT, consult_until=TOMORROW))),
    ("body", lambda: approving(approval=replace(APPROVAL, body=""))),
    ("met_on", lambda: approving(approval=replace(APPROVAL, met_on=None))),
    ("future", lambda: approving(approval=replace(APPROVAL, met_on=TOMORROW))),
    ("minute", lambda: approving(approval=replace(APPROVAL, minute=""))),
    ("too_long", lambda: approving(approval=replace(APPROVAL, minute="x" * 201))),
    ("state", lambda: rules.reasons_not_to_put_in_force(OUT, seen_version=3)),
    ("changed", lambda: rules.reasons_not_to_put_in_force(DONE, seen_version=2)),
    ("reason", lambda: rules.reasons_not_to_drop(DRAFT, reason="")),
    ("too_long", lambda: rules.reasons_not_to_drop(DRAFT, reason="x" * 501)),
    (
        "state",
        lambda: rules.reasons_not_to_drop(replace(DRAFT, state=EditionState.PUBLISHED), reason=WHY),
    ),
    ("withdrawn", lambda: rules.reasons_not_to_end(ScheduleState.WITHDRAWN, reason=WHY)),
]


@pytest.mark.parametrize(("code", "found"), FAULTS)
def test_each_reason_against_is_given_alone(code, found):
    assert [one.code for one in found()] == [code]


def test_no_reason_about_editions_is_left_untested():
    assert codes_in("retention/rules/editions.py") <= {code for code, _ in FAULTS}


def test_every_state_is_reached_and_the_last_ones_lead_nowhere():
    assert set(TRANSITIONS) == set(EditionState)
    reached = {to for many in TRANSITIONS.values() for to in many}
    assert reached == set(EditionState)
    assert {one for one, to in TRANSITIONS.items() if not to} == {
        EditionState.SUPERSEDED,
        EditionState.WITHDRAWN,
    }
