"""A destruction is in the ledger outside before the first byte goes."""

from tests.lifecycle.disposal.test_destroying import destroyed, executing
from tests.lifecycle.town import LONG_AGO

from muniment.foundation.audit import queries as audit
from muniment.foundation.content.queries import store
from muniment.holdings.records.actions.merging import merge_into
from muniment.lifecycle.disposal import actions
from muniment.lifecycle.disposal.actions import destroying


def test_the_ledger_names_the_record_its_digests_and_the_event(town):
    one, other = town.file(LONG_AGO, LONG_AGO)
    destroyed(town, one, other)
    lines = {line["destroyed"]: line for line in audit.ledger()}
    assert set(lines) == {one.reference, other.reference}
    line = lines[one.reference]
    assert line["sha256"] == [one.components.get().sha256]
    event = audit.event(line["event"])
    assert (event.kind, event.object_reference) == (
        "disposal:record:destroying",
        f"record:{one.reference}",
    )
    assert "Paper" not in str(lines)


def test_what_was_merged_into_a_record_is_in_the_ledger_with_it(town):
    """In a backup from before the merge it is a record of its own; where the live database is lost,
    nothing but the ledger says that its content was destroyed."""
    kept, gone = town.file(LONG_AGO, LONG_AGO)
    merge_into(kept, gone, by="test", now=town.now)
    destroyed(town, kept)
    lines = {line["destroyed"]: line for line in audit.ledger()}
    assert set(lines) == {kept.reference, gone.reference}
    assert lines[gone.reference]["merged_into"] == kept.reference
    assert lines[gone.reference]["event"] == lines[kept.reference]["event"]


def test_no_byte_goes_before_the_ledger_has_the_record(town, monkeypatch):
    [one] = town.file(LONG_AGO)
    known = []
    real = destroying._remove_bytes

    def remove(item):
        known.extend(line["destroyed"] for line in audit.ledger())
        return real(item)

    monkeypatch.setattr(destroying, "_remove_bytes", remove)
    destroyed(town, one)
    assert known == [one.reference]


def test_where_the_ledger_cannot_be_written_nothing_is_removed_and_it_can_be_tried_again(
    town, settings
):
    [one] = town.file(LONG_AGO)
    digest = one.components.get().sha256
    review = executing(town, one)
    checkpoints = settings.MUNIMENT_CHECKPOINTS
    (checkpoints / "destroyed.ledger").mkdir()
    assert actions.carry_out(review.pk, now=town.now).failed == 1
    assert store().exists(digest)
    [item] = review.items.all()
    assert "ledger" in item.failure
    (checkpoints / "destroyed.ledger").rmdir()
    actions.execute(town.who("manager"), review.reference, now=town.now)
    assert actions.carry_out(review.pk, now=town.now).destroyed == 1
    assert not store().exists(digest)
    assert [line["destroyed"] for line in audit.ledger()] == [one.reference]
