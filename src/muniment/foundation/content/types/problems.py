"""Why the content store refuses something, or cannot give it."""

from collections.abc import Iterable

from muniment.foundation.kernel.errors import Away, Reason, Refused


class ContentMissing(Refused):
    """The store does not hold the bytes asked for."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            Reason("content_missing", f"The content {sha256[:12]}… is not in the store.")
        )


class ContentCorrupt(Refused):
    """The bytes in the store are not what was stored. `told`: who looks after it knows."""

    def __init__(self, sha256: str, *, told: bool = False) -> None:
        words = f"The content {sha256[:12]}… is damaged in the store."
        if told:
            words += " It is not given out. The people who look after the store have been told."
        super().__init__(Reason("content_corrupt", words))


class KeyGone(Refused):
    """The key of sealed content was destroyed, or is not among the keys here."""

    def __init__(self) -> None:
        super().__init__(Reason("key_gone", "The key of this content is not here any more."))


class KeysProblem(Refused):
    """The files of the content keys are missing or broken."""

    def __init__(self, why: str) -> None:
        super().__init__(Reason("content_keys", f"Sealed content cannot be used: {why}."))


class StoreFailed(Refused):
    """The disk under the store failed. Nothing was kept, and the write is not tried again."""

    def __init__(self, error: OSError) -> None:
        super().__init__(Reason("store_failed", f"The content store failed: {error.strerror}."))


class StoreAway(Away):
    """The service that keeps the content does not answer, or not as it should."""

    def __init__(self, why: str) -> None:
        words = f"The content store does not answer ({why}). Try again in a few minutes."
        super().__init__(Reason("store_away", words))


class StoreUnfit(Refused):
    """Records may not be kept in this store: it would not let go of what is destroyed."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        super().__init__(reasons)


class LengthMismatch(Refused):
    """Fewer or more bytes came than were announced."""

    def __init__(self, expected: int, found: int) -> None:
        words = f"{expected} bytes were announced and {found} came."
        super().__init__(Reason("length_mismatch", words))


class DigestMismatch(Refused):
    """The bytes do not have the SHA-256 that was announced."""

    def __init__(self) -> None:
        words = "The content does not match the checksum that came with it."
        super().__init__(Reason("digest_mismatch", words))


class SourceRefused(Refused):
    """A source file could not be taken. The subclasses say why."""

    code = "source_refused"
    words = "The file could not be taken."

    def __init__(self, detail: str = "") -> None:
        super().__init__(Reason(self.code, f"{self.words} {detail}".strip()))


class ChangedWhileRead(SourceRefused):
    """The file changed between the first byte and the last."""

    code = "changed_while_read"
    words = "The file changed while it was being read."


class NotARegularFile(SourceRefused):
    """A link, socket, pipe, device or folder stands where a file was expected."""

    code = "not_a_regular_file"
    words = "This is not an ordinary file."


class Vanished(SourceRefused):
    """The file was there when the folder was listed and is no longer."""

    code = "vanished"
    words = "The file is no longer there."


class Unreadable(SourceRefused):
    """The file system refuses to let the file be read."""

    code = "unreadable"
    words = "The file cannot be read."


class SandboxUnavailable(Refused):
    """There is no sandbox on this machine, and the settings do not allow going without."""

    def __init__(self, why: str) -> None:
        words = f"Text cannot be extracted safely on this machine: {why}"
        super().__init__(Reason("sandbox_unavailable", words))


class CopyAway(Refused):
    """The second copy of the content is set and cannot be used: its disk is not there, say."""

    def __init__(self, why: str) -> None:
        super().__init__(Reason("copy_away", f"The second copy cannot be used: {why}."))
