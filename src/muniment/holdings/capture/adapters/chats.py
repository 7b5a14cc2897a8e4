"""Exports of chats: conversations as dated texts, with who took part."""

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from muniment.foundation.content.types import ChatFound
from muniment.foundation.kernel.errors import NotFound, Reason, Refused
from muniment.holdings.capture.adapters.sources import items_of
from muniment.holdings.capture.types import ItemKind, Said, SourceItem
from muniment.holdings.records.rules import printable

BESIDE_MOST = 1000  # files that are attached to one record
MOST = 256 * 2**20  # bytes of one export
# [31/03/2024, 10:15:02] Ann: Hello -- or: 31/03/2024, 10:15 - Ann: Hello -- or, as phones in other
# languages write it: 31.03.24, 10:15 - Ann: Hello -- [31.3.2024 klo 10.15.02] Ann: Hello
_LINE = re.compile(
    r"[\u200e\u200f]?\[?(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4}),?(?: [^\W\d]{1,4})?"
    r" (\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?"
    r"(?:[ \u202f\xa0]?([ap])\.?m\.?)?\]?(?: -)? ([^:]{1,80}): (.*)",
    re.I,
)
# <attached: 00000012-PHOTO.jpg> -- or: IMG-20240331-WA0001.jpg (file attached). The word is of the
# language of the phone, so it is known by its brackets, which hold one name.
_ATTACHED = re.compile(
    r"<attached: ([^<>]{1,200})>|<[^<>:\uff1a]{1,40}[:\uff1a] ?([^<>]{1,200}\.\w{1,10})>"
    r"|([^<>]{1,200}\.\w{1,10}) \(file attached\)"
    r"|([A-Z]{3}-\d{8}-WA\d{4,8}\.\w{1,10}) \([^()]{2,60}\)"
)
_PERHAPS = re.compile(r"([^<>]{1,200}\.\w{1,10}) \([^()]{2,60}\)")
_MARKS = " \t\r\u200e\u200f\u202a\u202c"  # of direction, which phones put round names
_DAY = re.compile(
    r"(\d{1,2})[./](\d{1,2})[./](\d{2,4}),? +(\d{1,2}):(\d{2})(?::(\d{2}))?"
    r"(?: ?([ap])\.?m\.?)?(?: ?(?:UTC|GMT)([+-]\d{2}:\d{2}))?$",
    re.I,
)
_TAG = re.compile(r"<[^<>]{0,2000}>")
WHEN = ("ts", "createdDateTime", "timestamp", "date", "time", "sent_at", "created_at")
WHO = ("user_profile", "from", "author", "sender", "user", "username", "name")
WHAT = ("text", "body", "content", "message")


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message of a chat."""

    at: datetime
    who: str
    text: str
    attached: tuple[str, ...] = ()


def conversations_of(
    source: Path,
    *,
    channel: str,
    whole: bool,
    read_page: Callable[[bytes], ChatFound],
    find: Callable[[str], bytes | None] = lambda name: None,
    further: Sequence[Path] = (),
) -> Iterator[SourceItem]:
    """The export as conversations, each day one, or all of it one where `whole` says so; then the
    export itself, as it is. `read_page` reads one that is a web page, `further` are the pages on
    which it goes on; `find` tells where a file is that a message names. Raises NotFound, and
    Refused for what is no export of a chat."""
    spoken, named = _read(source, further, read_page)
    spoken = [_with_named(one, find) for one in spoken]
    channel = printable(channel or named or source.stem)
    days: dict[date | None, list[Spoken]] = {}
    for one in sorted(spoken, key=lambda found: found.at):
        days.setdefault(None if whole else one.at.date(), []).append(one)
    for day, some in days.items():
        yield _item(channel, day, some, find)
    for page in (source, *further):
        yield from items_of(page, whole=True)


def _read(
    source: Path, further: Sequence[Path], read_page: Callable[[bytes], ChatFound]
) -> tuple[list[Spoken], str]:
    if not source.is_file():
        raise NotFound("file", str(source))
    if sum(page.stat().st_size for page in (source, *further)) > MOST:
        raise Refused(Reason("too_large", "An export of a chat may have 256 MiB."))
    if source.suffix.lower() in (".html", ".htm", ".xhtml"):
        pages = [source, *further]
        return _from_pages({page.name: read_page(page.read_bytes()) for page in pages})
    try:
        text = source.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _no_chat() from error
    if text.lstrip().startswith(("{", "[{", "[ {", "[\n", "[]")) and source.suffix == ".json":
        return _from_json(text)
    found = list(_from_lines(text))
    if not found:
        raise _no_chat()
    return found, ""


def _no_chat() -> Refused:
    words = (
        "It is no export of a chat that is known here: JSON, a web page (.html), or lines as "
        "WhatsApp writes them."
    )
    return Refused(Reason("no_chat", words))


def _from_pages(pages: Mapping[str, ChatFound]) -> tuple[list[Spoken], str]:
    """What the sandbox read off the pages, judged as if an enemy had written it: by now one may
    have."""
    spoken: list[Spoken] = []
    title = ""
    for name, found in pages.items():
        named = f"The page {name}" if len(pages) > 1 else "The page"
        if found.reason:
            raise Refused(Reason("no_chat", f"{named} could not be read: {found.reason}"))
        for line in found.lines:
            # What has no time or sender that can be read goes with the one before it.
            one = _from_line(line, spoken[-1] if spoken else None)
            spoken += [one] if one else []
        title = title or " ".join(found.title.split())[:200]
    if not spoken:
        raise _no_chat()
    return spoken, title


def _from_line(line: str, before: Spoken | None) -> Spoken | None:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    when, files = told.get("when"), told.get("attached")
    at = next((made for one in _texts(when) if (made := _moment(one) or _written(one))), None)
    at = at or (before.at if before else None)
    if at is None:
        return None
    attached = tuple(name for one in _texts(files) if (name := _name(unquote(one))))
    who = _name(told.get("who")) or (before.who if before else "somebody")
    return Spoken(at, who, _words(told.get("text")), attached)


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _written(text: str) -> datetime | None:
    """A day and time as people here and chats write them: 04.03.2024 10:15:02 UTC+01:00, or
    04/03/2024, 10:15."""
    found = _DAY.match(text.strip())
    if not found:
        return None
    day, month, year, hour, minute, second = (int(one or 0) for one in found.groups()[:6])
    half, zone = (found[7] or "").lower(), found[8]
    if half:
        hour = hour % 12 + 12 * (half == "p")
    try:
        offset = timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[-2:])) if zone else None
        at = datetime(year + 2000 * (year < 100), month, day, hour, minute, second, tzinfo=UTC)
        return at - offset if offset else at
    except (ValueError, OverflowError):
        return None


def _from_json(text: str) -> tuple[list[Spoken], str]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _no_chat() from error
    named = ""
    if isinstance(found, dict):
        title = found.get("channel") or found.get("name") or found.get("topic") or ""
        named = title if isinstance(title, str) else ""
        found = found.get("messages") or found.get("value") or []
    if not isinstance(found, list):
        raise _no_chat()
    spoken = [one for told in found if isinstance(told, dict) and (one := _spoken(told))]
    if not spoken:
        raise _no_chat()
    return spoken, named


def _spoken(told: dict[str, Any]) -> Spoken | None:
    at = next((found for name in WHEN if (found := _moment(told.get(name)))), None)
    if at is None:
        return None
    who = next((named for name in WHO if (named := _name(told.get(name)))), "somebody")
    text = next((words for name in WHAT if (words := _words(told.get(name)))), "")
    listed = told.get("files") or told.get("attachments") or []
    listed = listed if isinstance(listed, list) else []
    attached = tuple(name for one in listed if (name := _name(one)))
    return Spoken(at, who, text, attached)


def _moment(value: object) -> datetime | None:
    """Seconds or milliseconds since 1970, as Slack and others write, or a date with a time."""
    try:
        if isinstance(value, int | float) or (
            isinstance(value, str) and re.fullmatch(r"\d{9,13}(\.\d+)?", value)
        ):
            seconds = float(value)
            seconds = seconds / 1000 if seconds > 10**11 else seconds
            return datetime.fromtimestamp(seconds, UTC)
        if isinstance(value, str):
            found = datetime.fromisoformat(value)
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def _name(value: object, depth: int = 0) -> str:
    if isinstance(value, str):
        return " ".join(value.split())[:200]
    if isinstance(value, dict) and depth < 3:
        for key in ("displayName", "real_name", "name", "display_name", "title", "user"):
            if found := _name(value.get(key), depth + 1):
                return found
    return ""


def _words(value: object) -> str:
    if isinstance(value, dict):
        found = str(value.get("content") or "")
        is_html = value.get("contentType") == "html"
        return html.unescape(_TAG.sub(" ", found)).strip() if is_html else found
    return value if isinstance(value, str) else ""


def _from_lines(text: str) -> Iterator[Spoken]:
    current: Spoken | None = None
    lines: list[str] = []
    for line in text.splitlines():
        found = _LINE.match(line)
        said = _line(found) if found else None
        if said is None:
            lines.append(line)
            continue
        if current:
            yield _with_files(current, lines)
        current, lines = said, [said.text]
    if current:
        yield _with_files(current, lines)


def _with_files(one: Spoken, lines: Sequence[str]) -> Spoken:
    """The message with the files that its lines name; the other lines are its words."""
    said, attached = [], []
    for line in lines:
        found = _ATTACHED.fullmatch(line.strip(_MARKS))
        if found:
            attached.append(next(name for name in found.groups() if name).strip(_MARKS))
        else:
            said.append(line)
    return Spoken(one.at, one.who, "\n".join(said), tuple(attached))


def _with_named(one: Spoken, find: Callable[[str], bytes | None]) -> Spoken:
    """The message with the files that a line names before words in brackets, if they came with the
    export. The line stays, since the words may be somebody's own."""
    lines = (_PERHAPS.fullmatch(line.strip(_MARKS)) for line in one.text.split("\n"))
    named = [found[1] for found in lines if found and find(found[1])]
    return replace(one, attached=(*one.attached, *named)) if named else one


def _line(found: re.Match[str]) -> Spoken | None:
    day, month, year = int(found[1]), int(found[3]), int(found[4])
    if len(found[1]) == 4:  # the year first, as in Sweden
        day, year = year, day
    hour, minute, second = (int(one or 0) for one in found.groups()[4:7])
    if half := (found[8] or "").lower():
        hour = hour % 12 + 12 * (half == "p")
    try:
        at = datetime(year + 2000 * (year < 100), month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return Spoken(at, found[9].strip(), found[10])


def _item(
    channel: str,
    day: date | None,
    some: list[Spoken],
    find: Callable[[str], bytes | None],
) -> SourceItem:
    people = sorted({one.who for one in some})
    first, last = some[0].at, some[-1].at
    about = f"{day:%-d %B %Y}" if day else f"{first:%-d %B %Y} to {last:%-d %B %Y}"
    head = [f"Conversation in {channel}, {about}", f"Taking part: {', '.join(people)}", ""]
    content = "\n".join([*head, *map(_told, some), ""]).encode("utf-8", "replace")
    attached = sorted({name for one in some for name in one.attached})
    metadata = {
        "channel": channel,
        "participants": ", ".join(people)[:2000],
        "messages": str(len(some)),
        **({"attached": ", ".join(attached)[:2000]} if attached else {}),
    }
    name = f"{day.isoformat() if day else 'conversation'}.txt"
    return SourceItem(
        ItemKind.FILE,
        b"",
        f"{channel.replace('/', '-')}/{name}".encode("utf-8", "replace"),
        size=len(content),
        mtime_ns=int(last.timestamp()) * 10**9,
        content=content,
        said=Said(f"Conversation in {channel}, {about}"[:500], last, metadata),
        version=sha256(content).hexdigest(),
        beside=tuple((one, path) for one in attached if (path := find(one)))[:BESIDE_MOST],
    )


def _told(one: Spoken) -> str:
    beside = f" [attached: {', '.join(one.attached)}]" if one.attached else ""
    return f"{one.at:%Y-%m-%d %H:%M} {one.who}: {one.text}{beside}"
