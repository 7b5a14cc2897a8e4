"""Plain text in whatever encoding it was saved."""

import codecs
import re

import charset_normalizer

from .outcome import Outcome, Unsupported

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 16 * 1024
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WESTERN_MAX = 0.15


def extract(data: bytes) -> Outcome:
    """The text as it stands. Raises `Unsupported` where it is no text."""
    if looks_binary(data):
        raise Unsupported("This is not text.")
    return Outcome(text=decode(data))


def decode(data: bytes, declared: str = "") -> str:
    """Text from bytes: by mark, then UTF-8, then what was declared, then a guess."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    for name in ("utf-8", declared, _wide(data)):
        try:
            return data.decode(name) if name else _refuse()
        except (UnicodeError, LookupError, ValueError):
            continue
    return data.decode(_guess(data), "replace")


def looks_binary(data: bytes) -> bool:
    """Whether more than one byte in fifty of the start is a control character."""
    sample = data[:_SAMPLE]
    if sample.startswith(tuple(mark for mark, _ in _BOMS)) or _wide(sample):
        return False
    return len(_CONTROL.findall(sample)) * 50 > len(sample)


def _refuse() -> str:
    raise ValueError("no such encoding")


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: every other byte of western text is zero."""
    sample = data[:_SAMPLE]
    if len(sample) < 4 or len(data) % 2:
        return ""
    zeros = (sample[0::2].count(0), sample[1::2].count(0))
    half = len(sample) // 2
    if zeros[1] > half * 0.6 and zeros[0] < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if zeros[0] > half * 0.6 and zeros[1] < half * 0.1 else ""


def _guess(data: bytes) -> str:
    sample = data[:_SAMPLE]
    high = sum(byte > 127 for byte in sample)
    # A few accents in western text is by far the commonest case, and guessing is slow.
    if high < len(sample) * _WESTERN_MAX:
        return "cp1252"
    best = charset_normalizer.from_bytes(sample, steps=3, chunk_size=512).best()
    return best.encoding if best else "cp1252"
