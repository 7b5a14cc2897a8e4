"""Verbs of capture, and the driver that takes a whole source batch by batch."""

from muniment.holdings.capture.actions.deriving import derive, make_preview
from muniment.holdings.capture.actions.running import plan, run
from muniment.holdings.capture.actions.taking import begin, finish, take
from muniment.holdings.capture.actions.uploading import take_upload

__all__ = ["begin", "derive", "finish", "make_preview", "plan", "run", "take", "take_upload"]
