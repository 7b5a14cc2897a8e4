"""HTML and XML: the words only. Scripts and styles are dropped, nothing is fetched."""

import re
from html.parser import HTMLParser

from .outcome import Corrupt, Outcome, Sink
from .plain import decode
from .xmltext import Shape, TextReader

_DROPPED = frozenset({"script", "style", "template", "noscript", "object", "applet", "iframe"})
_BLOCKS = frozenset(
    {
        *("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol"),
        *("dl", "dt", "dd", "section", "article", "header", "footer", "blockquote", "pre", "hr"),
        *("title", "option"),
    }
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.I)
_ANY_XML = Shape(skip=frozenset({"script", "style"}))


class _Words(HTMLParser):
    def __init__(self, sink: Sink) -> None:
        super().__init__(convert_charrefs=True)
        self._sink = sink
        self._dropping = ""
        self._in_title = False
        self.title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._dropping and tag in _DROPPED:
            self._dropping = tag
        self._in_title = tag == "title"
        self._break(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._dropping:
            self._dropping = ""
        self._in_title = False
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if self._dropping:
            return
        if self._in_title:
            self.title = (self.title + data)[:1000]
        self._sink.add(data)

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._sink.add("\n")
        elif tag in {"td", "th"}:
            self._sink.add("\t")


def html(data: bytes, declared: str = "") -> Outcome:
    """The words of a page, and its title."""
    found = _CHARSET.search(data[:2048])
    charset = declared or (found.group(1).decode("ascii") if found else "")
    return html_text(decode(data, charset))


def html_text(page: str) -> Outcome:
    """The words of a page that is text already."""
    sink = Sink()
    words = _Words(sink)
    try:
        words.feed(page)
        words.close()
    except (AssertionError, ValueError) as error:
        raise Corrupt(f"The page cannot be read: {error}.") from error
    return Outcome(text=sink.text(), metadata={"title": words.title})


def xml(data: bytes) -> Outcome:
    """Every word of an XML document (SVG too), without scripts and styles."""
    sink = Sink()
    TextReader(_ANY_XML, sink).read([data])
    return Outcome(text=sink.text())


def xhtml(data: bytes) -> Outcome:
    """The words of an XHTML page, read as the browser's HTML would be."""
    return html(data)
