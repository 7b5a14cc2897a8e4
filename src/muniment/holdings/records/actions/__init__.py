"""Verbs on folders and records; and the steps that verbs of higher rooms are made of."""

from muniment.holdings.records.actions.dating import (
    lock_alike,
    lock_to_date,
    set_dates,
    set_dates_together,
)
from muniment.holdings.records.actions.ending import (
    begin_destruction,
    bring_back,
    certify,
    finish_destruction,
    set_aside,
    strip,
)
from muniment.holdings.records.actions.filing import add_components, file_records, link_duplicate
from muniment.holdings.records.actions.folders import (
    change_folder,
    close_folder,
    folders_for_source,
    open_folder,
    reopen_folder,
    start_part,
)
from muniment.holdings.records.actions.keeping import (
    change_record,
    lock_class,
    lock_folder,
    lock_live,
    lock_named,
    lock_record,
    lock_records,
    lock_whole,
    move_record,
    narrow_record,
    set_keep_until,
)
from muniment.holdings.records.actions.locking import lock_all_for_disposal, lock_for_disposal
from muniment.holdings.records.actions.reading import read_content
from muniment.holdings.records.actions.refiling import merge_class, move_folder

__all__ = [
    "add_components",
    "begin_destruction",
    "bring_back",
    "certify",
    "change_folder",
    "change_record",
    "close_folder",
    "file_records",
    "finish_destruction",
    "folders_for_source",
    "link_duplicate",
    "lock_alike",
    "lock_all_for_disposal",
    "lock_class",
    "lock_folder",
    "lock_for_disposal",
    "lock_live",
    "lock_named",
    "lock_record",
    "lock_records",
    "lock_to_date",
    "lock_whole",
    "merge_class",
    "move_folder",
    "move_record",
    "narrow_record",
    "open_folder",
    "read_content",
    "reopen_folder",
    "set_aside",
    "set_dates",
    "set_dates_together",
    "set_keep_until",
    "start_part",
    "strip",
]
