"""Promise 19: whoever edits, deletes, reorders or rolls back the log is found out.

Each class of tampering is done as by the owner of the database: with the triggers out of the way,
put back afterwards, at random positions, and undone by a rollback.
"""

import json
import os
import random
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.db.models import F
from tests.foundation.audit.flushing import without_triggers
from tests.foundation.audit.helpers import fill, sign

from muniment.foundation.audit import queries
from muniment.foundation.audit.adapters import folder, keys
from muniment.foundation.audit.models import AuditEvent, AuditNode, Checkpoint
from muniment.foundation.audit.rules import canonical, notes, tree
from muniment.foundation.audit.types import FaultKind

SIZE = 120
SIGNED = 100  # the last checkpoint; nothing after it can be promised


@pytest.fixture
def log(key, db):
    """A log with three checkpoints and some events after the last."""
    for first, last in ((0, 7), (7, 64), (64, SIGNED)):
        fill(last - first, first=first)
        sign(last)
    fill(SIZE - SIGNED, first=SIGNED)
    return Checkpoint.objects.get(size=64).note


@contextmanager
def tampering():
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
            yield
        else:
            with without_triggers():
                yield
        transaction.set_rollback(True)


def at(seq):
    return AuditEvent.objects.filter(seq=seq)


def rewritten(event, **changed):
    """The event's canonical text with something else in it."""
    return canonical.canonical_json(json.loads(event.canonical) | changed)


def change_text(seq):
    text = rewritten(queries.event(seq), reason="Another reason")
    at(seq).update(canonical=text)


def change_columns(seq):
    at(seq).update(actor="P-OTHER-OTHER")


def change_hash(seq):
    at(seq).update(leaf_hash=bytes(32))


def change_text_columns_and_hash(seq):
    text = rewritten(queries.event(seq), actor="P-OTHER-OTHER")
    at(seq).update(actor="P-OTHER-OTHER", canonical=text, leaf_hash=tree.leaf_hash(text))


def delete_one(seq):
    at(seq).delete()


def delete_one_and_close_the_gap(seq):
    at(seq).delete()
    for event in AuditEvent.objects.filter(seq__gt=seq).order_by("seq"):
        renumber(event, event.seq - 1)
    rebuild_tree()


def insert_one(seq):
    for event in AuditEvent.objects.filter(seq__gte=seq).order_by("-seq"):
        renumber(event, event.seq + 1)
    event = queries.event(0 if seq else 1)
    text = rewritten(event, seq=seq)
    event.seq, event.canonical, event.leaf_hash = seq, text, tree.leaf_hash(text)
    event.save(force_insert=True)
    rebuild_tree()


def renumber(event, seq):
    text = rewritten(event, seq=seq)
    at(event.seq).update(seq=seq, canonical=text, leaf_hash=tree.leaf_hash(text))


def swap_two(seq):
    other = (seq + 1) % SIGNED
    first, second = queries.event(seq), queries.event(other)
    at(seq).update(seq=10**6)
    at(other).update(seq=seq)
    at(10**6).update(seq=other)
    assert (first.seq, second.seq) == (seq, other)


def roll_back(seq):
    AuditEvent.objects.filter(seq__gte=seq).delete()
    Checkpoint.objects.filter(size__gt=seq).delete()
    rebuild_tree()


def rewrite_and_rebuild(seq):
    change_text_columns_and_hash(seq)
    rebuild_tree()


def change_a_node(seq):
    AuditNode.objects.filter(level=1, index=seq // 2).update(hash=bytes(32))


def delete_a_node(seq):
    AuditNode.objects.filter(level=2, index=seq // 4).delete()


def add_a_node(seq):
    AuditNode.objects.create(level=1, index=SIZE + seq, hash=bytes(32))


def change_a_checkpoint(seq):
    Checkpoint.objects.filter(size=[7, 64, SIGNED][seq % 3]).update(root=bytes(32))


def change_a_checkpoints_time(seq):
    Checkpoint.objects.filter(size=[7, 64, SIGNED][seq % 3]).update(at=queries.event(0).at)


def delete_a_checkpoint(seq):
    Checkpoint.objects.filter(size=[7, 64, SIGNED][seq % 3]).delete()


def append_far_away(seq):
    at(seq).update(seq=F("seq") + 10**15)


def rebuild_tree():
    AuditNode.objects.all().delete()
    rows = AuditEvent.objects.order_by("seq").values_list("leaf_hash", flat=True)
    made = tree.grow(0, {}, [bytes(leaf) for leaf in rows])
    AuditNode.objects.bulk_create(
        [AuditNode(level=node.level, index=node.position, hash=node.hash) for node in made]
    )


def sign_again():
    """What a thief of the signing key does after rewriting the log."""
    key = keys.signing_key()
    for row in Checkpoint.objects.all():
        if row.size > queries.size():
            row.delete()
            continue
        head = queries.head(row.size)
        lines = notes.parse_checkpoint(row.note.rpartition("\n\n")[0] + "\n").extensions
        row.root, row.note = head.root, notes.sign(notes.CheckpointNote(key.name, head, lines), key)
        row.save()


WITHIN = [
    change_text,
    change_columns,
    change_hash,
    change_text_columns_and_hash,
    delete_one,
    delete_one_and_close_the_gap,
    insert_one,
    swap_two,
    roll_back,
    rewrite_and_rebuild,
    change_a_node,
    delete_a_node,
    add_a_node,
    change_a_checkpoint,
    change_a_checkpoints_time,
    delete_a_checkpoint,
    append_far_away,
]
WITH_THE_KEY = [
    rewrite_and_rebuild,
    delete_one_and_close_the_gap,
    insert_one,
    roll_back,
]


def positions(count):
    return [0, SIGNED - 1, *random.Random(19).choices(range(SIGNED), k=count)][:count]


@pytest.mark.fault
@pytest.mark.parametrize("tamper", WITHIN, ids=lambda tamper: tamper.__name__)
def test_tampering_is_found(tamper, log, rounds):
    for seq in positions(rounds(5, 200)):
        with tampering():
            tamper(seq)
            faults = queries.verify().faults
            assert {fault.kind for fault in faults} - {FaultKind.TRIGGER}, seq
        assert queries.verify().sound, "a false alarm, or tampering that was not undone"


@pytest.mark.fault
@pytest.mark.parametrize("tamper", WITH_THE_KEY, ids=lambda tamper: tamper.__name__)
def test_a_rewritten_log_signed_with_the_stolen_key_is_found_by_an_outside_checkpoint(
    tamper, log, rounds
):
    for seq in positions(rounds(5, 200)):
        with tampering():
            tamper(seq)
            sign_again()
            kinds = {fault.kind for fault in queries.verify().faults}
            assert FaultKind.EXTERNAL in kinds, seq


def test_a_checkpoint_that_an_auditor_kept_finds_out_who_cleared_the_folder_too(log):
    for path in folder.folder().iterdir():
        path.unlink()
    with tampering():
        rewrite_and_rebuild(5)
        sign_again()
        unseen = {fault.kind for fault in queries.verify().faults} - {FaultKind.TRIGGER}
        seen = {fault.kind for fault in queries.verify(log).faults}
    assert unseen == set(), "with the database, the key and the folder a log can be rewritten"
    assert FaultKind.EXTERNAL in seen


def test_a_log_signed_with_another_key_is_found(log):
    keys.signing_key_path().unlink()
    keys.create_signing_key()
    with tampering():
        sign_again()
        kinds = {fault.kind for fault in queries.verify().faults}
    assert FaultKind.EXTERNAL in kinds


def test_the_place_of_a_fault_is_named(log):
    with tampering():
        change_columns(41)
        delete_one(83)
        faults = [(fault.kind, fault.seq) for fault in queries.verify().faults]
    assert (FaultKind.COLUMNS, 41) in faults
    assert (FaultKind.MISSING, 83) in faults


def test_the_same_note_kept_outside_raises_no_alarm(log):
    found = queries.verify(log)
    assert found.sound
    assert (found.size, found.checkpoints, found.external_notes) == (SIZE, 3, 5)
    assert found.root == queries.head().root


def test_a_note_of_another_log_is_refused(log):
    key = notes.SigningKey("elsewhere.example", bytes(32))
    foreign = notes.sign(notes.CheckpointNote(key.name, queries.head(64)), key)
    assert [fault.kind for fault in queries.verify(foreign).faults] == [FaultKind.EXTERNAL]
    assert [fault.kind for fault in queries.verify("").faults] == [FaultKind.EXTERNAL]


CLEAN = 40  # logs that grow out of each other
BODIES = 250 if "MUNIMENT_FAULT_N" in os.environ else 1


@pytest.mark.fault
@pytest.mark.parametrize("body_number", range(BODIES))
def test_clean_logs_raise_no_alarm(key, db, body_number):
    for number in range(CLEAN):
        fill(1 + number % 3, first=queries.size())
        if number % 4 == 0:
            sign(number)
        assert queries.verify().sound
    assert queries.verify(folder.latest()).sound


def test_an_empty_log_is_sound(db):
    found = queries.verify()
    assert found.sound
    assert (found.size, found.root) == (0, tree.EMPTY_ROOT)


@pytest.mark.parametrize("size", [1, 2, 3, 64, 70])
def test_stored_proofs_hold_for_every_event_and_every_earlier_size(size, db):
    fill(size)
    root = queries.head().root
    for seq in range(size):
        leaf = bytes(queries.event(seq).leaf_hash)
        assert tree.verify_inclusion(leaf, seq, size, queries.proof(seq, size), root)
    for old in range(size + 1):
        before = queries.head(old).root
        proof = queries.consistency(old, size)
        assert tree.verify_consistency(old, size, before, root, proof)
