"""The folder outside the data folder in which checkpoints are kept, best on another machine."""

from pathlib import Path

from django.conf import settings

from muniment.foundation.audit.adapters.files import write_durably

LATEST = "latest"
SUFFIX = ".checkpoint"


def folder() -> Path:
    """Where checkpoints are published."""
    return Path(settings.MUNIMENT_CHECKPOINTS)


def publish(size: int, note: str) -> None:
    """Write the checkpoint of `size` events, and make it the latest. Raises OSError."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    write_durably(place / f"{size}{SUFFIX}", note)
    write_durably(place / LATEST, note)


def latest() -> str | None:
    """The last note published, or None where there is none. Raises OSError, UnicodeError."""
    try:
        return (folder() / LATEST).read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None


def notes() -> list[tuple[str, str]]:
    """Every published file by name, with its text; a file that is not text has none of it."""
    if not folder().is_dir():
        return []
    paths = [path for path in folder().iterdir() if _published(path)]
    return [(path.name, path.read_bytes().decode("utf-8", "replace")) for path in sorted(paths)]


def _published(path: Path) -> bool:
    return path.is_file() and (path.name == LATEST or path.suffix == SUFFIX)
