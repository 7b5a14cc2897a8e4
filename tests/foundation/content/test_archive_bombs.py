"""Archives and pictures made to expand without end are refused quickly (promise 30)."""

import bz2
import gzip
import io
import struct
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator

import pytest
from tests.foundation.content.documents import image, zipped

from muniment.foundation.content.adapters.sandbox import Extractor
from muniment.foundation.content.states import DerivedState

pytestmark = pytest.mark.sandbox
SECONDS = 2.0
MEGABYTE = 1024 * 1024


def package(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return made.getvalue()


def blanks(megabytes: int, before: bytes = b"", after: bytes = b"") -> tuple[bytes, int, int]:
    """A deflated run of blanks: its bytes, its CRC and its length."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    pieces, crc, size = [], 0, 0
    for piece in (before, *[b" " * MEGABYTE] * megabytes, after):
        pieces.append(packer.compress(piece))
        crc, size = zlib.crc32(piece, crc), size + len(piece)
    return b"".join([*pieces, packer.flush()]), crc, size


def raw_zip(entries: list[tuple[bytes, bytes, int, int, int]]) -> bytes:
    """A zip of deflated bodies whose CRC and sizes are whatever the entry claims."""
    made, directory = bytearray(), bytearray()
    for name, packed, crc, size, packed_size in entries:
        fields = (20, 0, 8, 0, 0, crc, packed_size, size, len(name))
        at = len(made)
        made += struct.pack("<4s5H3L2H", b"PK\3\4", *fields, 0) + name + packed
        directory += struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, *fields, 0, 0, 0, 0, 0, at) + name
    return bytes(made + directory + end(len(entries), len(directory), len(made)))


def end(count: int, size: int, at: int) -> bytes:
    """The end of the directory, with the large form where the count asks for it."""
    if count < 0xFFFF:
        return struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, at, 0)
    large = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, at)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, at + size, 1)
    return large + locator + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, *[0xFFFF] * 2, size, at, 0)


def one_kernel(names: Iterator[bytes], kernel_megabytes: int = 8) -> bytes:
    """Many entries that all point to the same bytes: small file, endless contents."""
    packed, crc, size = blanks(kernel_megabytes)
    first, *others = names
    fields = (20, 0, 8, 0, 0, crc, len(packed), size)
    made = struct.pack("<4s5H3L2H", b"PK\3\4", *fields, len(first), 0) + first + packed
    directory = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, *fields, len(name), 0, 0, 0, 0, 0, 0) + name
        for name in [first, *others]
    )
    return made + directory + end(len(others) + 1, len(directory), len(made))


def swelling_part() -> bytes:
    head, tail = b"<w:document><w:body><w:p><w:t>", b"</w:t></w:p></w:body></w:document>"
    packed, crc, size = blanks(300, head, tail)
    return raw_zip([(b"word/document.xml", packed, crc, size, len(packed))])


def overlapping_package() -> bytes:
    return one_kernel(f"word/header{number}.xml".encode() for number in range(2000))


def overlapping_archive() -> bytes:
    return one_kernel(f"{number}.txt".encode() for number in range(2000))


def claims_a_petabyte() -> bytes:
    return raw_zip([(b"%d" % n, b"x" * 20, 0, 0xFFFFFFF0, 20) for n in range(1000)])


def million_entries(name: bytes = b"word/document") -> bytes:
    fields = (20, 20, *[0] * 7, len(name) + 7, *[0] * 6)
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", *fields)
    directory = b"".join(entry + b"%s%07d" % (name, number) for number in range(1_000_000))
    return b"PK\3\4" + directory + end(1_000_000, len(directory), 4)


def repeated_string() -> bytes:
    """A sheet of 5,000 cells that all show one text of 1 MB."""
    strings = b"<sst><si><t>" + b"long " * 200_000 + b"</t></si></sst>"
    cells = b'<c t="s"><v>0</v></c>' * 5000
    sheet = b"<worksheet><sheetData><row>" + cells + b"</row></sheetData></worksheet>"
    return package(
        {
            "xl/workbook.xml": b"<workbook/>",
            "xl/sharedStrings.xml": strings,
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def tar_of_blanks(pack: Callable[[bytes], bytes]) -> bytes:
    info = tarfile.TarInfo("blanks")
    info.size = 400 * MEGABYTE
    return pack(info.tobuf() + bytes(info.size))


def gzipped_fast(data: bytes) -> bytes:
    return gzip.compress(data, 1)


REFUSED = {
    "a part that expands a thousand fold": swelling_part,
    "entries that overlap in an archive": overlapping_archive,
    "a claim of a petabyte": claims_a_petabyte,
    "a million entries in a document": million_entries,
    "one text shown five thousand times": repeated_string,
    "a tar of blanks in gzip": lambda: tar_of_blanks(gzipped_fast),
    "a tar of blanks in bzip2": lambda: tar_of_blanks(lambda data: bz2.compress(data, 9)),
}


def timed(extractor: Extractor, data: bytes, name: str) -> tuple[DerivedState, str, str]:
    started = time.perf_counter()
    made = extractor.extract(data, name=name)
    took = time.perf_counter() - started
    assert took <= SECONDS, f"{took:.1f} s"
    return made.state, made.text, made.reason


@pytest.mark.parametrize("name", REFUSED)
def test_what_expands_past_the_limits_is_refused(extractor: Extractor, name: str) -> None:
    state, text, reason = timed(extractor, REFUSED[name](), "bomb")
    assert (state, text) == (DerivedState.TOO_LARGE, "")
    assert reason


def test_entries_that_overlap_in_a_document_are_refused(extractor: Extractor) -> None:
    state, text, reason = timed(extractor, overlapping_package(), "bomb.docx")
    assert state in {DerivedState.TOO_LARGE, DerivedState.CORRUPT}
    assert text == ""
    assert reason


@pytest.mark.parametrize("claimed", [10, 300 * MEGABYTE + 64, 0xFFFFFFF0])
def test_sizes_in_headers_are_not_believed(extractor: Extractor, claimed: int) -> None:
    packed, crc, _ = blanks(300, b"<w:document><w:t>", b"</w:t></w:document>")
    lie = raw_zip([(b"word/document.xml", packed, crc, claimed, len(packed))])
    state, text, _ = timed(extractor, lie, "lie.docx")
    assert state in {DerivedState.TOO_LARGE, DerivedState.CORRUPT}
    assert text == ""


def test_archives_inside_archives_are_named_and_left_closed(extractor: Extractor) -> None:
    inner = package({f"{number}.bin": bytes(MEGABYTE) for number in range(16)})
    for depth in range(5):
        inner = package({f"level{depth}-{number}.zip": inner for number in range(16)})
    state, text, _ = timed(extractor, inner, "42.zip")
    assert state is DerivedState.DONE
    assert text.split() == [f"level4-{number}.zip" for number in range(16)]


def test_thirty_archives_deep_only_the_first_is_opened(extractor: Extractor) -> None:
    inner = zipped()
    for depth in range(30):
        inner = package({f"depth{depth}.zip": inner})
    assert timed(extractor, inner, "deep.zip")[1] == "depth29.zip"


def test_of_a_million_names_a_hundred_thousand_are_listed_and_all_counted(
    extractor: Extractor,
) -> None:
    data = million_entries(b"name")
    state, text, reason = timed(extractor, data, "many.zip")
    assert state is DerivedState.DONE
    assert text.count("\n") == 99_999
    assert reason == "The first 100,000 of 1,000,000 names are listed."


def test_a_directory_that_lies_about_its_count_is_still_too_long(extractor: Extractor) -> None:
    data = million_entries()
    at = len(data) - 22 - 20 - 56
    lie = data[:at] + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, at - 4, 4, 0)
    assert timed(extractor, lie, "lie.docx")[0] is DerivedState.TOO_LARGE


def test_a_compressed_file_is_not_unpacked(extractor: Extractor) -> None:
    bomb = gzip.compress(bytes(200 * MEGABYTE), 1)
    state, text, _ = timed(extractor, bomb, "bomb.gz")
    assert (state, text) == (DerivedState.EMPTY, "")


def tall_png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))
        )

    header = struct.pack(">2L5B", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize("make", [lambda: image("PNG", (10_000, 10_000)), tall_png])
def test_a_picture_with_too_many_pixels_gets_no_preview(
    extractor: Extractor, make: Callable[[], bytes]
) -> None:
    data = make()
    started = time.perf_counter()
    made = extractor.render_preview(data)
    assert time.perf_counter() - started <= SECONDS
    assert (made.state, made.png) == (DerivedState.TOO_LARGE, None)


def test_a_large_but_lawful_document_is_read(extractor: Extractor) -> None:
    words = b"<w:p><w:t>perfectly ordinary sentence number %d</w:t></w:p>"
    body = b"".join(words % number for number in range(50_000))
    data = package(
        {"word/document.xml": b"<w:document><w:body>" + body + b"</w:body></w:document>"}
    )
    made = extractor.extract(data, name="long.docx")
    assert made.state is DerivedState.DONE
    assert made.text.endswith("number 49999")
