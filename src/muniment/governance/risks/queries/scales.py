"""The scales by which this body scores its risks."""

from pathlib import Path

from django.conf import settings

from muniment.foundation.kernel.errors import Reason, Refused
from muniment.governance.risks.adapters import pack
from muniment.governance.risks.types import Scales


def scales() -> Scales:
    """The scales in use: those of the file in MUNIMENT_RISK_SCALES, or the ones that are shipped.
    Raises Refused with every reason for a file that is no pack of scales."""
    found, wrong = pack.load(settings.MUNIMENT_RISK_SCALES)
    if found is None:
        raise Refused(wrong)
    return found


def try_scales(path: Path) -> tuple[Scales | None, tuple[Reason, ...]]:
    """What a file of scales says, or every reason against it, before it is put in its place."""
    return pack.read(path)
