"""What a certificate of a search has to say."""

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.search.types import PLACES, CertificateDraft

LONGEST_REQUEST, LONGEST_REMARKS = 500, 4_000


def reasons_not_to_certify(draft: CertificateDraft, *, total: int) -> list[Reason]:
    """Why the search cannot be certified so. That there is no trace of a thing can be said only
    by who has looked everywhere, or says why not (requirement SRC-02)."""
    reasons = []
    if not draft.request.strip() or len(draft.request) > LONGEST_REQUEST:
        message = f"Say what was asked for, in at most {LONGEST_REQUEST} letters."
        reasons.append(Reason("request", message, "request"))
    if set(draft.places) - set(PLACES):
        reasons.append(Reason("places", "There is no such place to search.", "places"))
    if not draft.places:
        reasons.append(Reason("places", "Tick the places that were searched.", "places"))
    left_out = [PLACES[one] for one in PLACES if one not in draft.places]
    if total == 0 and left_out and not draft.remarks.strip():
        message = f"Nothing was found. Say why these were not searched: {', '.join(left_out)}."
        reasons.append(Reason("left_out", message, "remarks"))
    if len(draft.remarks) > LONGEST_REMARKS:
        message = f"Remarks have at most {LONGEST_REMARKS:,} letters."
        reasons.append(Reason("remarks", message, "remarks"))
    return reasons
