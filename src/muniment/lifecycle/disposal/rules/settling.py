"""The practice of the body, and certificates filed as records."""

from muniment.foundation.kernel.errors import Reason
from muniment.lifecycle.disposal.types import Practice

LONGEST_WINDOW = 90


def reasons_not_to_settle(wanted: Practice, before: Practice) -> list[Reason]:
    """Why the practice of the body cannot be settled so."""
    reasons = []
    if wanted == before:
        reasons.append(Reason("unchanged", "It is settled so already."))
    if not 0 <= wanted.window <= LONGEST_WINDOW:
        said = f"What is destroyed can be recovered for 0 to {LONGEST_WINDOW} days."
        reasons.append(Reason("window", said, "window"))
    if any(not name.strip() or len(name) > 60 for name in wanted.kept.metadata):
        said = "Give each name of metadata on a line of its own, of at most 60 letters."
        reasons.append(Reason("metadata", said, "metadata"))
    return reasons


def reasons_not_to_take_certificates(closed: bool) -> list[Reason]:
    """Why a folder cannot take the certificates."""
    said = "The folder is closed. Choose one that is open."
    return [Reason("folder_closed", said, "certificates_in")] if closed else []


def reasons_not_to_file(*, settled: bool, filed: str, finished: bool) -> list[Reason]:
    """Why a certificate cannot be filed as a record now. `filed`: the record that it is."""
    reasons = []
    if not settled:
        said = "No folder is settled for certificates yet. A records manager chooses one."
        reasons.append(Reason("not_settled", said))
    if filed:
        reasons.append(Reason("filed", f"It is filed already, as {filed}."))
    if not finished:
        reasons.append(Reason("unfinished", "Its PDF is not made yet. Try again in a minute."))
    return reasons
