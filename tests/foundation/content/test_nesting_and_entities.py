"""Ten thousand levels of nesting, entities that grow or reach out: text or a named limit (31)."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.foundation.content.documents import pdf_of
from tests.foundation.content.test_archive_bombs import package

from muniment.foundation.content.adapters.sandbox import Extractor
from muniment.foundation.content.states import DerivedState

pytestmark = pytest.mark.sandbox
DEEP = 10_000
NAMED = {DerivedState.TOO_LARGE, DerivedState.CORRUPT, DerivedState.FAILED, DerivedState.EMPTY}


def mime(depth: int) -> bytes:
    opened = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth)
    )
    closed = "".join(f"\n--b{n}--\n" for n in reversed(range(depth)))
    return f"From: a@b.example\nSubject: deep\n{opened}\nneedle\n{closed}".encode()


def messages(depth: int) -> bytes:
    return b"From: a@b.example\nContent-Type: message/rfc822\n\n" * depth + b"\nneedle\n"


def nested(name: str, depth: int = DEEP) -> str:
    return f"<{name}>" * depth + "needle" + f"</{name}>" * depth


def office(part: str, body: str, *others: str) -> bytes:
    return package({part: body.encode(), **dict.fromkeys(others, b"<x/>")})


def page_tree(depth: int) -> bytes:
    levels = [f"<</Type/Pages/Kids[{n + 3} 0 R]/Count 1>>" for n in range(depth)]
    leaf = f"<</Type/Page/Parent {depth + 1} 0 R/MediaBox[0 0 9 9]>>"
    return pdf_of(["<</Type/Catalog/Pages 2 0 R>>", *levels, leaf], "")


DEEP_DOCUMENTS = {
    "parts.eml": mime(DEEP),
    "parts-400.eml": mime(400),
    "messages.eml": messages(DEEP),
    "page.html": f"<html><body>{nested('div')}</body></html>".encode(),
    "data.xml": f'<?xml version="1.0"?>{nested("a")}'.encode(),
    "data.svg": f'<?xml version="1.0"?><svg>{nested("g")}</svg>'.encode(),
    "data.json": b"[" * DEEP + b'"needle"' + b"]" * DEEP,
    "note.rtf": b"{\\rtf1 " + b"{" * DEEP + b"needle" + b"}" * DEEP + b"}",
    "deep.docx": office(
        "word/document.xml", f"<w:document><w:t>{nested('w:x')}</w:t></w:document>"
    ),
    "deep.xlsx": office("xl/worksheets/sheet1.xml", nested("c"), "xl/workbook.xml"),
    "deep.pptx": office("ppt/slides/slide1.xml", nested("a:t"), "ppt/presentation.xml"),
    "deep.odt": office("content.xml", f"<body>{nested('p')}</body>", "META-INF/manifest.xml"),
    "facts.docx": package(
        {
            "word/document.xml": b"<w><t>needle</t></w>",
            "docProps/core.xml": nested("title").encode(),
        }
    ),
    "arrays.pdf": pdf_of(["<</Type/Catalog/Pages 2 0 R>>", "[" * DEEP + "]" * DEEP], ""),
    "tree.pdf": page_tree(2000),
    "folders.zip": package({"folder/" * 5000 + "needle": b""}),
}


@pytest.mark.parametrize("name", DEEP_DOCUMENTS)
def test_a_deep_document_gives_its_text_or_names_the_limit(extractor: Extractor, name: str) -> None:
    started = time.perf_counter()
    made = extractor.extract(DEEP_DOCUMENTS[name], name=name)
    assert time.perf_counter() - started <= 1.5
    assert (made.state is DerivedState.DONE and made.text) or (made.state in NAMED)
    assert "RecursionError" not in made.reason
    assert "crashed" not in made.reason


@pytest.mark.parametrize("name", ["page.html", "data.xml", "data.json", "note.rtf", "deep.docx"])
def test_depth_alone_does_not_hide_the_text(extractor: Extractor, name: str) -> None:
    assert "needle" in extractor.extract(DEEP_DOCUMENTS[name], name=name).text


def test_a_message_of_ordinary_depth_is_read(extractor: Extractor) -> None:
    assert "needle" in extractor.extract(mime(8), name="mail.eml").text


# -- entities ---------------------------------------------------------------------------------
LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
)
LAUGHS += "]>"
BLOWN_UP = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + "x" * 50_000 + '">]>'


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    path = tmp_path / "canary"
    path.write_text("the canary sings")
    return path


def documents_with(prologue: str, body: str) -> dict[str, bytes]:
    """The prologue and a use of the entity, in every kind of XML that is read."""
    return {
        "a.xml": f"{prologue}<x>{body}</x>".encode(),
        "wide.xml": f"{prologue}<x>{body}</x>".encode("utf-16"),
        "a.svg": f"{prologue}<svg><text>{body}</text></svg>".encode(),
        "a.docx": office("word/document.xml", f"{prologue}<w:d><w:t>{body}</w:t></w:d>"),
        "facts.docx": package(
            {
                "word/document.xml": b"<w><t>plain</t></w>",
                "docProps/core.xml": f"{prologue}<c><title>{body}</title></c>".encode(),
            }
        ),
        "a.xlsx": office("xl/sharedStrings.xml", f"{prologue}<sst>{body}</sst>", "xl/workbook.xml"),
        "a.pptx": office(
            "ppt/slides/slide1.xml", f"{prologue}<p><t>{body}</t></p>", "ppt/presentation.xml"
        ),
        "a.odt": office("content.xml", f"{prologue}<body>{body}</body>", "META-INF/manifest.xml"),
        "a.xhtml": f"{prologue}<html><body>{body}</body></html>".encode(),
    }


@pytest.mark.parametrize(("prologue", "body"), [(LAUGHS, "&a9;"), (BLOWN_UP, "&a;" * 50_000)])
def test_entities_that_grow_are_never_expanded(
    extractor: Extractor, prologue: str, body: str
) -> None:
    for name, data in documents_with(prologue, body).items():
        started = time.perf_counter()
        made = extractor.extract(data, name=name)
        assert time.perf_counter() - started <= 1.5, name
        assert "ha" * 100 not in made.text
        assert "x" * 50_001 not in made.text
        if name not in {"a.xhtml", "a.xlsx"}:
            assert made.state is DerivedState.FAILED, name
            assert "entities" in made.reason


def test_nothing_outside_the_document_is_fetched(
    extractor: Extractor, canary: Path, listener: socket.socket
) -> None:
    port = listener.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    for prologue in (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{canary}">]>',
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "{address}e">]>',
        f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{address}p"> %p;<!ENTITY e "x">]>',
        f'<!DOCTYPE x PUBLIC "-//W3C//DTD" "{address}dtd">',
        f'<!DOCTYPE x SYSTEM "file://{canary}">',
    ):
        start = '<?xml version="1.0"?>' + prologue
        include = f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="file://{canary}"/>'
        for name, data in documents_with(start, "&e;" + include).items():
            made = extractor.extract(data, name=name)
            assert "sings" not in made.text + made.reason + str(made.metadata), name
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_a_doctype_without_entities_is_no_reason_to_refuse(extractor: Extractor) -> None:
    data = b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "x.dtd"><x>needle</x>'
    assert extractor.extract(data, name="a.xml").text == "needle"


def test_markup_that_would_run_comes_back_as_words_only(extractor: Extractor) -> None:
    page = (
        b"<html><body><p>see</p><script>alert(1)</script><img src=x onerror=alert(2)></body></html>"
    )
    assert extractor.extract(page, name="a.html").text == "see"
