"""Where nothing is found: what else finds something for this reader, and nothing else."""

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from muniment.foundation.access.models import Person
from muniment.holdings.search import queries
from muniment.holdings.search.rules import tips as rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def houses(parish):
    parish.open_class("HOU/REP", under="HOU")
    parish.open_class("HOU/REP/NEW", under="HOU/REP")
    parish.upload(parish.folder("HOU/REP"), b"slates and gutters", "Survey.txt")
    parish.open_class("SECRET", rule="SIX", owner_unit="LEG", access="units", open_to=("LEG",))
    parish.upload(parish.folder("SECRET"), b"falcon", "Falcon.txt")
    return parish


def said(parish, text, within="", who="clerk"):
    return [(one.text, one.within) for one in queries.tips(parish.who(who), text, within=within)]


def test_the_nearest_wider_class_that_has_it_is_named(houses):
    wider = ('survey class:"HOU/REP"', "")
    assert said(houses, "survey class:HOU/REP/NEW") == [wider]
    within = said(houses, "survey", 'class:"HOU/REP/NEW"')
    assert within == [("survey", 'class:"HOU/REP"')]
    assert said(houses, "zeppelin class:HOU/REP/NEW") == []
    assert said(houses, "survey class:NONE") == said(houses, "class:HOU class:LEG") == []


def test_words_one_letter_different_are_named_if_they_find_something(houses):
    assert said(houses, "survay") == [("survay~", "")]
    assert said(houses, "zeppelin") == []


def test_nobody_is_told_of_what_they_may_not_see(houses):
    assert said(houses, "falcin", who="manager") == [("falcin~", "")]
    assert said(houses, "falcin") == []


def test_the_page_leads_to_what_finds_something(houses):
    client = Client()
    client.force_login(Person.objects.get(reference=houses.references["clerk"]))
    address = reverse("search")
    given = {"q": "survey", "file_class": "HOU/REP/NEW"}
    shown = client.get(address, given).text
    assert "In the wider class HOU/REP" in shown
    assert "Survey" in client.get(address, {"q": "survey", "narrow": 'class:"HOU/REP"'}).text
    assert "This finds something" not in client.get(address, {"q": "zeppelin"}).text


@given(st.text(max_size=40))
def test_only_a_few_plain_words_are_loosened(text):
    loose = rules.loosened(text)
    if loose:
        words = text.split()
        assert len(words) <= rules.MOST_WORDS
        assert [one.rstrip("~") for one in loose.split()] == words
        assert "~" in loose
