"""Trying a source without taking anything."""

import os
from datetime import datetime

from muniment.foundation.access.types import Profile
from muniment.holdings.mailboxes import queries, rules
from muniment.holdings.mailboxes.actions.fetching import open_bucket
from muniment.holdings.mailboxes.actions.mailing import open_mailbox
from muniment.holdings.mailboxes.adapters import watched
from muniment.holdings.mailboxes.models import Source
from muniment.holdings.mailboxes.types import Afterwards, Finding, SourceKind, SourceProblem


def test_source(actor: Profile, reference: str, *, now: datetime) -> list[Finding]:
    """Connect, sign in and open what is to be read; what was found, in words. Nothing is changed,
    here or there. Raises NotFound for a source that the actor does not manage."""
    source = queries.source_named(actor, reference)
    try:
        return _WAYS[SourceKind(source.kind)](source)
    except SourceProblem as problem:
        return [Finding(False, str(problem))]


def _mailbox(source: Source) -> list[Finding]:
    with open_mailbox(source) as box:
        found = [Finding(True, f"Signed in at {source.host} as {source.user}.")]
        for name in source.folders:
            try:
                opened = box.open(name, to_change=False)
                found.append(Finding(True, f"{name}: {opened.count} messages."))
            except SourceProblem as problem:
                found.append(Finding(False, str(problem)))
        if source.afterwards == Afterwards.MOVE:
            found.append(_moving(box.can_move, source.move_to in box.folders(), source.move_to))
    return found


def _moving(can_move: bool, is_there: bool, name: str) -> Finding:
    if not can_move:
        words = "The server cannot move messages. Have them flagged instead."
        return Finding(False, words)
    if not is_there:
        return Finding(False, f"There is no folder {name} to move messages to.")
    return Finding(True, f"Messages can be moved to {name}.")


def _folder(source: Source) -> list[Finding]:
    items = sum(1 for _ in watched.listed(source.path))
    found = [Finding(True, f"The folder can be read. Items in it: {items}.")]
    if source.afterwards == Afterwards.MOVE and not os.access(source.path, os.W_OK):
        found.append(Finding(False, "Files cannot be moved: the folder is not writable."))
    return found


def _bucket(source: Source) -> list[Finding]:
    draft = queries.draft_of(source)
    from muniment.holdings.mailboxes.adapters.objects import PAGE  # as open_bucket does

    with open_bucket(source) as bucket:
        page = next(bucket.listed(rules.below(source.prefix)), [])
    many = sum(1 for one in page if rules.is_of_source(one, draft))
    more = " on the first page of the list" if len(page) >= PAGE else ""
    found = [
        Finding(True, f"Signed in at {source.host} with the access key {source.user}."),
        Finding(True, f"Objects to be taken{more}: {many:,}."),
    ]
    if source.afterwards != Afterwards.NOTHING:
        done = "moved" if source.afterwards == Afterwards.MOVE else "deleted"
        words = f"Whether objects can be {done} shows with the first that is taken."
        found.append(Finding(True, words))
    return found


_WAYS = {
    SourceKind.IMAP: _mailbox,
    SourceKind.FOLDER: _folder,
    SourceKind.BUCKET: _bucket,
}
