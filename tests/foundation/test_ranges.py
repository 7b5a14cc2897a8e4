"""A part of a file that is asked for (RFC 9110 section 14)."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as some

from muniment.foundation.kernel.ranges import OutOfRange, Section, Span, span_of

ETAG = '"one"'


def asked(text: str, size: int = 100, **more: str) -> Span | None:
    more = {key.replace("_", "-"): said for key, said in more.items()}
    return span_of({"Range": text, **more}, size, ETAG)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("bytes=0-0", Span(0, 0)),
        ("bytes=10-19", Span(10, 19)),
        ("bytes=90-", Span(90, 99)),
        ("bytes=90-1000", Span(90, 99)),
        ("bytes=-5", Span(95, 99)),
        ("bytes=-500", Span(0, 99)),
        ("Bytes= 1 - 2 ", Span(1, 2)),
    ],
)
def test_a_range_is_the_bytes_that_it_names(text, span):
    assert asked(text) == span


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bytes",
        "x" * 9000,
        "bytes=",
        "bytes=-",
        "bytes=5-1",
        "bytes=0-1,5-6",
        "pages=1-2",
        "bytes=a-b",
    ],
)
def test_what_makes_no_sense_is_answered_with_all_of_it(text):
    assert asked(text) is None


@pytest.mark.parametrize("text", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_where_nothing_is_it_is_said(text):
    with pytest.raises(OutOfRange):
        asked(text)
    with pytest.raises(OutOfRange):
        asked("bytes=0-", size=0)


def test_a_part_of_another_file_is_not_given():
    assert asked("bytes=1-2", If_Range=ETAG) == Span(1, 2)
    assert asked("bytes=1-2", If_Range='"another"') is None


@given(some.binary(min_size=1, max_size=300), some.data())
def test_a_file_that_is_read_in_parts_is_the_file(content, data):
    first = data.draw(some.integers(0, len(content) - 1))
    last = data.draw(some.integers(first, len(content) - 1))
    span = asked(f"bytes={first}-{last}", len(content))
    part = Section(BytesIO(content), span)
    pieces = list(iter(lambda: part.read(data.draw(some.integers(1, 50))), b""))
    assert b"".join(pieces) == content[first : last + 1]
    assert Section(BytesIO(content), span).read() == content[first : last + 1]
