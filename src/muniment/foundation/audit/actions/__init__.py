"""Writing to the log, and the decorator that makes a function a verb."""

from muniment.foundation.audit.actions.context import origin
from muniment.foundation.audit.actions.recording import record
from muniment.foundation.audit.actions.verbs import Verb, registered_verbs, verb
from muniment.foundation.audit.types import EventDraft, UnauditedVerb

__all__ = [
    "EventDraft",
    "UnauditedVerb",
    "Verb",
    "origin",
    "record",
    "registered_verbs",
    "verb",
]
