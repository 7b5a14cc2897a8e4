"""Writing to the log, and the decorator that makes a function a verb."""

from muniment.foundation.audit.actions.checkpoints import checkpoint
from muniment.foundation.audit.actions.context import origin
from muniment.foundation.audit.actions.erasure import erase_disclosures
from muniment.foundation.audit.actions.outside import note_outside
from muniment.foundation.audit.actions.recording import record
from muniment.foundation.audit.actions.verbs import Verb, registered_verbs, verb
from muniment.foundation.audit.adapters.keys import create_signing_key
from muniment.foundation.audit.types import EventDraft, UnauditedVerb

__all__ = [
    "EventDraft",
    "UnauditedVerb",
    "Verb",
    "checkpoint",
    "create_signing_key",
    "erase_disclosures",
    "note_outside",
    "origin",
    "record",
    "registered_verbs",
    "verb",
]
