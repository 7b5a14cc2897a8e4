"""Promise 36: what is taken away is gone at once, in a session, a download, a token and a job."""

import pytest
from django.test import Client
from tests import standing
from tests.api.borough import Program, build, file, open_folder
from tests.api.morning import work_off

from muniment.foundation.access import actions as people
from muniment.foundation.access.models import HandlingMember
from muniment.foundation.access.types import SETUP, Role
from muniment.foundation.kernel import clock
from muniment.holdings.fileplan import actions as fileplan
from muniment.holdings.fileplan.types import ClassTerms
from muniment.holdings.records.models import Record
from muniment.lifecycle.disposal import actions as disposal

pytestmark = pytest.mark.django_db


def found():
    made = build()
    open_folder(made, "unit", "FIN/UNIT")
    file(made, "unit", "unit")
    return made


ONE_RECORD = standing.kind("one_record", found)


@pytest.fixture
def one_record(founded):
    """A borough with one record, which its unit may read."""
    return founded(ONE_RECORD)


class Reader:
    """Somebody who reads one record in every way there is."""

    def __init__(self, made, who):
        self.record = made.records["unit"]
        self.program = Program(Client(raise_request_exception=False), made.tokens[who])
        self.browser = Client(raise_request_exception=False)
        self.browser.force_login(made.people[who])

    def ways(self):
        """The ways in which the record is still to be had."""
        record, open_ways = self.record, set()
        for name, path in (
            ("page", f"/records/{record}/"),
            ("download", f"/records/{record}/content/1/download/"),
            ("look", f"/records/{record}/content/1/"),
        ):
            if self.browser.get(path).status_code == 200:
                open_ways.add(name)
        for name, path in (
            ("api", f"/records/{record}"),
            ("api content", f"/records/{record}/components/1/content"),
            ("api explain", f"/records/{record}/retention"),
        ):
            if self.program.get(path).status_code == 200:
                open_ways.add(name)
        for name, path in (("list", "/records"), ("due", "/retention/due"), ("search", SEARCH)):
            answer = self.program.get(path)
            if answer.status_code == 200 and record in answer.content.decode():
                open_ways.add(name)
        if record in self.browser.get("/find/?q=title:unit").content.decode():
            open_ways.add("search page")
        return open_ways


SEARCH = "/search?q=title:unit"
EVERY_WAY = {
    *("page", "download", "look", "api", "api content", "api explain", "list", "due", "search"),
    "search page",
}


def end_role(made, who):
    people.end_role(SETUP, made.people[who].roles_held.first().pk, now=clock.now())


def leave(made, who):
    people.record_leaver(SETUP, made.people[who].reference, now=clock.now())


def move_away(made, who):
    people.change_person(SETUP, made.people[who].reference, unit="HR", now=clock.now())


def close_class_to(made, who):
    terms = ClassTerms("FIN/UNIT", title="UNIT of FIN", access="units", open_to=("HR",))
    fileplan.change_class(SETUP, "FIN/UNIT", terms=terms, now=clock.now())


def need_handling(made, who):
    people.open_handling_set(SETUP, "LEGAL", name="Legal", now=clock.now())
    terms = ClassTerms(
        "FIN/UNIT", title="UNIT of FIN", access="units", open_to=("FIN",), handling=("LEGAL",)
    )
    fileplan.change_class(SETUP, "FIN/UNIT", terms=terms, now=clock.now())


@pytest.mark.parametrize(
    ("who", "revoke"),
    [
        ("staff", end_role),
        ("staff", leave),
        ("staff", move_away),
        ("staff", close_class_to),
        ("staff", need_handling),
        ("officer", end_role),
        ("officer", leave),
        ("officer", need_handling),
        ("manager", end_role),
        ("steward", leave),
    ],
)
def test_every_way_in_is_shut_at_once(one_record, who, revoke):
    reader = Reader(one_record, who)
    assert reader.ways() == EVERY_WAY
    revoke(one_record, who)
    assert reader.ways() == set()


def test_a_membership_that_has_ended_is_over_on_its_last_day(one_record):
    reader = Reader(one_record, "staff")
    need_handling(one_record, "staff")
    reference = one_record.people["staff"].reference
    people.join_handling_set(SETUP, "LEGAL", person=reference, now=clock.now())
    assert reader.ways() == EVERY_WAY
    HandlingMember.objects.update(ends_on=clock.today().replace(year=clock.today().year - 1))
    assert reader.ways() == set()


def approved(made):
    """A review of the record, proposed, approved by two, and ordered to be carried out."""
    done = disposal.propose(
        made.actor("proposer"),
        records=[made.records["unit"]],
        title="Due",
        reason="Due",
        now=clock.now(),
    )
    (review,) = done.reviews
    for who in ("manager", "owner"):
        disposal.approve(made.actor(who), review, now=clock.now())
    disposal.execute(made.actor("dro"), review, now=clock.now())
    return review


def state(made):
    return Record.objects.get(reference=made.records["unit"]).state


def test_what_was_ordered_is_carried_out(one_record):
    approved(one_record)
    work_off()
    assert state(one_record) == "destroyed"


@pytest.mark.parametrize("who", ["manager", "owner", "dro"])
@pytest.mark.parametrize("revoke", [end_role, leave])
def test_a_job_does_not_act_for_one_who_may_no_longer(one_record, who, revoke):
    approved(one_record)
    if who == "owner":
        for held in one_record.people["owner"].roles_held.filter(role=Role.INFORMATION_ASSET_OWNER):
            people.end_role(SETUP, held.pk, now=clock.now())
    else:
        revoke(one_record, who)
    work_off()
    assert state(one_record) == "declared"
