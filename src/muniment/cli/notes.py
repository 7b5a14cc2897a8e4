"""Checkpoints that were kept elsewhere, read from a file."""

from pathlib import Path

from muniment.foundation.kernel.errors import NotFound, Reason, Refused


def read_note(path: Path | None) -> str | None:
    """The text of a checkpoint; None if none was given. Raises Refused, NotFound."""
    if path is None:
        return None
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        message = f"{path.name} is not a checkpoint: it is not text."
        raise Refused(Reason("unreadable", message, "checkpoint")) from None
    except OSError:
        raise NotFound("file", str(path)) from None
