"""Pure decisions about stacks of scans: where separator sheets part them, or why they do not."""

from muniment.foundation.content.types import SheetsFound
from muniment.holdings.capture.types import Piece

MARK = "MUNIMENT1:"  # as the reader in the sandbox knows it
SHEETS_MOST = 200  # printed at once


def pieces_of(found: SheetsFound) -> tuple[list[Piece], str]:
    """The records of a stack, in order; or none, and why the stack stays whole. What stands before
    the first sheet goes where the stack goes. A sheet belongs to no record."""
    if found.reason:
        return [], found.reason
    if not found.codes:
        return [], f"No separator sheet was found on its {_pages(found.pages)}."
    sheets: dict[int, str] = {}
    for page in sorted({page for page, _ in found.codes}):
        said = {code for at, code in found.codes if at == page and code}
        if not said:
            return [], f"On page {page} is a code that cannot be read."
        if len(said) > 1:
            return [], f"Page {page} has the codes of several separator sheets."
        sheets[page] = said.pop()
    pieces = list(_between(sheets, found.pages))
    return pieces, "" if pieces else "There is nothing in it but separator sheets."


def _pages(count: int) -> str:
    return "one page" if count == 1 else f"{count:,} pages"


def _between(sheets: dict[int, str], pages: int) -> list[Piece]:
    starts = [(0, ""), *sheets.items()]
    ends = [*sheets, pages + 1]
    return [
        Piece(into, start + 1, end - 1)
        for (start, into), end in zip(starts, ends, strict=True)
        if start + 1 < end
    ]
