"""Inheritance in the file plan, and what may be filed, imported and moved, as pure decisions."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.foundation.access.rules import units_let_in
from muniment.foundation.access.types import NOBODY, AudienceKey, Marking, Narrowing, Tier
from muniment.holdings.fileplan import rules
from muniment.holdings.fileplan.types import COLUMNS, EVERYONE, UNITS, ClassTerms, ImportedClass

DAY = date(2026, 11, 21)
LINEAGES = {"HOU": ("HOU",), "HOU-R": ("HOU-R", "HOU"), "LEG": ("LEG",)}
some_units = st.lists(st.sampled_from(list(LINEAGES)), unique=True, min_size=1).map(tuple)
terms = st.builds(
    ClassTerms,
    reference=st.just("?"),
    rule=st.sampled_from(["", "SIX", "undecided"]),
    owner_unit=st.sampled_from(["", *LINEAGES]),
    access=st.sampled_from(["", EVERYONE, UNITS]),
    open_to=some_units,
    tier=st.sampled_from(["", "OFFICIAL", "SECRET"]),
    sensitive=st.sampled_from([None, True, False]),
    handling=st.sampled_from([None, (), ("HR",)]),
    inherits=st.sampled_from([True, True, True, False]),
    closed_on=st.none() | st.dates(DAY - timedelta(days=2), DAY + timedelta(days=2)),
)
chains = st.lists(terms, min_size=1, max_size=6).map(
    lambda found: [
        ClassTerms(**{**{f: getattr(one, f) for f in one.__slots__}, "reference": f"C{number}"})
        for number, one in enumerate(found)
    ]
)


def nearest(chain, name, said):
    """The value and origin as somebody would find them with a finger on the plan."""
    for one in reversed(chain):
        if said(one):
            return getattr(one, name), one.reference
        if not one.inherits:
            break
    return None, ""


@given(chains)
def test_each_value_is_that_of_the_nearest_class_that_says_something(chain):
    found = rules.effective(chain, LINEAGES)
    rule, origin = nearest(chain, "rule", lambda one: one.rule)
    assert (found.rule.value, found.rule.origin) == (rule or "", origin)
    owner, origin = nearest(chain, "owner_unit", lambda one: one.owner_unit)
    assert (found.owner_unit.value, found.owner_unit.origin) == (owner or "", origin)
    assert found.place.units == LINEAGES.get(owner, ())


@given(chains)
def test_marking_and_access_come_piece_by_piece_from_the_nearest_that_says_them(chain):
    found = rules.effective(chain, LINEAGES)
    tier, _ = nearest(chain, "tier", lambda one: one.tier)
    sensitive, _ = nearest(chain, "sensitive", lambda one: one.sensitive is not None)
    handling, _ = nearest(chain, "handling", lambda one: one.handling is not None)
    expected = Marking(Tier(tier or "OFFICIAL"), bool(sensitive), frozenset(handling or ()))
    assert found.marking.value == expected
    access, origin = nearest(chain, "access", lambda one: one.access)
    open_to, _ = nearest(chain, "open_to", lambda one: one.access)
    assert found.open_to.value == (open_to if access == UNITS else ())
    assert found.open_to.origin == origin


@given(chains, chains)
def test_a_class_that_does_not_inherit_starts_afresh(above, below):
    fresh = [
        ClassTerms(**{**{f: getattr(below[0], f) for f in below[0].__slots__}, "inherits": False}),
        *below[1:],
    ]
    alone, under = rules.effective(fresh, LINEAGES), rules.effective([*above, *fresh], LINEAGES)
    for name in ("rule", "owner_unit", "owner_role", "open_to", "marking"):
        assert getattr(alone, name) == getattr(under, name)


@given(chains)
def test_the_place_names_the_class_and_all_above_it_the_nearest_first(chain):
    classes = rules.effective(chain, LINEAGES).place.classes
    assert classes == tuple(one.reference for one in reversed(chain))


def test_a_former_reference_still_reaches_the_class():
    found = rules.effective([ClassTerms("A"), ClassTerms("B")], {}, {"B": ["OLD", "OLDER"]})
    assert found.place.classes == ("B", "OLD", "OLDER", "A")


@given(chains, st.dates(DAY - timedelta(days=3), DAY + timedelta(days=3)))
def test_a_class_takes_something_only_while_it_and_all_above_are_open_and_it_has_a_rule(chain, on):
    found = rules.effective(chain, LINEAGES)
    codes = {one.code for one in rules.reasons_not_to_file(found, DAY, on)}
    closed = any(one.closed_on and one.closed_on <= on for one in chain)
    assert ("class_closed" in codes) is closed
    assert ("class_not_open" in codes) is (on < DAY)
    assert ("class_without_rule" in codes) is (not found.rule.value)


narrowings = st.builds(Narrowing, open_to=st.none() | some_units)


@given(chains, narrowings)
def test_a_narrowing_lets_in_no_unit_that_the_class_keeps_out(chain, narrowing):
    found = rules.effective(chain, LINEAGES)
    audience = rules.resolve_audience(found, narrowing)
    inherited = AudienceKey(found.place, found.open_to.value, found.marking.value)
    for lineage in LINEAGES.values():
        if _lets_in(audience, lineage):
            assert _lets_in(inherited, lineage)
            assert narrowing.open_to is None or set(narrowing.open_to) & set(lineage)


def _lets_in(audience, lineage):
    units = units_let_in(audience)
    return not units or bool(set(units) & set(lineage))


def test_where_class_and_narrowing_have_nobody_in_common_nobody_is_let_in():
    chain = [ClassTerms("A", access=UNITS, open_to=("HOU",))]
    found = rules.effective(chain, LINEAGES)
    assert rules.resolve_audience(found, Narrowing(open_to=("LEG",))).open_to == (NOBODY,)
    assert rules.resolve_audience(found, Narrowing(open_to=("HOU-R",))).open_to == ("HOU-R",)
    assert rules.resolve_audience(found, Narrowing(open_to=())).open_to == ("HOU",)


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (ClassTerms("A", owner_unit="NONE"), "no_unit"),
        (ClassTerms("A", access=UNITS, open_to=("HOU", "NONE")), "no_unit"),
        (ClassTerms("A", access=UNITS), "no_units"),
        (ClassTerms("A", access="anyone"), "no_access"),
        (ClassTerms("A", tier="COSMIC"), "no_tier"),
        (ClassTerms("A", opened_on=DAY, closed_on=DAY - timedelta(days=1)), "dates"),
        (ClassTerms("A", rule="x" * 61), "too_long"),
        (ClassTerms("A", owner_role="x" * 41), "too_long"),
    ],
)
def test_a_class_cannot_say_that(terms, code):
    assert [one.code for one in rules.reasons_not_to_set(terms, LINEAGES)] == [code]


@pytest.mark.parametrize(
    ("reference", "title", "taken", "codes"),
    [
        ("HOU/1", "Repairs", False, []),
        ("HOU 1", "Repairs", False, ["reference_form"]),
        ("../etc", "Repairs", False, ["reference_form"]),
        ("x" * 101, "", True, ["reference_form", "taken", "no_title"]),
        ("A", "t" * 301, False, ["title_too_long"]),
    ],
)
def test_references_and_titles_are_looked_at_together(reference, title, taken, codes):
    found = rules.reasons_not_to_name(reference, title, taken)
    assert [one.code for one in found] == codes


rows = st.fixed_dictionaries({}, optional={name: st.text(max_size=8) for name in COLUMNS})


@given(st.lists(rows, max_size=4))
def test_reading_any_rows_gives_classes_and_reasons_and_never_fails(found):
    classes, reasons = rules.read_rows(found, DAY)
    assert all(one.line > 1 for one in classes)
    assert all(reason.message.startswith("Line ") for reason in reasons)
    rules.reasons_not_to_import(classes, [], [], LINEAGES)


def test_cells_beyond_the_last_column_are_a_reason():
    _, reasons = rules.read_rows([{"reference": "A", "title": "a", None: ["x"]}], DAY)
    assert [one.code for one in reasons] == ["too_many_cells"]


def test_everything_wrong_with_a_plan_is_said_at_once_with_its_line():
    rows = [
        {"reference": "A", "title": "", "rule": "NONE", "opened": "yesterday"},
        {"reference": "A", "title": "Twice", "parent": "B", "sensitive": "maybe"},
        {"reference": "OLD", "title": "Once another's", "see_also": "Z", "owner_unit": "NONE"},
    ]
    classes, unreadable = rules.read_rows(rows, DAY)
    wrong = rules.reasons_not_to_import(classes, [], ["SIX"], LINEAGES, former=["OLD"])
    found = {(one.message.partition(":")[0], one.code) for one in [*unreadable, *wrong]}
    assert found == {
        ("Line 2", "no_title"),
        ("Line 2", "no_rule"),
        ("Line 2", "not_a_date"),
        ("Line 3", "taken"),
        ("Line 3", "no_parent"),
        ("Line 3", "not_yes_or_no"),
        ("Line 4", "taken"),
        ("Line 4", "no_class"),
        ("Line 4", "no_unit"),
    }


def _row(reference, parent):
    return ImportedClass(ClassTerms(reference, title="t"), parent, line=2)


@pytest.mark.parametrize(
    "rows",
    [
        [_row("A", "A")],
        [_row("A", "B"), _row("B", "A")],
        [_row("TOP", "LOW")],
    ],
)
def test_classes_cannot_stand_above_one_another_in_a_ring(rows):
    existing = {"TOP": "", "LOW": "TOP"}
    found = rules.reasons_not_to_import(rows, existing, None, [])
    assert {one.code for one in found} == {"circle"}


def test_a_ring_that_the_same_rows_open_is_none():
    existing = {"TOP": "", "LOW": "TOP"}
    rows = [_row("TOP", "LOW"), _row("LOW", "")]
    assert rules_codes(rows, existing) == []


def rules_codes(rows, existing):
    return [one.code for one in rules.reasons_not_to_import(rows, existing, None, [])]
