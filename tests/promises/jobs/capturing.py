"""Jobs that bring in and read what comes."""

from datetime import timedelta

import pytest
from django.conf import settings
from tests.foundation.content import clam
from tests.foundation.content.scans import ENGLISH, page, saved
from tests.holdings.inbox.lying_there import lying
from tests.holdings.library.on_shelves import on_the_shelf
from tests.promises.again import (
    drive,
    message,
    own_mailbox,
    taken_from_queue,
    watched,
    work,
)
from tests.promises.jobs.registry import scenario, standing

from muniment.foundation.content.actions import scanning
from muniment.foundation.content.adapters import recogniser
from muniment.foundation.content.states import ScanState
from muniment.foundation.content.types import Verdict
from muniment.holdings.capture import actions as capture
from muniment.holdings.channels import actions as channels
from muniment.holdings.channels.types import UseDraft
from muniment.holdings.inbox import actions as inbox
from muniment.holdings.mailboxes import actions as sources
from muniment.holdings.records.models import Record


@scenario("capture.derive")
def a_message_in_two_classes_and_a_paper(town, folder):
    drive(town, folder / "one", {"roof.eml": message(), "a.txt": b"slates"}, "HOU/REP")
    drive(town, folder / "two", {"roof.eml": message(), "b.bin": bytes(range(256))}, "PLA")
    return taken_from_queue("capture.derive")


@scenario("mailboxes.look")
def a_folder_with_a_file_that_stands_still(town, folder):
    made = watched(town, folder / "watched")
    sources.look_now(town.who("manager"), made.reference, now=town.now)
    return taken_from_queue("mailboxes.look")


@scenario("inbox.look")
def a_mailbox_of_a_clerk_whose_server_is_in_a_closed_network(town, folder):
    sources.look_now(town.who("manager"), own_mailbox(town).reference, now=town.now)
    return taken_from_queue("inbox.look")


@scenario("inbox.warn")
def a_mailbox_with_an_old_message_that_goes(town, folder):
    made = own_mailbox(town)
    lying(made, "Old", 1)
    manager = town.who("manager")
    policy = {"after_days": 90, "warn_days": 14, "now": town.now}
    inbox.set_old_mail_policy(manager, made.reference, **policy)
    return standing(town, "inbox.warn")


@scenario("channels.remind")
def a_declared_use_that_is_late(town, folder):
    long_ago = town.now - timedelta(days=60)
    days = (long_ago.date(), long_ago.date())
    draft = UseDraft("WhatsApp", "Roof", "Ann, Bob", *days, "The network was down.")
    channels.declare(town.who("clerk"), draft, now=long_ago)
    return standing(town, "channels.remind")


@scenario("library.warn")
def a_licence_that_ends_soon(town, folder):
    on_the_shelf(town.who("manager"), town.now)
    return standing(town, "library.warn")


@scenario("mailboxes.due")
def a_source_whose_time_has_come(town, folder):
    watched(town, folder / "watched")
    return standing(town, "mailboxes.due")


@scenario("capture.scan")
def a_file_that_the_malware_scanner_has_not_seen(town, folder):
    drive(town, folder / "one", {"a.txt": b"slates"}, "HOU/REP")
    work(town)
    settings.MUNIMENT_CLAMD = clam.running()
    return standing(town, "capture.scan")


@scenario("capture.look_again")
def a_file_that_went_into_quarantine(town, folder):
    drive(town, folder / "one", {"a.txt": b"slates"}, "HOU/REP")
    work(town)
    [sha256] = Record.objects.filter(title="a").values_list("components__sha256", flat=True)
    found = Verdict("Eicar-Test-Signature", "ClamAV 1.4.6")
    scanning.write_down(sha256, found, ScanState.QUARANTINED, town.now)
    return taken_from_queue("capture.look_again")


@scenario("capture.recognise")
def a_scan_among_other_papers(town, folder):
    if recogniser.why_unavailable(settings.MUNIMENT_OCR_LANGUAGES):
        pytest.skip("tesseract is not installed")
    scan = saved(page(ENGLISH), "PNG")
    drive(town, folder / "one", {"a.txt": b"slates", "scan.png": scan}, "HOU/REP")
    for one in taken_from_queue("capture.derive"):
        capture.derive(one.arguments["records"], run_as=one.run_as, now=town.now)
    return taken_from_queue("capture.recognise")
