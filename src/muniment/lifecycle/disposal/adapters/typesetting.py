"""Setting certificates as PDF, with typst. Data goes in as JSON, so nothing in it is markup."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

TEMPLATE = Path(__file__).with_name("certificate.typ")
LISTED = 2_000  # items in the PDF; all of them are in the JSON


# What is written as it is, in one attempt after the other: everything; what the fonts that come
# with typst have; what any font has. Another letter is written by its number.
SHOWN = (
    re.compile("[\x00-\U0010ffff]"),
    re.compile("[\\n\x20-\x7e\xa1-\u024f\u0370-\u03ff\u0400-\u045f\u2010-\u2027\u2030\u20ac]"),
    re.compile("[\\n\x20-\x7e]"),
)


def certificate_pdf(body: dict[str, Any], *, sha256: str, event: int) -> bytes:
    """The certificate as an accessible PDF (PDF/UA-1, tagged). The same input gives the same
    bytes, with the same fonts.

    A letter that no font here has is written by its number, since an accessible PDF may not hold
    what cannot be shown; the JSON form has it as it is. Raises RuntimeError where typst cannot
    set it.
    """
    shown = {
        **body,
        "items": body["items"][:LISTED],
        "unlisted": max(0, len(body["items"]) - LISTED),
        "sha256": sha256,
        "event": event,
    }
    for number, letters in enumerate(SHOWN, 1):
        try:
            return _set(_spelt(shown, letters), body["issued_at"])
        except RuntimeError:
            if number == len(SHOWN):
                raise
    raise AssertionError("the last attempt returns or raises")


def _spelt(value: Any, letters: "re.Pattern[str]") -> Any:
    """The value with each letter that is not one of these written by its number: `[U+307E]`."""
    if isinstance(value, str):
        return "".join(one if letters.match(one) else f"[U+{ord(one):04X}]" for one in value)
    if isinstance(value, dict):
        return {name: _spelt(one, letters) for name, one in value.items()}
    return [_spelt(one, letters) for one in value] if isinstance(value, list) else value


def _set(shown: dict[str, Any], issued_at: str) -> bytes:
    made: bytes = typst.compile(
        str(TEMPLATE),
        format="pdf",
        sys_inputs={"certificate": json.dumps(shown, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=_moment(issued_at),
    )
    return made


def _moment(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())
