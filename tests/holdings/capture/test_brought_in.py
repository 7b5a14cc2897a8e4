"""Files that hold many things, brought through the page: looked at first, then taken."""

import hashlib
import io
import os
import re
import threading
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.holdings.parish import codes, events, write

from muniment.foundation.access.models import Person
from muniment.foundation.content import actions as content
from muniment.foundation.content.adapters import sandbox
from muniment.foundation.kernel.errors import NoRoom, NotFound, Refused
from muniment.holdings.capture import actions, queries
from muniment.holdings.capture.models import Capture, CapturedItem
from muniment.holdings.capture.types import Outcome, Way, Wish
from muniment.holdings.records.models import Record

pytestmark = pytest.mark.django_db
WALLED = [
    pytest.mark.sandbox,
    pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here"),
]
walled = lambda test: WALLED[0](WALLED[1](test))  # noqa: E731
CHAT = b"[04/03/2024, 10:15:02] Ann: Is the roof done?\n[05/03/2024, 09:00:00] Bob: It is.\n"


def packed(files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packing:
        for name, data in files.items():
            packing.writestr(name, data)
    return made.getvalue()


def kept(name, data):
    return actions.keep_for_a_look(name, io.BytesIO(data))


def look(parish, data, way=Way.LIST, name="set.zip", by="manager", into="HOU"):
    wish = Wish(way, name, into)
    return actions.look_into(parish.who(by), kept(name, data), wish, clock=lambda: parish.now)


def bring(parish, data, way=Way.LIST, name="set.zip", into="HOU"):
    wish = Wish(way, name, into)
    manager = parish.who("manager")
    return actions.bring_in(manager, kept(name, data), wish, clock=lambda: parish.now)


def in_words(found):
    return {one.path: (one.outcome.value, one.reason) for one in found}


@walled
def test_a_zip_file_with_a_list_is_looked_at_row_by_row_and_then_taken_as_it_says(parish):
    good = hashlib.sha256(b"slates").hexdigest()
    rows = (
        "path,title,date,class,sha256,Project\n"
        f"a/roof.txt,The roof,2015-03-31,HOU,{good},Slates\n"
        "b.txt,Deed,31/12/1999,LEG,,\n"
        f"other.txt,,,,{'0' * 64},\n"
        "missing.txt,,31 March,,abc,\n"
        "nowhere.txt,,,NONE/SUCH,,\n"
    )
    files = {"a/roof.txt": b"slates", "b.txt": b"2", "other.txt": b"3", "nowhere.txt": b"4"}
    data = packed(
        {"box/manifest.csv": rows, "elsewhere.txt": b"5"}
        | {f"box/{one}": two for one, two in files.items()}
    )
    found = in_words(look(parish, data))
    assert found["a/roof.txt"] == found["b.txt"] == ("captured", "")
    assert "digest given" in found["other.txt"][1]
    reason = found["missing.txt"][1]
    assert all(word in reason for word in ("Row 5", "no such file", "'31 March'", "no SHA-256"))
    assert "Into NONE/SUCH" in found["nowhere.txt"][1]
    assert found["../elsewhere.txt"][0] == "refused"
    assert Record.objects.count() == Capture.objects.count() == 0

    made = bring(parish, data)
    assert [one.file_class.reference for one in made] == ["HOU", "LEG"]
    taken = dict(CapturedItem.objects.values_list("path", "outcome"))
    assert taken == {path: outcome for path, (outcome, _) in found.items()}
    assert Record.objects.get(title="The roof").metadata["Project"] == "Slates"
    again = bring(parish, data)
    assert [one.pk for one in again] == [one.pk for one in made]
    assert Record.objects.count() == 2 and CapturedItem.objects.count() == len(found)


@walled
@pytest.mark.parametrize(
    "files",
    [{"a.txt": b"1"}, {"one.csv": b"path\n", "two.csv": b"path\n"}, {"manifest.csv": b"title\nA"}],
    ids=["none", "two", "no paths"],
)
def test_a_zip_file_without_a_list_that_can_be_read_is_refused_with_the_reason(parish, files):
    with pytest.raises(Refused) as refused:
        look(parish, packed(files))
    assert refused.value.reasons[0].field == "chosen"


@walled
def test_a_zip_file_is_looked_at_as_a_folder_and_what_leads_out_is_straightened(parish):
    data = packed({"2018/Minutes.txt": b"1", "../../etc/passwd": b"2"})
    assert set(in_words(look(parish, data, Way.ZIP))) == {"2018/Minutes.txt", "etc/passwd"}
    [made] = bring(parish, data, Way.ZIP)
    assert queries.tally(made).captured == 2
    with pytest.raises(Refused):
        look(parish, b"no zip file", Way.ZIP)


def test_a_chat_is_looked_at_day_by_day_and_the_same_export_again_is_not_taken_twice(parish):
    found = look(parish, CHAT, Way.CHAT, "roof.txt")
    titles = ["Conversation in roof, 4 March 2024", "Conversation in roof, 5 March 2024", ""]
    assert [one.title for one in found] == titles
    [made] = bring(parish, CHAT, Way.CHAT, "roof.txt")
    [again] = bring(parish, CHAT, Way.CHAT, "roof.txt")
    assert made.pk == again.pk and Record.objects.count() == 3
    assert queries.tally(again).captured == 3
    with pytest.raises(Refused) as refused:
        look(parish, b"no chat", Way.CHAT, "note.txt")
    assert codes(refused) == ["no_chat"]


def test_nobody_looks_at_what_would_go_where_they_may_not_file(parish):
    with pytest.raises(Refused):
        look(parish, CHAT, Way.CHAT, by="auditor")
    with pytest.raises(Refused):
        look(parish, CHAT, Way.CHAT, into="NONE/SUCH")


def test_what_was_looked_at_and_left_is_gone_after_a_day_and_what_is_new_is_not(parish, settings):
    old, new = kept("old.txt", CHAT), kept("new.txt", CHAT)
    before = (parish.now - timedelta(hours=settings.MUNIMENT_BLOB_GRACE_HOURS + 1)).timestamp()
    os.utime(old.parent, (before, before))
    after = parish.now.timestamp()
    os.utime(new.parent, (after, after))
    content.collect_garbage(parish.who("manager"), now=parish.now)
    assert not old.exists() and new.exists()
    assert actions.kept_for_a_look(actions.name_of_kept(new)) == new
    for wrong in (actions.name_of_kept(old), "../content", "", "zip-1"):
        with pytest.raises(NotFound):
            actions.kept_for_a_look(wrong)


def test_a_file_that_there_is_no_room_for_leaves_nothing(parish, settings):
    settings.MUNIMENT_HEADROOM_BYTES = 2**62
    with pytest.raises(NoRoom):
        kept("roof.txt", CHAT)
    assert list((settings.MUNIMENT_HOME / "incoming").iterdir()) == []


def signed_in(parish, who="manager"):
    client = Client()
    client.force_login(Person.objects.get(reference=parish.references[who]))
    return client


def test_a_person_looks_and_then_brings_in_and_twice_is_once(parish, settings):
    client, address = signed_in(parish), reverse("bring_set")
    sent = {"way": "chat", "into": "HOU", "chosen": SimpleUploadedFile("roof.txt", CHAT)}
    page = client.post(address, sent)
    assert page.status_code == 200 and b"3 items to bring in" in page.content
    assert b"Conversation in roof, 4 March 2024" in page.content
    assert Record.objects.count() == 0
    form = dict(re.findall(r'name="(seen|once)" value="([^"]+)"', page.content.decode()))
    other = signed_in(parish, "clerk").post(address, form)
    assert other.status_code == 422 and Record.objects.count() == 0
    done = client.post(address, form)
    assert done.status_code == 303 and Record.objects.count() == 3
    assert list((settings.MUNIMENT_HOME / "incoming").iterdir()) == []
    assert client.post(address, form).headers["Location"] == done.headers["Location"]
    late = client.post(address, form | {"once": "another"})
    assert late.status_code == 422 and b"Choose it again" in late.content
    assert client.post(address, {"seen": "made up"}).status_code == 422


def test_a_form_that_is_wrong_says_so_and_keeps_nothing(parish, settings):
    client, address = signed_in(parish), reverse("bring_set")
    empty = client.post(address, {})
    assert empty.status_code == 422
    for words in (b"Say what the file is.", b"Choose a file.", b"Enter the reference"):
        assert words in empty.content
    sent = {"way": "chat", "into": "NONE/SUCH", "chosen": SimpleUploadedFile("roof.txt", CHAT)}
    assert client.post(address, sent).status_code == 422
    sent["chosen"], sent["into"] = SimpleUploadedFile("roof.txt", b"no chat"), "HOU"
    refused = client.post(address, sent)
    assert refused.status_code == 422 and b"no export of a chat" in refused.content
    assert list((settings.MUNIMENT_HOME / "incoming").iterdir()) == []
    assert Outcome.CAPTURED not in CapturedItem.objects.values_list("outcome", flat=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tabs", [1, 2])
def test_two_who_say_yes_to_one_file_at_once_bring_it_in_once(committed_parish, tabs):
    if connection.vendor == "sqlite":
        pytest.skip("the test database is in memory, of which each thread would have its own")
    parish, address = committed_parish, reverse("bring_set")
    client = signed_in(parish)
    sent = {"way": "chat", "into": "HOU", "chosen": SimpleUploadedFile("roof.txt", CHAT)}
    page = client.post(address, sent).content.decode()
    form = dict(re.findall(r'name="(seen|once)" value="([^"]+)"', page))
    answers, start = [], threading.Barrier(2)

    def confirm(number):
        twin = Client(raise_request_exception=False)
        twin.cookies = client.cookies.copy()
        start.wait()
        once = form["once"] if tabs == 1 else f"tab-{number}-{form['once'][:10]}"
        try:
            answers.append(twin.post(address, form | {"once": once}))
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = [303, 303] if tabs == 1 else [303, 422]
    assert sorted(one.status_code for one in answers) == expected
    assert len({one.headers.get("Location") for one in answers}) == tabs
    assert Record.objects.count() == 3
    assert len(events("capture:run:begun")) == len(events("capture:run:finished")) == 1


def test_where_a_source_is_on_the_machine_is_for_who_looks_after_it(parish, tmp_path):
    write(tmp_path / "Rotas", {"a.txt": b"one", "gone": b"two"})
    (tmp_path / "Rotas" / "link").symlink_to("a.txt")
    actions.run(parish.who("clerk"), tmp_path / "Rotas", into="HOU", clock=lambda: parish.now)
    made = Capture.objects.get()
    for who, whole in (("clerk", False), ("auditor", False), ("manager", True)):
        if who == "manager":
            actions.run(parish.who(who), tmp_path / "Rotas", into="LEG", clock=lambda: parish.now)
            made = Capture.objects.latest("pk")
        client = signed_in(parish, who)
        pages = [
            client.get(reverse(name, args=args)).content.decode()
            for name, args in (("captures", []), ("capture", [made.reference]), ("not_taken", []))
        ]
        assert all("Rotas" in page for page in pages), who
        # The list of captures has room for the end of a path alone.
        assert [str(tmp_path) in page for page in pages] == [False, whole, whole], who
