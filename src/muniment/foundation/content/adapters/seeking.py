"""Reading from any place, for streams of which only the size is known."""

import io
import os


class Seeking(io.RawIOBase):
    """A stream for reading, with a place in it. Who derives from it sets `size` (bytes) and reads
    from `place` on in `readinto`, which moves the place."""

    size = 0
    place = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """The place, in bytes from the beginning."""
        return self.place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move the place, also past the end; where it is now. Raises ValueError for one before
        the beginning."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self.place, os.SEEK_END: self.size}[whence]
        if start + offset < 0:
            raise ValueError("a place before the beginning")
        self.place = start + offset
        return self.place
