"""Verbs on the register of information assets."""

from muniment.governance.assets.actions.changing import approve, change, make, restore, retire
from muniment.governance.assets.actions.delegating import attest, delegate, end_delegation
from muniment.governance.assets.actions.importing import import_assets, reasons_too_long
from muniment.governance.assets.actions.leaving import person_left, remind

__all__ = [
    "approve",
    "attest",
    "change",
    "delegate",
    "end_delegation",
    "import_assets",
    "make",
    "person_left",
    "reasons_too_long",
    "remind",
    "restore",
    "retire",
]
