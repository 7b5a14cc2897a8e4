"""The file of scales: the one that is shipped, or the body's own."""

from functools import lru_cache
from pathlib import Path

from muniment.foundation.kernel import yamls
from muniment.foundation.kernel.errors import Reason
from muniment.governance.risks import rules
from muniment.governance.risks.types import Scales

SHIPPED = Path(__file__).with_name("scales.yaml")


@lru_cache(maxsize=16)
def load(path: Path | None) -> tuple[Scales | None, tuple[Reason, ...]]:
    """What a file of scales (None: the one that is shipped) says, or every reason against it. It
    is read once: a changed file counts from the next start, as every setting does."""
    return read(path or SHIPPED)


def read(path: Path) -> tuple[Scales | None, tuple[Reason, ...]]:
    """The same, read anew: to try a file before it is put in its place."""
    try:
        said = yamls.read(path.read_text(encoding="utf-8"))
    except OSError as missing:
        why = missing.strerror or "it is not there"
        return None, (Reason("file", f"{path.name} cannot be read: {why}."),)
    except (UnicodeDecodeError, yamls.Unreadable) as broken:
        return None, (Reason("file", f"{path.name} is no YAML: {broken}."),)
    found, wrong = rules.read_scales(said)
    return (None if wrong else found), tuple(wrong)
