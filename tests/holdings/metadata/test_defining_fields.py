"""Fields are defined without code, inherited down the file plan, and never lost once used."""

import json

import pytest
from tests.holdings.parish import codes, events

from muniment.foundation.kernel.errors import NotPermitted, Reason, Refused
from muniment.holdings.metadata import actions, queries, rules
from muniment.holdings.metadata.models import Field
from muniment.holdings.metadata.types import WHOLE_BODY, Asking, FieldKind, FieldTerms, Known

pytestmark = pytest.mark.django_db


def define(parish, code, where=WHOLE_BODY, kind=FieldKind.TEXT, asking=None, **terms):
    actions.define_field(
        parish.who("manager"), FieldTerms(code, code.title(), kind, **terms), now=parish.now
    )
    if where:
        ask(parish, code, where, asking or Asking())


def ask(parish, code, where, asking):
    actions.ask_for(parish.who("manager"), code, file_class=where, asking=asking, now=parish.now)


def wards(parish, *labels):
    actions.open_vocabulary(parish.who("manager"), "wards", title="Wards", now=parish.now)
    for label in labels:
        actions.add_term(parish.who("manager"), "wards", label=label, now=parish.now)


def test_a_field_is_asked_for_below_the_class_that_asks_with_its_origin(parish):
    below = parish.open_class("HOU/REP", under="HOU")
    define(parish, "plot", "HOU", asking=Asking(mandatory=True, default="none", position=2))
    define(parish, "case")
    ask(parish, "plot", "HOU/REP", Asking(mandatory=False))
    case, plot = queries.asked_in(below)
    assert (case.terms.code, case.origin) == ("case", WHOLE_BODY)
    assert (plot.origin, plot.changed_in) == ("HOU", ("HOU/REP",))
    assert (plot.mandatory, plot.default, plot.position) == (False, "none", 2)


def test_a_class_below_can_leave_a_field_out_and_one_that_starts_afresh_has_none(parish):
    parish.open_class("HOU/REP", under="HOU")
    parish.open_class("HOU/OLD", under="HOU", inherits=False, rule="SIX", owner_unit="HOU")
    define(parish, "plot", "HOU")
    ask(parish, "plot", "HOU/REP", Asking(dropped=True))
    from muniment.holdings.fileplan.queries import class_named

    for reference, expected in (("HOU", 1), ("HOU/REP", 0), ("HOU/OLD", 0), ("LEG", 0)):
        assert len(queries.asked_in(class_named(reference))) == expected, reference


def test_a_definition_is_refused_with_every_reason(parish):
    with pytest.raises(Refused) as refusal:
        actions.define_field(
            parish.who("manager"),
            FieldTerms("Title!", "", FieldKind.CHOICE, "nowhere", fills_from="moon", pattern="("),
            now=parish.now,
        )
    assert set(codes(refusal)) == {"code", "no_title", "vocabulary", "source", "pattern"}
    with pytest.raises(Refused) as refusal:
        actions.define_field(parish.who("manager"), FieldTerms("title", "T"), now=parish.now)
    assert codes(refusal) == ["code_reserved"]
    assert not Field.objects.exists()
    assert len(events("metadata:field:define:refused")) == 2


def test_only_those_who_manage_the_file_plan_define_fields(parish):
    with pytest.raises(NotPermitted):
        actions.define_field(parish.who("clerk"), FieldTerms("plot", "Plot"), now=parish.now)


def test_a_used_field_cannot_change_what_it_holds_nor_be_deleted(parish):
    define(parish, "plot", several=True)
    actions.mark_used([Field.objects.get().pk], now=parish.now)
    manager = parish.who("manager")
    with pytest.raises(Refused) as refusal:
        terms = FieldTerms("plot", "Plot", FieldKind.NUMBER)
        actions.change_field(manager, "plot", terms=terms, now=parish.now)
    assert codes(refusal) == ["used", "used"]
    with pytest.raises(Refused):
        actions.delete_field(manager, "plot", now=parish.now)
    actions.retire_field(manager, "plot", now=parish.now)
    assert queries.asked_by_class(_classes())[_classes()[0].pk] == []
    actions.restore_field(manager, "plot", now=parish.now)
    actions.change_field(
        manager, "plot", terms=FieldTerms("plot", "Plot no.", several=True), now=parish.now
    )
    [told] = events("metadata:field:changed")
    assert json.loads(told.canonical)["detail"]["changed"] == {"title": ["Plot", "Plot no."]}


def _classes():
    from muniment.holdings.fileplan.queries import classes

    return list(classes())


def test_an_unused_field_can_be_deleted(parish):
    define(parish, "plot")
    actions.delete_field(parish.who("manager"), "plot", now=parish.now)
    assert not Field.objects.exists()


def test_a_default_has_to_be_a_value_of_the_field(parish):
    wards(parish, "North")
    define(parish, "ward", None, FieldKind.CHOICE, vocabulary="wards")
    with pytest.raises(Refused) as refusal:
        ask(parish, "ward", "HOU", Asking(default="Nowhere"))
    assert refusal.value.reasons[0].field == "default"
    ask(parish, "ward", "HOU", Asking(default="NORTH"))


def test_definitions_come_back_as_they_were_written(parish):
    wards(parish, "North")
    define(parish, "ward", "HOU", FieldKind.CHOICE, Asking(True, "North", 3), vocabulary="wards")
    define(parish, "plot", None, pattern="[0-9]+", pattern_help="figures", help="Its number")
    rows = rules.as_rows(queries.definitions())
    assert [row["field"] for row in rows] == ["plot", "ward"]
    for code in ("ward", "plot"):
        actions.delete_field(parish.who("manager"), code, now=parish.now)
    done = actions.import_fields(parish.who("manager"), rows, now=parish.now)
    assert done == {"defined": 2, "asked": 1}
    assert rules.as_rows(queries.definitions()) == rows


def test_a_file_is_taken_whole_or_refused_with_every_line(parish):
    rows = [
        {"field": "plot", "title": "Plot", "class": "HOU"},
        {"field": "ward", "title": "", "kind": "choice", "class": "NOWHERE"},
        {"field": "b!", "title": "Bad", "kind": "thing", "mandatory": "perhaps"},
    ]
    with pytest.raises(Refused) as refusal:
        actions.import_fields(parish.who("manager"), rows, now=parish.now)
    said = [one.message for one in refusal.value.reasons]
    assert len(said) == 2 and all(one.startswith("Line 4") for one in said)
    rows[2] = {"field": "b!", "title": "Bad"}
    with pytest.raises(Refused) as refusal:
        actions.import_fields(parish.who("manager"), rows, now=parish.now)
    lines = {one.message.partition(":")[0] for one in refusal.value.reasons}
    assert lines == {"Line 3", "Line 4"} and not Field.objects.exists()


def test_what_a_field_begins_with_is_no_longer_than_can_be_kept(parish):
    define(parish, "notes", kind=FieldKind.LONG_TEXT)
    with pytest.raises(Refused) as refusal:
        ask(parish, "notes", "HOU", Asking(default="x" * 501))
    assert codes(refusal) == ["too_long"]
    ask(parish, "notes", "HOU", Asking(default="x" * 500))


def test_what_the_whole_body_says_of_a_field_stands_first_on_every_database(parish):
    define(parish, "plot", "HOU")
    ask(parish, "plot", WHOLE_BODY, Asking(position=1))
    ask(parish, "plot", "LEG", Asking(position=2))
    rows = queries.askings(queries.field_named("plot"))
    said = [one.file_class.reference if one.file_class else "" for one in rows]
    assert said == ["", "HOU", "LEG"]


@pytest.mark.parametrize("typed", ["31/03/26", "1.2.99", "0026-03-31", "01/01/999"])
def test_a_year_of_two_figures_is_refused_and_not_two_thousand_years_ago(typed):
    terms = FieldTerms("signed", "Signed", FieldKind.DATE)
    said = rules.read_value(terms, typed, Known())
    assert isinstance(said, Reason) and said.code == "field_date"
