"""Verbs of capture, and the driver that takes a whole source batch by batch."""

from muniment.holdings.capture.actions.deriving import derive, make_preview
from muniment.holdings.capture.actions.forgetting import forget_paths
from muniment.holdings.capture.actions.retrying import retry_text
from muniment.holdings.capture.actions.running import plan, run
from muniment.holdings.capture.actions.taking import begin, finish, take
from muniment.holdings.capture.actions.uploading import file_received, receive_upload, take_upload

__all__ = [
    "begin",
    "derive",
    "file_received",
    "finish",
    "forget_paths",
    "make_preview",
    "plan",
    "receive_upload",
    "retry_text",
    "run",
    "take",
    "take_upload",
]
