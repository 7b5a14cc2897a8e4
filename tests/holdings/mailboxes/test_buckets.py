"""A prefix of a bucket as a source, on a real S3 gateway: nothing comes twice, nothing is lost."""

import pytest
from scripts import ceph
from tests.foundation.content.gateway import keys_of_the_gateway, place  # noqa: F401
from tests.holdings.mailboxes.buckets import Bucket, draft
from tests.holdings.parish import codes

from muniment.foundation.kernel.errors import Refused
from muniment.holdings.capture.models import CapturedItem
from muniment.holdings.mailboxes import actions
from muniment.holdings.mailboxes.actions import fetching
from muniment.holdings.mailboxes.adapters.objects import Objects
from muniment.holdings.mailboxes.types import Afterwards, Secret, Security
from muniment.holdings.records.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def bucket(place, settings):  # noqa: F811
    settings.MUNIMENT_SOURCE_NETWORKS = ["127.0.0.0/8"]
    return Bucket(place.bucket)


def source(parish, here, secret=ceph.SECRET, **said):
    told = draft(**{"bucket": here.name, **said})
    return actions.make_source(parish.who("manager"), told, secret=Secret(secret), now=parish.now)


def look(parish, one):
    actions.look(one.reference, now=parish.later(minutes=15))
    one.refresh_from_db()
    return {name: many for name, many in one.result.items() if many}


def test_what_is_new_below_the_prefix_is_taken_once_and_what_changed_comes_again(parish, bucket):
    one = source(parish, bucket)
    bucket.put_all({"in/a.txt": b"one", "in/north/b.txt": b"two", "index": b"no", "in2/c": b"no"})
    assert look(parish, one) == {"items": 2, "captured": 2}
    assert look(parish, one) == {"known": 2}
    bucket.put_all({"in/a.txt": b"one, and more"})
    assert look(parish, one) == {"items": 1, "captured": 1, "known": 1}
    assert sorted(Record.objects.values_list("title", flat=True)) == ["a", "a", "b"]
    assert bucket.keys == ["in/a.txt", "in/north/b.txt", "in2/c", "index"]


ODD = {
    "in/": b"",  # stands for the folder
    "in/empty folder/": b"",
    "in/empty.txt": b"",
    "in/../../etc/passwd": b"up",
    "in//double.txt": b"double",
    "in/slash/": b"a name that ends in a slash",
    "in/Żółć 文書 😀.txt": b"letters of the world",
    "in/" + "k" * 1021: b"the longest key",
    "in/a b+c%2F&d?e=f#g;h.txt": b"marks",
    "in/line\nand\ttab\x01.txt": b"control characters",
}


def test_keys_of_every_kind_are_taken_and_deleted_by_their_very_names(parish, bucket):
    one = source(parish, bucket, afterwards=Afterwards.DELETE)
    bucket.put_all({**ODD, "other/stays": b"not ours"})
    assert look(parish, one) == {"items": 8, "captured": 8}
    assert one.problem == ""
    assert Record.objects.count() == 8
    assert bucket.keys == ["in/", "in/empty folder/", "other/stays"]
    paths = CapturedItem.objects.values_list("path", flat=True)
    assert {"../../etc/passwd", "slash/unnamed object"} < set(paths)


def test_objects_are_moved_below_another_prefix_and_never_over_another(parish, bucket):
    one = source(parish, bucket, afterwards=Afterwards.MOVE, move_to="in/done")
    for text in (b"first", b"second"):
        bucket.put_all({"in/scans/a.txt": text})
        assert look(parish, one) == {"items": 1, "captured": 1}
    assert bucket.keys == ["in/done/scans/a (1).txt", "in/done/scans/a.txt"]
    assert look(parish, one) == {}


class Killed(BaseException):
    """Stands for kill -9."""


@pytest.mark.parametrize("done", [False, True])
def test_a_kill_around_the_moving_repeats_only_the_moving(parish, bucket, monkeypatch, done):
    one = source(parish, bucket, afterwards=Afterwards.MOVE, move_to="done")
    bucket.put_all({"in/a.txt": b"one"})

    def killed(self, listed):
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(Objects, "delete" if done else "move", lambda *given: killed(*given[:2]))
        look(parish, one)
    assert Record.objects.count() == 1 and "in/a.txt" in bucket.keys
    assert look(parish, one) == {"known": 1}
    assert bucket.keys == ["done/a.txt"] and Record.objects.count() == 1


def test_an_object_written_anew_after_it_was_taken_stays_and_comes_again(
    parish, bucket, monkeypatch
):
    one = source(parish, bucket, afterwards=Afterwards.DELETE)
    bucket.put_all({"in/a.txt": b"one"})
    real = Objects.delete

    def changed(self, listed):
        bucket.put_all({"in/a.txt": b"something new"})
        return real(self, listed)

    with monkeypatch.context() as patched:
        patched.setattr(Objects, "delete", changed)
        look(parish, one)
    assert bucket.keys == ["in/a.txt"]
    assert look(parish, one) == {"items": 1, "captured": 1}
    assert bucket.keys == [] and Record.objects.count() == 2


def test_an_object_that_changes_or_goes_between_the_list_and_the_fetching_is_told(
    parish, bucket, monkeypatch
):
    one = source(parish, bucket)
    bucket.put_all({"in/a.txt": b"one", "in/b.txt": b"two", "in/c.txt": b"three"})
    real = Objects.fetch_into

    def meanwhile(self, listed, target, alive):
        if listed.key == "in/a.txt":
            bucket.put_all({"in/a.txt": b"other"})
        if listed.key == "in/b.txt":
            bucket.asked.delete_object(Bucket=bucket.name, Key="in/b.txt")
        return real(self, listed, target, alive)

    with monkeypatch.context() as patched:
        patched.setattr(Objects, "fetch_into", meanwhile)
        assert look(parish, one) == {"items": 3, "captured": 1, "failed": 2}
    told = dict(CapturedItem.objects.values_list("path", "reason"))
    assert "changed after it was listed" in told["a.txt"]
    assert "It was gone" in told["b.txt"]
    assert look(parish, one) == {"items": 1, "captured": 1, "known": 1}


def test_lists_of_many_pages_are_gone_through_over_several_looks(parish, bucket, monkeypatch):
    monkeypatch.setattr("muniment.holdings.mailboxes.adapters.objects.PAGE", 7)
    one = source(parish, bucket)
    bucket.put_all({f"in/{number:03}.txt": b"%d" % number for number in range(30)})
    monkeypatch.setattr(fetching, "LOOK_SECONDS", -1.0)
    seen = []
    for _ in range(6):
        seen.append(look(parish, one).get("captured", 0))
        monkeypatch.setattr(fetching, "LOOK_SECONDS", 240.0 if len(seen) == 2 else -1.0)
    assert seen == [7, 7, 16, 0, 0, 0]
    assert Record.objects.count() == 30


def test_a_mailbox_in_the_bucket_is_taken_apart_once(parish, bucket):
    one = source(parish, bucket)
    letters = b"".join(
        b"From a@b.c Mon Mar  2 09:00:00 2026\nFrom: a@b.c\nSubject: Letter %d\n\nText\n\n" % n
        for n in (1, 2)
    )
    bucket.put_all({"in/post.mbox": letters})
    assert look(parish, one) == {"items": 3, "captured": 2, "opened": 1}
    assert look(parish, one) == {"known": 1}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"bucket": "no-such-bucket-here"}, "There is no bucket called"),
        ({"user": "somebody-else"}, "does not accept the access key"),
        ({"port": 1}, "cannot be reached"),
    ],
)
def test_why_a_bucket_cannot_be_read_is_told(parish, bucket, said, words):
    one = source(parish, bucket, **said)
    found = actions.test_source(parish.who("manager"), one.reference, now=parish.now)
    assert [finding.well for finding in found] == [False] and words in found[0].words
    look(parish, one)
    assert words in one.problem


def test_a_test_says_what_would_be_taken_and_takes_nothing(parish, bucket):
    one = source(parish, bucket, afterwards=Afterwards.DELETE)
    bucket.put_all({"in/a.txt": b"one", "in/": b""})
    found = actions.test_source(parish.who("manager"), one.reference, now=parish.now)
    assert "Objects to be taken: 1." in [finding.words for finding in found]
    assert len(bucket.keys) == 2 and not Record.objects.exists()


WRONG = {
    "bucket": {"bucket": "a/b"},
    "security": {"security": Security.STARTTLS},
    "user": {"user": ""},
    "region": {"region": "Eu West!"},
    "host": {"host": "http://x"},
    "afterwards": {"afterwards": Afterwards.FLAG},
    "move_to": {"afterwards": Afterwards.MOVE, "move_to": "in/"},
    "prefix": {"prefix": "k" * 1024},
}


@pytest.mark.parametrize("code", WRONG)
def test_what_is_wrong_with_a_bucket_is_told(parish, code):
    told = draft(**{"bucket": "a-bucket", **WRONG[code]})
    with pytest.raises(Refused) as refusal:
        actions.make_source(parish.who("manager"), told, secret=Secret("s"), now=parish.now)
    assert codes(refusal) == [code]


def test_a_source_that_leads_to_another_prefix_begins_there_from_nothing(parish, bucket):
    """What was known of one prefix said nothing of another, where names may be the same."""
    one = source(parish, bucket)
    bucket.put_all({"in/a.txt": b"one", "new/a.txt": b"one"})
    look(parish, one)
    told = draft(bucket=bucket.name, prefix="new")
    actions.change_source(
        parish.who("manager"), one.reference, told, secret=Secret(), now=parish.now
    )
    assert look(parish, one) == {"items": 1, "linked": 1}
