"""Exports of chats as web pages, such as Telegram, Slack, Teams and WhatsApp tools write them. They
agree on little more than the words of their classes: each message is a block called a message, and
in it there are a sender, a time and a text."""

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from .outcome import Corrupt, Outcome, Sink
from .plain import decode

_WORD = re.compile(r"[a-z]+")
_RELATIVE = re.compile(r"(?![a-z][a-z0-9+.-]*:|[/\\#?])[^\0]{1,500}", re.I)
_EMPTY = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr"),
    }
)
_DROPPED = frozenset({"script", "style", "template", "noscript", "object", "iframe"})
_LINES = frozenset({"p", "div", "br", "li", "tr", "blockquote", "pre"})
_MESSAGE = frozenset({"message", "messages", "msg", "chat", "bubble"})
_NOT_ONE = frozenset({"service", "system", "header", "separator", "list", "history", "body"})
_LIST = frozenset({"messages", "chat"})  # may be the block around all of them
_WHO = frozenset({"from", "author", "sender", "username", "user", "who"})
_WHEN = frozenset({"time", "date", "timestamp", "datetime", "when", "ts"})
_WHAT = frozenset({"text", "body", "content", "msg"})
_PICTURE_OF = frozenset({"avatar", "userpic", "icon", "emoji", "pic", "initials"})
_DATED = ("datetime", "title", "data-ts", "data-timestamp", "data-time", "data-date")
CHANNEL_MAX, NAME_MAX, PARTS_MAX = 300, 200, 1000


@dataclass
class _Open:
    """An element that is open, and what its words are."""

    tag: str
    part: str = ""


@dataclass
class _Message:
    depth: int
    who: str = ""
    when: list[str] = field(default_factory=list)
    text: str = ""
    other: str = ""
    attached: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, sink: Sink) -> None:
        super().__init__(convert_charrefs=True)
        self._sink = sink
        self._open: list[_Open] = []
        self._message: _Message | None = None
        self._dropping = ""
        self._who = ""
        self.title = ""
        self.count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._dropping:
            return
        if tag in _DROPPED:
            self._dropping = tag
            return
        said = {name: value or "" for name, value in attrs}
        words = frozenset(_WORD.findall(said.get("class", "").lower()))
        if self._message is None and _is_message(tag, words, said.get("class", "")):
            self._message = _Message(len(self._open))
        element = _Open(tag, self._part(tag, words))
        if self._message is not None:
            self._note(tag, said, words, element)
        if tag not in _EMPTY:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY:
            self.handle_endtag(tag)

    def _part(self, tag: str, words: frozenset[str]) -> str:
        """Whose words an element has; what is inside a text belongs to the text."""
        around = self._open[-1].part if self._open else ""
        if self._message is None:
            named = {"text", "bold"} <= words and not self.count  # Telegram: the title says nothing
            if named:
                self.title = ""
            return "title" if tag == "title" or named else around
        if around:
            return around
        if len(self._open) == self._message.depth:
            return ""  # the block itself
        if words & _PICTURE_OF:
            return "none"
        if tag == "time" or words & _WHEN:
            return "when"
        if words & _WHO and not words & _WHAT:
            return "who"
        if words & _WHAT and not {"container", "wrapper"} & words and "body" not in words:
            return "text"
        return ""

    def _note(self, tag: str, said: dict[str, str], words: frozenset[str], element: _Open) -> None:
        message = self._message
        assert message is not None
        if element.part == "when":
            message.when += [said[name][:100] for name in _DATED if said.get(name)]
        if tag in _LINES and element.part == "text":
            message.text += "\n"
        elif tag in _LINES and not element.part:
            message.other += "\n"
        leads = said.get("src", "") if tag in {"img", "video", "audio", "source"} else ""
        leads = said.get("href", "") if tag == "a" else leads
        fit = _RELATIVE.fullmatch(leads) and element.part not in ("none", "who", "when")
        if fit and not words & _PICTURE_OF and len(message.attached) < PARTS_MAX:
            message.attached.append(leads)

    def handle_endtag(self, tag: str) -> None:
        if self._dropping:
            self._dropping = "" if tag == self._dropping else self._dropping
            return
        for depth in range(len(self._open) - 1, -1, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                break
        if self._message is not None and len(self._open) <= self._message.depth:
            self._say()

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self._add(self._open[-1].part if self._open else "", data)

    def _add(self, part: str, data: str) -> None:
        message = self._message
        if part == "title":
            self.title = (self.title + data)[:CHANNEL_MAX]
        elif message is None or part == "none":
            return
        elif part == "who":
            message.who = (message.who + data)[: NAME_MAX * 2]
        elif part == "when":
            message.when.append(data.strip()[:100])
        elif part == "text":
            message.text += data
        elif data.strip():
            message.other += data

    def _say(self) -> None:
        message, self._message = self._message, None
        assert message is not None
        when = list(dict.fromkeys(one for one in message.when if one))[:10]
        # Of several in a row by one sender only the first has the name.
        self._who = " ".join(message.who.split())[:NAME_MAX] or self._who
        text = "\n".join(
            line for one in (message.text or message.other).splitlines() if (line := one.strip())
        )
        attached = list(dict.fromkeys(message.attached))
        if not when or not (text or attached):
            return
        told: dict[str, Any] = {
            "when": when, "who": self._who, "text": text, "attached": attached
        }  # fmt: skip
        self._sink.add(json.dumps(told) + "\n")
        self.count += 1

    def close(self) -> None:
        super().close()
        if self._message is not None:
            self._say()


def _is_message(tag: str, words: frozenset[str], called: str) -> bool:
    if tag not in {"div", "li", "article", "tr", "section", "p"} or not words & _MESSAGE:
        return False
    if words & _NOT_ONE:
        return False
    single = words & (_MESSAGE - _LIST) or {"chat", "item"} <= words
    return bool(single) and not {"messages", "page", "wrap"} & words and bool(called)


def messages_of(data: bytes) -> Outcome:
    """The messages, a line of JSON each: when (as it is written, in several places), who, text and
    the files that it leads to. The facts say how many and what the page is called."""
    sink = Sink()
    reader = _Reader(sink)
    try:
        reader.feed(decode(data))
        reader.close()
    except (AssertionError, ValueError) as error:
        raise Corrupt(f"The page cannot be read: {error}.") from error
    facts = {"messages": str(reader.count), "title": " ".join(reader.title.split())}
    return Outcome(sink.text(), facts)
