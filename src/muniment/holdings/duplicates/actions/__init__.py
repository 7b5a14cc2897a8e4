"""What is done about records that are there more than once."""

from muniment.holdings.duplicates.actions.counting import count_duplicates
from muniment.holdings.duplicates.actions.merging import merge
from muniment.holdings.duplicates.actions.signing import SIGN, look_at_all, sign, sign_all
from muniment.holdings.duplicates.actions.versions import accept_versions, refuse_versions

__all__ = [
    "SIGN",
    "accept_versions",
    "count_duplicates",
    "look_at_all",
    "merge",
    "refuse_versions",
    "sign",
    "sign_all",
]
