"""Jobs for search, for what is nearly the same, and for suggestions."""

from datetime import timedelta

from django.db import connection
from tests.holdings.advice.by_rule import in_tray
from tests.promises.again import (
    drive,
    taken_from_queue,
    work,
)
from tests.promises.jobs.registry import scenario, standing

from muniment.foundation.content.models import Derived
from muniment.foundation.content.states import DerivedState
from muniment.holdings.advice import actions as advice
from muniment.holdings.advice.types import RuleDraft
from muniment.holdings.duplicates import actions as duplicates
from muniment.holdings.search import actions as finding
from muniment.holdings.search.types import Door


@scenario("search.reindex")
def an_index_that_was_lost(town, folder):
    drive(town, folder / "one", {"a.txt": b"slates", "b.txt": b"tiles"}, "HOU/REP")
    work(town)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_searchdocument")
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM search_words")
    return standing(town, "search.reindex")


@scenario("duplicates.sign")
def two_texts_that_are_nearly_the_same(town, folder):
    drive(town, folder / "one", {"one.txt": b"1", "two.txt": b"2"}, "HOU/REP")
    taken_from_queue("capture.derive")  # which would have the texts compared as well
    text = "\n".join(f"The board met about roof {one} of the estate." for one in range(40))
    for number, derived in enumerate(Derived.objects.order_by("pk")):
        derived.state, derived.text = DerivedState.DONE, f"{text} {number}"
        derived.save()
    duplicates.look_at_all(town.who("manager"), now=town.now)
    return taken_from_queue("duplicates.sign")


@scenario("search.alert")
def a_search_that_finds_something_new(town, folder):
    finding.keep(town.who("manager"), "Slates", "slates", follow=True, now=town.now)
    drive(town, folder / "one", {"a.txt": b"slates"}, "HOU/REP")
    work(town)
    return standing(town, "search.alert")


@scenario("search.forget")
def a_search_of_long_ago(town, folder):
    said = {"total": 1, "milliseconds": 9, "door": Door.PAGE}
    finding.note(town.who("manager"), "slates", "", **said, now=town.now - timedelta(days=900))
    return standing(town, "search.forget")


@scenario("search.in_vain")
def what_three_people_looked_for_in_vain(town, folder):
    said = {"total": 0, "milliseconds": 9, "door": Door.PAGE}
    for who in ("manager", "clerk", "owner"):
        finding.note(town.who(who), "zeppelin", "", **said, now=town.now - timedelta(days=7))
    return standing(town, "search.in_vain")


@scenario("search.tidy")
def an_index_in_pieces(town, folder):
    for day in ("one", "two", "three"):
        drive(town, folder / day, {f"{day}.txt": b"slates"}, "HOU/REP")
        work(town)
    return standing(town, "search.tidy")


@scenario("advice.learn")
def papers_that_were_filed(town, folder):
    drive(town, folder / "one", {"a.txt": b"slates", "b.txt": b"tiles"}, "HOU/REP")
    work(town)
    return standing(town, "advice.learn")


@scenario("advice.sort")
def a_letter_in_an_in_tray_with_a_rule(town, folder):
    """It was put where ten like it do not lie, so that it is to be filed."""
    manager = town.who("manager")
    slates = {f"{number}.txt": f"slates on roof {number}".encode() for number in range(12)}
    drive(town, folder / "roofs", slates, "HOU/REP")
    drive(town, folder / "ponds", {"p.txt": b"frogs in a pond"}, "PLA")
    in_tray("TRAY", "HOU")
    drive(town, folder / "tray", {"new.txt": b"slates on roof"}, "TRAY")
    work(town)
    advice.learn()
    advice.set_rule(manager, RuleDraft("TRAY", 80, 20, "Many letters."), now=town.now)
    return standing(town, "advice.sort")
