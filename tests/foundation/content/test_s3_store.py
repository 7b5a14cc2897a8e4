"""The content store on a real S3 service: versions, locks, large files, a service that fails."""

import hashlib
import io
import logging
import os
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from scripts import ceph
from tests.foundation.content import gateway, proxy
from tests.foundation.content.test_sealed_files import Seals

from muniment.config import elsewhere as read
from muniment.foundation.content.adapters import bucket
from muniment.foundation.content.adapters.s3 import Fresh, S3Store
from muniment.foundation.content.states import FixityState
from muniment.foundation.content.types import (
    ContentCorrupt,
    Held,
    Place,
    StoreAway,
    StoreUnfit,
)
from muniment.foundation.kernel.errors import Refused

SMALL = b"minutes of the parish council"
DIGEST = hashlib.sha256(SMALL).hexdigest()
LARGE = random.Random(3).randbytes(bucket.PART + 1_234_567)
LARGE_DIGEST = hashlib.sha256(LARGE).hexdigest()
NOW = datetime(2026, 3, 1, tzinfo=UTC)
versions = pytest.mark.parametrize("place", ["versions"], indirect=True)


# -- what is kept and destroyed ---------------------------------------------------------------
@versions
def test_every_version_of_what_is_destroyed_goes(remote: S3Store) -> None:
    for _ in range(3):
        remote.store(io.BytesIO(SMALL))
    gateway.client().delete_object(Bucket=remote.bucket.name, Key=remote._key(DIGEST, ""))
    assert not remote.exists(DIGEST), "a mark hides the versions"
    assert len(gateway.everything(remote)) == 4
    assert remote.delete(DIGEST) is True
    assert gateway.everything(remote) == []
    assert remote.delete(DIGEST) is False


@versions
def test_a_store_that_only_marks_what_it_destroys_is_found_out(
    remote: S3Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def marks(self: bucket.Bucket, one: bucket.Version) -> None:
        self._client.delete_object(Bucket=self.name, Key=one.key)

    remote.store(io.BytesIO(SMALL))
    monkeypatch.setattr(bucket.Bucket, "destroy", marks)
    failed = remote.delete_many([DIGEST])
    assert "keeps what it was told to remove" in str(failed[DIGEST])


def test_what_another_body_keeps_in_the_same_bucket_is_left_alone(
    place: Place, tmp_path: Path
) -> None:
    ours = S3Store(place, tmp_path / "ours")
    theirs = S3Store(gateway.replace(place, prefix="a/body2"), tmp_path / "theirs")
    for one in (ours, theirs):
        one.store(io.BytesIO(SMALL))
    assert list(ours.iter_all()) == list(theirs.iter_all()) == [DIGEST]
    ours.delete(DIGEST)
    assert (ours.exists(DIGEST), theirs.exists(DIGEST)) == (False, True)


def test_a_bucket_that_would_not_let_go_is_refused_before_anything_is_kept(
    keys_of_the_gateway: None, tmp_path: Path
) -> None:
    for mode in ("COMPLIANCE", "GOVERNANCE"):
        name = f"locked-{mode.lower()}-{os.getpid()}"
        gateway.client().create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
        gateway.client().put_object_lock_configuration(
            Bucket=name,
            ObjectLockConfiguration={
                "ObjectLockEnabled": "Enabled",
                "Rule": {"DefaultRetention": {"Mode": mode, "Days": 1}},
            },
        )
        place = Place(name, endpoint=ceph.ENDPOINT)
        store = S3Store(place, tmp_path / mode)
        with pytest.raises(StoreUnfit, match=f"Object Lock, {mode.lower()} mode"):
            store.require_fit()
        with pytest.raises(StoreUnfit):
            store.store(io.BytesIO(SMALL))
        assert gateway.everything(store) == []
        gateway.remove_bucket(place)


def test_a_bucket_that_is_not_there_is_said_so(keys_of_the_gateway: None, tmp_path: Path) -> None:
    store = S3Store(Place("no-such-bucket-here", endpoint=ceph.ENDPOINT), tmp_path)
    with pytest.raises(StoreAway, match="NoSuchBucket"):
        store.require_fit()


# -- large files ------------------------------------------------------------------------------
def test_a_large_file_goes_in_parts_and_any_range_comes_back(remote: S3Store) -> None:
    remote.store(io.BytesIO(LARGE), expected_sha256=LARGE_DIGEST)
    assert remote.size(LARGE_DIGEST) == len(LARGE)
    with remote.raw(LARGE_DIGEST, "") as stream:
        chance = random.Random(4)
        for _ in range(8):
            start, length = chance.randrange(len(LARGE)), chance.randrange(3_000_000)
            stream.seek(start)
            assert stream.read(length) == LARGE[start : start + length]
        assert stream.seek(-5, os.SEEK_END) == len(LARGE) - 5
        assert stream.read() == LARGE[-5:]
    assert remote.verify(LARGE_DIGEST) is FixityState.INTACT
    assert gateway.everything(remote) == [remote._key(LARGE_DIGEST, "")]


def test_sealed_content_comes_back_and_only_its_form_is_dropped(
    place: Place, tmp_path: Path
) -> None:
    book = Seals()
    store = S3Store(place, tmp_path / "spool", book=book)
    for data in (b"", SMALL, LARGE):
        digest = book.keep(staged := store.store(io.BytesIO(data)))
        with store.open(staged) as fresh, store.open(digest) as stream:
            assert fresh.read() == stream.read() == data
        assert (store.size(digest), store.verify(digest)) == (len(data), FixityState.INTACT)
        assert store.forms(digest) == [Held(digest, staged.seal_name)]
        gateway.write_over(store, digest, b"muniment sealed\nnonsense", staged.seal_name)
        assert store.verify(digest) is FixityState.CORRUPT
        with pytest.raises(ContentCorrupt):
            store.open(digest)
        store.drop(Held(digest, "0" * 16))
        assert store.forms(digest) != []
        store.drop(Held(digest, staged.seal_name))
        assert store.forms(digest) == []


BIG = """
import io, resource, sys, hashlib
from pathlib import Path
from tests.foundation.content.test_store import Endless
from muniment.foundation.content.adapters.s3 import S3Store
from muniment.foundation.content.types import Place
store = S3Store(Place(sys.argv[1], endpoint=sys.argv[2]), Path(sys.argv[3]))
store.require_fit()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
staged = store.store(Endless(int(sys.argv[4])))
assert store.verify(staged.sha256).value == "intact"
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_large_file_is_stored_and_read_in_constant_memory(place: Place, tmp_path: Path) -> None:
    size = int(os.environ.get("MUNIMENT_FAULT_LARGE_S3", str(150 * 2**20)))
    command = [sys.executable, "-c", BIG, place.bucket, place.endpoint, str(tmp_path), str(size)]
    grown = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(grown.stdout) < 96, "MiB more than before"


def test_parts_left_by_a_killed_upload_are_cleared_when_they_are_old(remote: S3Store) -> None:
    key = remote._key(LARGE_DIGEST, "")
    gateway.client().create_multipart_upload(Bucket=remote.bucket.name, Key=key)
    (begun,) = remote.bucket.unfinished("")
    day = 24 * 3600
    assert remote.clear_incoming(day, begun[2] + timedelta(hours=23)) == 0
    assert remote.clear_incoming(day, begun[2] + timedelta(hours=25)) == 1
    assert gateway.everything(remote) == []


def test_what_was_just_stored_is_looked_at_without_fetching_it(
    remote: S3Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = [remote.store(io.BytesIO(SMALL + bytes([n]))) for n in range(5)]
    monkeypatch.setattr(bucket.Bucket, "get", lambda *given: pytest.fail("it was fetched"))
    with remote.plain_files(staged) as paths:
        assert [path.read_bytes()[-1] for path in paths] == list(range(5))
    assert not remote._fresh._kept, "and is forgotten then"


def test_little_is_kept_of_what_was_just_stored(
    remote: S3Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Fresh, "BYTES", 100)
    staged = [remote.store(io.BytesIO(SMALL + bytes([n]))) for n in range(9)]
    assert len(remote._fresh._kept) == 3
    with remote.plain_files(staged) as paths:
        assert [path.read_bytes()[-1] for path in paths] == list(range(9))


def test_what_was_compared_is_what_is_given_out_whatever_becomes_of_it_meanwhile(
    remote: S3Store,
) -> None:
    remote.store(io.BytesIO(LARGE))
    with remote.open(LARGE_DIGEST) as stream:
        assert hashlib.sha256(stream.read()).hexdigest() == LARGE_DIGEST
        gateway.write_over(remote, LARGE_DIGEST, b"something else")
        stream.seek(0)
        assert stream.read() == LARGE
    assert remote.verify(LARGE_DIGEST) is FixityState.CORRUPT


# -- a service that fails ---------------------------------------------------------------------
def through(place: Place, port: int, folder: Path) -> S3Store:
    return S3Store(gateway.through(place, port), folder)


@pytest.mark.parametrize("fate", [proxy.SILENT_AFTER, proxy.SILENT_BEFORE, proxy.BUSY])
@versions
def test_a_write_that_is_not_answered_is_sent_again_and_keeps_one_content(
    place: Place, tmp_path: Path, fate: str
) -> None:
    with proxy.between(proxy.first(fate, "PUT")) as between:
        store = through(place, between.port, tmp_path)
        store.store(io.BytesIO(SMALL))
        assert [one[2] for one in between.seen if one[0] == "PUT"] == [fate, proxy.FORWARD]
    direct = S3Store(place, tmp_path / "direct")
    assert list(direct.iter_held()) == [Held(DIGEST)]
    assert direct.verify(DIGEST) is FixityState.INTACT
    assert direct.delete(DIGEST)
    assert gateway.everything(direct) == [], "the version that nobody answered for, too"


def test_parts_whose_joining_is_not_answered_are_one_content(place: Place, tmp_path: Path) -> None:
    def joining(method: str, path: str, before: int) -> str:
        return proxy.SILENT_AFTER if method == "POST" and before == 1 else proxy.FORWARD

    with proxy.between(joining) as between:
        store = through(place, between.port, tmp_path)
        store.store(io.BytesIO(LARGE))
        assert proxy.SILENT_AFTER in [one[2] for one in between.seen]
        assert store.verify(LARGE_DIGEST) is FixityState.INTACT
        assert len(gateway.everything(store)) == 1


def test_a_service_that_stays_silent_is_away_and_nothing_counts_as_kept(
    place: Place, tmp_path: Path
) -> None:
    with proxy.between(proxy.first(proxy.BAD_SUM, "PUT")) as between:
        store = through(place, between.port, tmp_path)
        with pytest.raises(StoreAway, match="BadDigest"):
            store.store(io.BytesIO(SMALL))
    store = through(place, gateway.free_port(), tmp_path)
    calls = (store.exists, store.open, store.size, store.delete, store.verify, store.forms)
    for call in calls:
        with pytest.raises(StoreAway):
            call(DIGEST)
    with pytest.raises(StoreAway):
        store.store(io.BytesIO(SMALL))
    direct = S3Store(place, tmp_path / "direct")
    assert gateway.everything(direct) == []


def test_bytes_that_stop_coming_are_asked_for_again_from_where_they_stopped(
    place: Place, tmp_path: Path
) -> None:
    S3Store(place, tmp_path / "direct").store(io.BytesIO(LARGE))
    with proxy.between(proxy.first(proxy.CUT, "GET", times=3)) as between:
        store = through(place, between.port, tmp_path)
        with store.open(LARGE_DIGEST) as stream:
            assert hashlib.sha256(stream.read()).hexdigest() == LARGE_DIGEST
        assert len(between.seen) == 4
    with proxy.between(proxy.always(proxy.CUT)) as between:
        store = through(place, between.port, tmp_path)
        with pytest.raises(StoreAway), store.open(LARGE_DIGEST) as stream:
            stream.read()


def test_content_that_cannot_be_reached_is_never_called_damaged(
    place: Place, tmp_path: Path
) -> None:
    S3Store(place, tmp_path / "direct").store(io.BytesIO(SMALL))
    for fate in (proxy.CUT, proxy.BUSY, proxy.SILENT_BEFORE):
        with proxy.between(proxy.always(fate)) as between:
            store = S3Store(gateway.through(place, between.port, seconds=0.2), tmp_path)
            with pytest.raises(StoreAway):
                store.verify(DIGEST)


def test_what_cannot_be_destroyed_is_said_and_can_be_tried_again(
    place: Place, tmp_path: Path
) -> None:
    direct = S3Store(place, tmp_path / "direct")
    other = direct.store(io.BytesIO(b"another")).sha256
    direct.store(io.BytesIO(SMALL))

    def refuses(method: str, path: str, before: int) -> str:
        return proxy.BAD_SUM if method == "DELETE" and DIGEST in path else proxy.FORWARD

    with proxy.between(refuses) as between:
        failed = through(place, between.port, tmp_path).delete_many([DIGEST, other])
    assert list(failed) == [DIGEST]
    assert list(direct.iter_all()) == [DIGEST]
    assert direct.delete_many([DIGEST, other]) == {}
    assert gateway.everything(direct) == []


def test_no_key_of_the_service_is_in_a_message_or_a_log(
    place: Place, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with proxy.between(proxy.always(proxy.BAD_SUM)) as between:
        store = through(place, between.port, tmp_path)
        with pytest.raises(Refused) as refused:
            store.store(io.BytesIO(SMALL))
    told = f"{refused.value!r} {refused.value} {caplog.text} {store.bucket!r} {place!r}"
    assert ceph.SECRET not in told
    assert ceph.ACCESS not in told


# -- settings ---------------------------------------------------------------------------------
def test_a_store_is_named_by_its_bucket_and_its_service() -> None:
    found = read.content_store("s3://records.example/a/body/", "https://s3.example.org")
    assert found is not None
    assert (found.bucket, found.prefix) == ("records.example", "a/body")
    assert read.content_store("", "") is None


@pytest.mark.parametrize(
    ("given", "endpoint"),
    [
        ("/srv/content", ""),
        ("s3://", ""),
        ("s3://Upper", ""),
        ("s3://bucket/../other", ""),
        ("s3://bucket", "http://s3.example.org"),
        ("s3://bucket", "https://key:secret@s3.example.org"),
        ("s3://bucket", "ftp://s3.example.org"),
    ],
)
def test_a_store_that_is_wrongly_named_is_refused(given: str, endpoint: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        read.content_store(given, endpoint)
