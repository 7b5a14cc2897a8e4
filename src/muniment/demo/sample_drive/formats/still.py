"""Office packages made still: libraries put the clock into them, and we take it out again."""

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date

CLOCKS = re.compile(rb"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*(<)")


def pack(entries: Iterable[tuple[str, bytes]], day: date, stored: tuple[str, ...] = ()) -> bytes:
    """A zip of the entries in their order, each dated `day`; those in `stored` uncompressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in entries:
            info = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 12, 0, 0))
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            package.writestr(info, data, how)
    return out.getvalue()


def repack(data: bytes, day: date) -> bytes:
    """The package `data` again with every date in it set to `day`."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        entries = [(info.filename, package.read(info)) for info in package.infolist()]
    stamp = f"{day.isoformat()}T12:00:00Z".encode()
    stilled = ((name, CLOCKS.sub(rb"\g<1>" + stamp + rb"\2", body)) for name, body in entries)
    return pack(stilled, day, stored=("mimetype",))
