"""Who may not know of holds sees no sign of one: every page and answer is what it was before."""

import re

import pytest
from django.urls import reverse

from muniment.foundation.access import actions as access
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.jobs.actions import ensure_schedule, run_due_schedules
from muniment.foundation.kernel import clock
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Record
from muniment.lifecycle.disposal import actions as disposal
from muniment.lifecycle.disposal.models import Review
from muniment.lifecycle.holds import actions as holds
from muniment.lifecycle.holds import queries, rules

from .addresses import walk
from .conftest import _person
from .forms_on_page import form_for
from .sheets_filled import text_of
from .town import _folder, _open, actor, add

# Names of people, and their roles. The last knows of holds elsewhere.
UNKNOWING = {
    "staff": None,
    "admin": None,
    "officer": [(Role.STAFF, "FIN"), (Role.TEAM_RECORDS_OFFICER, "FIN")],
    "steward": [(Role.STAFF, "FIN"), (Role.DATA_STEWARD, "FIN")],
    "far": [
        *((Role.STAFF, "FIN"), (Role.TEAM_RECORDS_OFFICER, "FIN")),
        (Role.INFORMATION_ASSET_OWNER, "GOV"),
    ],
}
API = (
    *("/records", "/records/{one}", "/records/{one}/retention", "/records/{one}/changes"),
    *("/search?q=lamps", "/retention/due", "/retention/due?limit=1", "/folders/{folder}"),
    *("/folders/{folder}/records", "/classes", "/classes/FIN", "/reviews", "/reviews/{review}"),
    *("/reviews/{review}/items", "/certificates", "/holds", "/holds/H-1", "/holds/H-2"),
    *("/holds/H-2/records", "/holds/H-2/left-out", "/me"),
)
# That a token was used, and content read, is on a page of its own.
READING = ("tokens", "look", "download", "compare")
# What is new in every answer.
FRESH = re.compile(r'(name="(csrfmiddlewaretoken|once)"[^>]*value|nonce)="[^"]*"|H-\d+')
WORDS = re.compile(r"\bH-\d|\bhold\b|\bheld\b|\bholds\b", re.I)


@pytest.fixture
def town(world, people):
    """The body, with people who may not know of holds, and two records in no review."""
    for name, roles in UNKNOWING.items():
        if roles:
            people[name] = _person(name, "FIN", roles)
    world.quiet = [add(world.folder, f"Lamps {n}.txt", b"Lamps, part %d" % n) for n in (1, 2)]
    _open("FIN/02", "Empty", "FIN")
    world.empty = _folder("FIN/01", "Empty")
    who = people["admin"].reference
    ensure_schedule(holds.KIND, holds.KIND, every_seconds=600, run_as=who, now=clock.now())
    run_due_schedules(clock.now())  # it comes round in every body
    world.tokens = {name: _token(people[name]) for name in UNKNOWING}
    return world


def _token(person) -> str:
    own = actor(person.username)
    return access.issue_token(own, own.reference, name="test", now=clock.now())[1]


def read(client, world, who, where) -> tuple[int, str]:
    """The status and the words of an answer; to a program where it is the API's."""
    program = {"headers": {"authorization": f"Bearer {world.tokens[who]}"}}
    answer = client.get(where, **(program if "/api/" in where else {}))
    return answer.status_code, FRESH.sub("", b"".join(answer).decode("utf-8", "replace"))


def place(**scope):
    said = {"kind": "inquiry", "reason": "Secret", "authority": "The court"}
    return holds.place(
        actor("manager"), name="Secret inquiry", **said, **scope, now=clock.now()
    ).reference


def seen(as_, world, who) -> dict[str, str]:
    """Every page and answer that the person can reach, by address, without what is ever new."""
    client, names = as_(who), {"one": world.quiet[0], "folder": world.folder}
    pages = [where for name, where in walk(world) if name not in READING]
    pages += [reverse("record", args=[one]) for one in world.quiet]
    pages += ["/lifecycle/due/?format=csv", f"{reverse('search')}?q=lamps&format_as=csv"]
    pages += ["/api/v1" + one.format(**names, review=world.review) for one in API]
    found = {}
    for where in pages:
        status, words = read(client, world, who, where)
        found[where] = f"{status} {words}"
    return found


@pytest.mark.once
@pytest.mark.parametrize("who", ["admin", "officer", "far"])
def test_no_page_and_no_answer_is_another_because_of_a_hold(as_, town, who, monkeypatch):
    monkeypatch.setattr(rules, "AT_ONCE", 1)
    before = seen(as_, town, who)
    assert sum(one.startswith("200") for one in before.values()) >= 10
    place(records=town.quiet)
    holds.keep_up(now=clock.now())
    place(classes=["FIN/02"], folders=[town.empty], searches=["lamps part"])
    after = seen(as_, town, who)
    assert len(queries.holding(Record.objects.values_list("pk", flat=True))) >= 2
    assert {where for where in before if before[where] != after[where]} == set()


@pytest.mark.once
@pytest.mark.parametrize("who", ["staff", "far"])
def test_a_hold_that_one_may_not_know_of_looks_like_none(as_, town, who):
    known = place(records=town.quiet)
    client = as_(who)
    for part in ("", "progress/", "left-out/", "lift/", "confirm/", "extend/"):
        there, nowhere = (client.get(f"/lifecycle/holds/{one}/{part}") for one in (known, "H-999"))
        assert there.status_code == nowhere.status_code in (403, 404)
        same = (FRESH.sub("", text_of(one)) for one in (there, nowhere))
        assert len(set(same)) == 1, part


def attempts(world):
    """Each way in which somebody without the right to know runs into a hold."""
    one, now = world.quiet[0], clock.now()
    other = world.other_folder

    def edit(who):
        records.change_record(who, one, changes={"title": "New"}, reason="Typed", now=now)

    def move(who):
        records.move_record(who, one, folder=other, reason="Misfiled", now=now)

    def move_folder(who):
        records.move_folder(who, world.folder, file_class="GOV", reason="Misfiled", now=now)

    return [edit, move, move_folder]


def test_what_a_hold_stops_is_refused_in_words_that_say_nothing_of_it(as_, town, people):
    give = {"role": Role.TEAM_RECORDS_OFFICER, "unit": "GOV", "now": clock.now()}

    access.give_role(SETUP, people["officer"].reference, **give)
    place(records=town.quiet)
    place(classes=["FIN"])
    for attempt in attempts(town):
        with pytest.raises(Refused) as refusal:
            attempt(actor("officer"))
        told = {(one.code, one.message) for one in refusal.value.reasons}
        assert ("protected", rules.NEUTRAL) in told, attempt.__name__
        assert not any(WORDS.search(message) for _, message in told), attempt.__name__
    client, where = as_("officer"), reverse("change_record", args=[town.quiet[0]])
    form = form_for(text_of(client.get(where)), where, where)
    page = client.post(where, form.filled({"title": "New", "reason": "Typed"}))
    assert page.status_code == 422 and rules.NEUTRAL in text_of(page)
    assert not WORDS.search(text_of(page).partition("<main")[2])


def test_what_a_hold_takes_out_of_a_review_or_stops_says_nothing_of_it(as_, town):
    review = town.review
    disposal.approve(actor("owner"), review, now=clock.now())
    disposal.approve(actor("dro"), review, now=clock.now())
    under_way = disposal.execute(actor("manager"), review, now=clock.now())
    place(searches=["class:FIN"])
    disposal.carry_out(under_way.pk, now=clock.now())
    assert Review.objects.get(pk=under_way.pk).items.filter(state="held").exists()
    for who in ("officer", "steward", "far"):
        client = as_(who)
        pages = [reverse("review", args=[review]), reverse("record", args=[town.record])]
        pages += [f"/api/v1/reviews/{review}", f"/api/v1/reviews/{review}/items"]
        pages += [reverse("certificates"), "/api/v1/certificates", reverse("reviews")]
        pages += [reverse("due"), "/api/v1/retention/due", "/api/v1/reviews"]
        for where in pages:
            status, words = read(client, town, who, where)
            assert status == 200, where
            main = words.partition("<main")[2] or words
            assert not WORDS.search(main), (who, where, WORDS.search(main))
