"""Reading an object of a bucket as if it were a file: from any place, in constant memory."""

import io
from contextlib import suppress
from typing import Any, BinaryIO, cast

from botocore.exceptions import BotoCoreError
from urllib3.exceptions import HTTPError

from muniment.foundation.content.adapters.bucket import Bucket, Object
from muniment.foundation.content.adapters.seeking import Seeking
from muniment.foundation.content.types import ContentMissing, StoreAway

IN_MEMORY = 8 * 2**20  # bytes: what is smaller is fetched whole, and asked for once
BUFFER = 2**20
TRIES = 4
_CUT = (BotoCoreError, HTTPError, OSError)


def opened(bucket: Bucket, key: str, sha256: str) -> BinaryIO:
    """The bytes under the key. Raises `ContentMissing`, `StoreAway`; reading raises `StoreAway`
    where the service stays silent."""
    reader = _Reader(bucket, key, sha256)
    if reader.size > IN_MEMORY:
        return cast(BinaryIO, io.BufferedReader(reader, BUFFER))
    with reader:
        data = bytearray()
        while piece := reader.read(reader.size - len(data)):
            data += piece
        return io.BytesIO(bytes(data))


class _Reader(Seeking):
    """One stream at a time, begun anew wherever somebody wants to read on; of the same object."""

    def __init__(self, bucket: Bucket, key: str, sha256: str) -> None:
        super().__init__()
        self._bucket, self._key, self._sha256 = bucket, key, sha256
        self._tag, self._at = "", 0
        self._body: Any = None
        self.size = self._begin().size

    def readinto(self, buffer: object) -> int:
        into = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        wanted = min(len(into), self.size - self.place)
        if wanted <= 0:
            return 0
        piece = self._piece(wanted)
        into[: len(piece)] = piece
        self.place += len(piece)
        self._at = self.place
        return len(piece)

    def close(self) -> None:
        self._end()
        super().close()

    def _piece(self, wanted: int) -> bytes:
        """Some bytes from the present place on; begun again where the stream was cut."""
        for _ in range(TRIES):
            try:
                if self._body is None or self._at != self.place:
                    self._begin()
                if piece := self._body.read(wanted):
                    return bytes(piece)
            except _CUT:
                pass
            self._end()
        raise StoreAway("the bytes stopped coming")

    def _begin(self) -> Object:
        self._end()
        found = self._bucket.get(self._key, self.place, self._tag)
        if found is None:
            raise ContentMissing(self._sha256)
        about, self._body = found
        self._tag, self._at = about.tag, self.place
        return about

    def _end(self) -> None:
        body, self._body = self._body, None
        if body is not None:
            with suppress(*_CUT):
                body.close()
