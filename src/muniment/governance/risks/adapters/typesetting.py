"""Setting the report on risks as PDF, with typst. Data goes in as JSON, so nothing is markup."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

TEMPLATE = Path(__file__).with_name("report.typ")


def report_pdf(report: Mapping[str, Any]) -> bytes:
    """The report as an accessible PDF (PDF/UA-1, tagged), for the papers of a meeting. A letter
    that no font here has is shown as a question mark, since such a PDF may not hold it."""
    said = json.dumps(report, ensure_ascii=False)
    try:
        return _set(said)
    except RuntimeError:
        return _set(said.encode("ascii", "replace").decode())


def _set(said: str) -> bytes:
    made: bytes = typst.compile(
        str(TEMPLATE), format="pdf", sys_inputs={"report": said}, pdf_standards=["ua-1"]
    )
    return made
