"""Filing by a rule that somebody set: only where it is sure, only what was captured, and every time
to be seen and undone."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from tests.holdings.advice.office import ROOFS, file, text
from tests.holdings.parish import events, write

from muniment.foundation.access.models import Person
from muniment.foundation.access.types import SETUP
from muniment.foundation.content import actions as content
from muniment.foundation.content.states import DerivedState
from muniment.foundation.content.types import Extraction
from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.advice import actions, queries
from muniment.holdings.advice.models import FiledByRule, Sample, SortingRule
from muniment.holdings.advice.types import Outcome, RuleDraft
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan import queries as plan
from muniment.holdings.records import actions as records
from muniment.holdings.records import queries as record_queries

pytestmark = pytest.mark.django_db
SURE = RuleDraft("INBOX", 80, 20, "Many letters come in.")


@pytest.fixture
def post(office, tmp_path):
    """What brings letters into the inbox by a capture: their records, read."""

    def bring(**letters):
        files = {f"{name}.txt": words.encode() for name, words in letters.items()}
        office.capture(write(tmp_path / "-".join(letters), files), "INBOX")
        found = []
        for name, words in letters.items():
            record = record_queries.every_record().get(title=name)
            for one in record_queries.components(record):
                content.save_extraction(
                    one.sha256, Extraction(DerivedState.DONE, words), now=office.now
                )
            found.append(record)
        return found

    return bring


def set_rule(office, who="manager", draft=SURE):
    return actions.set_rule(office.who(who), draft, now=office.now)


def lies_in(record):
    return record_queries.every_record().get(pk=record.pk).file_class.reference


def why(office, record, who="manager"):
    return queries.filed_as(office.who(who), record.reference)


def standing(office, rule, who="manager"):
    every = queries.standings(office.who(who), on=civil_date(office.now))
    return next(one for one in every if one.reference == rule.reference)


def test_a_captured_letter_is_filed_where_most_like_it_lie_and_says_why(office, post):
    [letter, odd] = post(roofing=text(ROOFS, 3), odd="zeppelin quartz falcon")
    rule = set_rule(office)
    assert actions.sort(now=office.now) == 1
    assert (lies_in(letter), lies_in(odd)) == ("HOU", "INBOX")
    found = why(office, letter)
    assert found.rule == rule.reference and found.sure >= 80 and found.runner_up <= 20
    assert set(found.words) & set(ROOFS) and found.near
    assert found.folder_title and found.there and not found.outcome
    moved = record_queries.every_record().get(pk=letter.pk)
    assert moved.folder_id == office.roofs.pk
    [event] = events("advice:record:filed")
    assert event.actor == office.references["manager"]
    assert actions.sort(now=office.now) == 0  # safe to run twice


def test_nothing_is_filed_without_a_rule_or_after_it_has_ended(office, post):
    [letter] = post(roofing=text(ROOFS, 3))
    assert actions.sort(now=office.now) == 0
    rule = set_rule(office)
    with pytest.raises(Refused, match="Say why"):
        actions.end_rule(office.who("manager"), rule.reference, reason=" ", now=office.now)
    actions.end_rule(office.who("manager"), rule.reference, reason="Enough.", now=office.now)
    with pytest.raises(Refused, match="already"):
        actions.end_rule(office.who("manager"), rule.reference, reason="Enough.", now=office.now)
    assert actions.sort(now=office.now) == 0
    assert lies_in(letter) == "INBOX"


def test_only_what_a_capture_brought_in_and_what_lies_in_the_in_tray_is_filed(office, post):
    by_hand = file(office, office.inbox, "Letter by hand", text(ROOFS, 4))
    post(roofing=text(ROOFS, 3))
    set_rule(office)
    assert actions.sort(now=office.now) == 1
    assert lies_in(by_hand) == "INBOX"


def test_what_is_held_stays_where_it_is(office, post):
    [letter] = post(roofing=text(ROOFS, 3))
    office.hold(records=[letter.reference])
    set_rule(office)
    before = len(events("records:record:move:refused"))
    assert actions.sort(now=office.now) == 0
    assert lies_in(letter) == "INBOX"
    assert len(events("records:record:move:refused")) == before  # not even tried


def test_a_rule_files_only_into_its_class_and_the_nearest_rule_decides(office, post):
    # Words of all of them: whichever are held back, by their numbers, ten are as near.
    [letter] = post(roofing=" ".join(ROOFS))
    set_rule(office, draft=RuleDraft("INBOX", 80, 20, "Leases only.", "LEG"))
    assert actions.sort(now=office.now) == 0
    everywhere = set_rule(office)
    nearer = set_rule(office, draft=RuleDraft("INBOX", 100, 0, "Strict here.", "HOU"))
    again = set_rule(office)  # takes the place of the one for every class
    assert queries.rule_named(everywhere.reference).ended_at
    assert actions.sort(now=office.now) == 1  # all ten alike lie there: sure enough even so
    assert why(office, letter).rule == nearer.reference != again.reference


def test_a_rule_does_not_file_where_whoever_set_it_may_not(office, post):
    [letter] = post(roofing=text(ROOFS, 3))
    rule = set_rule(office)
    SortingRule.objects.filter(pk=rule.pk).update(set_by=office.references["clerk"])
    assert actions.sort(now=office.now) == 0
    assert lies_in(letter) == "INBOX"
    assert standing(office, rule).idle


def test_who_may_not_manage_the_plan_sets_no_rule(office):
    for who in ("clerk", "auditor"):
        with pytest.raises(NotPermitted):
            set_rule(office, who)
    assert not SortingRule.objects.exists()


@pytest.mark.parametrize(
    ("draft", "codes"),
    [
        (RuleDraft("", 80, 20, "r"), ["no_tray"]),
        (RuleDraft("INBOX", 59, 41, ""), ["sure", "runner_up", "no_reason"]),
        (RuleDraft("INBOX", 101, -1, "r" * 501), ["sure", "runner_up", "too_long"]),
        (RuleDraft("HOU", 80, 20, "r"), ["not_a_tray"]),
        (RuleDraft("INBOX", 80, 20, "r", "INBOX"), ["undecided"]),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_every_reason(office, draft, codes):
    with pytest.raises(Refused) as refusal:
        set_rule(office, draft=draft)
    assert [one.code for one in refusal.value.reasons] == codes
    with pytest.raises(NotFound):
        set_rule(office, draft=RuleDraft("NONE", 80, 20, "r"))


def test_what_is_put_back_is_counted_and_never_filed_by_a_rule_again(office, post):
    [letter] = post(roofing=text(ROOFS, 3))
    rule, manager = set_rule(office), office.who("manager")
    folder = letter.folder_id
    actions.sort(now=office.now)
    with pytest.raises(Refused, match="Say why"):
        actions.put_back(manager, letter.reference, reason="", now=office.now)
    actions.put_back(manager, letter.reference, reason="It is about ponds.", now=office.now)
    assert record_queries.every_record().get(pk=letter.pk).folder_id == folder
    told = standing(office, rule)
    assert (told.filed, told.confirmed, told.put_back) == (1, 0, 1)
    for again in (actions.put_back, actions.confirm):
        given = {"reason": "r"} if again is actions.put_back else {}
        with pytest.raises(Refused, match="put back already"):
            again(manager, letter.reference, **given, now=office.now)
    actions.learn()
    assert actions.sort(now=office.now) == 0
    assert lies_in(letter) == "INBOX"


def test_what_a_rule_filed_is_no_example_before_a_person_confirms_it(office, post):
    [letter] = post(roofing=text(ROOFS, 3))
    actions.learn()
    rule, manager = set_rule(office), office.who("manager")
    actions.sort(now=office.now)
    actions.learn()
    assert not Sample.objects.filter(record=letter.pk).exists()
    actions.confirm(manager, letter.reference, now=office.now)
    assert actions.learn() == 1
    assert Sample.objects.get(record=letter.pk).file_class_id == office.roofs.file_class_id
    assert standing(office, rule).confirmed == 1
    assert why(office, letter).outcome is Outcome.CONFIRMED
    with pytest.raises(Refused, match="confirmed already"):
        actions.put_back(manager, letter.reference, reason="r", now=office.now)


def test_who_moved_it_elsewhere_has_decided_and_nobody_can_put_it_back(office, post):
    [letter] = post(roofing=text(ROOFS, 3))
    set_rule(office)
    manager = office.who("manager")
    actions.sort(now=office.now)
    said = {"folder": office.leases.reference, "reason": "r", "now": office.now}
    records.move_record(manager, letter.reference, **said)
    with pytest.raises(Refused, match="elsewhere since"):
        actions.put_back(manager, letter.reference, reason="r", now=office.now)
    assert not why(office, letter).there


def test_figures_are_shown_to_those_only_who_see_every_record_they_were_counted_from(office, post):
    [letter] = post(roofing=text(ROOFS, 3))
    rule = set_rule(office)
    actions.sort(now=office.now)
    whole = why(office, letter)
    own = record_queries.record_named(office.who("manager"), whole.near[0][0])
    office.open_class("SECRET", rule="SIX", owner_unit="LEG", access="units", open_to=("LEG",))
    hidden = office.folder("SECRET", title="Hidden")
    said = {"folder": hidden.reference, "reason": "r", "now": office.now}
    records.move_record(office.who("manager"), own.reference, **said)
    seen = why(office, letter, "clerk")
    assert (seen.sure, seen.runner_up) == (None, None)
    assert own.reference not in {one for one, _ in seen.near}
    assert why(office, letter).sure == whole.sure
    assert standing(office, rule).filed == 1
    said["folder"] = hidden.reference
    records.move_record(office.who("manager"), letter.reference, **said)
    with pytest.raises(NotFound):
        why(office, letter, "clerk")
    assert standing(office, rule, "clerk").filed == 0  # nor is it counted


def test_of_what_goes_no_word_is_left_with_the_rule(office, post):
    [letter] = post(roofing=text(ROOFS, 3))
    set_rule(office)
    actions.sort(now=office.now)
    assert FiledByRule.objects.get().words
    actions.forget([letter.pk])
    kept = FiledByRule.objects.get()
    assert (kept.words, kept.near) == ([], [])


def test_a_class_that_got_a_rule_is_no_in_tray_any_more(office, post):
    [letter] = post(roofing=text(ROOFS, 3))
    rule = set_rule(office)
    terms = replace(plan.terms_of(plan.class_named("INBOX")), rule="SIX")
    fileplan.change_class(SETUP, "INBOX", terms=terms, now=office.now)
    assert "no in-tray" in standing(office, rule).idle
    assert actions.sort(now=office.now) == 0
    assert lies_in(letter) == "INBOX"


def test_more_is_weighed_again_when_more_was_learnt(office, post):
    [letter] = post(ponds="pond frogs newts reeds dragonfly")
    set_rule(office)
    assert actions.sort(now=office.now) == 0
    office.open_class("PON", rule="SIX", owner_unit="HOU", access="everyone")
    ponds = office.folder("PON", title="Ponds")
    for number in range(14):
        file(office, ponds, f"Pond {number}", "pond frogs newts reeds dragonfly lily")
    actions.learn()
    assert actions.sort(now=office.now) == 1
    assert lies_in(letter) == "PON"


def browser(office, username):
    client = Client()
    client.force_login(Person.objects.get(reference=office.references[username]))
    return client


def test_the_pages_set_a_rule_show_what_it_did_and_undo_it(office, post):
    [letter] = post(roofing=text(ROOFS, 3))
    client = browser(office, "manager")
    given = {"in_tray": "HOU", "sure": "90", "runner_up": "10", "reason": "Many letters."}
    refused = client.post(reverse("set_sorting_rule"), given)
    assert refused.status_code == 422 and "undecided" in refused.text
    assert client.post(reverse("set_sorting_rule"), given | {"in_tray": "INBOX"}).status_code == 303
    actions.sort(now=office.now)
    shown = client.get(reverse("sorting_rules")).text
    assert "At least 90% sure" in shown and "Many letters." in shown
    page = client.get(reverse("record", args=[letter.reference])).text
    assert "It was filed here by a rule" in page and "Most like it" in page
    other = browser(office, "clerk").get(reverse("record", args=[letter.reference])).text
    assert "It was filed here by a rule" in other
    assert reverse("judge_filing", args=[letter.reference]) not in other
    judge = reverse("judge_filing", args=[letter.reference])
    assert client.post(judge, {}).status_code == 422
    assert client.post(judge, {"decision": "put_back"}).status_code == 422
    done = client.post(judge, {"decision": "put_back", "reason": "Ponds."})
    assert done.status_code == 303 and lies_in(letter) == "INBOX"
    page = client.get(reverse("record", args=[letter.reference])).text
    assert "It was filed here by a rule" not in page


def foreseen(office, sure=90, runner_up=10, into="", who="manager"):
    return queries.foreseen(office.who(who), sure, runner_up, into, on=civil_date(office.now))


def test_before_a_rule_is_set_it_is_tried_on_what_was_held_back(office, post):
    kept = Sample.objects.filter(held_back=True)
    found = foreseen(office)
    assert found.tried == kept.count() > 0 and not found.cut
    assert [one.sure for one in found.levels] == [80, 90, 100]
    mild = found.levels[0]
    assert mild.filed == mild.right > 0 and mild.wrong == 0
    assert sum(one.tried for one in found.classes) == found.tried
    lone = kept.filter(file_class_id=office.roofs.file_class_id)
    assert foreseen(office, 80, 20, "HOU").levels[1].filed <= lone.count()
    wrong = lone.first() or kept.first()  # a person filed it where nothing is like it
    other = office.leases if wrong.file_class_id != office.leases.file_class_id else office.roofs
    Sample.objects.filter(pk=wrong.pk).update(file_class_id=other.file_class_id)
    [worst, *_] = foreseen(office, 80, 20).classes
    assert worst.filed - worst.right == 1 and worst.instead
    with pytest.raises(NotPermitted):
        foreseen(office, who="officer")


def test_the_page_says_what_a_rule_would_have_done_before_it_is_set(office):
    client = browser(office, "manager")
    address = reverse("set_sorting_rule")
    plain = client.get(address).text
    assert "What it would have done" in plain and "90%, runner-up 10%" in plain
    tried = client.get(address, {"sure": "70", "runner_up": "20", "file_class": "HOU"}).text
    assert "70%, runner-up 20%" in tried and 'value="HOU"' in tried
    assert "There is no class" in client.get(address, {"file_class": "NONE"}).text
    again = client.post(address, {"sure": "80", "runner_up": "0", "in_tray": "", "reason": ""})
    assert again.status_code == 422


def test_a_record_goes_on_saying_by_which_rule_it_was_filed_when_it_is_confirmed(office, post):
    [letter] = post(roofing=text(ROOFS, 3))
    rule = set_rule(office)
    actions.sort(now=office.now)
    client = browser(office, "manager")
    client.post(reverse("judge_filing", args=[letter.reference]), {"decision": "confirmed"})
    page = client.get(reverse("record", args=[letter.reference])).text
    assert rule.reference in page and "A person confirmed on" in page
    assert "put it back" not in page
