"""Values as they are typed and stored, where they end, and what a pattern can say."""

from dataclasses import replace
from datetime import date

import pytest

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.metadata.rules import proposing, values
from muniment.holdings.metadata.rules.patterns import BadPattern, read_pattern
from muniment.holdings.metadata.types import FieldKind, FieldTerms, Known, Value

SITE = FieldTerms("site", "Site")
SEVERAL = replace(SITE, several=True)
KNOWN = Known({"places": {"north": 7}}, {"ann": "P-1"}, {"R-9": "R-9"})


def kind(name, **said):
    return replace(SITE, kind=FieldKind(name), **said)


def read(terms, text):
    return values.read_value(terms, text, KNOWN)


def wrong(code, words):
    return Reason(code, f"Site {words}.", "field-site")


def test_what_is_typed_is_one_text_for_each_value():
    typed = values.typed_of
    assert typed(SITE, None) == typed(SITE, " ") == typed(SEVERAL, " \n | ") == []
    assert (typed(SITE, True), typed(SITE, False), typed(SITE, 7)) == (["yes"], ["no"], ["7"])
    assert typed(SITE, [" a ", ("b", None)]) == ["a", "b"]
    assert typed(SITE, " a|b\nc ") == ["a|b\nc"]
    assert typed(SEVERAL, " a | b\r\nc\rd") == ["a", "b", "c", "d"]
    assert typed(kind("long_text", several=True), "a|b") == ["a|b"]


def test_as_many_values_are_read_as_a_field_may_have_and_each_once():
    assert values.read_all(SITE, ["a"], KNOWN) == ((Value("a"),), [])
    assert values.read_all(SITE, [], KNOWN) == ((), [])
    found, reasons = values.read_all(SITE, ["a", "b"], KNOWN)
    assert found == (Value("a"), Value("b"))
    assert reasons == [wrong("field_several", "can have one value")]
    many = [f"v{number}" for number in range(50)]
    assert values.read_all(SEVERAL, many, KNOWN) == (tuple(Value(one) for one in many), [])
    assert values.read_all(SEVERAL, ["a", "b", "a"], KNOWN)[0] == (Value("a"), Value("b"))
    found, reasons = values.read_all(SEVERAL, [*many, "more"], KNOWN)
    assert len(found) == 50
    assert reasons == [wrong("field_several", "can have at most 50 values")]


def test_each_thing_that_is_wrong_with_values_is_told_once():
    found, reasons = values.read_all(kind("number", several=True), ["x", "1", "x", "y"], KNOWN)
    assert found == (Value("1", number=1.0),)
    assert reasons == [
        wrong("field_number", "is a number; x is none"),
        wrong("field_number", "is a number; y is none"),
    ]


def test_texts_are_as_long_as_their_kind_and_written_in_one_way():
    assert read(SITE, " Z\u0307abno ") == Value("Żabno")
    assert read(SITE, "x" * 500) == Value("x" * 500)
    assert read(SITE, "x" * 501) == wrong("field_too_long", "can have at most 500 letters")
    assert read(kind("long_text"), "x" * 20_000) == Value("x" * 20_000)
    assert read(kind("long_text"), "x" * 20_001) == (
        wrong("field_too_long", "can have at most 20,000 letters")
    )


def test_a_text_that_does_not_fit_its_pattern_is_told_what_does():
    assert read(replace(SITE, pattern="a+"), "aa") == Value("aa")
    assert read(replace(SITE, pattern="a+"), "b") == (
        wrong("field_pattern", "is not written as this field asks")
    )
    helped = replace(SITE, pattern="a+", pattern_help="Use the letter a.")
    assert read(helped, "b") == wrong("field_pattern", "– Use the letter a")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234", Value("1234", number=1234.0)),
        ("1 234.50", Value("1234.5", number=1234.5)),
        ("-0.25", Value("-0.25", number=-0.25)),
        ("999999999999999", Value("999999999999999", number=999999999999999.0)),
        ("1e15", None),
        ("-1e15", None),
        ("nan", None),
        ("inf", None),
        ("1_000", None),
        ("x", None),
    ],
)
def test_a_number_is_read_with_or_without_marks_for_thousands(text, value):
    expected = value or wrong("field_number", f"is a number; {text} is none")
    assert read(kind("number"), text) == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-31", date(2026, 3, 31)),
        ("31/03/2026", date(2026, 3, 31)),
        ("1.2.2026", date(2026, 2, 1)),
        ("31/02/2026", None),
        ("1/2", None),
        ("1/2/0", None),
        ("x/2/2026", None),
        ("1/2/99999999999999999999", None),
        ("1/2/3/2026", None),
    ],
)
def test_a_date_is_read_as_people_write_it(text, day):
    said = f"is a date such as 2026-03-31 or 31/03/2026; {text} is none"
    expected = Value(day.isoformat(), day=day) if day else wrong("field_date", said)
    assert read(kind("date"), text) == expected


def test_yes_and_no_are_read_in_any_case():
    for text in ("YES", "true", "1", "on"):
        assert read(kind("yes_no"), text) == Value("yes")
    for text in ("No", "false", "0", "off"):
        assert read(kind("yes_no"), text) == Value("no")
    assert read(kind("yes_no"), "maybe") == (
        wrong("field_yes_no", "is yes or no; maybe is neither")
    )


def test_choices_people_and_records_are_those_that_are_known():
    choice = kind("choice", vocabulary="places")
    assert read(choice, " NÓRTH ") == Value(term=7)
    assert read(choice, "x" * 61) == (
        wrong("field_choice", f"is chosen from its list; {'x' * 60}… is not in it")
    )
    assert read(choice, "y" * 60) == (
        wrong("field_choice", f"is chosen from its list; {'y' * 60} is not in it")
    )
    assert read(kind("choice", vocabulary="rooms"), "north").code == "field_choice"
    assert read(kind("person"), "ann") == Value("P-1")
    assert read(kind("person"), "R-9") == (wrong("field_person", "names a person; there is no R-9"))
    assert read(kind("record"), "R-9") == Value("R-9")
    assert read(kind("record"), "ann") == (wrong("field_record", "names a record; there is no ann"))


def test_labels_are_compared_without_case_accents_and_room_around_them():
    assert values.folded("  Ż  ABNO ") == "z abno"
    assert values.folded("x" * 201) == "x" * 200


def test_a_value_is_shown_by_its_text_or_the_label_of_its_term():
    assert values.in_words(Value("a"), {7: "North"}) == "a"
    assert values.in_words(Value(term=7), {7: "North"}) == "North"
    assert values.in_words(Value(term=8), {7: "North"}) == ""


def test_what_was_typed_for_one_kind_is_looked_up_at_once():
    person = kind("person", code="who")
    typed = {"who": [" ann ", "Z\u0307"], "site": ["x"]}
    assert values.named_in([SITE, person], typed, FieldKind.PERSON) == {"ann", "Ż"}
    assert values.named_in([person], {}, FieldKind.PERSON) == set()


def refused(pattern):
    with pytest.raises(BadPattern) as why:
        read_pattern(pattern)
    return str(why.value)


def test_a_pattern_is_as_deep_and_as_large_as_it_may_be():
    assert read_pattern("(" * 20 + "a" + ")" * 20).matches("a")
    assert "too many brackets" in refused("(" * 21 + "a" + ")" * 21)
    assert read_pattern("a{200}").matches("a" * 200)
    assert "number of times" in refused("a{201}")
    assert "number of times" in refused("a{1,201}")
    assert "number of times" in refused("a{2,1}")
    assert read_pattern("a{0,0}b").matches("b")
    assert read_pattern("a{200}" * 4 + "a{199}").matches("a" * 999)
    assert "too large" in refused("a{200}" * 5)


def test_what_may_be_there_once_is_not_there_twice():
    pattern = read_pattern("ab?c")
    assert pattern.matches("ac") and pattern.matches("abc") and not pattern.matches("abbc")


@pytest.mark.parametrize("twice", ["a??", "a**", "a+*", "a*+", "a+?", "a{2}{3}", "a{2}*", "ba?{2}"])
def test_nothing_is_repeated_twice_over(twice):
    assert "twice over" in refused(twice)


@pytest.mark.parametrize("letter", [*"*+?{}"])
def test_what_repeats_has_something_before_it(letter):
    assert refused(letter) == f"There is nothing before {letter} that it could repeat."


def test_the_letters_around_such_signs_are_letters_and_ends_stand_at_the_ends():
    assert read_pattern("X").matches("X")
    assert "two ends" in refused("a^b") and "two ends" in refused("a$b")
    assert not read_pattern(".").matches("\n") and read_pattern(".").matches("X")


def test_lists_of_letters_are_read_to_their_end():
    assert read_pattern("[^ab]c").matches("xc") and not read_pattern("[^ab]c").matches("ac")
    assert read_pattern("[]a]").matches("]") and read_pattern("[^]a]").matches("b")
    assert not read_pattern("[^]a]").matches("]")
    assert read_pattern(r"[\]a]b").matches("]b") and read_pattern(r"[a\]]").matches("]")
    assert read_pattern("[a]b]").matches("ab]")
    assert "list of letters" in refused("[^]")
    assert read_pattern("[a]").matches("a") and not read_pattern("[a]").matches("b")
    assert read_pattern(r"[\\]x").matches("\\x")


def test_a_language_that_has_no_name_is_proposed_by_its_code_and_an_unknown_source_says_nothing():
    assert proposing.texts_proposed("document:language", {}, "qq") == [["qq"]]
    assert proposing.texts_proposed("document:language", {}, "") == []
    assert proposing.texts_proposed("document:nothing", {"title": "Roof"}, "en") == []


def test_years_before_programs_knew_the_date_are_no_proposal():
    def day(text):
        return proposing.texts_proposed("document:created", {"created": text}, "")

    assert day("1985-01-01T00:00:00Z") == [["1985-01-01"]]
    assert day("1984-12-31") == day("soon") == []
