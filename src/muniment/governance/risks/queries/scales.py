"""The scales by which this body scores its risks."""

from django.conf import settings

from muniment.foundation.kernel.errors import Refused
from muniment.governance.risks.adapters import pack
from muniment.governance.risks.types import Scales


def scales() -> Scales:
    """The scales in use: those of the file in MUNIMENT_RISK_SCALES, or the ones that are shipped.
    Raises Refused with every reason for a file that is no pack of scales."""
    found, wrong = pack.load(settings.MUNIMENT_RISK_SCALES)
    if found is None:
        raise Refused(wrong)
    return found
