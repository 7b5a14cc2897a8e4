"""Records that say nearly the same: found, shown to who may see both, and gone with the text."""

import os
import random

import pytest
from tests.holdings.duplicates.written import AMENDED, MINUTES, OTHER, file

from muniment.foundation.access.types import Narrowing
from muniment.foundation.content.models import Derived
from muniment.foundation.kernel.errors import NotFound, NotPermitted
from muniment.holdings.duplicates import actions, queries, rules
from muniment.holdings.duplicates.actions import signing
from muniment.holdings.duplicates.models import Band, Pair, Signature
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Component, Record

pytestmark = pytest.mark.django_db

FAMILIES = int(os.environ.get("MUNIMENT_FAULT_FAMILIES", "20"))


def seen(parish, who="manager"):
    named = queries.named_pairs(
        parish.who(who), queries.pairs(parish.who(who)).select_related("first", "second")
    )
    return [({left.title, right.title}, alike) for left, right, alike in named]


def test_two_that_say_nearly_the_same_are_a_pair_by_exact_comparison(parish):
    place = parish.folder()
    for text, name in ((MINUTES, "a.txt"), (AMENDED, "b.txt"), (OTHER, "c.txt")):
        file(parish, text, name, place)
    exact = rules.jaccard(rules.shingles(MINUTES), rules.shingles(AMENDED))
    assert seen(parish) == [({"a", "b"}, pytest.approx(exact, abs=0.001))]
    assert exact >= rules.THRESHOLD


def test_signing_twice_changes_nothing_and_a_new_text_is_signed_anew(parish):
    place = parish.folder()
    made = file(parish, MINUTES, "a.txt", place)
    file(parish, AMENDED, "b.txt", place)
    before = (Signature.objects.count(), Band.objects.count(), Pair.objects.count())
    assert actions.sign([made.pk]) == {"signed": 0, "pairs": 0}
    assert (Signature.objects.count(), Band.objects.count(), Pair.objects.count()) == before
    digest = made.components.get().sha256
    Derived.objects.filter(pk=digest).update(text=OTHER)
    assert actions.sign([made.pk]) == {"signed": 1, "pairs": 0}
    assert seen(parish) == []


def test_all_records_of_a_body_that_was_there_before_are_looked_at(parish):
    place = parish.folder()
    file(parish, MINUTES, "a.txt", place, sign=False)
    file(parish, AMENDED, "b.txt", place, sign=False)
    assert actions.sign_all(0)["pairs"] == 1
    with pytest.raises(NotPermitted):
        actions.look_at_all(parish.who("clerk"), now=parish.now)
    assert actions.look_at_all(parish.who("manager"), now=parish.now)


def test_who_may_not_see_both_learns_of_no_pair(parish):
    shown = file(parish, MINUTES, "a.txt", parish.folder())
    hidden = file(parish, AMENDED, "b.txt", parish.folder("LEG", "Cases"))
    assert len(seen(parish, "clerk")) == 1
    records.narrow_record(
        parish.who("manager"),
        hidden.reference,
        narrowing=Narrowing(open_to=("LEG",)),
        tiers=["OFFICIAL"],
        now=parish.now,
    )
    clerk, lawyer = parish.who("clerk"), parish.who("lawyer")
    assert seen(parish, "clerk") == [] and queries.groups(clerk) == ([], False)
    assert queries.near(clerk, shown) == []
    assert sum(one.near for one in queries.report(clerk)) == 0
    with pytest.raises(NotFound):
        queries.compare(clerk, shown.reference, hidden.reference)
    assert len(seen(parish, "lawyer")) == 1
    assert [one.pk for one, _ in queries.near(lawyer, shown)] == [hidden.pk]


def test_what_hangs_together_is_one_group_the_oldest_first(parish):
    place = parish.folder()
    third = AMENDED.replace("roof 9 of", "gutter 9 of")
    for text, name in ((MINUTES, "a.txt"), (AMENDED, "b.txt"), (third, "c.txt"), (OTHER, "d.txt")):
        file(parish, text, name, place)
    (group,), more = queries.groups(parish.who("manager"))
    assert [one.title for one, _ in group.records] == ["a", "b", "c"] and not more
    assert group.records[0][1] == 1.0 and rules.THRESHOLD <= group.least < 1


def test_two_records_are_compared_word_by_word(parish):
    place = parish.folder()
    left, right = file(parish, MINUTES, "a.txt", place), file(parish, AMENDED, "b.txt", place)
    found = queries.compare(parish.who("manager"), left.reference, right.reference)
    assert not found.exact and not found.cut and found.alike > 0.8
    changed = [line for line in found.lines if line.differs]
    assert len(changed) == 2 and len(found.lines) == 29


def test_the_signature_goes_with_the_text_that_it_is_of(parish):
    place = parish.folder()
    made = file(parish, MINUTES, "a.txt", place)
    file(parish, AMENDED, "b.txt", place)
    Derived.objects.filter(pk=made.components.get().sha256).delete()  # as at destruction
    assert (Signature.objects.count(), Band.objects.count(), Pair.objects.count()) == (1, 24, 0)


def test_the_report_counts_copies_twins_and_what_is_nearly_the_same(parish):
    place, other = parish.folder(), parish.folder(title="Other")
    first = file(parish, MINUTES, "a.txt", place)
    parish.upload(other, MINUTES.encode(), "copy.txt")  # stored once, with two places
    file(parish, AMENDED, "b.txt", place)
    twin = parish.upload(parish.folder("LEG", "Cases"), MINUTES.encode(), "twin.txt")
    lines = {one.unit: one for one in queries.report(parish.who("manager"))}
    assert (lines["HOU"].records, lines["LEG"].records) == (2, 1)
    assert (lines["HOU"].copies, lines["HOU"].copies_size) == (1, first.size)
    assert (lines["HOU"].near, lines["LEG"].twins) == (1, 1)
    assert lines["LEG"].twins_size == Record.objects.get(reference=twin.record).size


def corpus(size=FAMILIES, seed=3):
    """Texts of our own making in families: one as it was, some with few words changed, some with
    many; (family, text)."""
    chance = random.Random(seed)
    words = [f"word{number}" for number in range(3000)]
    for family in range(size):
        base = [chance.choice(words) for _ in range(chance.randrange(40, 400))]
        yield family, " ".join(base)
        for share in (0.02, 0.05, 0.10, 0.5):
            changed = [chance.choice(words) if chance.random() < share else one for one in base]
            yield family, " ".join(changed)


def test_of_texts_of_our_own_making_nearly_all_pairs_are_found_and_none_is_wrong(parish):
    texts = list(corpus())
    place = parish.folder()
    made = [
        file(parish, text, f"{number:04}.txt", place, sign=False)
        for number, (_, text) in enumerate(texts)
    ]
    actions.sign([one.pk for one in made])
    digests = dict(Component.objects.values_list("sha256", "record"))
    found = {
        (digests[one.first.derived_id], digests[one.second.derived_id])
        for one in Pair.objects.select_related("first", "second")
    }
    rows = [rules.shingles(text) for _, text in texts]
    true = {
        (made[one].pk, made[other].pk)
        for one in range(len(texts))
        for other in range(one + 1, len(texts))
        if rules.jaccard(rows[one], rows[other]) >= rules.THRESHOLD
    }
    ordered = {tuple(sorted(pair)) for pair in found}
    recall, precision = len(ordered & true) / len(true), len(ordered & true) / len(ordered)
    print(f"{len(true)} pairs: recall {recall:.3f}, precision {precision:.3f}")
    assert recall >= 0.95 and precision == 1


def test_what_a_job_had_signed_when_it_died_is_paired_when_it_is_run_again(parish, monkeypatch):
    place = parish.folder()
    file(parish, MINUTES, "a.txt", place)
    other = file(parish, AMENDED, "b.txt", place, sign=False)

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(signing, "_candidates", killed)
        with pytest.raises(KeyboardInterrupt):
            actions.sign([other.pk])
    assert seen(parish) == []
    assert actions.sign([other.pk]) == {"signed": 0, "pairs": 1}
    assert [names for names, _ in seen(parish)] == [{"a", "b"}]
    assert actions.sign([other.pk]) == {"signed": 0, "pairs": 0}
