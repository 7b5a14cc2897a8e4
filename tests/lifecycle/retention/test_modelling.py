"""A model schedule of others is taken over, version by version, and what was changed here stays."""

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lifecycle.coverage import codes_in
from tests.lifecycle.retention.test_editions import ROWS, housing, published  # noqa: F401
from tests.lifecycle.retention.test_retention_verbs import codes
from tests.lifecycle.town import TODAY

from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.lifecycle.retention import actions, queries, rules
from muniment.lifecycle.retention.types import RuleDraft
from muniment.lifecycle.retention.types.schedules import BothChanged, Merged, ModelTaken

COLUMNS = ("title", "description", "authority", "why")
drafts = st.dictionaries(
    st.sampled_from(["A", "B", "C"]),
    st.tuples(*[st.sampled_from(["x", "y", "z"])] * len(COLUMNS)),
).map(
    lambda found: [
        RuleDraft(code, **dict(zip(COLUMNS, said, strict=True))) for code, said in found.items()
    ]
)


def by_code(found):
    return {one.code: one for one in found}


@given(drafts, drafts)
def test_where_nothing_was_changed_here_the_model_is_taken_as_it_is(was, new):
    found = rules.merged(was, was, new)
    assert (by_code(found.rules), found.open) == (by_code(new), ())


@given(drafts, drafts)
def test_where_the_model_did_not_change_ours_stays_as_it_is(was, ours):
    found = rules.merged(was, ours, was)
    assert (by_code(found.rules), found.open) == (by_code(ours), ())


@given(drafts, drafts, drafts)
def test_nothing_that_was_changed_here_is_lost_unless_somebody_says_so(was, ours, new):
    found = rules.merged(was, ours, new)
    before, after = by_code(was), by_code(found.rules)
    for code, mine in by_code(ours).items():
        for name in COLUMNS:
            if code not in before or getattr(mine, name) != getattr(before[code], name):
                assert getattr(after[code], name) == getattr(mine, name)
    for code in set(before) - set(by_code(ours)):
        assert code not in after, "what was taken out here stays out"


@given(drafts, drafts, drafts)
def test_nothing_that_the_model_changed_is_passed_over_in_silence(was, ours, new):
    found = rules.merged(was, ours, new)
    before, after, told = by_code(was), by_code(found.rules), by_code(found.open)
    for code, theirs in by_code(new).items():
        if theirs == before.get(code) or code in told:
            continue
        for name in COLUMNS:
            if code not in before or getattr(theirs, name) != getattr(before[code], name):
                assert getattr(after[code], name) == getattr(theirs, name)


@given(drafts, drafts, drafts)
def test_whoever_chooses_the_model_gets_it_wherever_both_changed(was, ours, new):
    opened = rules.merged(was, ours, new).open
    found = rules.merged(was, ours, new, [one.code for one in opened])
    after, theirs, mine = by_code(found.rules), by_code(new), by_code(ours)
    assert found.open == opened
    for one in opened:
        if one.code not in theirs or one.code not in mine:
            assert after.get(one.code) == theirs.get(one.code)
            continue
        for name, _, now in one.columns:
            column = "why" if name == "reason" else name
            assert getattr(after[one.code], column) == now == getattr(theirs[one.code], column)


def test_every_column_of_a_rule_is_compared():
    assert {one.name for one in fields(RuleDraft)} - {"code", "gaps"} == set(
        rules.modelling._COLUMNS
    )


MODEL = ModelTaken("The makers", "2", (RuleDraft("A"),))
LAST = ModelTaken("The makers", "1", ())
NOTHING = Merged((), ())
FAULTS = [
    ("provider", replace(MODEL, provider=""), (), NOTHING),
    ("version", replace(MODEL, version=""), (), NOTHING),
    ("too_long", replace(MODEL, version="9" * 201), (), NOTHING),
    ("other_model", replace(MODEL, provider="Others"), (), NOTHING),
    ("same", LAST, (), NOTHING),
    ("not_open", MODEL, ("Z",), Merged((), (BothChanged("A", "", ()),))),
    ("too_many", MODEL, (), Merged((RuleDraft("A"),) * (rules.MOST_RULES + 1), ())),
]


@pytest.mark.parametrize(("code", "model", "chosen", "merged"), FAULTS)
def test_a_model_that_cannot_be_taken_over_is_refused_for_that_reason(code, model, chosen, merged):
    found = rules.reasons_not_to_take_over(model, LAST, chosen, merged)
    assert [one.code for one in found] == [code]
    assert not rules.reasons_not_to_take_over(MODEL, LAST, ("A",), FAULTS[5][3])


def test_every_reason_is_shown_above():
    assert codes_in("retention/rules/modelling.py") == {code for code, *_ in FAULTS}


def take(town, rows, version, number=1, **more):
    said = {"provider": "The makers", "version": version, **more}
    return actions.take_over(town.who("manager"), "HOUSING", number, rows, now=town.now, **said)


def test_a_new_version_of_the_model_leaves_what_was_changed_here(housing):  # noqa: F811
    model = [{**ROWS[0], "code": "HO-3"}, {**ROWS[1], "code": "HO-4"}]
    assert take(housing, [*ROWS, *model], "2025").added == 2
    edition = queries.edition_named("HOUSING", 1)
    mine = replace(by_code(queries.rules_of(edition))["HO-3"], title="Our own words")
    actions.draft_rule(housing.who("manager"), "HOUSING", 1, mine, seen=None, now=housing.now)
    [differs] = queries.differences(edition, queries.taken_over("HOUSING"), today=TODAY).changed
    assert (differs.code, [name for name, _, _ in differs.columns]) == ("HO-3", ["title"])
    published(housing)
    actions.start_edition(housing.who("manager"), "HOUSING", now=housing.now)
    newer = [
        *ROWS,
        {**model[0], "title": "Their other words", "period": "9"},
        {**model[1], "title": "A new name"},
    ]
    done = take(housing, newer, "2026", number=2)
    found = by_code(queries.rules_of(queries.edition_named("HOUSING", 2)))
    assert found["HO-3"].title == "Our own words"
    assert found["HO-3"].steps[0].legs[0].period.count == 9, "what only the model changed"
    assert found["HO-4"].title == "A new name"
    assert (done.changed, done.added, done.left_out) == (2, 0, 0)
    event = AuditEvent.objects.filter(kind="retention:edition:taken_over").latest("seq")
    detail = json.loads(event.canonical)["detail"]
    assert detail["ours_kept"] == ["HO-3"] and detail["version"] == "2026"


def test_where_both_changed_the_models_word_is_taken_if_it_is_chosen(housing):  # noqa: F811
    take(housing, ROWS, "2025")
    edition = queries.edition_named("HOUSING", 1)
    mine = replace(by_code(queries.rules_of(edition))["HO-1"], title="Our own words")
    actions.draft_rule(housing.who("manager"), "HOUSING", 1, mine, seen=None, now=housing.now)
    take(housing, [{**ROWS[0], "title": "Theirs"}, ROWS[1]], "2026", chosen=["HO-1"])
    assert by_code(queries.rules_of(edition))["HO-1"].title == "Theirs"


def test_what_cannot_be_taken_over_changes_nothing(housing):  # noqa: F811
    take(housing, ROWS, "2025")
    edition = queries.edition_named("HOUSING", 1)
    before = queries.rules_of(edition)
    for rows, more, said in (
        (ROWS, {"version": "2025"}, {"same"}),
        ([{**ROWS[0], "title": ""}], {"version": "", "provider": "Others"},
         {"version", "other_model", "title"}),
        (ROWS, {"version": "3", "seen": 99}, {"changed"}),
    ):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            take(housing, rows, **more)
        assert codes(refusal) == said
    with pytest.raises(NotPermitted):
        actions.take_over(
            housing.who("clerk"), "HOUSING", 1, ROWS, provider="A", version="1", now=housing.now
        )
    assert queries.rules_of(edition) == before
    published(housing)
    with pytest.raises(Refused) as refusal:
        take(housing, [ROWS[0]], "2026")
    assert codes(refusal) == {"state"}
