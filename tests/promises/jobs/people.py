"""Jobs that keep the directory of people."""

from datetime import timedelta

from tests.promises.jobs.registry import scenario, standing

from muniment.people.directory.models import Entry


def long_unconfirmed(town):
    since = town.now.date() - timedelta(days=400)
    Entry.objects.filter(person__username="clerk").update(since=since)


@scenario("directory.remind")
def an_entry_that_is_to_be_confirmed(town, folder):
    long_unconfirmed(town)
    return standing(town, "directory.remind")


@scenario("directory.count")
def a_day_on_which_entries_are_counted(town, folder):
    long_unconfirmed(town)
    return standing(town, "directory.count")
