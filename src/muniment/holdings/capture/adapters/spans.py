"""A part of a file read as a file of its own: a message where it lies in its mailbox."""

from io import RawIOBase
from typing import Any

from muniment.foundation.content.adapters.source import refusal_of_read


class Span(RawIOBase):
    """The bytes from `start` up to `end` of the file at `path`. It is opened with the first byte
    that is wanted and closed after the last."""

    def __init__(self, path: bytes, start: int, end: int) -> None:
        super().__init__()
        self._path, self._at, self._end = path, start, end
        self._file: Any = None

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer; 0 at the end. Raises SourceRefused."""
        try:
            return self._read(buffer)
        except OSError as error:
            raise refusal_of_read(error) from error

    def _read(self, buffer: Any) -> int:
        if self._at >= self._end:
            return 0
        if self._file is None:
            self._file = open(self._path, "rb", buffering=0)  # noqa: SIM115  as bytes
            self._file.seek(self._at)
        size = self._file.readinto(memoryview(buffer)[: self._end - self._at]) or 0
        # Where the file has become shorter this is the end, too: its digest will tell.
        self._at = self._at + size if size else self._end
        if self._at >= self._end:
            self._file.close()
        return int(size)
