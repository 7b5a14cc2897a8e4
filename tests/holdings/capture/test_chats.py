"""Exports of chats: a dated record for each day with who took part, and the export whole."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.holdings.parish import codes

from muniment.foundation.kernel.errors import Refused
from muniment.holdings.capture import actions
from muniment.holdings.capture.adapters import chats
from muniment.holdings.capture.adapters.chat_files import Exported
from muniment.holdings.capture.types import ItemKind, SourceItem
from muniment.holdings.records.models import Record

pytestmark = pytest.mark.django_db
SLACK = [
    {"type": "message", "user": "U1", "user_profile": {"real_name": "Ann"}, "ts": "1709546400.0001",
     "text": "Is the roof done?"},
    {"type": "message", "user": "U2", "ts": "1709550000.0002", "text": "Not yet.",
     "files": [{"name": "roof.jpg"}]},
    {"type": "message", "user": "U1", "ts": "1709632800.0001", "text": "And now?"},
]  # fmt: skip
TEAMS = {
    "topic": "Housing",
    "value": [
        {
            "createdDateTime": "2024-03-04T10:00:00Z",
            "from": {"user": {"displayName": "Ann"}},
            "body": {"contentType": "html", "content": "<p>Roof &amp; gutter</p>"},
        }
    ],
}
PHONE = (
    "[04/03/2024, 10:15:02] Ann: Is the roof done?\n"
    "It leaks.\n"
    "04/03/2024, 10:20 - Bob: Not yet: the rain\n"
    "[05/03/2024, 09:00:00] Ann: And now?\n"
)


def bring(parish, tmp_path, name, text, **said):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return actions.run_chat(
        parish.who("manager"), path, into="HOU", clock=lambda: parish.now, **said
    )


def content(record):
    from muniment.foundation.content.queries import store

    with store().open(record.components.get().sha256) as stream:
        return stream.read().decode()


def test_each_day_of_a_chat_is_a_record_and_the_export_is_kept(parish, tmp_path):
    bring(parish, tmp_path, "general.json", json.dumps(SLACK))
    first = Record.objects.get(title="Conversation in general, 4 March 2024")
    assert str(first.record_date) == "2024-03-04"
    assert first.metadata["participants"] == "Ann, U2" and first.metadata["messages"] == "2"
    assert first.metadata["attached"] == "roof.jpg"
    titles = set(Record.objects.values_list("title", flat=True))
    assert titles == {first.title, "Conversation in general, 5 March 2024", "general"}


def test_a_chat_of_teams_is_read_with_its_name_and_without_its_markup(parish, tmp_path):
    bring(parish, tmp_path, "x.json", json.dumps(TEAMS))
    record = Record.objects.get(title="Conversation in Housing, 4 March 2024")
    assert record.metadata["participants"] == "Ann"


def test_what_a_phone_exports_is_read_line_by_line(parish, tmp_path):
    spoken = list(chats._from_lines(PHONE))
    assert [(one.who, one.text) for one in spoken] == [
        ("Ann", "Is the roof done?\nIt leaks."),
        ("Bob", "Not yet: the rain"),
        ("Ann", "And now?"),
    ]
    bring(parish, tmp_path, "chat.txt", PHONE, channel="Roof group", in_one=True)
    assert Record.objects.filter(title__startswith="Conversation in Roof group, 4 March").exists()


def test_again_nothing_comes_twice_and_a_day_that_went_on_comes_anew(parish, tmp_path):
    bring(parish, tmp_path, "chat.txt", PHONE)
    bring(parish, tmp_path, "chat.txt", PHONE)
    assert Record.objects.count() == 3
    bring(parish, tmp_path, "chat.txt", PHONE + "[05/03/2024, 11:00:00] Bob: Done.\n")
    assert Record.objects.count() == 5


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", "{"), ("a.json", "[]"), ("a.json", '{"messages": {}}'), ("a.json", "[[1]]"),
        ("a.json", '[{"text": "no time"}]'), ("a.json", "[" * 100_000), ("a.txt", "Just words."),
        ("a.txt", "[99/99/2024, 10:15] Ann: Hello"),
    ],
)  # fmt: skip
def test_what_is_no_chat_is_refused_and_nothing_is_kept(parish, tmp_path, name, text):
    with pytest.raises(Refused) as refusal:
        bring(parish, tmp_path, name, text)
    assert codes(refusal) == ["no_chat"] and not Record.objects.exists()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(st.sampled_from([*chats.WHEN, *chats.WHO, *chats.WHAT, "files"]), below)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*chats.WHEN, *chats.WHO, *chats.WHAT, "files"]), JSON))
def test_whatever_a_message_is_made_of_it_is_read_or_left_out(told):
    found = chats._spoken(told)
    assert found is None or (isinstance(found.text, str) and found.at.tzinfo is not None)


def test_a_channel_may_be_called_anything(parish, tmp_path):
    bring(parish, tmp_path, "odd.json", json.dumps({"name": "a\0b\ud800", "messages": SLACK}))
    titles = set(Record.objects.values_list("title", flat=True))
    assert r"Conversation in a\x00b\ud800, 4 March 2024" in titles


def test_a_message_of_very_many_lines_is_read_soon():
    text = "04/03/2024, 10:15 - Ann: Dear all\n" + "a\n" * 1_000_000
    began = time.monotonic()
    [one] = chats._from_lines(text)
    assert time.monotonic() - began < 20
    assert one.text.count("\n") == 1_000_000


def test_very_many_files_that_are_named_are_looked_up_soon(tmp_path):
    packed = {f"img/{one}.jpg": SourceItem(ItemKind.FILE, b"x", b"x") for one in range(50_000)}
    export = Exported(tmp_path / "chat.json", packed)
    began = time.monotonic()
    found = [export.find(f"{one}.jpg") for one in range(100_000)]
    assert time.monotonic() - began < 20
    assert (found.count(b"x"), found.count(None)) == (50_000, 50_000)
