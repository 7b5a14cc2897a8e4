"""Cells of a workbook since 2007 (ECMA-376 part 1, section 18.3)."""

from collections.abc import Iterable

from .outcome import OUTPUT_MAX, Corrupt, Sink, TooLarge
from .xmltext import parse


def read_strings(chunks: Iterable[bytes]) -> list[str]:
    """The table of shared strings, without phonetic hints."""
    reader = _Strings()
    parse(chunks, reader.start, reader.end, reader.text)
    return reader.strings


def read_sheet(chunks: Iterable[bytes], strings: list[str], sink: Sink) -> None:
    """Feed the cells of one sheet to the sink: tabs between cells, a line per row."""
    reader = _Cells(strings, sink)
    parse(chunks, reader.start, reader.end, reader.text)


class _Strings:
    def __init__(self) -> None:
        self.strings: list[str] = []
        self._pieces: list[str] = []
        self._taking = self._phonetic = False
        self._left = OUTPUT_MAX

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        self._phonetic = self._phonetic or local == "rPh"
        self._taking = local == "t" and not self._phonetic

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        self._taking = False
        if local == "rPh":
            self._phonetic = False
        if local == "si":
            self.strings.append("".join(self._pieces))
            self._pieces = []

    def text(self, words: str) -> None:
        if self._taking:
            self._left -= len(words)
            if self._left < 0:
                raise TooLarge("The text is longer than 64 MB.")
            self._pieces.append(words)


class _Cells:
    def __init__(self, strings: list[str], sink: Sink) -> None:
        self._strings = strings
        self._sink = sink
        self._kind = ""
        self._value: list[str] = []
        self._taking = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self._kind = attributes.get("t", "")
        self._taking = local in {"v", "t"}

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        self._taking = False
        if local == "c":
            self._cell()
        elif local == "row":
            self._sink.add("\n")

    def text(self, words: str) -> None:
        if self._taking:
            self._value.append(words)

    def _cell(self) -> None:
        value = "".join(self._value)
        self._value = []
        if not value:
            return
        self._sink.add(self._shared(value) if self._kind == "s" else value)
        self._sink.add("\t")

    def _shared(self, number: str) -> str:
        try:
            return self._strings[int(number)]
        except (ValueError, IndexError) as error:
            raise Corrupt("A cell points to a text that is not there.") from error
