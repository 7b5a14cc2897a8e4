"""Promise 23: damage is found in one pass in either copy, repaired from the other, never served.

200 contents and 40 harms in every run, 10,000 and MUNIMENT_FAULT_ROT (1,000) in the long one. A
harm flips one bit, cuts, exchanges two files or deletes one, in the store, the copy, or both.
"""

import os
import random
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.db import transaction
from tests.foundation.content.test_actions_keeping import TEXT

from muniment.foundation.access import actions as access
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.audit.models import AuditEvent
from muniment.foundation.content import actions, queries
from muniment.foundation.content.actions import mending
from muniment.foundation.content.models import Blob, FixityIncident
from muniment.foundation.content.queries import second_copy, store
from muniment.foundation.content.types import ContentCorrupt, ContentMissing, StoreFailed
from muniment.foundation.notices.models import Notice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.seldom]

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
LONG = int(os.environ.get("MUNIMENT_FAULT_ROT", "0"))
CONTENTS, HARMS = (10 * LONG, LONG) if LONG else (200, 40)


@pytest.fixture(autouse=True)
def disk(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda handle: None)  # no power is lost here: it takes time
    settings.MUNIMENT_CONTENT_COPY = tmp_path / "copy"
    ada = access.add_person(SETUP, username="admin", name="Ada Admin", now=NOW)
    access.give_role(SETUP, ada.reference, role=Role.ADMINISTRATOR, now=NOW)


def fill(many: int) -> list[str]:
    """Contents of one to a few thousand bytes, half of them sealed, each in both places."""
    chance, digests = random.Random(23), []
    for half in range(2):
        if half:
            actions.start_sealing(SETUP, now=NOW)
        for start in range(0, many // 2, 500):
            some = range(start, min(start + 500, many // 2))
            data = [f"{half}/{one}/".encode() + chance.randbytes(one % 3000) for one in some]
            staged = store().stage_many([BytesIO(one) for one in data])
            store().commit_many(staged)
            pairs = [(one.sha256, f"component:{one.sha256[:9]}") for one in staged]
            with transaction.atomic():
                formats = {one.sha256: TEXT for one in staged}
                actions.adopt(staged, formats, pairs, now=NOW)
            digests += [one.sha256 for one in staged]
    assert actions.copy_content(SETUP, now=NOW).copied == len(digests) == many
    return digests


def harm(place, one: str, another: str, how: str, chance: random.Random) -> None:
    path = place.path_for(one)
    path.chmod(0o600)
    data = bytearray(path.read_bytes())
    if how == "flip":
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
    elif how == "cut":
        path.write_bytes(data[: chance.randrange(len(data))])
    elif how == "delete":
        path.unlink()
    else:
        other = place.path_for(another)
        aside = path.with_name("aside")
        path.rename(aside)
        other.rename(path)
        aside.rename(other)


def harmed(digests: list[str], many: int) -> tuple[set[str], set[str]]:
    """Harm so many of them; those with one whole copy, and those with none."""
    chance = random.Random(many)
    chosen = chance.sample(digests, 2 * many)
    mendable, lost = set(), set()
    for number, one in enumerate(chosen[:many]):
        how = ("flip", "cut", "swap", "delete")[number % 4]
        partner = chosen[many + number]
        places = [(store(),), (second_copy(),), (store(), second_copy())][
            2 if number % 10 == 9 else chance.randrange(2)
        ]
        for place in places:
            harm(place, one, partner, how, chance)
        into = lost if len(places) == 2 else mendable
        into |= {one, partner} if how == "swap" else {one}
    return mendable, lost


@pytest.mark.fault
def test_every_damage_is_found_in_one_pass_and_repaired_or_never_given_out():
    digests = fill(CONTENTS)
    mendable, lost = harmed(digests, HARMS)
    report = actions.check(SETUP, now=NOW)
    assert set(report.repaired) == mendable
    assert {*report.missing, *report.corrupt} == lost
    assert set(report.uncopied) == lost
    assert report.copies == report.checked == len(digests)
    for one in digests:
        if one in lost:
            with pytest.raises((ContentCorrupt, ContentMissing)):
                actions.opened(one, now=NOW)
        else:
            assert (store().verify(one), second_copy().verify(one)) == ("intact", "intact")
    told = AuditEvent.objects.filter(kind__startswith="content:blob:")
    said = {"content:blob:repaired": mendable, "content:blob:quarantined": lost}
    for kind, expected in said.items():
        found = told.filter(kind=kind).values_list("object_reference", flat=True)
        assert set(found) == {f"blob:{one}" for one in expected}
    assert set(queries.open_incidents().values_list("sha256", flat=True)) == lost
    assert Notice.objects.filter(kind="fixity").count() == 1
    again = actions.check(SETUP, now=NOW)
    assert (again.repaired, {*again.missing, *again.corrupt}) == ((), lost)
    assert Notice.objects.filter(kind="fixity").count() == 1


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("how", ["flip", "cut", "swap", "delete"])
def test_what_is_damaged_is_repaired_before_a_reader_gets_a_byte_of_it(how, sealed):
    digests = fill(20)
    one, another = digests[12 if sealed else 2 :][:2]
    harm(store(), one, another, how, random.Random(1))
    with actions.opened(one, now=NOW) as stream:
        assert store().verify(one) == "intact"
        assert stream.tell() == 0
        assert stream.read()[:2] == (b"1/" if sealed else b"0/")
    incident = FixityIncident.objects.get(sha256=one)
    assert (incident.closed_by, incident.repaired_at, incident.place) == ("system", NOW, "store")


@pytest.mark.parametrize("how", ["flip", "cut", "swap"])
def test_what_nothing_can_repair_is_refused_told_of_once_and_given_out_when_it_is_put_right(how):
    one, another, *_ = fill(4)
    whole = [place.path_for(one).read_bytes() for place in (store(), second_copy())]
    for place in (store(), second_copy()):
        harm(place, one, another, how, random.Random(2))
    for _ in range(2):
        with pytest.raises(ContentCorrupt, match="is not given out"):
            actions.opened(one, now=NOW)
    assert Notice.objects.filter(kind="fixity").count() == 1
    assert Blob.objects.get(pk=one).fixity == "corrupt"
    store().path_for(one).write_bytes(whole[0])
    actions.opened(one, now=NOW).close()


def test_without_a_second_copy_damage_is_found_and_never_given_out(settings):
    settings.MUNIMENT_CONTENT_COPY = None
    staged = store().store(BytesIO(b"alone"))
    with transaction.atomic():
        actions.adopt([staged], {}, [(staged.sha256, "component:1")], now=NOW)
    harm(store(), staged.sha256, "", "flip", random.Random(3))
    with pytest.raises(ContentCorrupt):
        actions.opened(staged.sha256, now=NOW)
    assert actions.verify_oldest(SETUP, limit=5, now=NOW).corrupt == (staged.sha256,)


def test_content_that_is_gone_by_right_is_no_incident():
    with pytest.raises(ContentMissing):
        actions.opened("ab" * 32, now=NOW)
    assert not FixityIncident.objects.exists()


def only_looking(monkeypatch):
    """Presence is looked at, and no byte is read."""
    real = mending.look_at
    monkeypatch.setattr(
        "muniment.foundation.content.actions.checking.look_at",
        lambda digests, deep=True: real(digests, deep=False),
    )


def one_place_only(monkeypatch):
    """The second copy is never read."""
    monkeypatch.setattr(mending, "_copied", lambda digests: set())


def mending_nothing(monkeypatch):
    """What is damaged is told of and stays."""
    monkeypatch.setattr(mending, "_put_in_place", lambda one, rows: None)


@pytest.mark.parametrize("mutant", [only_looking, one_place_only, mending_nothing])
def test_a_check_that_does_not_do_its_work_is_found_out(mutant, monkeypatch):
    digests = fill(40)
    mendable, lost = harmed(digests, 12)
    mutant(monkeypatch)
    report = actions.check(SETUP, now=NOW)
    assert set(report.repaired) != mendable or {*report.missing, *report.corrupt} != lost


def test_a_reader_that_trusts_the_store_is_found_out(monkeypatch):
    one, another, *_ = fill(4)
    harm(store(), one, another, "flip", random.Random(4))
    monkeypatch.setattr(mending, "_whole", lambda sha256: store().open(sha256))
    with actions.opened(one, now=NOW) as stream:
        assert stream.read() != b"0/0/"


def test_refusals_of_a_failing_disk_leave_the_damage_to_be_told_of(monkeypatch):
    one, another, *_ = fill(4)
    harm(store(), one, another, "flip", random.Random(5))

    def failing(self, staged):
        raise StoreFailed(OSError(5, "Input/output error"))

    monkeypatch.setattr(type(store()), "commit", failing)
    report = actions.check(SETUP, now=NOW)
    assert (report.corrupt, report.repaired) == ((one,), ())
    assert list((store().root / "incoming").iterdir()) == []
