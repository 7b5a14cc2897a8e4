"""Rich text, plain and in Outlook's compressed form."""

import struct

from striprtf.striprtf import rtf_to_text

from .outcome import OUTPUT_MAX, Corrupt, Outcome, Sink, TooLarge

# The dictionary that every compressed text starts with (MS-OXRTFCP, section 2.1.2.1).
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4096
_COMPRESSED, _PLAIN = b"LZFu", b"MELA"


def extract(data: bytes) -> Outcome:
    """The words of a rich text file. Raises `Corrupt` where it is none."""
    if not data.lstrip()[:5].startswith(b"{\\rt"):
        raise Corrupt("The file does not begin as rich text does.")
    sink = Sink()
    try:
        sink.add(rtf_to_text(data.decode("latin-1"), errors="ignore"))  # type: ignore[no-untyped-call]
    except (ValueError, IndexError, KeyError, AttributeError, TypeError, LookupError) as error:
        raise Corrupt(f"The rich text is damaged: {error}.") from error
    return Outcome(sink.text())


def decompressed(data: bytes) -> bytes:
    """The rich text inside an Outlook body (MS-OXRTFCP). Raises `Corrupt` or `TooLarge`."""
    if len(data) < 16:
        raise Corrupt("The compressed text is cut off.")
    size = struct.unpack_from("<L", data, 4)[0]
    if size > OUTPUT_MAX:
        raise TooLarge("The text is longer than 64 MB.")
    if data[8:12] == _PLAIN:
        return data[16 : 16 + size]
    if data[8:12] != _COMPRESSED:
        raise Corrupt("The compressed text is of an unknown kind.")
    return _expanded(data, size)


def _expanded(data: bytes, size: int) -> bytes:
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\0"))
    made, at, place = bytearray(), 16, len(_DICTIONARY)
    while at < len(data) and len(made) < size:
        flags, at = data[at], at + 1
        for bit in range(8):
            run, at = _run(data, at, bool(flags >> bit & 1), window, place)
            if not run:
                return bytes(made[:size])
            for byte in run:
                window[place], place = byte, (place + 1) % _WINDOW
            made += run
    return bytes(made[:size])


def _run(data: bytes, at: int, is_pair: bool, window: bytearray, place: int) -> tuple[bytes, int]:
    """The next literal or repeat, and where reading goes on; empty at the end."""
    if not is_pair:
        return data[at : at + 1], at + 1
    if at + 2 > len(data):
        return b"", at
    pair = data[at] << 8 | data[at + 1]
    start, length = pair >> 4, (pair & 15) + 2
    if start == place:
        return b"", at
    # A repeat may run into the bytes that it is itself writing.
    span = (place - start) % _WINDOW
    return bytes(window[(start + n % span) % _WINDOW] for n in range(length)), at + 2
