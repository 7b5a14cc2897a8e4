"""Text out of XML through expat: nothing is looked up, no entity may be declared."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from .outcome import Corrupt, Failure, Sink

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


class EntitiesDeclared(Failure):
    """The document declares entities: billion laughs and external entities begin so."""


@dataclass
class Shape:
    """What counts as text in one kind of XML; names without their prefixes.

    `inside`: only text in these elements (empty: all). `skip`: nothing in these. `before` and
    `after`: what stands for the start and end of an element.
    """

    inside: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)


class TextReader:
    """Feeds the text of one XML document to a sink. Depth costs nothing: there is no recursion."""

    def __init__(self, shape: Shape, sink: Sink) -> None:
        self._shape = shape
        self._sink = sink
        self._skipping = 0
        self._taking = 0 if shape.inside else 1

    def read(self, chunks: Iterable[bytes]) -> None:
        """Parse all chunks. Raises `Corrupt`, `EntitiesDeclared` or `TooLarge`."""
        parse(chunks, self._start, self._end, self._text)

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if self._skipping or local in self._shape.skip:
            self._skipping += 1
        elif local in self._shape.inside:
            self._taking += 1
        elif local in self._shape.before:
            self._sink.add(self._shape.before[local])

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if self._skipping:
            self._skipping -= 1
            return
        if local in self._shape.inside:
            self._taking -= 1
        if local in self._shape.after:
            self._sink.add(self._shape.after[local])

    def _text(self, text: str) -> None:
        if self._taking and not self._skipping:
            self._sink.add(text)


def parse(chunks: Iterable[bytes], start: Start, end: End, text: End) -> None:
    """Run expat over the chunks with these handlers.

    Raises `Corrupt` for XML that is not well formed, `EntitiesDeclared` for any entity.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 65536
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = _refuse_entity
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Corrupt(f"The XML is not well formed: {error}.") from error


def _refuse_entity(*_arguments: object) -> None:
    raise EntitiesDeclared("The document declares XML entities, which are not expanded.")
