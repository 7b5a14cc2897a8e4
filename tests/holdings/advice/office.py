"""An office with two classes of papers, learnt from, and an inbox of which nothing was learnt."""

from muniment.foundation.content import actions as content
from muniment.foundation.content.states import DerivedState
from muniment.foundation.content.types import Extraction
from muniment.holdings.advice import actions
from muniment.holdings.records import queries as record_queries

PAPERS = 15  # in each class
ROOFS = "slates gutter chimney roof leak scaffold tiles builder repair timber".split()
LEASES = "tenant landlord lease rent premises covenant solicitor shop clause deed".split()


def text(words, number):
    return " ".join(words[(number + step) % len(words)] for step in range(6))


def file(parish, folder, title, words):
    made = parish.upload(folder, f"{title}: {words}".encode(), f"{title}.txt")
    record = record_queries.record_named(parish.who("manager"), made.record)
    for one in record_queries.components(record):
        found = Extraction(DerivedState.DONE, words)
        content.save_extraction(one.sha256, found, now=parish.now)
    return record


def found_office(parish):
    parish.open_class("INBOX", rule="undecided", owner_unit="HOU", access="everyone")
    parish.roofs = parish.folder("HOU", title="Roofs")
    parish.leases = parish.folder("LEG", title="Leases")
    parish.inbox = parish.folder("INBOX", title="To be filed")
    for number in range(PAPERS):
        file(parish, parish.roofs, f"House {number} Elm Row", text(ROOFS, number))
        file(parish, parish.leases, f"Unit {number} Market Hall", text(LEASES, number))
    actions.learn()
    return parish
