"""Promise 34: role x marking x unit x state x action, through HTTP, against an independent truth.

Every address is walked with a quarter of the roles, of the 25,200 cells one in 97 in `make
test`, and all of them in `make test-faults`, in about four minutes.
"""

import hashlib
import os
import re
from functools import partial
from itertools import product

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from tests.access.matrix import ACTIONS, EVERYBODY, EVERYTHING, ROLES, build
from tests.access.truth import API, PAGES, Who, expected, rows, sees
from tests.api.borough import Program
from tests.api.operations import operations

from muniment.foundation.access.models import Token
from muniment.foundation.access.queries import forget_cached_audiences

SHARE = 97
LONG = int(os.environ.get("MUNIMENT_FAULT_N", "10"))
TIERS = {"MUNIMENT_TIERS": ["OFFICIAL", "SECRET"]}


@pytest.fixture(scope="module")
def built(standing, django_db_blocker, tmp_path_factory):
    """One body for the whole matrix, in a transaction that is never committed."""
    home = tmp_path_factory.mktemp("matrix")
    given = {"MUNIMENT_HOME": home, "MUNIMENT_CHECKPOINTS": home / "checkpoints", **TIERS}
    forget_cached_audiences()
    with django_db_blocker.unblock(), override_settings(**given):
        standing.stand(None)
        with transaction.atomic():
            yield build(home)
            transaction.set_rollback(True)
    forget_cached_audiences()


@pytest.fixture
def made(built, body, settings, db):
    settings.MUNIMENT_HOME = built.home
    settings.MUNIMENT_TIERS = TIERS["MUNIMENT_TIERS"]
    return built


def ask(made, action, who, thing):
    """The status of one cell; whatever was changed is undone."""
    with transaction.atomic():
        status = ACTIONS[action](made, who, thing)
        transaction.set_rollback(True)
    return status


def wrong_cells(made, cells):
    """The cells where a door and the truth differ."""
    found = []
    for (action, door), who, thing in cells:
        right = expected(who, action, thing)
        status = ask(made, (action, door), who, thing)
        if status != right:
            found.append((door, action, who, thing, f"{status}, not {right}"))
    return found


def all_cells():
    return list(product(ACTIONS, EVERYBODY, EVERYTHING))


def test_a_share_of_the_cells_is_as_the_truth_says(made):
    cells = all_cells()
    assert len(cells) == 25_200
    assert wrong_cells(made, cells[::SHARE]) == []


@pytest.mark.fault
def test_every_cell_is_as_the_truth_says(made):
    assert wrong_cells(made, all_cells()[:: max(1, 2000 // LONG)]) == []


def test_lists_and_searches_hold_what_may_be_seen_and_nothing_else(made):
    for who in EVERYBODY:
        right = {
            made.records[thing]
            for thing in EVERYTHING
            if sees(who, thing.unit, thing.marking) and thing.state != "set_aside"
        }
        living = {one for one in right if _state(made, one) != "destroyed"}
        if not who.may("record-see"):
            continue
        assert set(listed(made, who, "/records?limit=17")) == right, who
        assert set(listed(made, who, "/retention/due?limit=17")) == living, who
        found = (
            made.programs[who]
            .get("/search?q=title:declared OR title:held OR title:aside&limit=100")
            .json()
        )
        titled = {one["reference"] for one in found["items"]}
        assert titled == {one for one in right if _state(made, one) in ("declared", "held")}, who
        assert found["total"] == len(titled)


def _state(made, reference):
    return next(thing.state for thing, record in made.records.items() if record == reference)


def listed(made, who, path):
    """Every reference of a list, page by page to the end."""
    found = []
    while path:
        answer = made.programs[who].get(path).json()
        found += [one["reference"] for one in answer["items"]]
        path = answer["next"] and answer["next"].removeprefix("/api/v1")
    assert len(found) == len(set(found))
    return found


# -- every address --------------------------------------------------------------------------------
def api_addresses():
    return {f"{method} {path}" for method, path, _ in operations()}


def pages(patterns=None, prefix=""):
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        address = prefix + str(one.pattern)
        if isinstance(one, URLResolver) and not address.startswith("api/"):
            yield from pages(one.url_patterns, address)
        elif isinstance(one, URLPattern):
            yield one.name, address, one


def test_every_address_has_a_row_and_every_row_an_address():
    assert set(rows(API, ";")) == api_addresses()
    assert set(rows(PAGES, " ")) == {name for name, _, _ in pages()}


def test_an_address_without_a_row_is_noticed():
    table = API.replace("POST /holds;", "")
    assert api_addresses() - set(rows(table, ";")) == {"POST /holds"}


WALKERS = [*(Who(role) for role in ROLES), Who("")]


@pytest.mark.once
@pytest.mark.fault
def test_every_operation_asks_for_what_its_row_says(made):
    """Each with each role, at a thing that is not there: 403 or anything but."""
    wrong = []
    for number, (address, words) in enumerate(rows(API, ";").items()):
        method, _, path = address.partition(" ")
        body = None if method == "GET" else {}
        for who in some_of(WALKERS, number):
            send = partial(made.programs[who].send, method, somewhere(path), body)
            wrong += wrongly_answered(address, words, who, send)
    assert wrong == []


@pytest.mark.once
@pytest.mark.fault
def test_every_page_asks_for_what_its_row_says(made):
    table, wrong = rows(PAGES, " "), []
    for number, (name, address, one) in enumerate(pages()):
        for method, who in product(one.callback.methods, some_of(WALKERS, number)):
            send = partial(made.browser(who).generic, method, f"/{somewhere(address)}")
            wrong += wrongly_answered(f"{method} {name}", table[name], who, send)
    assert wrong == []


def some_of(walkers, number):
    """One in four in every run, others at each address; all in the long form."""
    return walkers if LONG >= 2000 else walkers[number % 4 :: 4]


def somewhere(path):
    """The address with references filled in that nothing has."""
    path = re.sub(r"[{<]int:\w+[}>]", "999999999", path)
    return re.sub(r"\{\w+\}|<\w+:\w+>", "X-NONE", path)


def wrongly_answered(address, words, who, send):
    allowed = words[0] in ("public", "anybody") or any(who.may(word) for word in words)
    with transaction.atomic():
        answer = send()
        transaction.set_rollback(True)
    status = answer.status_code
    to_sign_in = "/sign-in/" in answer.headers.get("Location", "") and words != ["public"]
    broken = status in (401, 500, 503) or to_sign_in
    return [(address, who, status)] if broken or (status == 403) == allowed else []


def test_nobody_gets_anything_without_a_token(made):
    stranger = Program(made.programs[EVERYBODY[0]].client, None)
    for method, path, _ in operations():
        body = None if method == "GET" else {}
        assert stranger.send(method, somewhere(path), body).status_code == 401


# -- the matrix itself bites ----------------------------------------------------------------------
RULES, DOOR = "muniment.foundation.access.rules", "muniment.api.door"
MUTANTS = {
    "clearance is passed over": (f"{RULES}._reasons_of_marking", lambda profile, marking: []),
    "any way in will do": (f"{RULES}._reasons_of_way_in", lambda profile, audience: []),
    "scope is passed over": (f"{RULES}.covers", lambda grant, place: True),
    "the door asks for nothing": (f"{DOOR}.check", lambda actor, needs: None),
    "a leaver's token still works": (
        "muniment.foundation.access.queries.token_presented",
        lambda secret, now: Token.objects.select_related("person").get(digest=digest(secret)),
    ),
}


def digest(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


@pytest.mark.once
@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_hole_is_found(made, mutant, monkeypatch):
    where, hole = MUTANTS[mutant]
    monkeypatch.setattr(where, hole)
    forget_cached_audiences()
    looks = [cell for cell in all_cells() if cell[0] in (("look", "api"), ("edit", "api"))]
    assert wrong_cells(made, looks[::23]) != []
    forget_cached_audiences()
