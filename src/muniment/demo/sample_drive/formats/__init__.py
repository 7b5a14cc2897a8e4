"""One writer for each format: a page in, bytes out, the same bytes each time."""

from collections.abc import Callable

from muniment.demo.sample_drive.formats import mail, office, opendocument, pdf, pictures, text
from muniment.demo.sample_drive.types import Page

WRITERS: dict[str, Callable[[Page], bytes]] = {
    **text.WRITERS,
    **office.WRITERS,
    **opendocument.WRITERS,
    **pictures.WRITERS,
    **mail.WRITERS,
    "pdf": pdf.write,
}


def kind_of(path: str) -> str:
    """The format that a path's extension promises, such as `docx` or `jpg`."""
    return path.rpartition(".")[2].lower()


def write(path: str, page: Page) -> bytes:
    """The page in the format of the path's extension. Raises KeyError for one unknown."""
    return WRITERS[kind_of(path)](page)
