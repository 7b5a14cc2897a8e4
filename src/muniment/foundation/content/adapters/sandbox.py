"""Text and pictures out of hostile documents, through a process that can reach nothing."""

import threading
from contextlib import suppress
from types import TracebackType
from typing import Any, BinaryIO

from muniment.foundation.content.adapters import bubblewrap
from muniment.foundation.content.adapters.extractor import frames
from muniment.foundation.content.adapters.zygote import Zygote, ZygoteDied, ZygoteSilent
from muniment.foundation.content.states import DerivedState
from muniment.foundation.content.types import (
    ChatFound,
    DrawnPage,
    Extraction,
    MessagePart,
    Preview,
    SandboxUnavailable,
    SheetsFound,
)

INPUT_MAX = 128 * 1024 * 1024
WALL_SECONDS = 10.0
_ANSWER_MAX = 64 * 1024 * 1024 + 3 * frames.HEADER_MAX
# Beyond the document's own time: for sending and collecting 128 MB on a busy machine.
_GRACE_SECONDS = 20.0
_READY_SECONDS = 30.0
_PROGRAM = "from extractor import zygote\nzygote.serve(zygote.read_document, alone={alone})"
_FACTS_MAX, _FACT_MAX, _REASON_MAX = 100, 2000, 400
_SAID = {
    "timed_out": (DerivedState.TIMED_OUT, "Reading it took longer than 10 seconds."),
    "too_large": (DerivedState.TOO_LARGE, "More than 64 MB came out of it."),
    "out_of_memory": (DerivedState.TOO_LARGE, "Reading it needs more than 512 MB of memory."),
}


def available() -> str | None:
    """Why no sandbox can be had on this machine; None where it can."""
    return bubblewrap.reason_unavailable() or None


class Extractor:
    """Reads documents in one sandboxed process; start one per worker, and use it as a context.

    The sandbox ends with the thread that started it, so start it where it is used.
    `allow_unsandboxed`: where there is no sandbox, go on with limits of time and memory only;
    otherwise starting raises `SandboxUnavailable`. `program`: the source that runs inside.
    """

    def __init__(self, *, allow_unsandboxed: bool = False, program: str = _PROGRAM) -> None:
        self._allow_unsandboxed = allow_unsandboxed
        self._program = program
        self._zygote: Zygote | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> "Extractor":
        why = available()
        if why and not self._allow_unsandboxed:
            raise SandboxUnavailable(why)
        self._running()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    @property
    def sandboxed(self) -> bool:
        """Whether documents are read behind walls, not only within limits."""
        return available() is None

    def extract(
        self, data: BinaryIO | bytes, *, name: str = "", puid: str = "", mime: str = ""
    ) -> Extraction:
        """Text, facts and attachments of a document, or the named way in which it failed.

        `name`, `puid`, `mime`: hints for choosing the parser. Never raises for a document.
        """
        content = _bytes_of(data)
        if not content:
            return Extraction(DerivedState.EMPTY, reason="The file is empty.")
        state, header, blocks = self._ask("extract", content, name, puid, mime)
        if not blocks:
            return Extraction(state, reason=_reason(header))
        text, *parts = blocks
        return Extraction(
            state=state,
            text=text.decode("utf-8", "replace").replace("\0", " "),
            metadata=_facts(header),
            parts=_parts(header, parts),
            reason=_reason(header),
        )

    def render_preview(
        self, data: BinaryIO | bytes, *, name: str = "", puid: str = "", mime: str = ""
    ) -> Preview:
        """A PNG of the first page, 1,000 pixels at the longest side, or why there is none."""
        content = _bytes_of(data)
        if not content:
            return Preview(DerivedState.EMPTY, reason="The file is empty.")
        state, header, blocks = self._ask("preview", content, name, puid, mime)
        if state is not DerivedState.DONE:
            return Preview(state, reason=_reason(header))
        picture = blocks[1] if len(blocks) == 2 else b""
        if not picture.startswith(b"\x89PNG\r\n\x1a\n"):
            return Preview(DerivedState.FAILED, reason="What came back is no picture.")
        return Preview(state, png=picture)

    def draw_page(
        self, content: bytes, number: int, *, name: str = "", mime: str = ""
    ) -> DrawnPage:
        """Page `number` (from 1) as a grey picture (PGM), and how many pages there are; or why
        there is none."""
        state, header, blocks = self._ask(f"page {number}", content, name, "", mime)
        facts = _facts(header)
        pages = int(facts["pages"]) if facts.get("pages", "").isdecimal() else 0
        if state is not DerivedState.DONE or len(blocks) != 2 or not blocks[1].startswith(b"P5"):
            return DrawnPage(b"", pages, reason=_reason(header) or "The page cannot be drawn.")
        return DrawnPage(blocks[1], pages, blank=facts.get("blank") == "yes")

    def separators(self, content: bytes) -> SheetsFound:
        """The codes of separator sheets on the pages of a PDF; or why they could not be read."""
        codes: list[tuple[int, str]] = []
        number, pages = 1, 0
        while number:
            state, header, blocks = self._ask(f"codes {number}", content, "", "", "")
            if state not in (DerivedState.DONE, DerivedState.EMPTY) or len(blocks) != 1:
                return SheetsFound(pages, (), _reason(header) or "Its pages cannot be read.")
            facts = _facts(header)
            pages, following = _whole(facts.get("pages", "")), _whole(facts.get("next", ""))
            for line in blocks[0].decode("utf-8", "replace").splitlines():
                at, _, code = line.partition("\t")
                if 1 <= _whole(at) <= pages:
                    codes.append((_whole(at), code))
            if following and following <= number:
                return SheetsFound(pages, (), "Its pages cannot be read.")
            number = following
        return SheetsFound(pages, tuple(codes))

    def cut_pages(self, content: bytes, first: int, last: int) -> tuple[bytes, str]:
        """The pages from `first` to `last` of a PDF as a PDF of their own; or nothing, and why."""
        state, header, blocks = self._ask(f"pages {first} {last}", content, "", "", "")
        if state is not DerivedState.DONE or len(blocks) != 2 or blocks[1][:5] != b"%PDF-":
            return b"", _reason(header) or "The pages cannot be taken out."
        return blocks[1], ""

    def chat(self, content: bytes) -> ChatFound:
        """The messages of the export of a chat that is a web page; or why there are none."""
        state, header, blocks = self._ask("chat", content, "", "", "")
        if state not in (DerivedState.DONE, DerivedState.EMPTY) or len(blocks) != 1:
            return ChatFound((), reason=_reason(header) or "The page cannot be read.")
        lines = blocks[0].decode("utf-8", "replace").splitlines()
        return ChatFound(tuple(lines), _facts(header).get("title", ""))

    def _ask(
        self, task: str, content: bytes, name: str, puid: str, mime: str
    ) -> tuple[DerivedState, dict[str, Any], list[bytes]]:
        if len(content) > INPUT_MAX:
            return _failed(DerivedState.TOO_LARGE, "The file is larger than 128 MB.")
        header = {"task": task, "name": _printable(name)[-255:], "puid": puid, "mime": mime}
        with self._lock:
            try:
                status, answer = self._answer(header, content)
            except ZygoteSilent:
                self._stop()
                return _failed(DerivedState.TIMED_OUT, "The reading process did not answer.")
            except ZygoteDied as error:
                self._stop()
                return _failed(DerivedState.FAILED, f"The reading process died: {error}.")
        return _judged(status, answer)

    def _answer(self, header: dict[str, Any], content: bytes) -> tuple[str, bytes]:
        """What a process that lives says. One that was here before may have ended since, with the
        thread that started it for instance: that says nothing of this document, and a new one is
        asked. One that ends under the document is not replaced."""
        if self._zygote is not None:
            with suppress(ZygoteDied):
                return self._zygote.ask(header, content, WALL_SECONDS + _GRACE_SECONDS)
            self._stop()
        return self._running().ask(header, content, WALL_SECONDS + _GRACE_SECONDS)

    def _running(self) -> Zygote:
        """The process, started again if it is gone."""
        if self._zygote is None:
            self._zygote = Zygote(
                self._command(), answer_max=_ANSWER_MAX, ready_seconds=_READY_SECONDS
            )
        return self._zygote

    def _command(self) -> list[str]:
        if self.sandboxed:
            return bubblewrap.command(self._program.replace("{alone}", "True"))
        folders = str(bubblewrap.EXTRACTOR.parent), str(bubblewrap.site_folder())
        return bubblewrap.python(self._program.replace("{alone}", "False"), *folders)

    def _stop(self) -> None:
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None


def _bytes_of(data: BinaryIO | bytes) -> bytes:
    return data if isinstance(data, bytes) else data.read(INPUT_MAX + 1)


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")


def _failed(state: DerivedState, why: str) -> tuple[DerivedState, dict[str, Any], list[bytes]]:
    return state, {"reason": why}, []


def _judged(status: str, answer: bytes) -> tuple[DerivedState, dict[str, Any], list[bytes]]:
    """What the child said, checked as if it were an enemy: by now it may be one."""
    if status != "ok":
        return _failed(*_SAID.get(status, (DerivedState.FAILED, f"The parser crashed ({status}).")))
    try:
        header, blocks = frames.unpack(answer)
        state = DerivedState(str(header.get("state")))
    except (frames.BadFrame, ValueError):
        return _failed(DerivedState.FAILED, "What came back cannot be understood.")
    if state in (DerivedState.WAITING, DerivedState.QUARANTINED) or not blocks:
        return _failed(DerivedState.FAILED, "What came back cannot be understood.")
    return state, header, blocks


def _reason(header: dict[str, Any]) -> str:
    return str(header.get("reason", "")).replace("\0", " ")[:_REASON_MAX]


def _facts(header: dict[str, Any]) -> dict[str, str]:
    found = header.get("metadata")
    if not isinstance(found, dict):
        return {}
    clean = {_clean(name)[:100]: _clean(value)[:_FACT_MAX] for name, value in found.items()}
    return dict(list(clean.items())[:_FACTS_MAX])


def _clean(value: object) -> str:
    return _printable(str(value)).replace("\0", " ")


def _parts(header: dict[str, Any], blocks: list[bytes]) -> tuple[MessagePart, ...]:
    named = header.get("parts")
    if not isinstance(named, list) or len(named) != len(blocks):
        return ()
    pairs = [pair if isinstance(pair, list) and len(pair) == 2 else ["", ""] for pair in named]
    return tuple(
        MessagePart(_clean(name)[:255], _clean(mime)[:150], block)
        for (name, mime), block in zip(pairs, blocks, strict=True)
    )


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0
