"""What is left of a risk is accepted by a named authority, until a day, for one score."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.governance.risks.kept import SOON, TODAY, accepted, opened, scored, siro
from tests.holdings.parish import codes, events

from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.foundation.notices import queries as notices
from muniment.governance.risks import actions, queries, rules
from muniment.governance.risks.models import Acceptance, Risk
from muniment.governance.risks.types import Authority, RiskState, Standing, Want

WITHIN = {"current_likelihood": "1"}  # 1 by 4 is within the appetite of six


@pytest.fixture(autouse=True)
def a_siro(parish):
    siro(parish)


def words(parish, who):
    return [one.words for one in notices.notices(parish.who(who)) if "acceptance" in one.kind]


@given(st.booleans(), st.booleans(), st.integers(1, 25), st.integers(0, 25))
def test_the_siro_accepts_anything_and_the_owner_what_is_within(siro, owner, current, appetite):
    found = rules.authority_of(siro=siro, owner=owner, current=current, appetite=appetite)
    assert (found is Authority.SIRO) == siro
    assert (found is Authority.OWNER) == (owner and not siro and current <= appetite)


@given(st.integers(-40, 400))
def test_an_alert_is_the_last_that_has_been_reached(days):
    stage = rules.stage(TODAY + timedelta(days=days), TODAY)
    assert stage == (0 if days <= 0 else 7 if days <= 7 else 30 if days <= 30 else None)


def test_an_acceptance_says_who_as_what_why_until_when_and_of_which_score(parish):
    made = accepted(parish, opened(parish))
    assert (made.authority, made.likelihood, made.impact) == ("siro", 3, 4)
    assert (made.by, made.expires_on) == (parish.references["siro"], SOON)
    (event,) = events("risks:risk:accepted")
    assert made.reference in event.canonical


def test_the_owner_accepts_within_the_appetite_only(parish):
    with pytest.raises(NotPermitted):
        accepted(parish, opened(parish), by="owner")
    made = accepted(parish, opened(parish, title="Small", **WITHIN), by="owner")
    assert made.authority == "owner"


def test_nobody_else_accepts(parish):
    one = opened(parish, **WITHIN)
    for by in ("manager", "dro", "clerk", "auditor"):
        with pytest.raises(NotPermitted):
            accepted(parish, one, by=by)


def test_every_reason_against_an_acceptance_is_told(parish):
    one = opened(parish)
    with pytest.raises(Refused) as refusal:
        accepted(parish, one, reason="", expires_on=None)
    assert codes(refusal) == ["reason", "expires_on"]
    for day in (TODAY, TODAY + timedelta(days=366)):
        with pytest.raises(Refused) as refusal:
            accepted(parish, one, expires_on=day)
        assert codes(refusal) == ["expires_on"]


def test_another_current_score_makes_it_stale_and_both_are_told(parish):
    one = opened(parish)
    made = accepted(parish, one)
    scored(parish, one, 4, 4, by="manager")
    made.refresh_from_db()
    assert (made.ended_as, made.ended_by) == ("stale", parish.references["manager"])
    for who in ("siro", "owner"):
        (said,) = words(parish, who)
        assert "is stale" in said
    assert [each.pk for each in queries.risks(parish.who("siro"), Want.STALE, today=TODAY)] == [
        one.pk
    ]


def test_a_score_that_comes_back_revives_nothing(parish):
    one = opened(parish)
    accepted(parish, one)
    scored(parish, one, 4, 4)
    scored(parish, one, 3, 4)
    assert not queries.risks(parish.who("siro"), Want.ACCEPTED, today=TODAY)


def test_the_same_product_of_another_score_is_another_score(parish):
    one = opened(parish)
    accepted(parish, one)
    scored(parish, one, 4, 3)
    assert not one.acceptances.filter(ended_at=None)


def test_another_target_leaves_it_as_it_was(parish):
    one = opened(parish)
    accepted(parish, one)
    said = {"target_likelihood": "1"}
    actions.score_risk(parish.who("owner"), one.reference, said, why="Lower.", now=parish.now)
    assert one.acceptances.filter(ended_at=None).exists()


def test_another_category_has_another_appetite_and_makes_it_stale(parish):
    one = opened(parish)
    accepted(parish, one)
    actions.change(parish.who("manager"), one.reference, {"category": "compliance"}, now=parish.now)
    assert [each.ended_as for each in queries.acceptances(one)] == ["stale"]


def test_it_is_given_anew_and_the_last_one_counts(parish):
    one = opened(parish)
    accepted(parish, one)
    scored(parish, one, 4, 4)
    accepted(parish, one)
    accepted(parish, one, reason="Better said.")
    assert [each.ended_as for each in queries.acceptances(one)] == ["", "replaced", "stale"]
    siro_now = parish.who("siro")
    assert queries.risks(siro_now, Want.ACCEPTED, today=TODAY).count() == 1
    assert not queries.risks(siro_now, Want.STALE, today=TODAY)


def test_it_ends_with_its_last_day(parish):
    one = opened(parish)
    made = accepted(parish, one)
    for day, wanted in ((SOON, Standing.LIVE), (SOON + timedelta(days=1), Standing.EXPIRED)):
        assert rules.standing(made.ended_as, made.expires_on, day) is wanted
        stale = queries.risks(parish.who("siro"), Want.STALE, today=day)
        assert stale.exists() == (wanted is Standing.EXPIRED)


def test_who_gave_it_takes_it_back_and_the_owner_is_told(parish):
    one = opened(parish)
    accepted(parish, one)
    with pytest.raises(NotPermitted):
        actions.withdraw(parish.who("manager"), one.reference, reason="No.", now=parish.now)
    actions.withdraw(parish.who("siro"), one.reference, reason="Too much.", now=parish.now)
    assert "was withdrawn" in words(parish, "owner")[0]
    assert words(parish, "siro") == []
    with pytest.raises(Refused) as refusal:
        actions.withdraw(parish.who("siro"), one.reference, reason="", now=parish.now)
    assert codes(refusal) == ["not_accepted", "reason"]


def test_it_ends_with_the_risk(parish):
    one = opened(parish)
    accepted(parish, one)
    actions.close(parish.who("owner"), one.reference, reason="Over.", now=parish.now)
    assert [each.ended_as for each in queries.acceptances(one)] == ["closed"]
    with pytest.raises(Refused) as refusal:
        accepted(parish, one)
    assert codes(refusal) == ["closed"]


def test_what_was_scored_meanwhile_is_not_accepted_unseen(parish):
    one = opened(parish)
    scored(parish, one, 4, 4)
    with pytest.raises(Refused) as refusal:
        actions.accept(
            parish.who("siro"),
            one.reference,
            reason="Fine.",
            expires_on=SOON,
            seen=one.version,
            now=parish.now,
        )
    assert codes(refusal) == ["meanwhile"]


# ---------------------------------------------------------------- whatever happens

POINTS = st.integers(1, 5)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("score"), POINTS, POINTS),
        st.tuples(st.just("target"), POINTS, POINTS),
        st.tuples(st.sampled_from(["accept", "own", "withdraw", "close", "reopen", "open"])),
        st.tuples(st.just("category"), st.sampled_from(["disclosure", "quality", "compliance"])),
        st.tuples(st.just("days"), st.integers(1, 200)),
    ),
    max_size=14,
)


def step(parish, one, what, *given):
    """Take a step, whether or not it is allowed; whether it was."""
    owner, boss, now = parish.who("owner"), parish.who("siro"), parish.now
    reference, why = one.reference, "So it is."
    day = now.date() + timedelta(days=100)
    scores = {f"current_{k}": str(v) for k, v in zip(("likelihood", "impact"), given, strict=False)}
    target = {k.replace("current", "target"): v for k, v in scores.items()}
    deeds = {
        "score": lambda: actions.score_risk(owner, reference, scores, why=why, now=now),
        "target": lambda: actions.score_risk(owner, reference, target, why=why, now=now),
        "accept": lambda: actions.accept(boss, reference, reason=why, expires_on=day, now=now),
        "own": lambda: actions.accept(owner, reference, reason=why, expires_on=day, now=now),
        "withdraw": lambda: actions.withdraw(boss, reference, reason=why, now=now),
        "close": lambda: actions.close(owner, reference, reason=why, now=now),
        "reopen": lambda: actions.reopen(owner, reference, reason=why, now=now),
        "open": lambda: actions.open_risk(owner, reference, now=now),
        "category": lambda: actions.change(owner, reference, {"category": given[0]}, now=now),
        "days": lambda: parish.later(days=given[0]),
    }
    try:
        deeds[what]()
    except Refused:
        return False
    return True


def check(parish, one):
    """What holds of a risk whatever was done to it."""
    risk, today = Risk.objects.get(pk=one.pk), parish.now.date()
    standing = Acceptance.objects.filter(risk=risk, ended_at=None)
    assert standing.count() <= 1
    for each in standing:
        assert (each.likelihood, each.impact) == (risk.current_likelihood, risk.current_impact)
        assert risk.state == RiskState.OPEN
    last = queries.scorings(risk).first()
    assert (last.inherent, last.current, last.target) == (
        risk.inherent,
        risk.current,
        risk.target,
    )
    assert risk.versions.count() == risk.version
    boss = parish.who("siro")
    figures = queries.figures(boss, today)
    assert sum(queries.heat_map(boss, today).values()) == figures.open
    assert figures.open == Risk.objects.filter(state=RiskState.OPEN).count()
    live = standing.filter(expires_on__gte=today).exists()
    assert queries.risks(boss, Want.ACCEPTED, today=today).filter(pk=risk.pk).exists() == live
    lapsed = queries.risks(boss, Want.STALE, today=today).filter(pk=risk.pk)
    assert not (live and lapsed.exists())


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_an_acceptance_never_stands_with_a_score_other_than_its_own(parish, steps):
    one = opened(parish, inherent_likelihood="5", inherent_impact="5", review_on="2099-01-01")
    for what in steps:
        before = Risk.objects.filter(pk=one.pk).values().get()
        if not step(parish, one, *what):
            assert Risk.objects.filter(pk=one.pk).values().get() == before
        check(parish, one)
