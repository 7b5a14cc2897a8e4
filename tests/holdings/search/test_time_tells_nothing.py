"""Promise 35: how long an answer takes does not tell whether a hidden record has the word.

Words that only hidden records have, and words that nothing has, are asked for in turn. Were the
times no help to whoever guesses, half of all pairs would be in either order: 0.5. In every run a
few, MUNIMENT_FAULT_TIMES (2,000) of each in the long one.
"""

import os
import random
import time

import pytest
from tests.holdings.search.library import Paper, shelve

from muniment.holdings.search import queries

TIMES = int(os.environ.get("MUNIMENT_FAULT_TIMES", "60"))
TELLS_NOTHING, CHANCE = 0.55, 0.2  # few pairs leave much to chance
SECRET = {"rule": "SIX", "owner_unit": "HOU", "access": "units", "open_to": ("HOU",)}
LETTERS = "bcdfghjklmnpqrstvwxz"


def words(count, chance):
    return ["".join(chance.choices(LETTERS, k=10)) for _ in range(count)]


def taken(ask, word):
    started = time.perf_counter()
    assert ask(word) == 0
    return time.perf_counter() - started


def told_apart(ask, hidden, nowhere, chance):
    """How often, of all pairs, the word that a hidden record has took longer."""
    asked = [(True, word) for word in hidden] + [(False, word) for word in nowhere]
    chance.shuffle(asked)
    for _, word in asked[:20]:
        ask(word)
    times = {True: [], False: []}
    for is_hidden, word in asked:
        times[is_hidden].append(taken(ask, word))
    pairs = [(one > other) + (one == other) / 2 for one in times[True] for other in times[False]]
    return sum(pairs) / len(pairs)


@pytest.mark.fault
def test_how_long_an_answer_takes_does_not_tell_of_hidden_records(parish):
    chance = random.Random(3)
    parish.open_class("SECRET", **SECRET)
    hidden, nowhere = words(TIMES, chance), words(TIMES, chance)
    shelve(parish.folder("SECRET"), [Paper("Sealed", f"roof {one}") for one in hidden])
    shelve(parish.folder("LEG"), [Paper(f"Lease {one}", "landlord clause") for one in range(50)])
    lawyer = parish.who("lawyer")

    def ask(word):
        return queries.search(lawyer, word).total

    found = told_apart(ask, hidden, nowhere, chance)
    print(f"told apart: {found:.3f}")
    allowed = TELLS_NOTHING if TIMES >= 1_000 else 0.5 + CHANCE
    assert 1 - allowed <= found <= allowed


@pytest.mark.fault
def test_a_search_that_reads_what_is_hidden_is_told_apart():
    chance = random.Random(4)
    hidden, nowhere = words(TIMES, chance), words(TIMES, chance)

    def ask(word):
        time.sleep(0.001 if word in hidden else 0.0)
        return 0

    assert told_apart(ask, hidden, nowhere, chance) > 0.9
