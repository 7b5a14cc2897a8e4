"""Pilots of ways of capture: counted from the holdings and compared; and what is offered."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.holdings.capture.post import letter
from tests.holdings.habits.figures import head_of, pilot_of, staff
from tests.holdings.parish import codes, events, write

from muniment.foundation.kernel.clock import civil_date
from muniment.foundation.kernel.errors import NotFound, NotPermitted, Refused
from muniment.holdings.capture.models import CapturedItem
from muniment.holdings.habits import actions, queries, rules
from muniment.holdings.habits.types import PilotDraft, Way
from muniment.holdings.mailboxes import actions as sources
from muniment.holdings.mailboxes.actions import receiving
from muniment.holdings.mailboxes.rules import source_address
from muniment.holdings.mailboxes.types import Secret, SourceDraft, SourceKind
from muniment.holdings.records.models import Record

TODAY = date(2026, 11, 21)
WAYS = st.lists(st.sampled_from(list(Way)), unique=True)


@given(st.dictionaries(st.sampled_from(["", "A", "B", "C"]), WAYS))
def test_the_nearest_setting_counts_and_without_any_all_ways_are_offered(offered):
    found = rules.ways_of(("A", "B"), offered)
    nearest = next((offered[one] for one in ("A", "B", "") if one in offered), list(Way))
    assert set(found) == set(nearest)


def test_answers_of_fewer_than_five_have_no_mean():
    assert rules.mean_of([5, 4, 5, 1]) is None
    assert rules.mean_of([5, 4, 5, 1, 5]) == 4


def test_every_reason_against_a_pilot_is_told_at_once(parish):
    with pytest.raises(Refused) as wrong:
        draft = PilotDraft("", "pigeon", ("XYZ",), None, "x" * 501)
        actions.open_pilot(parish.who("manager"), draft, now=parish.now)
    assert codes(wrong) == ["title", "ways", "unit", "starts_on", "note"]
    head_of(parish, "HOU")
    for who in ("clerk", "head"):
        with pytest.raises(NotPermitted):
            pilot_of(parish.who(who), ["HOU"], parish.now)


@pytest.fixture
def address(settings, parish):
    settings.MUNIMENT_CAPTURE_ADDRESS = "records@parish.example"
    settings.MUNIMENT_CAPTURE_SENDERS = ["example.org"]
    settings.MUNIMENT_CAPTURE_PERSON = "manager"


def send(parish, number, **said):
    receiving.receive(
        letter(number=number, **said),
        ["records+HOU@parish.example"],
        peer="10.0.0.1",
        now=parish.now,
    )


def test_what_came_by_the_way_of_the_pilot_is_told_apart_from_the_rest(parish, address):
    manager, folder = parish.who("manager"), parish.folder("HOU")
    send(parish, "earlier")
    Record.objects.update(captured_at=datetime(2026, 11, 19, 12, tzinfo=UTC))
    found = queries.pilot_named(manager, pilot_of(manager, ["HOU"], parish.now))
    send(parish, "1")
    send(parish, "2", subject="Lamps")
    parish.upload(folder, letter(number="3"), "three.eml")
    parish.upload(folder, b"Not a message", "paper.txt")
    parish.upload(parish.folder("LEG"), letter(number="4"), "four.eml")
    CapturedItem.objects.create(
        capture=CapturedItem.objects.last().capture,
        key="k",
        path="p",
        outcome="failed",
        at=parish.now,
    )
    known = queries.measured(manager, found, TODAY)
    assert (known.days, known.came.messages, known.other, known.before) == (2, 2, 1, 1)
    assert (known.came.not_in, known.came.to_check) == (1, 0)
    assert round(known.came.error_percent) == 33
    assert known.people == 2 and known.each_week == 2 / (2 * 2 / 7)


def test_messages_of_a_folder_that_is_looked_at_come_by_that_way(parish, tmp_path):
    manager, watched = parish.who("manager"), write(tmp_path / "watched", {"a.eml": letter()})
    found = queries.pilot_named(manager, pilot_of(manager, ["HOU"], parish.now, way="watched"))
    draft = SourceDraft("Scans", SourceKind.FOLDER, "HOU", path=str(watched))
    source = sources.make_source(manager, draft, secret=Secret(), now=parish.now)
    for _ in range(2):
        sources.look(source.reference, now=parish.later(minutes=15))
    assert queries.measured(manager, found, TODAY).came.messages == 1


def test_mailboxes_that_are_looked_at_are_known_by_the_address_of_their_source(parish):
    draft = SourceDraft("Post", SourceKind.IMAP, "HOU", host="imap.example.org", user="post")
    assert source_address(draft, 993).startswith(queries.FROM_MAILBOX)


def test_those_who_take_part_are_asked_and_say_from_one_to_five(parish):
    names, manager = staff(parish, 5), parish.who("manager")
    reference = pilot_of(manager, ["HOU"], parish.now)
    found = queries.pilot_named(manager, reference)
    assert queries.to_answer(parish.who("p0"), TODAY) == [found]
    assert queries.to_answer(parish.who("lawyer"), TODAY) == []
    for score, name in enumerate(names, 1):
        actions.answer_pilot(parish.who(name), reference, score=score, now=parish.now)
    actions.answer_pilot(parish.who("p0"), reference, score=5, words="Better", now=parish.now)
    known = queries.measured(manager, found, TODAY)
    assert (known.answers, known.mean) == (5, 3.8)
    with pytest.raises(NotFound):
        actions.answer_pilot(parish.who("lawyer"), reference, score=1, now=parish.now)
    with pytest.raises(Refused) as wrong:
        actions.answer_pilot(manager, reference, score=6, now=parish.now)
    assert codes(wrong) == ["not_yours", "score"]
    assert "5" not in events("habits:pilot:answered")[-1].canonical.split("detail")[-1][:20]


def test_a_pilot_ends_with_a_conclusion_and_takes_no_more_answers(parish):
    manager, day = parish.who("manager"), civil_date(parish.now)
    reference = pilot_of(manager, ["HOU"], parish.now)
    with pytest.raises(Refused) as wrong:
        tomorrow = day + timedelta(days=1)
        actions.end_pilot(manager, reference, ends_on=tomorrow, conclusion="", now=parish.now)
    assert codes(wrong) == ["ends_on", "conclusion"]
    with pytest.raises(NotPermitted):
        actions.end_pilot(
            parish.who("clerk"), reference, ends_on=day, conclusion="c", now=parish.now
        )
    actions.end_pilot(manager, reference, ends_on=day, conclusion="It works.", now=parish.now)
    with pytest.raises(Refused) as late:
        actions.answer_pilot(parish.who("clerk"), reference, score=3, now=parish.now)
    assert codes(late) == ["not_running"]


def test_what_is_offered_to_a_unit_holds_for_those_below_it(parish):
    manager = parish.who("manager")
    actions.offer_ways(manager, "", ["upload"], now=parish.now)
    actions.offer_ways(manager, "HOU", ["address", "upload"], now=parish.now)
    assert queries.ways_for(("HOU-R", "HOU")) == (Way.ADDRESS, Way.UPLOAD)
    assert queries.ways_for(("LEG",)) == (Way.UPLOAD,)
    for ways, code in (([], "ways"), (["pigeon"], "ways"), (["upload", "address"], "same")):
        with pytest.raises(Refused) as wrong:
            actions.offer_ways(manager, "HOU", ways, now=parish.now)
        assert codes(wrong) == [code]
    with pytest.raises(NotPermitted):
        actions.offer_ways(parish.who("officer"), "HOU", ["upload"], now=parish.now)
