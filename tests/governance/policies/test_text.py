"""The text of a policy: numbers, names, stated values, and what became of each paragraph."""

from hypothesis import given
from hypothesis import strategies as st

from muniment.governance.policies import rules
from muniment.governance.policies.types import Content

TEXT = """Said before anything else.

# Purpose

We keep records. {#purpose}

- One point
- Another

## How long

Mail goes after {mailbox limit = 90 days}. {meets: monitoring, roles}

| Role | Duty |
| --- | --- |
| Owner | Answers |
"""


def test_sections_and_paragraphs_are_numbered():
    found = rules.paragraphs(TEXT)
    assert [one.number for one in found] == ["P1", "1", "1.1", "1.2", "2", "2.1", "2.2"]
    assert [one.heading for one in found] == [False, True, False, False, True, False, False]


def test_marks_are_read_and_not_shown():
    found = rules.paragraphs(TEXT)
    named = rules.find(found, "#purpose")
    assert (named.number, named.words) == ("1.1", "We keep records.")
    limit = rules.find(found, "2.1")
    assert limit.values == (("mailbox limit", "90 days"),)
    assert limit.words == "Mail goes after 90 days."
    assert limit.meets == ("monitoring", "roles")
    assert "{" not in "".join(map(rules.html, found))


def test_what_is_typed_becomes_no_tag_and_no_program():
    [one] = rules.paragraphs("<script>alert(1)</script> [x](javascript:alert(1))")
    shown = rules.html(one)
    assert "<script" not in shown
    assert "href" not in shown


def test_every_fault_of_a_text_is_told():
    wrong = rules.reasons_against_text("A {#a}\n\nB {#a}\n\nC {meets: nonsense}")
    assert ["same name" in one.message for one in wrong] == [True, False]
    assert "nonsense" in wrong[1].message
    assert [one.code for one in rules.reasons_against_text("  ")] == ["text"]
    assert rules.reasons_against_text("x" * 200_001)[0].message == "Use at most 200,000 letters."
    assert "paragraphs" in rules.reasons_against_text("x\n\n" * 2_001)[0].message


def test_what_a_policy_must_say_is_met_by_marked_paragraphs():
    found = rules.paragraphs(TEXT)
    assert Content.MONITORING not in rules.missing_contents(found)
    assert Content.COMMITMENT in rules.missing_contents(found)
    assert [one.number for one in rules.met_by(found)[Content.ROLES]] == ["2.1"]


def test_a_paragraph_with_a_name_is_followed_wherever_it_goes_and_whatever_it_says():
    old = rules.paragraphs("# A\n\nKeep it. {#keep}\n\nOther.")
    new = rules.paragraphs("# Z\n\n# A\n\nOther.\n\nKeep it for six years. {#keep}")
    change = rules.became(old, new, "keep")
    assert (change.before.number, change.after.number, change.label) == ("1.1", "2.2", "changed")


def test_what_only_moves_is_told_as_moved_and_what_goes_as_removed():
    old = rules.paragraphs("# A\n\nFirst thing.\n\nSecond thing.")
    new = rules.paragraphs("# A\n\nSecond thing.\n\nWholly new words about something else.")
    labels = {(one.label, (one.before or one.after).words) for one in rules.compare(old, new)}
    assert ("moved", "Second thing.") in labels
    assert ("removed", "First thing.") in labels
    assert ("added", "Wholly new words about something else.") in labels


BLOCK = st.sampled_from(
    ["# H", "Alpha beta.", "Gamma delta.", "Gamma delta six.", "- x", "Zeta {#z}"]
)
TEXTS = st.lists(BLOCK, max_size=8).map("\n\n".join)


@given(TEXTS, TEXTS)
def test_every_paragraph_of_both_texts_is_told_once_or_stays_as_it_was(before, after):
    old, new = rules.paragraphs(before), rules.paragraphs(after)
    changes = rules.compare(old, new)
    gone = [id(one.before) for one in changes if one.before]
    come = [id(one.after) for one in changes if one.after]
    assert len(gone) == len(set(gone)) <= len(old)
    assert len(come) == len(set(come)) <= len(new)
    assert len(old) - len(gone) == len(new) - len(come)


@given(TEXTS)
def test_a_text_against_itself_has_no_changes_and_numbers_that_are_different(text):
    found = rules.paragraphs(text)
    assert rules.compare(found, rules.paragraphs(text)) == []
    assert len({one.number for one in found}) == len(found)


@given(st.text(max_size=400))
def test_any_text_can_be_read(text):
    for one in rules.paragraphs(text):
        assert one.number
        rules.html(one)


def test_the_text_to_begin_with_says_all_that_a_policy_must_and_has_nothing_wrong():
    found = rules.paragraphs(rules.TEMPLATE)
    assert rules.reasons_against_text(rules.TEMPLATE) == []
    assert rules.missing_contents(found) == []
    headings = {one.words for one in found if one.heading}
    assert {"Principles", "Risks", "Who is responsible"} <= headings
    assert all(one.key for one in found if not one.heading)


def test_no_picture_is_fetched_from_elsewhere():
    [one] = rules.paragraphs("![a plan](https://elsewhere.example/plan.png)")
    assert "<img" not in rules.html(one)
