"""What can be defined and asked for, at which field a refusal stands, and what a file says."""

from dataclasses import replace

import pytest
from tests.refusals import told

from muniment.holdings.metadata.rules import deciding, importing
from muniment.holdings.metadata.types import (
    COLUMNS,
    TERM_COLUMNS,
    Asked,
    Asking,
    DefinedField,
    DefinedTerm,
    FieldKind,
    FieldTerms,
    Value,
)

FIELD = FieldTerms("site", "Site")
CHOICE = replace(FIELD, kind=FieldKind.CHOICE, vocabulary="places")


def define(terms=FIELD, taken=False, **change):
    made = replace(terms, **change)
    return told(deciding.reasons_not_to_define(made, taken, {"places"}))


def test_a_field_has_a_code_of_its_own_and_a_title():
    assert define() == define(code="x" * 40) == define(code="a1") == []
    for code in ("", "a", "x" * 41, "1a", "Site", "a b"):
        assert define(code=code) == ["code at code"]
    assert define(code="title") == ["code_reserved at code"]
    assert define(taken=True) == ["code_taken at code"]
    assert define(title=" ") == ["no_title at title"]
    assert define(code="?", taken=True, title="") == [
        *("code at code", "code_taken at code", "no_title at title")
    ]


def test_what_is_said_of_a_field_is_no_longer_than_can_be_kept():
    assert define(title="x" * 200, help="x" * 500, pattern_help="x" * 300) == []
    for name, most in (("title", 200), ("help", 500), ("pattern_help", 300)):
        assert define(**{name: "x" * (most + 1)}) == [f"too_long at {name}"]
    [reason] = deciding.reasons_not_to_define(replace(FIELD, help="x" * 501), False, ())
    assert reason.message == "At most 500 letters can be used here."


def test_only_a_choice_has_a_vocabulary_and_one_that_is_in_use():
    assert define(CHOICE) == []
    for name in ("", "rooms"):
        assert define(CHOICE, vocabulary=name) == ["vocabulary at vocabulary"]
    assert define(vocabulary="places") == ["vocabulary at vocabulary"]


def test_a_vocabulary_that_is_missing_is_told_apart_from_one_that_is_needless():
    for terms, words in (
        (replace(CHOICE, vocabulary=""), "; none is not one."),
        (replace(CHOICE, vocabulary="rooms"), "; rooms is not one."),
        (replace(FIELD, vocabulary="places"), "Only a choice has a vocabulary."),
    ):
        [reason] = deciding.reasons_not_to_define(terms, False, {"places"})
        assert reason.message.endswith(words)


def test_several_values_sources_and_patterns_are_for_the_kinds_that_can_have_them():
    for kind in FieldKind:
        wrong = ["several at several"] if kind in ("yes_no", "long_text") else []
        named = "places" if kind is FieldKind.CHOICE else ""
        assert define(kind=kind, several=True, vocabulary=named) == wrong
        pattern = [] if kind is FieldKind.TEXT else ["pattern at pattern"]
        assert define(kind=kind, pattern="a+", vocabulary=named) == pattern
    assert define(fills_from="message:from") == define(proposed_from="document:title") == []
    assert define(fills_from="document:title") == ["source at fills_from"]
    assert define(proposed_from="message:from") == ["source at proposed_from"]
    assert define(pattern="a**") == ["pattern at pattern"]


def test_what_it_can_be_filled_or_proposed_from_is_listed():
    for name, words in (("fills_from", "file:name, "), ("proposed_from", "document:author, ")):
        [reason] = deciding.reasons_not_to_define(replace(FIELD, **{name: "x"}), False, ())
        assert words in reason.message


def test_a_pattern_that_cannot_be_used_is_told_apart_from_one_that_is_out_of_place():
    for kind, words in ((FieldKind.TEXT, "cannot be used"), (FieldKind.DATE, "Only a line")):
        terms = replace(FIELD, kind=kind, pattern="a**")
        [reason] = deciding.reasons_not_to_define(terms, False, ())
        assert words in reason.message


def change(before=FIELD, used=True, **said):
    return told(deciding.reasons_not_to_change(before, replace(before, **said), used))


def test_what_is_stored_stays_readable():
    assert change() == change(title="Place") == change(several=True) == []
    assert change(kind=FieldKind.LONG_TEXT) == []
    assert change(kind=FieldKind.DATE) == ["used at kind"]
    long = replace(FIELD, kind=FieldKind.LONG_TEXT)
    assert change(long, kind=FieldKind.TEXT) == ["used at kind"]
    assert change(replace(FIELD, kind=FieldKind.DATE), kind=FieldKind.LONG_TEXT) == ["used at kind"]
    assert change(CHOICE, vocabulary="rooms") == ["used at vocabulary"]
    assert change(replace(FIELD, several=True), several=False) == ["used at several"]
    assert change(replace(FIELD, several=True)) == []
    whole = replace(CHOICE, several=True)
    other = {"kind": FieldKind.TEXT, "vocabulary": "", "several": False}
    assert change(whole, **other) == ["used at kind", "used at vocabulary", "used at several"]
    assert change(whole, False, **other) == []


def ask(wrong_default=(), **said):
    return told(deciding.reasons_not_to_ask(Asking(**said), wrong_default))


def test_a_class_asks_for_a_field_at_a_place_and_not_for_one_that_it_drops():
    assert ask() == ask(position=10_000) == ask(position=-10_000, mandatory=True) == []
    assert ask(dropped=True) == ask(dropped=False, mandatory=True) == []
    assert ask(dropped=True, mandatory=False) == []
    assert ask(dropped=True, mandatory=True) == ["dropped at mandatory"]
    assert ask(position=10_001) == ask(position=-10_001) == ["position at position"]


def test_what_is_wrong_with_a_default_stands_at_the_default():
    wrong = deciding.reasons_not_to_define(replace(FIELD, title=""), False, ())
    assert ask(wrong) == ["no_title at default"]
    [reason] = deciding.reasons_not_to_ask(Asking(), wrong)
    assert reason.message == "Say what the field is called."


def label(text, taken=False, **where):
    return told(deciding.reasons_not_to_label(text, taken, **where))


def test_a_term_is_called_something_that_nothing_else_is():
    assert label("x" * 200) == label("Żabno 2") == []
    assert label(" - ") == ["no_label at label"]
    assert label("x" * 201) == ["too_long at label"]
    assert label("a|b") == ["label at label"]
    assert label("a", True) == ["taken at label"]
    for text in ("", "x" * 201, "a|b", "a"):
        assert label(text, True, where="into")[0].endswith(" at into")


def test_the_nearest_class_decides_of_a_field_and_what_it_leaves_open_stays():
    other = replace(FIELD, code="other", title="Other")
    said = [
        ("*", 1, FIELD, Asking(True, "north", 5)),
        ("*", 2, other, Asking()),
        ("HOU", 1, FIELD, Asking(default="south")),
        ("HOU/REP", 1, FIELD, Asking(mandatory=False, position=-1)),
    ]
    assert deciding.in_force(said) == [
        Asked(1, FIELD, False, "south", -1, "*", ("HOU", "HOU/REP")),
        Asked(2, other),
    ]
    assert [one.position for one in deciding.in_force(said[:3])] == [0, 5]


def test_a_field_that_is_dropped_is_not_asked_for_until_it_is_again():
    said = [("*", 1, FIELD, Asking()), ("HOU", 1, FIELD, Asking(dropped=True))]
    assert deciding.in_force(said) == []
    again = [*said, ("HOU/REP", 1, FIELD, Asking(dropped=False))]
    assert [one.number for one in deciding.in_force(again)] == [1]
    assert deciding.in_force([*said, ("HOU/REP", 1, FIELD, Asking(mandatory=True))]) == []
    assert [one.number for one in deciding.in_force([("*", 1, FIELD, Asking(dropped=False))])] == [
        1
    ]


def test_fields_at_one_place_stand_by_title_and_then_by_number():
    titles = {3: "A", 1: "B", 2: "B"}
    said = [("*", number, replace(FIELD, title=text), Asking()) for number, text in titles.items()]
    assert [one.number for one in deciding.in_force(said)] == [3, 1, 2]


def test_a_mandatory_field_without_a_value_is_missing():
    asked = [Asked(1, FIELD, True), Asked(2, CHOICE, True), Asked(3, FIELD)]
    values = {1: (Value("x"),), 2: ()}
    [reason] = deciding.reasons_missing(asked, values)
    assert (reason.code, reason.message, reason.field) == (
        *("field_missing", "Enter: Site.", "field-site"),
    )
    assert len(deciding.reasons_missing(asked, {})) == 2


ROW = {
    "field": " Site ",
    "title": "Site",
    "kind": "Long text",
    "vocabulary": "places",
    "several": "YES",
    "help": "Where",
    "pattern": "a+",
    "pattern_help": "letters",
    "fills_from": "file:name",
    "proposed_from": "document:title",
    "class": "HOU",
    "mandatory": "no",
    "default": "north",
    "position": "7",
    "dropped": "0",
}


def fields(*rows):
    found, reasons = importing.read_fields(rows)
    return found, told(reasons)


def test_a_row_defines_a_field_and_where_it_is_asked_for():
    terms = FieldTerms(
        code="site",
        title="Site",
        kind=FieldKind.LONG_TEXT,
        vocabulary="places",
        several=True,
        help="Where",
        pattern="a+",
        pattern_help="letters",
        fills_from="file:name",
        proposed_from="document:title",
    )
    asking = Asking(False, "north", 7, False)
    assert fields(ROW) == ([DefinedField(terms, "HOU", asking, 2)], [])
    said = importing.as_rows([(terms, "HOU", asking)])
    assert said == [
        {
            **ROW,
            "field": "site",
            "kind": "long_text",
            "several": "yes",
            "dropped": "no",
        }
    ]
    assert list(said[0]) == list(COLUMNS)


def test_what_a_row_leaves_empty_is_a_line_of_text_of_which_nothing_is_said():
    bare = [DefinedField(FieldTerms("site"), "", Asking(), 2)]
    assert fields({"field": "site", "title": None}) == (bare, [])
    [row] = importing.as_rows([(FieldTerms("site"), "", Asking())])
    assert {name: text for name, text in row.items() if text} == {
        "field": "site",
        "kind": "text",
        "several": "no",
    }
    [row] = importing.as_rows([(FieldTerms("site"), "", Asking(True, "x", 0, True))])
    assert [row[name] for name in ("mandatory", "default", "position", "dropped")] == [
        *("yes", "x", "0", "yes")
    ]


def test_what_is_wrong_with_a_row_is_told_with_its_line():
    found, reasons = importing.read_fields(
        [ROW, {**ROW, "kind": "x" * 50, "several": "maybe", "position": "x", "dropped": "?"}]
    )
    assert told(reasons) == [
        *("kind at file", "several at file", "mandatory at file")[:2],
        *("position at file", "dropped at file"),
    ]
    assert [one.message for one in reasons] == [
        f"Line 3: {'x' * 40} is no kind of field. There are: {', '.join(FieldKind)}.",
        "Line 3: several is yes, no or empty.",
        "Line 3: position is a whole number or empty.",
        "Line 3: dropped is yes, no or empty.",
    ]
    assert found[1].terms.kind is FieldKind.TEXT and found[1].terms.several is False
    assert (found[1].asking.position, found[1].asking.dropped) == (None, False)
    assert [one.line for one in found] == [2, 3]


def test_a_file_has_the_columns_that_are_needed_and_no_others():
    assert told(importing.read_fields([])[1]) == ["empty at file"]
    assert told(importing.read_terms([])[1]) == ["empty at file"]
    assert fields(*[{"field": "site"}] * 20_000)[1] == []
    assert fields(*[{"field": "site"}] * 20_001)[1] == ["too_many at file"]
    _, reasons = importing.read_fields([{"title": "a"}, {"zeal": "b", "x" * 50: "c"}])
    assert told(reasons) == ["column at file", "column at file"]
    assert [one.message for one in reasons] == [
        "The column field is missing.",
        f"There is no column {'x' * 40}, zeal. There are: {', '.join(COLUMNS)}.",
    ]
    _, reasons = importing.read_terms([{"zeal": "b"}])
    assert [one.message for one in reasons] == [
        "The column vocabulary is missing.",
        "The column term is missing.",
        f"There is no column zeal. There are: {', '.join(TERM_COLUMNS)}.",
    ]


def test_a_row_is_a_term_with_what_it_is_also_called():
    row = {"vocabulary": " places ", "title": "Places", "term": "North", "broader": "All"}
    found, reasons = importing.read_terms([row, {**row, "also_called": " N | | Top "}])
    assert reasons == []
    assert found == [
        DefinedTerm("places", "Places", "North", "All", (), 2),
        DefinedTerm("places", "Places", "North", "All", ("N", "Top"), 3),
    ]


@pytest.mark.parametrize(
    ("text", "said"), [("on", True), ("1", True), ("False", False), ("", None)]
)
def test_yes_and_no_are_read_as_people_write_them(text, said):
    [found], reasons = importing.read_fields([{"field": "site", "mandatory": text}])
    assert found.asking.mandatory is said and reasons == []
