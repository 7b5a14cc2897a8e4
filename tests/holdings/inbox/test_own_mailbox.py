"""What is still in a person's mailbox, on a real server (Dovecot): shown to that person alone, and
saved or removed only as they chose."""

import pytest
from tests.holdings.inbox.post_box import box_of_clerk, letter
from tests.holdings.parish import codes, events

from muniment.foundation.access import actions as people
from muniment.foundation.access.types import SETUP
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.inbox import actions, queries
from muniment.holdings.inbox.actions import removing, saving
from muniment.holdings.inbox.models import InboxMessage
from muniment.holdings.inbox.types import State, Which
from muniment.holdings.mailboxes import actions as sources
from muniment.holdings.mailboxes import queries as mailboxes
from muniment.holdings.mailboxes.types import Afterwards, Secret
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(parish, server):
    return box_of_clerk(parish, server)


def states():
    return dict(InboxMessage.objects.values_list("uid", "state"))


def test_nothing_is_taken_by_itself_and_each_message_is_where_it_belongs(box):
    box.put(
        letter("Contract for the roof signed", Importance="high"),
        letter("Out of office", Auto_Submitted="auto-replied"),
        letter("Weekly news", List_Unsubscribe="<https://example.org/u>"),
        letter("Lunch"),
    )
    box.look()
    assert box.source.problem == "" and Record.objects.count() == 0
    assert box.shown("save") == ["Contract for the roof signed"]
    assert box.shown("go") == ["Out of office", "Weekly news"]
    assert box.shown("rest") == ["Lunch"]
    assert set(box.server.flags(box.user).values()) == {""}


def test_a_message_of_a_conversation_on_the_record_is_suggested_for_its_folder(box, parish):
    folder = parish.folder(title="Roof of the hall")
    box.put(letter("The roof"), letter("Again", reply_to="The roof"))
    box.look()
    assert box.shown("save") == []
    box.save("The roof", into=folder.reference)
    box.look()
    [found] = box.board().of(Which.SAVE)
    assert found.message.subject == "Again" and found.home.reference == folder.reference
    assert "conversation is filed in “Roof of the hall”" in found.in_words
    places = queries.places_for(box.clerk, found, on=parish.now.date())
    assert [one.reference for one in places] == [folder.reference, "HOU"]


PRIVATE = [
    {"Sensitivity": "Private"},
    {"Sensitivity": "Personal"},
    {"Sensitivity": "Company-Confidential"},
    {"X_Private": "yes"},
]


def test_what_is_flagged_as_private_is_never_shown_nor_taken_nor_removed(box):
    high = {"Importance": "high"}
    box.put(*(letter(f"Contract {n}", **high, **said) for n, said in enumerate(PRIVATE)))
    box.put(*(letter(f"Contract {one}", **high) for one in ("of mine", "of ours", "to go")))
    box.flag(5, "$label3")  # "Personal" of Thunderbird
    box.look()
    assert box.shown("save") == ["Contract of ours", "Contract to go"]
    assert not InboxMessage.objects.filter(state=State.PRIVATE).exclude(subject="").exists()
    box.save("Contract of ours")
    box.let_go("Contract to go")
    box.flag(6, "Private")
    box.flag(7, "Private")
    box.look()
    assert Record.objects.count() == 0 and box.left == [1, 2, 3, 4, 5, 6, 7]
    assert set(states().values()) == {State.PRIVATE}


def test_one_press_saves_many_in_the_name_of_the_owner_and_words_go(box, parish):
    folder = parish.folder(title="Contracts")
    box.put(letter("Contract A"), letter("Contract B", body="x" * 3_000_000))
    box.look()
    assert box.save("Contract A", "Contract B", into=folder.reference) == 2
    assert set(states().values()) == {State.SAVING} and Record.objects.count() == 0
    assert box.look()["captured"] == 2
    rows = Record.objects.order_by("title")
    assert [one.title for one in rows] == ["Contract A", "Contract B"]
    assert {one.folder_id for one in rows} == {folder.pk}
    assert {one.captured_by for one in rows} == {box.clerk.reference}
    assert set(states().values()) == {State.SAVED}
    assert set(InboxMessage.objects.values_list("subject", "sender")) == {("", "")}
    assert box.left == [1, 2] and box.look()["captured"] == 0
    [told] = events("inbox:messages:chosen")
    assert "Contract" not in told.canonical


def test_a_newsletter_that_somebody_wants_is_saved_whatever_the_rule_says(box):
    box.put(letter("News", List_Id="<a.example.org>", Auto_Submitted="auto-replied"))
    box.look()
    box.save("News")
    assert box.look()["captured"] == 1


def test_what_is_saved_is_marked_after_it_is_a_record(parish, server, monkeypatch):
    box = box_of_clerk(parish, server, afterwards=Afterwards.FLAG)
    box.put(letter("Contract"))
    box.look()
    box.save("Contract")
    with monkeypatch.context() as cut:
        cut.setattr(saving, "touch", _killed)
        with pytest.raises(Killed):
            box.look()
    assert Record.objects.count() == 1 and set(box.server.flags(box.user).values()) == {""}
    box.look()
    assert set(box.server.flags(box.user).values()) == {r"\Flagged"}
    assert Record.objects.count() == 1


class Killed(BaseException):
    """What a process that is killed at this moment does not get beyond."""


def _killed(*given, **named):
    raise Killed


def test_a_process_killed_before_it_wrote_that_a_message_is_saved_claims_nothing(box, monkeypatch):
    box.put(letter("Contract"))
    box.look()
    box.save("Contract")
    with monkeypatch.context() as cut:
        cut.setattr(saving, "_write", _killed)
        with pytest.raises(Killed):
            box.look()
    assert states() == {1: State.SAVING}
    box.look()
    assert states() == {1: State.SAVED} and Record.objects.count() == 1


def test_only_what_was_chosen_is_removed_and_the_log_says_how_many(box):
    box.put(letter("Stays"), letter("Goes"), letter("Goes as well"), letter("Marked by hand"))
    box.flag(4, r"\Deleted")
    box.look()
    assert box.let_go("Goes", "Goes as well") == 2
    assert box.left == [1, 2, 3, 4]
    box.look()
    assert box.left == [1, 4]
    [told] = events("inbox:messages:removed")
    assert '"messages":2' in told.canonical and "Goes" not in told.canonical
    assert set(InboxMessage.objects.filter(state=State.GONE).values_list("subject")) == {("",)}


def test_a_process_killed_after_removing_writes_it_down_with_the_next_look(box, monkeypatch):
    box.put(letter("Stays"), letter("Goes"))
    box.look()
    box.let_go("Goes")
    with monkeypatch.context() as cut:
        cut.setattr(removing, "mark_gone", _killed)
        with pytest.raises(Killed):
            box.look()
    assert box.left == [1] and states()[2] == State.GOING
    assert events("inbox:messages:removed") == []
    box.look()
    assert states()[2] == State.GONE
    assert '"messages":1' in events("inbox:messages:removed")[0].canonical


def test_after_the_server_numbered_anew_nothing_is_removed_by_an_old_number(box):
    box.put(letter("Saved"), letter("Left"), letter("To save"), letter("To go"))
    box.look()
    box.save("Saved")
    box.look()
    actions.leave(box.clerk, [box.number("Left")], now=box.parish.now)
    box.save("To save")
    box.let_go("To go")
    box.server.number_anew(box.user)
    box.look()
    assert len(box.left) == 4 and events("inbox:messages:removed") == []
    assert sorted(one.title for one in Record.objects.all()) == ["Saved", "To save"]
    assert box.shown("rest") == ["To go"]
    assert sorted(states().values()) == ["kept", "open", "saved", "saved"]


def test_what_a_hold_is_on_is_not_removed_and_a_hold_in_between_stops_it(box, parish):
    folder = parish.folder(title="Roof")
    box.put(letter("The roof"), letter("Again", reply_to="The roof"), letter("Lunch"))
    box.look()
    box.save("The roof", into=folder.reference)
    box.let_go("Lunch")
    parish.hold(classes=["HOU"])
    box.look()
    assert box.left == [1, 2, 3]
    assert InboxMessage.objects.get(subject="Lunch").problem == removing.TO_BE_KEPT
    with pytest.raises(Refused) as refusal:
        box.let_go("Again")
    assert codes(refusal) == ["kept"] and "hold" not in str(refusal.value)


def test_nobody_else_sees_or_decides_anything(box, parish):
    box.put(letter("Contract"))
    box.look()
    assert box.board("manager").messages == () and queries.mailboxes_of(parish.who("lawyer")) == []
    for who in ("manager", "lawyer"):
        with pytest.raises(Refused) as refusal:
            box.save("Contract", by=who)
        assert codes(refusal) == ["not_there"]
    again = mailboxes.draft_of(box.source)
    other = type(again)(**{**_said(again), "owner": "lawyer"})
    sources.change_source(
        parish.who("manager"), box.source.reference, other, secret=Secret(), now=parish.now
    )
    assert box.board().messages == ()
    box.look()
    assert [one.message.subject for one in box.board("lawyer").messages] == ["Contract"]


def _said(draft):
    return {name: getattr(draft, name) for name in draft.__dataclass_fields__}


def test_a_place_that_takes_nothing_is_told_with_every_reason_at_once(box, parish):
    closed = parish.folder(title="Closed", by="manager")
    records.close_folder(parish.who("manager"), closed.reference, now=parish.now)
    box.put(letter("One"), letter("Two"))
    box.look()
    places = {box.number("One"): closed.reference, box.number("Two"): "NOWHERE"}
    with pytest.raises(Refused) as refusal:
        actions.save(box.clerk, places, now=parish.now)
    assert len(refusal.value.reasons) == 2
    box.save("One", into="HOU")
    assert states()[1] == State.SAVING


def test_managers_count_how_often_suggestions_were_right_and_see_no_words(box):
    box.put(*(letter(f"Contract {n} signed", Importance="high") for n in range(3)), letter("Lunch"))
    box.look()
    box.save("Contract 0 signed", "Lunch")
    box.let_go("Contract 1 signed")
    every, *by_reason = queries.rates([box.source])
    assert (every.judged, every.filed) == (2, 1)
    assert [(one.why, one.judged, one.filed) for one in by_reason] == [
        ("words", 2, 1),
        ("flagged", 2, 1),
    ]


def test_a_message_that_its_owner_removed_or_that_came_twice_is_dealt_with(box):
    twin = letter("Twin")
    box.put(twin, twin, letter("Removed"))
    box.look()
    assert box.shown("rest") == ["Removed", "Twin", "Twin"]
    box.server.remove(box.user, 3)
    box.look()
    assert box.shown("rest") == ["Twin", "Twin"]


def test_whoever_has_left_has_no_mailbox_that_is_looked_at(box, parish):
    box.put(letter("Contract"))
    people.record_leaver(SETUP, box.clerk.reference, now=parish.now)
    box.look()
    assert "does not work here any more" in box.source.problem and states() == {}


def test_only_somebody_who_works_here_can_own_a_mailbox(parish, server):
    with pytest.raises(Refused) as refusal:
        box_of_clerk(parish, server, owner="nobody")
    assert codes(refusal) == ["owner"]
