"""Jobs that look at titles and change details."""

from tests.promises.again import (
    drive,
    taken_from_queue,
    work,
)
from tests.promises.jobs.registry import scenario, standing

from muniment.foundation.access.types import SETUP
from muniment.holdings.metadata import actions as metadata
from muniment.holdings.metadata.types import Asking, FieldTerms
from muniment.holdings.naming import actions as naming
from muniment.holdings.naming.types import Asked, Check, Severity
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Record
from muniment.holdings.records.types import BulkDraft


def asked_of_titles(town):
    wanted = Asked(Check.BANNED, Severity.REASON, words=("misc",))
    naming.set_convention(SETUP, "", wanted, now=town.now)


@scenario("records.bulk_edit")
def records_that_somebody_chose(town, folder):
    drive(town, folder / "one", {"a.txt": b"slates", "b.txt": b"tiles"}, "HOU/REP")
    manager = town.who("manager")
    metadata.define_field(manager, FieldTerms("plot", "Plot"), now=town.now)
    metadata.ask_for(manager, "plot", file_class="HOU/REP", asking=Asking(), now=town.now)
    numbers = list(Record.objects.values_list("pk", flat=True))
    draft = BulkDraft("All", "Moved", numbers=numbers, wanted={"plot": "12"})
    edit = records.look_at_bulk(manager, draft, now=town.now)
    records.begin_bulk(manager, edit.reference, now=town.now)
    return taken_from_queue("records.bulk_edit")


@scenario("naming.recheck")
def titles_that_something_is_asked_of(town, folder):
    drive(town, folder / "one", {"misc slates.txt": b"slates", "b.txt": b"tiles"}, "HOU/REP")
    asked_of_titles(town)
    return taken_from_queue("naming.recheck")


@scenario("naming.mend")
def titles_that_somebody_chose(town, folder):
    drive(town, folder / "one", {"misc slates.txt": b"slates", "b.txt": b"tiles"}, "HOU/REP")
    asked_of_titles(town)
    work(town)
    chosen = {Record.objects.get(title="misc slates").reference: "slates"}
    naming.mend_later(town.who("manager"), chosen, now=town.now)
    return taken_from_queue("naming.mend")


@scenario("duplicates.count")
def a_month_in_which_duplicates_are_counted(town, folder):
    drive(town, folder / "one", {"a.txt": b"slates", "b.txt": b"slates"}, "HOU/REP")
    return standing(town, "duplicates.count")


@scenario("naming.count")
def a_day_on_which_titles_are_counted(town, folder):
    asked_of_titles(town)
    drive(town, folder / "one", {"misc slates.txt": b"slates", "b.txt": b"tiles"}, "HOU/REP")
    return standing(town, "naming.count")
