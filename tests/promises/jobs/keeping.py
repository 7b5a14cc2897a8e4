"""Jobs that keep the content, the log and the rest of the house in order."""

import os
from datetime import timedelta
from io import BytesIO

from django.conf import settings
from tests.lifecycle.town import TODAY
from tests.promises.again import (
    leave_idle,
    say,
    taken_from_queue,
)
from tests.promises.jobs.registry import scenario, standing

from muniment.foundation.content import actions as content
from muniment.foundation.content.models import Derived
from muniment.foundation.content.queries import store
from muniment.foundation.content.states import DerivedState
from muniment.foundation.jobs.actions import once


@scenario("audit.checkpoint")
def a_log_that_grew(town, folder):
    town.file(TODAY)
    return standing(town, "audit.checkpoint")


@scenario("content.fixity")
def content_that_was_changed_and_content_that_is_missing(town, folder):
    changed, missing, _ = (one.components.get().sha256 for one in town.file(TODAY, TODAY, TODAY))
    store().path_for(changed).chmod(0o644)
    store().path_for(changed).write_bytes(b"something else")
    store().path_for(missing).unlink()
    return standing(town, "content.fixity")


@scenario("content.languages")
def a_text_that_was_read_before_languages_were_told(town, folder):
    digest = town.file(TODAY)[0].components.get().sha256
    text = "The roof of the community hall was mended before the winter came. " * 5
    done = {"state": DerivedState.DONE, "text": text, "language": ""}
    Derived.objects.filter(pk=digest).update(**done)
    return standing(town, "content.languages")


@scenario("content.copy")
def content_that_has_no_second_copy(town, folder):
    """One of them sealed, and one damaged in the store."""
    damaged, _ = (one.components.get().sha256 for one in town.file(TODAY, TODAY))
    store().path_for(damaged).chmod(0o644)
    store().path_for(damaged).write_bytes(b"something else")
    content.start_sealing(town.who("admin"), now=town.now)
    town.file(TODAY)
    return standing(town, "content.copy")


@scenario("content.collect")
def leavings(town, folder):
    """A file without a row, a row that nobody refers to, and an upload that broke off."""
    town.file(TODAY)
    before = town.now - timedelta(days=3)
    leave_idle(before)
    path = store().path_for(store().store(BytesIO(b"stray")).sha256)
    broken_off = settings.MUNIMENT_HOME / "content" / "incoming" / "broken off"
    broken_off.write_bytes(b"half of")
    for one in (path, broken_off):
        os.utime(one, (before.timestamp(), before.timestamp()))
    return standing(town, "content.collect")


@scenario("content.seal")
def content_that_lies_plain(town, folder):
    town.file(TODAY, TODAY)
    content.start_sealing(town.who("admin"), now=town.now)
    taken_from_queue("content.seal")
    return standing(town, "content.seal")


@scenario("content.keys")
def keys_that_are_a_week_old(town, folder):
    content.start_sealing(town.who("admin"), now=town.now)
    town.file(TODAY, TODAY)
    found = standing(town, "content.keys")
    town.later(days=8)
    return found


@scenario("backup.take")
def a_day_without_a_backup(town, folder):
    town.file(TODAY)
    return standing(town, "backup.take")


@scenario("jobs.tidy")
def answers_old_and_new(town, folder):
    for days in (40, 29, 20, 10, 1):
        once("P-1", f"key {days}", "v", lambda: 1, now=town.now - timedelta(days=days))
    return standing(town, "jobs.tidy")


@scenario("notices.mail")
def somebody_who_was_told(town, folder):
    say(town, "clerk")
    return taken_from_queue("notices.mail")


@scenario("notices.pending")
def an_email_that_was_given_up(town, folder):
    say(town, "clerk")
    taken_from_queue("notices.mail")
    return standing(town, "notices.pending")
