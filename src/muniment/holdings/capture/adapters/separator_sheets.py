"""Setting separator sheets as PDF, with typst. Data goes in as JSON, so nothing in it is markup."""

import json
from collections.abc import Sequence
from pathlib import Path

import typst
import zxingcpp

from muniment.holdings.capture.rules.stacks import MARK
from muniment.holdings.capture.types import Sheet

TEMPLATE = Path(__file__).with_name("separator_sheet.typ")


def sheets_pdf(sheets: Sequence[Sheet]) -> bytes:
    """The sheets, a page each, as an accessible PDF. Each has its code twice, so that a crease or
    a stamp on one leaves the other."""
    try:
        return _set([(one, one.title) for one in sheets])
    except RuntimeError:  # a letter that no font here has, which an accessible PDF may not hold
        return _set([(one, one.title.encode("ascii", "replace").decode()) for one in sheets])


def _set(sheets: Sequence[tuple[Sheet, str]]) -> bytes:
    shown = [
        {"reference": one.reference, "title": title, "code": _code(one.reference)}
        for one, title in sheets
    ]
    made: bytes = typst.compile(
        str(TEMPLATE),
        format="pdf",
        sys_inputs={"sheets": json.dumps(shown, ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )
    return made


def _code(reference: str) -> str:
    """The code as a drawing (SVG)."""
    options = {"ec_level": "H"}
    made = zxingcpp.create_barcode(MARK + reference, zxingcpp.BarcodeFormat.QRCode, **options)
    return str(made.to_svg())
