"""A body whose content lies in a bucket: kept, checked, repaired, sealed, backed up, destroyed.

Most tests of content can be run so: MUNIMENT_TEST_S3=1 (docs/how-to/develop.md).
"""

from datetime import timedelta
from io import BytesIO

import pytest
from tests.foundation.content import gateway, proxy
from tests.foundation.content.test_actions_keeping import NOW, keep, release

from muniment.foundation.access.types import SETUP
from muniment.foundation.content import actions
from muniment.foundation.content.models import Blob, FixityIncident
from muniment.foundation.content.queries import store
from muniment.foundation.content.types import StoreAway
from muniment.foundation.jobs import rules as jobs
from muniment.foundation.kernel.errors import NotFound

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def bucket(settings, place):
    """The content store of the body."""
    settings.MUNIMENT_CONTENT_STORE = place
    return place


def given_out(digest):
    with actions.opened(digest, now=NOW) as stream:
        return stream.read()


@pytest.mark.parametrize("place", ["versions"], indirect=True)
def test_what_is_kept_comes_back_and_what_is_destroyed_is_in_no_version():
    digest = keep(b"words")
    assert keep(b"words", "component:2") == digest
    assert given_out(digest) == b"words"
    assert actions.check(SETUP, now=NOW).clean
    assert release("component:1") == []
    assert release("component:2") == [digest]
    assert actions.remove_doomed(digest)
    assert gateway.everything(store()) == []
    assert not Blob.objects.exists()


def test_damage_is_found_repaired_from_the_second_copy_and_else_never_given_out(settings, tmp_path):
    settings.MUNIMENT_CONTENT_COPY = tmp_path / "copy"
    first, second = keep(b"one"), keep(b"two", "component:2")
    actions.copy_content(SETUP, now=NOW)
    gateway.write_over(store(), first, b"other")
    store().delete(second)
    assert given_out(first) == b"one"
    assert actions.check(SETUP, now=NOW).repaired == (second,)
    third = keep(b"three", "component:3")
    gateway.write_over(store(), third, b"other")
    assert actions.check(SETUP, now=NOW).corrupt == (third,)
    with pytest.raises(Exception, match="damaged in the store"):
        given_out(third)


def test_a_service_that_is_away_makes_no_incident_and_the_work_is_tried_again(settings, place):
    digest = keep(b"words")
    with proxy.between(proxy.always(proxy.CUT)) as between:
        settings.MUNIMENT_CONTENT_STORE = gateway.through(place, between.port, seconds=0.5)
        for ask in (
            lambda: given_out(digest),
            lambda: actions.check(SETUP, now=NOW),
            lambda: actions.verify_oldest(SETUP, limit=5, now=NOW),
            lambda: keep(b"more", "component:2"),
        ):
            with pytest.raises(StoreAway) as away:
                ask()
            assert jobs.worth_retrying(away.value)
            assert not jobs.worth_retrying(NotFound("thing", "x"))
    settings.MUNIMENT_CONTENT_STORE = place
    assert not FixityIncident.objects.exists()
    assert Blob.objects.get().fixity == "intact"
    assert given_out(digest) == b"words"


def test_what_lay_plain_is_sealed_and_its_plain_bytes_go():
    digest = keep(b"words" * 1000)
    actions.start_sealing(SETUP, now=NOW)
    assert actions.seal_existing(SETUP, now=NOW) == 1
    (held,) = store().iter_held()
    assert held.seal == Blob.objects.get().seal != ""
    with store().raw(digest, held.seal) as lies:
        assert b"words" not in lies.read()
    assert given_out(digest) == b"words" * 1000
    assert actions.check(SETUP, now=NOW).clean


def test_what_nothing_needs_is_collected_after_the_grace_period():
    kept = keep(b"kept")
    stray = store().store(BytesIO(b"stray")).sha256
    stored = store().stored_at(stray)
    actions.collect_garbage(SETUP, now=stored + timedelta(hours=23))
    assert set(store().iter_all()) == {kept, stray}
    actions.collect_garbage(SETUP, now=stored + timedelta(hours=25))
    assert list(store().iter_all()) == [kept]
