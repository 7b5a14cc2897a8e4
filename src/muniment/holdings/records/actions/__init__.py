"""Verbs on folders and records; and the steps that verbs of higher rooms are made of."""

from muniment.holdings.records.actions.bulk import begin_bulk, carry_out_bulk, look_at_bulk
from muniment.holdings.records.actions.dating import (
    lock_alike,
    lock_to_date,
    set_dates,
    set_dates_together,
)
from muniment.holdings.records.actions.describing import describe, describe_record
from muniment.holdings.records.actions.ending import (
    begin_destruction,
    bring_back,
    certify,
    finish_destruction,
    forget_bulk_values,
    set_aside,
    strip,
)
from muniment.holdings.records.actions.entitling import rejudge
from muniment.holdings.records.actions.filing import add_components, file_records, link_duplicate
from muniment.holdings.records.actions.folders import (
    change_folder,
    close_folder,
    folders_for_source,
    open_folder,
    reopen_folder,
    start_part,
)
from muniment.holdings.records.actions.introducing import introduce
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
from muniment.holdings.records.actions.merging import merge_into
from muniment.holdings.records.actions.reading import note_reading, read_content
from muniment.holdings.records.actions.refiling import merge_class, move_folder
from muniment.holdings.records.actions.valuing import fill_gaps

__all__ = [
    "add_components",
    "begin_bulk",
    "begin_destruction",
    "bring_back",
    "carry_out_bulk",
    "certify",
    "change_folder",
    "change_record",
    "close_folder",
    "describe",
    "describe_record",
    "file_records",
    "fill_gaps",
    "finish_destruction",
    "folders_for_source",
    "forget_bulk_values",
    "introduce",
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
    "look_at_bulk",
    "merge_class",
    "merge_into",
    "move_folder",
    "move_record",
    "narrow_record",
    "note_reading",
    "open_folder",
    "read_content",
    "rejudge",
    "reopen_folder",
    "set_aside",
    "set_dates",
    "set_dates_together",
    "set_keep_until",
    "start_part",
    "strip",
]
