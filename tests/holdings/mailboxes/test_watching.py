"""A watched folder: a file is taken when it has stopped growing, and nothing is lost on the way."""

import os
from datetime import timedelta

import pytest
from tests.holdings.parish import codes, write

from muniment.foundation.kernel.errors import Refused
from muniment.holdings.capture.models import CapturedItem
from muniment.holdings.mailboxes import actions
from muniment.holdings.mailboxes.actions import watching
from muniment.holdings.mailboxes.types import Afterwards, Secret, SourceDraft, SourceKind
from muniment.holdings.records.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "watched"
    made.mkdir()
    return made


def source(parish, folder, **said):
    draft = SourceDraft("Scans", SourceKind.FOLDER, "HOU", path=str(folder), **said)
    return actions.make_source(parish.who("manager"), draft, secret=Secret(), now=parish.now)


def look(parish, one):
    actions.look(one.reference, now=parish.later(minutes=15))
    one.refresh_from_db()
    return {name: many for name, many in one.result.items() if many}


def test_a_file_is_taken_when_two_looks_saw_it_the_same(parish, folder):
    one = source(parish, folder)
    write(folder, {"a.txt": b"one"})
    assert look(parish, one) == {}
    write(folder, {"a.txt": b"one and more"})
    assert look(parish, one) == {}
    assert look(parish, one) == {"items": 1, "captured": 1}
    assert look(parish, one) == {"known": 1}
    assert Record.objects.get().title == "a"


def test_what_is_still_being_written_waits(parish, folder):
    one = source(parish, folder)
    write(folder, {"a.pdf.part": b"1", "~$b.docx": b"2", "c.txt": b"3"})
    look(parish, one)
    moment = (parish.now + timedelta(minutes=15, seconds=-2)).timestamp()
    os.utime(folder / "c.txt", (moment, moment))
    assert look(parish, one) == {}
    assert look(parish, one) == {"items": 1, "captured": 1}
    (folder / "a.pdf.part").rename(folder / "a.pdf")
    look(parish, one)
    look(parish, one)
    assert CapturedItem.objects.filter(outcome="captured").count() == 2


def test_files_are_put_aside_once_they_are_records_and_never_over_another(parish, folder):
    one = source(parish, folder, afterwards=Afterwards.MOVE)
    for text in (b"first", b"second"):
        write(folder, {"scans/a.txt": text})
        look(parish, one)
        look(parish, one)
    put = sorted(path.read_bytes() for path in (folder / "taken" / "scans").iterdir())
    assert put == [b"first", b"second"] and not list((folder / "scans").iterdir())
    assert Record.objects.count() == 2
    assert look(parish, one) == {}


class Killed(BaseException):
    """Stands for kill -9."""


def test_a_kill_before_the_moving_repeats_only_the_moving(parish, folder, monkeypatch):
    one = source(parish, folder, afterwards=Afterwards.MOVE)
    write(folder, {"a.txt": b"one"})
    look(parish, one)

    def killed(*given):
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(watching, "_put_aside", killed)
        look(parish, one)
    assert Record.objects.count() == 1 and (folder / "a.txt").exists()
    assert look(parish, one) == {"known": 1}
    assert not (folder / "a.txt").exists() and (folder / "taken" / "a.txt").exists()
    assert Record.objects.count() == 1


def test_a_file_that_changed_after_it_was_taken_stays_and_comes_again(parish, folder, monkeypatch):
    one = source(parish, folder, afterwards=Afterwards.MOVE)
    write(folder, {"a.txt": b"one"})
    look(parish, one)
    real = watching.watched.put_aside

    def changed(path, item):
        (folder / "a.txt").write_bytes(b"one, and something new")
        return real(path, item)

    with monkeypatch.context() as patched:
        patched.setattr(watching.watched, "put_aside", changed)
        look(parish, one)
    assert (folder / "a.txt").exists()
    look(parish, one)
    look(parish, one)
    assert Record.objects.count() == 2 and not (folder / "a.txt").exists()


def test_a_link_out_of_the_folder_leads_nowhere(parish, folder, tmp_path):
    write(tmp_path / "secret", {"key.txt": b"do not take"})
    one = source(parish, folder, afterwards=Afterwards.MOVE)
    (folder / "way-out").symlink_to(tmp_path / "secret")
    look(parish, one)
    assert look(parish, one) == {"known": 1}
    assert Record.objects.count() == 0 and (tmp_path / "secret" / "key.txt").exists()


def test_a_mailbox_in_the_folder_is_taken_apart_and_put_aside_when_it_is_done(parish, folder):
    one = source(parish, folder, afterwards=Afterwards.MOVE)
    letters = b"".join(
        b"From a@b.c Mon Mar  2 09:00:00 2026\nFrom: a@b.c\nSubject: Letter %d\n\nText\n\n" % n
        for n in (1, 2)
    )
    write(folder, {"post.mbox": letters})
    look(parish, one)
    assert look(parish, one) == {"items": 3, "captured": 2, "opened": 1}
    assert (folder / "taken" / "post.mbox").exists()
    assert look(parish, one) == {}


def test_a_folder_that_is_gone_is_told(parish, folder):
    one = source(parish, folder)
    folder.rmdir()
    look(parish, one)
    assert "There is no folder" in one.problem


@pytest.mark.parametrize("path", ["/etc", "/", "{home}/keys", "{folder}/../home", "relative"])
def test_only_what_the_deployment_opened_is_watched(parish, folder, settings, path):
    where = path.format(home=settings.MUNIMENT_HOME, folder=folder)
    with pytest.raises(Refused) as refusal:
        source(parish, where)
    assert set(codes(refusal)) == {"path"}


def test_a_link_within_the_opened_folder_opens_no_other(parish, folder):
    (folder / "out").symlink_to("/etc")
    with pytest.raises(Refused):
        source(parish, folder / "out")
