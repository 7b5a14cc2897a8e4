"""Exports of chats that are web pages: read in the sandbox, and judged as if an enemy had."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.holdings.parish import codes

from muniment.foundation.content.adapters import sandbox
from muniment.foundation.content.adapters.extractor import chats as pages
from muniment.foundation.content.queries import store
from muniment.foundation.content.types import ChatFound
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.capture import actions
from muniment.holdings.capture.adapters import chats
from muniment.holdings.records.models import Record

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sandbox,
    pytest.mark.skipif(bool(sandbox.available()), reason="no sandbox here"),
]
DESKTOP = """<html><head><title>Exported Data</title><style>.message{}</style></head><body>
<div class="page_wrap"><div class="page_header"><div class="content">
<div class="text bold"> Roof group </div></div></div>
<div class="page_body chat_page"><div class="history">
<div class="message service" id="message-1"><div class="body details">4 March 2024</div></div>
<div class="message default clearfix" id="message1">
<div class="pull_left userpic_wrap"><div class="userpic"><div class="initials">A</div></div></div>
<div class="body"><div class="pull_right date details" title="04.03.2024 00:15:02 UTC+01:00">00:15
</div><div class="from_name">Ann</div>
<div class="text">Is the roof <b>done</b>?<br>It leaks &amp; drips.</div></div></div>
<div class="message default clearfix joined" id="message2"><div class="body">
<div class="pull_right date details" title="04.03.2024 10:16:02 UTC+01:00">10:16</div>
<a class="photo_wrap" href="photos/roof%20top.jpg"></a></div></div>
<div class="message default clearfix"><div class="body">
<div class="pull_right date details" title="some day">10:17</div>
<div class="from_name">Bob</div><div class="text">Undated</div></div></div>
</div></div></div></body></html>"""
VIEWER = """<title>general</title><div class="messages">
<div class="message-container"><img src="ann.png" class="user_icon"><div class="message">
<div class="username">Ann</div><a href="#1"><div class="time">2024-03-04 10:15:02</div></a>
<div class="msg">Is the <a href="https://roof.example">roof</a> done?</div></div></div>
<div class="message-container"><div class="message"><div class="username">Bob</div>
<div class="time">2024-03-05 09:00:00</div><div class="msg">Yes</div>
<a href="files/plan.pdf">plan.pdf</a></div></div></div>"""
MEETINGS = """<ul class="chat"><li class="chat-message"><span class="sender">Ann</span>
<time datetime="2024-03-04T10:15:02Z">10:15</time>
<div class="message-body"><p>Roof</p><p>gutter</p><script>steal()</script></div></li></ul>"""
PHONE = """<div class="chat"><div class="bubble left"><p class="author">Ann</p>
<p class="text">Hello</p><span class="timestamp">04/03/2024, 9:15 pm</span></div></div>"""


def bring(parish, tmp_path, page, name="roof.html", **said):
    path = tmp_path / name
    path.write_text(page, "utf-8")
    return actions.run_chat(
        parish.who("manager"), path, into="HOU", clock=lambda: parish.now, **said
    )


def said_in(record):
    with store().open(record.components.get().sha256) as stream:
        return stream.read().decode()


@pytest.mark.parametrize(
    ("page", "title", "words"),
    [
        (DESKTOP, "Roof group, 3 March 2024", ["23:15 Ann: Is the roof done?\nIt leaks & drips."]),
        (DESKTOP, "Roof group, 4 March 2024", ["09:16 Ann:", "roof top.jpg", "09:16 Bob: Undated"]),
        (VIEWER, "general, 4 March 2024", ["10:15 Ann: Is the roof done?\n"]),
        (VIEWER, "general, 5 March 2024", ["Bob: Yes [attached: files/plan.pdf]"]),
        (MEETINGS, "roof, 4 March 2024", ["10:15 Ann: Roof\ngutter\n"]),
        (PHONE, "roof, 4 March 2024", ["21:15 Ann: Hello"]),
    ],
)
def test_each_day_of_a_page_is_a_record_with_who_said_what_when(
    parish, tmp_path, page, title, words
):
    bring(parish, tmp_path, page)
    text = said_in(Record.objects.get(title=f"Conversation in {title}"))
    assert all(one in text for one in words), text
    assert "steal" not in text and "#1" not in text and "ann.png" not in text
    assert said_in(Record.objects.get(components__name="roof.html")) == page


def test_a_page_that_is_no_chat_is_refused_and_keeps_nothing(parish, tmp_path):
    for page in ("<p>Minutes</p>", "", "<div class=message>no time</div>", "\0" * 100):
        with pytest.raises(Refused) as refused:
            bring(parish, tmp_path, page)
        assert codes(refused) == ["no_chat"]
    deep = "<div>" * 20_000 + '<div class="message">' + "</div>" * 20_000
    with pytest.raises(Refused):
        bring(parish, tmp_path, deep)
    assert not Record.objects.exists()


PIECES = st.sampled_from(
    [
        *("<div class=message>", "<div class='date' title='04.03.2024 10:15'>", "</div>", "<li>"),
        *("<div class=text>", "<div class=from_name>", "Ann", "words", "<a href='x'>", "<img"),
        *("<a href='file:///etc/passwd'>", "<script>", "</script>", "<!--", "]]>", "&#0;", "<p>"),
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_no_page_breaks_the_reader_and_no_address_is_taken_for_a_file(page):
    found = pages.messages_of(page.encode())
    assert "file:///" not in found.text
    for line in found.text.splitlines():
        chats._from_line(line, None)


@given(st.lists(st.text(max_size=80) | st.just('{"when": [{}], "attached": 3}'), max_size=5))
def test_what_comes_out_of_the_sandbox_is_not_believed(lines):
    try:
        spoken, _ = chats._from_pages({"a.html": ChatFound(tuple(lines), "title")})
    except Refused:
        return
    assert spoken
