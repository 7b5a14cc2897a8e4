"""What a reader may not see changes nothing in what they are told."""

import random

from tests.holdings.parish import add_person
from tests.holdings.search.papers import found, paper

from muniment.foundation.access.types import Role
from muniment.holdings.search import queries
from muniment.holdings.search.models import SearchDocument

WORDS = "council report annual budget tenancy fraud inquiry whistle".split()
QUERIES = [
    *WORDS,
    "council report",
    '"fraud inquiry"',
    "fraud OR tenancy",
    "report NOT fraud",
    "NOT council",
    "-(fraud inquiry)",
    "whis*",
    "title:fraud",
    "path:fraud",
    "class:HIDDEN",
    "class:HOU",
    "NOT class:HIDDEN",
    "format:txt",
    "date:2000..2100",
    "state:declared",
    "zzz",
    "fruad~",
    "whistl",
    "fraud OR council OR whistle",
    '"inquiry fraud"~4',
    "size:>1B",
    "unit:HOU",
    "",
]


def everything(actor):
    pages = [
        queries.search(actor, query, limit=limit, offset=offset)
        for query in QUERIES
        for limit, offset in ((5, 0), (5, 5), (100, 0))
    ]
    return pages + [queries.facets(actor, query) for query in QUERIES]


def fill(parish, folder, count, chance):
    for number in range(count):
        name = f"{' '.join(chance.choices(WORDS, k=2))} {number}.txt"
        paper(parish, folder, name, " ".join(chance.choices(WORDS, k=9)))


def test_two_worlds_that_differ_in_hidden_records_look_the_same(parish):
    chance = random.Random(5)
    secret = {"rule": "SIX", "owner_unit": "HOU", "access": "units", "open_to": ("HOU",)}
    parish.open_class("HIDDEN", **secret)
    fill(parish, parish.folder("HOU"), 12, chance)
    lawyer, clerk = parish.who("lawyer"), parish.who("clerk")
    before, seen_before = everything(lawyer), everything(clerk)
    fill(parish, parish.folder("HIDDEN"), 12, chance)
    assert everything(lawyer) == before
    assert everything(clerk) != seen_before, "the hidden world is not there at all"


def test_the_comparison_would_see_a_search_that_is_not_trimmed(parish, monkeypatch):
    chance = random.Random(6)
    secret = {"rule": "SIX", "owner_unit": "HOU", "access": "units", "open_to": ("HOU",)}
    parish.open_class("HIDDEN", **secret)
    fill(parish, parish.folder("HOU"), 3, chance)
    lawyer = parish.who("lawyer")
    everyone = parish.who("manager")
    plain = queries.searching.access.visible_audiences
    monkeypatch.setattr(
        queries.searching.access, "visible_audiences", lambda actor: plain(everyone)
    )
    before = everything(lawyer)
    fill(parish, parish.folder("HIDDEN"), 3, chance)
    assert everything(lawyer) != before


def test_roles_that_open_no_records_find_none(parish):
    paper(parish, parish.folder(), "a.txt", "roof")
    for username in ("auditor", "admin"):
        assert found(parish.who(username), "roof") == []
    add_person(parish, "siro", "LEG", Role.SIRO)
    assert found(parish.who("siro"), "NOT zzz") == []


def test_a_record_that_moves_out_of_sight_is_out_of_the_results_at_once(parish):
    secret = {"rule": "SIX", "owner_unit": "HOU", "access": "units", "open_to": ("HOU",)}
    parish.open_class("HIDDEN", **secret)
    hidden = paper(parish, parish.folder("HIDDEN"), "b.txt", "roof")
    one = paper(parish, parish.folder("HOU"), "a.txt", "roof")
    lawyer = parish.who("lawyer")
    assert found(lawyer, "roof") == [one.reference]
    one.audience_id = hidden.audience_id
    one.save(update_fields=["audience"])
    assert found(lawyer, "roof") == []
    assert SearchDocument.objects.get(record_id=one.pk).audience_id == hidden.audience_id
