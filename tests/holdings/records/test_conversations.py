"""Messages that refer to one another are one conversation, in whatever order they come in."""

import random
import threading

import pytest
from django.db import connection, connections
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.holdings.capture.post import letter
from tests.holdings.parish import write

from muniment.holdings.records import actions, queries
from muniment.holdings.records.actions.threading import threads_for
from muniment.holdings.records.models import Record, Thread
from muniment.holdings.search import queries as searching

TALK = {
    "1": {},
    "2": {"In_Reply_To": "<1@example.org>"},
    "3": {"References": "<1@example.org> <2@example.org>"},
    "4": {"References": "<9@example.org>   <3@example.org>"},
    "8": {"In_Reply_To": "<7@example.org>"},
}


def letters(order):
    return [(f"{n}.eml", letter(f"No. {n}", number=n, **TALK[n])) for n in order]


def conversations():
    """The titles of each conversation of more than one."""
    root = dict(Thread.objects.values_list("name", "root"))
    found = {}
    for title, thread in Record.objects.exclude(thread="").values_list("title", "thread"):
        found.setdefault(root[thread], set()).add(title)
    return sorted(map(sorted, found.values()))


@pytest.mark.parametrize("seed", range(4))
def test_whatever_order_messages_come_in_they_join_up(seed, parish, tmp_path):
    order = random.Random(seed).sample(sorted(TALK), len(TALK))
    for number, one in enumerate(letters(order)):
        parish.capture(write(tmp_path / str(number), dict([one])))
    assert conversations() == [["No. 1", "No. 2", "No. 3", "No. 4"], ["No. 8"]]


def test_messages_of_one_batch_join_up(parish, tmp_path):
    parish.capture(write(tmp_path / "post", dict(letters(["4", "2", "8", "1"]))))
    assert conversations() == [["No. 1", "No. 2"], ["No. 4"], ["No. 8"]]
    parish.capture(write(tmp_path / "late", dict(letters(["3"]))))
    assert conversations() == [["No. 1", "No. 2", "No. 3", "No. 4"], ["No. 8"]]


def test_a_reader_sees_and_counts_only_their_own_part(parish, tmp_path):
    parish.open_class("SEC", rule="SIX", owner_unit="LEG", access="units", open_to=("LEG",))
    parish.capture(write(tmp_path / "open", dict(letters(["1", "3"]))))
    parish.capture(write(tmp_path / "shut", dict(letters(["2", "4"]))), into="SEC")
    first = Record.objects.get(title="No. 1")
    seen = [
        queries.conversation(parish.who(who), first).count()
        for who in ("clerk", "lawyer", "manager")
    ]
    assert seen == [2, 4, 4]


def test_a_conversation_is_searched_by_any_of_its_names(parish, tmp_path):
    for number, order in enumerate((["1"], ["3"], ["8"], ["2"])):
        parish.capture(write(tmp_path / str(number), dict(letters(order))))
    names = set(Record.objects.exclude(title="No. 8").values_list("thread", flat=True))
    for name in names:
        found = searching.search(parish.who("clerk"), f"thread:{name}")
        assert sorted(hit.title for hit in found.hits) == ["No. 1", "No. 2", "No. 3"]
        found = searching.search(parish.who("clerk"), f"thread:{name.lower()} title:1")
        assert [hit.title for hit in found.hits] == ["No. 1"]
    for name in ("T-00000-00000", "", "x' OR 1=1 --"):
        assert searching.search(parish.who("clerk"), f'thread:"{name}"').total == 0


def test_what_is_destroyed_is_in_no_conversation(parish, tmp_path):
    parish.capture(write(tmp_path / "post", dict(letters(["1", "2", "3"]))))
    gone = Record.objects.get(title="No. 2")
    actions.begin_destruction([actions.lock_for_disposal(gone.pk)], now=parish.now)
    first = Record.objects.get(title="No. 1")
    found = queries.conversation(parish.who("manager"), first)
    assert [one.title for one in found] == ["No. 1", "No. 3"]
    assert not queries.conversation(parish.who("manager"), Record.objects.get(pk=gone.pk)).exists()


def test_a_paper_has_no_conversation(parish, tmp_path):
    parish.capture(write(tmp_path / "drive", {"a.txt": b"a", "b.txt": b"b"}))
    one = Record.objects.first()
    assert not queries.conversation(parish.who("manager"), one).exists()


@pytest.mark.django_db
@settings(max_examples=25)
@given(st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=4), max_size=8))
def test_two_are_in_one_conversation_only_if_a_chain_of_messages_leads_from_one_to_the_other(said):
    from django.db import transaction

    with transaction.atomic():
        names = [threads_for([one])[0] for one in said]
        root = dict(Thread.objects.values_list("name", "root"))
        groups = [set(one) for one in said]
        for one in groups:  # the chains, the plain way
            for other in groups:
                if one & other:
                    one |= other
                    other |= one
        for _ in range(len(groups)):
            for one in groups:
                for other in groups:
                    if one & other:
                        one |= other
        for i, first in enumerate(names):
            for j, second in enumerate(names):
                assert (root[first] == root[second]) == bool(groups[i] & groups[j])
        transaction.set_rollback(True)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_captures_side_by_side_make_one_conversation_without_waiting_in_a_ring(transactional_db):
    from django.db import transaction

    failed = []

    def work(seed):
        chosen = random.Random(seed)
        try:
            for _ in range(40):
                some = [chosen.sample([str(n) for n in range(90)], 2) for _ in range(6)]
                with transaction.atomic():
                    threads_for(some)
        except Exception as error:  # told by the main thread
            failed.append(error)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert not failed
    # Whatever one message joined is one conversation by now, in whatever order they came.
    roots = dict(Thread.objects.values_list("name", "root"))
    assert all(roots[root] == root for root in roots.values())
    threads_for([[str(n) for n in range(90)]])
    assert Thread.objects.values("root").distinct().count() == 1
