"""A schedule names the clauses of policies that govern it; what it dates is explained by them."""

from dataclasses import asdict, replace

import pytest
from tests.lifecycle.retention.test_editions import ROWS, housing, published  # noqa: F401
from tests.lifecycle.retention.test_retention_verbs import codes, work
from tests.lifecycle.town import LONG_AGO, RULES

from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.kernel.errors import NotPermitted, Refused
from muniment.lifecycle.retention import actions, queries, rules
from muniment.lifecycle.retention.types.clauses import Clause

POLICY = "Information management policy"
FIRST = Clause(POLICY, "4.2", "What is no longer needed is destroyed.", "https://a.example/p#4.2")
SECOND = Clause(POLICY, "4.10", "Two people decide it.")
OTHER = Clause("Data protection policy", "3", "Personal data goes when its time is up.")


def name(town, *clauses, number=1, **options):
    options = {"now": town.now, **options}
    return actions.set_clauses(town.who("manager"), "HOUSING", number, clauses, **options)


def named(number=1):
    return queries.clauses_of(queries.edition_named("HOUSING", number))


def next_edition(town, number, *rows, clauses=()):
    """Publish the next edition a day later, with these rules and clauses."""
    now = town.later(days=1)
    actions.start_edition(town.who("manager"), "HOUSING", now=now)
    rows = rows or [rules.as_cells(one) for one in queries.rules_of(_edition(number))]
    given = [asdict(one) for one in clauses]
    actions.import_edition(town.who("manager"), "HOUSING", number, rows, clauses=given, now=now)
    published(town, number)


def _edition(number):
    return queries.edition_named("HOUSING", number)


def test_clauses_are_named_in_a_draft_and_stay_as_they_were_published(housing):  # noqa: F811
    name(housing, FIRST, SECOND)
    assert named() == (FIRST, SECOND)
    published(housing)
    with pytest.raises(Refused) as refusal:
        name(housing, OTHER)
    assert codes(refusal) == {"state"}
    housing.later(days=1)
    actions.start_edition(housing.who("manager"), "HOUSING", now=housing.now)
    assert named(2) == (FIRST, SECOND), "the next edition begins with them"
    name(housing, FIRST, number=2)
    assert (named(1), named(2)) == ((FIRST, SECOND), (FIRST,))
    [shown] = queries.published_editions("HOUSING")
    assert shown.clauses == (FIRST, SECOND)


def test_what_is_named_already_changes_nothing(housing):  # noqa: F811
    name(housing, FIRST)
    before = _edition(1).version
    with pytest.raises(Refused) as refusal:
        name(housing, FIRST)
    assert codes(refusal) == {"same"}
    assert _edition(1).version == before
    kinds = AuditEvent.objects.filter(kind__startswith="retention:edition").order_by("-seq")
    assert [one.kind for one in kinds[:2]] == [
        "retention:edition:set_clauses:refused",
        "retention:edition:clauses_set",
    ]


def test_whoever_names_a_clause_wrote_in_the_edition_and_does_not_approve_it(housing):  # noqa: F811
    assert housing.who("manager").reference in name(housing, FIRST).drafters
    seen = _edition(1).version
    name(housing, FIRST, SECOND, version=seen)
    with pytest.raises(Refused) as refusal:
        name(housing, OTHER, version=seen)
    assert codes(refusal) == {"changed"}
    with pytest.raises(NotPermitted):
        actions.set_clauses(housing.who("clerk"), "HOUSING", 1, [OTHER], now=housing.now)
    assert named() == (FIRST, SECOND)


def test_every_gap_in_a_clause_is_told_at_once(housing):  # noqa: F811
    empty, far = Clause("", "", ""), replace(OTHER, address="http://a.example/")
    twice = replace(FIRST, policy=POLICY.upper())
    with pytest.raises(Refused) as refusal:
        name(housing, FIRST, twice, empty, far, replace(SECOND, says="x" * 1001))
    assert codes(refusal) == {"policy", "paragraph", "says", "address", "too_long", "twice"}
    told = {one.message for one in refusal.value.reasons}
    assert "Clause 3: Name the policy." in told
    with pytest.raises(Refused) as refusal:
        name(housing, *(replace(FIRST, paragraph=str(one)) for one in range(51)))
    assert codes(refusal) == {"too_many"}
    assert named() == ()


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "http://a.example",
        "https://",
        "https://me:pw@a.example",
        "https://a b",
    ],
)
def test_an_address_is_one_of_the_web_and_carries_no_password(address):
    [reason] = rules.reasons_against_clauses([replace(FIRST, address=address)])
    assert reason.code == "address"


def test_what_changed_tells_of_clauses_before_and_after(housing):  # noqa: F811
    name(housing, FIRST, SECOND)
    published(housing)
    next_edition(housing, 2, clauses=[replace(FIRST, says="It is destroyed."), OTHER])
    found = queries.what_changed("HOUSING", 1, 2)
    assert [(one.clause, bool(one.before), bool(one.after)) for one in found.clauses] == [
        (FIRST.named, True, True),
        (OTHER.named, False, True),
        (SECOND.named, True, False),
    ]
    assert queries.changes_of(_edition(2)) == found
    assert queries.changes_from(_edition(2), _edition(2)).clauses == ()


def test_a_version_of_a_rule_is_governed_by_the_newest_edition_that_it_stood_in(housing):  # noqa: F811
    name(housing, FIRST)
    published(housing)
    next_edition(housing, 2, clauses=[SECOND])
    next_edition(housing, 3, {**ROWS[0], "period": "9"}, {**ROWS[1]}, clauses=[OTHER])
    found = queries.governing([("HO-1", 1), ("HO-1", 2), ("HO-2", 1), ("REP-6", 1), ("HO-1", None)])
    assert {each: (one.edition, one.clauses) for each, one in found.items()} == {
        ("HO-1", 1): (2, (SECOND,)),
        ("HO-1", 2): (3, (OTHER,)),
        ("HO-2", 1): (3, (OTHER,)),
    }
    next_edition(housing, 4, clauses=[])
    assert ("HO-2", 1) not in queries.governing([("HO-2", 1)]), "it names none any more"
    actions.start_edition(housing.who("manager"), "HOUSING", now=housing.later(days=1))
    name(housing, FIRST, number=5)
    assert queries.governing([("HO-2", 1)]) == {}, "a draft governs nothing"


def test_the_explanation_of_a_record_cites_them(housing):  # noqa: F811
    [record] = housing.file(LONG_AGO)
    before = queries.explanation_of(housing.who("manager"), record)
    assert before.governed is None and "under" not in before.sentence
    actions.import_edition(housing.who("manager"), "HOUSING", 1, [RULES[0]], now=housing.now)
    name(housing, FIRST, SECOND, OTHER, replace(OTHER, paragraph="5"))
    published(housing)
    work(housing)
    found = queries.explanation_of(housing.who("manager"), record)
    policy = "Information management policy 4.2 and 4.10, Data protection policy 3 and 1 more"
    assert f"under {policy}, keeps this record for 6 years" in found.sentence
    assert found.governed and len(found.governed.clauses) == 4


def test_an_edition_goes_out_and_comes_in_with_its_clauses(housing):  # noqa: F811
    name(housing, FIRST, SECOND)
    edition = _edition(1)
    out = rules.as_document("HOUSING", 1, queries.clauses_of(edition), queries.rules_of(edition))
    who, now = housing.who("manager"), housing.now
    actions.import_edition(who, "HOUSING", 1, out["rules"], now=now)
    assert named() == (FIRST, SECOND), "a file that says nothing of clauses leaves them"
    before = _edition(1).version
    actions.import_edition(who, "HOUSING", 1, out["rules"], clauses=out["clauses"], now=now)
    assert _edition(1).version == before, "what goes out comes in with nothing to do"
    with pytest.raises(Refused) as refusal:
        actions.import_edition(who, "HOUSING", 1, out["rules"], clauses=[{"policy": "P"}], now=now)
    assert codes(refusal) == {"paragraph", "says"}
    actions.import_edition(who, "HOUSING", 1, out["rules"], clauses=[], now=now)
    assert named() == ()
