"""Setting certificates as PDF, with typst. Data goes in as JSON, so nothing in it is markup."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

TEMPLATE = Path(__file__).with_name("certificate.typ")
LISTED = 2_000  # items in the PDF; all of them are in the JSON


def certificate_pdf(body: dict[str, Any], *, sha256: str, event: int) -> bytes:
    """The certificate as an accessible PDF (PDF/UA-1, tagged). The same input gives the same
    bytes. Raises RuntimeError where typst cannot set it."""
    shown = {
        **body,
        "items": body["items"][:LISTED],
        "unlisted": max(0, len(body["items"]) - LISTED),
        "sha256": sha256,
        "event": event,
    }
    made: bytes = typst.compile(
        str(TEMPLATE),
        format="pdf",
        sys_inputs={"certificate": json.dumps(shown, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=_moment(body["issued_at"]),
    )
    return made


def _moment(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())
