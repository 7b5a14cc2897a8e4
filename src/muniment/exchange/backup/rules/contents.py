"""The list of the content of a snapshot: a line for each, in the order of their digests."""

from collections.abc import Iterable, Iterator

from muniment.exchange.backup.types import Held, NotABackup
from muniment.foundation.content.rules import blob_path, is_digest


def line(one: Held) -> str:
    """One content, as written; a sealed one has the name of its seal behind."""
    seal = f" {one.seal}" if one.seal else ""
    return f"{one.sha256} {one.stored} {one.size} {one.mtime_ns}{seal}\n"


def read(lines: Iterable[str]) -> Iterator[Held]:
    """The contents of a list. Raises NotABackup for what is not one."""
    for number, text in enumerate(lines, 1):
        fields = text.split(" ")
        try:
            sha256, stored, size, mtime_ns, *seal = fields
            one = Held(sha256, stored, int(size), int(mtime_ns), *(name.strip() for name in seal))
            blob_path(one.sha256, one.seal)
        except (ValueError, TypeError):
            raise NotABackup(f"Line {number} of the list of content is not well formed.") from None
        if not (is_digest(sha256) and is_digest(stored)):
            raise NotABackup(f"Line {number} of the list of content is not well formed.")
        yield one
