"""Files of our own for what is on its way from a source."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


@contextmanager
def incoming_files(reference: str) -> Iterator[Path]:
    """A folder of our own for large messages and objects on their way, gone at the end."""
    top = Path(settings.MUNIMENT_HOME) / "incoming"
    top.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{reference}-", dir=top) as folder:
        yield Path(folder)
