"""Many records are changed at once: looked at first, never overwritten unasked, nothing twice."""

import pytest
from tests.holdings.metadata.test_defining_fields import define
from tests.holdings.parish import add_person, codes, events
from tests.holdings.records.test_field_values import found, held, house

from muniment.foundation.access import actions as people
from muniment.foundation.access.types import SETUP, Narrowing, Role
from muniment.foundation.audit.queries import verify
from muniment.foundation.jobs.actions import run_next
from muniment.foundation.jobs.models import Job
from muniment.foundation.kernel.errors import NotFound, Refused
from muniment.holdings.metadata.types import FieldKind
from muniment.holdings.records import actions, queries, rules
from muniment.holdings.records.actions import bulk as step_by_step
from muniment.holdings.records.models import BulkItem, Change, Record
from muniment.holdings.records.queries import bulk
from muniment.holdings.records.queries.values import UNSEEN
from muniment.holdings.records.types import BulkDraft, BulkOutcome, BulkState
from muniment.holdings.search.queries import numbers_found

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(parish):
    """Four records: one without a plot, one with the plot wanted, one with another, one on hold."""
    housing = house(parish)
    folder = housing.folder()
    for number, plot in enumerate(["", "AB123", "CD456", "CD456"]):
        housing.upload(folder, b"%d" % number, fields={"ward": "Quay", "plot": plot})
    housing.records = list(Record.objects.order_by("pk"))
    housing.hold(records=[housing.records[3].reference])
    return housing


def look(council, by="manager", overwrite=False, **said):
    numbers = [one.pk for one in council.records]
    wanted = {"numbers": numbers, "wanted": {"plot": "AB123"}} if "rows" not in said else {}
    draft = BulkDraft("Some", "Moved", overwrite=overwrite, **{**wanted, **said})
    return actions.look_at_bulk(council.who(by), draft, now=council.now)


def outcomes(edit):
    return [one.outcome for one in bulk.bulk_items(edit)]


def carry_out(council, edit):
    actions.begin_bulk(council.who("manager"), edit.reference, now=council.now)
    Job.objects.exclude(kind="records.bulk_edit").delete()
    run_next(clock=lambda: council.now)
    edit.refresh_from_db()
    assert edit.state == BulkState.DONE


def plots(council):
    return [held(council, one.reference).get("plot", [""])[0] for one in council.records]


def test_looking_says_what_would_become_of_each_and_changes_nothing(council):
    edit = look(council)
    assert outcomes(edit) == ["will", "same", "kept", "refused"]
    assert plots(council) == ["", "AB123", "CD456", "CD456"]
    kept, refused = bulk.bulk_items(edit)[2:]
    assert kept.reasons == ["Plot has another value already."] and "hold" in refused.reasons[0]


def test_it_overwrites_only_where_that_is_asked_for_and_never_what_is_held(council):
    carry_out(council, look(council))
    assert plots(council) == ["AB123", "AB123", "CD456", "CD456"]
    edit = look(council, overwrite=True)
    carry_out(council, edit)
    assert plots(council) == ["AB123", "AB123", "AB123", "CD456"]
    [change] = Change.objects.filter(record=council.records[2])
    assert (change.before, change.after, change.reason) == ("CD456", "AB123", "Moved")
    told = events("records:record:described")
    assert len(told) == 2 and all(edit_of(one) for one in told)
    assert found(council, "plot:ab123") == {one.reference for one in council.records[:3]}
    assert verify().sound


def edit_of(event):
    return '"bulk_edit":"BE-' in event.canonical


def test_old_values_come_as_a_file_that_undoes_it(council):
    edit = look(council, overwrite=True)
    carry_out(council, edit)
    rows = bulk.old_values(council.who("manager"), edit)
    assert rows == [
        {"reference": council.records[0].reference, "field": "plot", "value": ""},
        {"reference": council.records[2].reference, "field": "plot", "value": "CD456"},
    ]
    read, wrong = rules.read_bulk(rows)
    assert wrong == []
    carry_out(council, look(council, rows=read, overwrite=True))
    assert plots(council) == ["", "AB123", "CD456", "CD456"]


def test_a_file_gives_each_record_its_own_and_says_what_is_wrong_with_each(council):
    first, second = (one.reference for one in council.records[:2])
    rows = [
        (first.lower(), {"plot": "EF789"}),
        (first, {"ward": "North End"}),
        (first, {"ward": "City"}),
        (second, {"plot": "bad"}),
        ("R-00000-00000", {"plot": "EF789"}),
    ]
    edit = look(council, rows=rows, overwrite=True)
    assert outcomes(edit) == ["will", "refused", "refused"]
    carry_out(council, edit)
    assert held(council, first)["ward"] == ["North End", "City"]


def test_what_has_changed_since_it_was_looked_at_is_decided_again(council):
    edit = look(council)
    actions.describe(
        council.who("manager"),
        council.records[0].reference,
        fields={"plot": "ZZ999"},
        now=council.now,
    )
    carry_out(council, edit)
    assert plots(council)[0] == "ZZ999" and outcomes(edit)[0] == "kept"


def test_broken_off_between_steps_it_goes_on_and_does_nothing_twice(council, monkeypatch):
    monkeypatch.setattr(step_by_step, "AT_ONCE", 1)
    edit = look(council, overwrite=True)
    actions.begin_bulk(council.who("manager"), edit.reference, now=council.now)
    for _ in range(2):  # the first worker dies after its first step, the second goes on
        assert step_by_step._step(edit, council.now)
    for _ in range(2):
        actions.carry_out_bulk(edit.reference, now=council.now, progress=lambda done, of: None)
    assert outcomes(edit) == ["changed", "same", "changed", "refused"]
    assert Change.objects.count() == 2 and len(events("records:record:described")) == 2
    assert len(events("records:bulk_edit:done")) == 1


def test_it_cannot_be_begun_twice_nor_by_another_nor_without_anything_to_do(council):
    edit = look(council)
    with pytest.raises(NotFound):
        actions.begin_bulk(council.who("manager2"), edit.reference, now=council.now)
    carry_out(council, edit)
    for again in (edit, look(council)):
        with pytest.raises(Refused):
            actions.begin_bulk(council.who("manager"), again.reference, now=council.now)


def test_nothing_to_look_at_is_refused_with_every_reason(council):
    with pytest.raises(Refused) as refusal:
        actions.look_at_bulk(council.who("manager"), BulkDraft("", " "), now=council.now)
    assert codes(refusal) == ["nothing_chosen", "no_field", "no_reason"]


def test_a_role_that_ended_changes_nothing_more(council):
    edit = look(council, by="officer")
    actions.begin_bulk(council.who("officer"), edit.reference, now=council.now)
    people.record_leaver(SETUP, edit.made_by, now=council.now)
    actions.carry_out_bulk(edit.reference, now=council.now, progress=lambda done, of: None)
    assert plots(council)[0] == "" and outcomes(edit)[0] == BulkOutcome.REFUSED


def test_what_a_reader_cannot_see_is_neither_chosen_nor_told_apart(council):
    secret = council.upload(council.folder("LEG", title="Other"), b"secret").record
    rows = [(secret, {"plot": "AB123"}), ("R-00000-00000", {"plot": "AB123"})]
    actions.narrow_record(
        council.who("manager"), secret, narrowing=_legal(), tiers=("OFFICIAL",), now=council.now
    )
    add_person(council, "local", "HOU", Role.TEAM_RECORDS_OFFICER, "HOU")
    edit = look(council, by="local", rows=rows)
    one, other = bulk.bulk_items(edit)
    assert (one.reasons, one.record_id) == (other.reasons, None)
    assert Record.objects.get(reference=secret).pk not in numbers_found(
        council.who("local"), "paper", most=100
    )


def _legal():
    from muniment.foundation.access.types import Narrowing

    return Narrowing(open_to=("LEG",))


def test_of_a_destroyed_record_nothing_stays_in_a_bulk_edit(council):
    edit = look(council, overwrite=True)
    carry_out(council, edit)
    locked = actions.lock_all_for_disposal([council.records[2].pk])
    actions.begin_destruction(list(locked.values()), now=council.now)
    item = BulkItem.objects.get(edit=edit, record=council.records[2].pk)
    assert (item.before, item.reasons, item.wanted) == (None, [], None)
    assert len(bulk.old_values(council.who("manager"), edit)) == 1
    define(council, "extra", "HOU", FieldKind.TEXT)
    assert queries.incomplete(council.who("manager")).count() == 0


def test_of_two_that_are_merged_before_their_turn_each_wish_has_its_own(council):
    one, other = (record.reference for record in council.records[:2])
    rows = [(one, {"plot": "EF789"}), (other, {"plot": "GH012"})]
    edit = look(council, overwrite=True, rows=rows)
    # As a merge does with what is to be changed of a record that is gone.
    BulkItem.objects.filter(edit=edit).update(record=council.records[0])
    carry_out(council, edit)
    assert outcomes(edit) == ["changed", "changed"]
    before = [item.before for item in bulk.bulk_items(edit)]
    assert before == [{"plot": ""}, {"plot": "EF789"}]
    assert plots(council)[0] == "GH012"


def test_neither_a_history_nor_what_undoes_an_edit_names_a_record_that_cannot_be_seen(council):
    define(council, "about", "HOU", FieldKind.RECORD)
    hidden, seen = (one.reference for one in council.records[1:3])
    first = {"numbers": [council.records[0].pk], "overwrite": True}
    for wanted in (hidden, seen):
        carry_out(council, look(council, **first, wanted={"about": wanted}))
    lawyer, own = council.who("lawyer"), Narrowing(open_to=("HOU",))
    actions.narrow_record(SETUP, hidden, narrowing=own, tiers=["OFFICIAL"], now=council.now)
    for who, name in ((lawyer, UNSEEN), (council.who("clerk"), hidden)):
        rows = queries.history(who, council.records[0])
        assert [(one.before, one.after) for one in rows[:2]] == [(name, seen), ("", name)]
    edit = bulk.bulk_edits(council.who("manager"))[0]
    assert bulk.old_values(lawyer, edit) == []
    [undo] = bulk.old_values(council.who("clerk"), edit)
    assert (undo["field"], undo["value"]) == ("about", hidden)
