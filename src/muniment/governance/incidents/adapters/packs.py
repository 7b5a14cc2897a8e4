"""The file that says who is told of a breach, and in how many hours."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from muniment.foundation.kernel import yamls
from muniment.foundation.kernel.errors import Reason
from muniment.governance.incidents import rules
from muniment.governance.incidents.types import Pack

SHIPPED = Path(__file__).with_name("breach.yaml")
MOST = 64 * 1024  # bytes


def current() -> Pack:
    """The pack in force: that of MUNIMENT_BREACH_PACK, or the one that is shipped. Raises
    ImproperlyConfigured with every reason against it."""
    return _current(settings.MUNIMENT_BREACH_PACK or str(SHIPPED))


@lru_cache(maxsize=8)
def _current(path: str) -> Pack:
    pack, wrong = look_at(Path(path))
    if pack is None:
        said = " ".join(one.message for one in wrong)
        raise ImproperlyConfigured(f"The breach pack {path} cannot be used. {said}")
    return pack


def look_at(file: Path) -> tuple[Pack | None, list[Reason]]:
    """What a file says, and every reason why it cannot be used; no pack where there is one."""
    try:
        if file.stat().st_size > MOST:
            return None, [Reason("file", f"It is larger than {MOST // 1024} KiB.")]
        said = yamls.read(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as broken:
        return None, [Reason("file", f"It cannot be read: {broken}.")]
    except yamls.Unreadable as broken:
        return None, [Reason("file", f"It is no YAML that can be read: {broken}.")]
    return rules.read_pack(said)
