"""Verbs of capture, and the driver that takes a whole source batch by batch."""

from muniment.holdings.capture.actions.bringing import (
    bring_in,
    drop_kept,
    keep_for_a_look,
    kept_for_a_look,
    look_into,
    name_of_kept,
)
from muniment.holdings.capture.actions.checking import settle
from muniment.holdings.capture.actions.deriving import derive
from muniment.holdings.capture.actions.forgetting import forget_paths, hand_on
from muniment.holdings.capture.actions.gating import look_again, scan_waiting
from muniment.holdings.capture.actions.listing import capture_manifest, plan_manifest
from muniment.holdings.capture.actions.previewing import make_preview
from muniment.holdings.capture.actions.recognising import (
    recognise,
    recognise_missing,
    why_not_recognised,
)
from muniment.holdings.capture.actions.retrying import retry_text
from muniment.holdings.capture.actions.running import plan, run, run_chat
from muniment.holdings.capture.actions.sorting import weigh_again
from muniment.holdings.capture.actions.stacking import run_stacks, separator_sheets
from muniment.holdings.capture.actions.taking import begin, finish, place_to_begin, take
from muniment.holdings.capture.actions.uploading import (
    check_upload,
    file_received,
    receive_upload,
    take_upload,
)

__all__ = [
    "begin",
    "bring_in",
    "capture_manifest",
    "check_upload",
    "derive",
    "drop_kept",
    "file_received",
    "finish",
    "forget_paths",
    "hand_on",
    "keep_for_a_look",
    "kept_for_a_look",
    "look_again",
    "look_into",
    "make_preview",
    "name_of_kept",
    "place_to_begin",
    "plan",
    "plan_manifest",
    "receive_upload",
    "recognise",
    "recognise_missing",
    "retry_text",
    "run",
    "run_chat",
    "run_stacks",
    "scan_waiting",
    "separator_sheets",
    "settle",
    "take",
    "take_upload",
    "weigh_again",
    "why_not_recognised",
]
