"""A certificate is a record of its own: filed once, in the folder that the body chose."""

import json

import pytest
from tests.lifecycle.disposal.test_destroying import approved, destroyed, executing
from tests.lifecycle.town import LONG_AGO, give

from muniment.foundation.access.types import Role
from muniment.foundation.audit import queries as audit
from muniment.foundation.content.queries import store
from muniment.foundation.kernel.errors import Refused
from muniment.holdings.records import actions as records
from muniment.holdings.records.models import Record
from muniment.holdings.records.types import Kept, Surviving
from muniment.lifecycle.disposal import actions, queries
from muniment.lifecycle.disposal.actions import archiving
from muniment.lifecycle.disposal.models import Certificate
from muniment.lifecycle.disposal.types import Practice


def settle(town, where="HOU/OLD", **more):
    wanted = Practice(town.folder(where).reference, **more)
    return actions.set_practice(town.who("manager"), wanted, now=town.now)


@pytest.fixture
def archivist(town):
    give(town, "manager", Role.STAFF)
    return town


def certificate_record() -> Record:
    return Record.objects.get(reference=Certificate.objects.get().record)


def test_a_certificate_is_filed_with_its_json_and_its_pdf_under_the_rule_of_its_class(archivist):
    town = archivist
    settle(town)
    destroyed(town, *town.file(LONG_AGO))
    one, found = Certificate.objects.get(), certificate_record()
    assert (found.rule, found.state, found.due_on) == ("KEEP", "declared", None)
    assert found.metadata == {"certificate": one.reference}
    original, pdf = found.components.order_by("ordinal")
    assert (original.name, pdf.name) == (f"{one.reference}.json", f"{one.reference}.pdf")
    with store().open(original.sha256) as stream:
        document = json.load(stream)
    assert document["certificate"] == one.reference
    assert "proof" in document
    assert pdf.blob_id == one.pdf_id
    assert queries.certificate_filed_as(found.reference) == one.reference


def test_it_is_filed_once_whatever_is_run_again(archivist):
    town = archivist
    settle(town)
    review = executing(town, *town.file(LONG_AGO))
    for _ in range(3):
        actions.carry_out(review.pk, now=town.now)
    kinds = [one.kind for one in audit.events(limit=1000)]
    assert kinds.count("disposal:certificate:filed") == 1
    assert not queries.uncertified().exists()


def test_a_kill_while_it_is_filed_leaves_no_half_of_it(archivist, monkeypatch):
    town = archivist
    settle(town)
    review, before = executing(town, *town.file(LONG_AGO)), Record.objects.count()

    def die(*given, **named):
        raise KeyboardInterrupt

    monkeypatch.setattr(archiving.keeping, "add_components", die)
    with pytest.raises(KeyboardInterrupt):
        actions.carry_out(review.pk, now=town.now)
    monkeypatch.undo()
    assert Record.objects.count() == before
    assert list(queries.uncertified()) == [review]
    actions.carry_out(review.pk, now=town.now)
    assert certificate_record().components.count() == 2


def test_what_stands_in_the_way_is_said_and_a_person_can_file_it_later(archivist):
    town = archivist
    settle(town)
    town.folders["HOU/OLD"].refresh_from_db()
    reference = town.folders["HOU/OLD"].reference
    records.close_folder(town.who("manager"), reference, on=town.now.date(), now=town.now)
    destroyed(town, *town.file(LONG_AGO))
    one = Certificate.objects.get()
    assert (one.record, "closed" in one.unfiled_because) == ("", True)
    assert [found.reference for found in queries.unfiled(town.who("manager"))] == [one.reference]
    assert not queries.uncertified().exists()
    records.reopen_folder(town.who("manager"), reference, reason="Still used", now=town.now)
    actions.file_certificate(town.who("manager"), one.reference, now=town.now)
    assert certificate_record().state == "declared"
    with pytest.raises(Refused) as refused:
        actions.file_certificate(town.who("manager"), one.reference, now=town.now)
    assert [reason.code for reason in refused.value.reasons] == ["filed"]


def test_nothing_is_filed_where_no_folder_is_settled_and_the_reasons_say_so(town):
    destroyed(town, *town.file(LONG_AGO))
    one = Certificate.objects.get()
    assert one.record == ""
    Certificate.objects.update(pdf=None)
    with pytest.raises(Refused) as refused:
        actions.file_certificate(town.who("manager"), one.reference, now=town.now)
    assert [reason.code for reason in refused.value.reasons] == ["not_settled", "unfinished"]


def codes(town, wanted) -> list[str]:
    with pytest.raises(Refused) as refused:
        actions.set_practice(town.who("manager"), wanted, now=town.now)
    return [reason.code for reason in refused.value.reasons]


def test_a_practice_that_cannot_be_is_refused(town):
    assert codes(town, Practice()) == ["unchanged"]
    assert codes(town, Practice("F-AAAAA-AAAAA")) == ["not_found"]
    assert codes(town, Practice(kept=Kept(metadata=("x" * 61,)))) == ["metadata"]
    folder = town.folder("HOU/OLD").reference
    records.close_folder(town.who("manager"), folder, on=town.now.date(), now=town.now)
    assert codes(town, Practice(folder)) == ["folder_closed"]
    with pytest.raises(Refused):
        actions.set_practice(town.who("owner"), Practice(folder), now=town.now)


def test_what_stays_on_the_stub_is_what_the_body_settled(town):
    old, new = town.file(LONG_AGO, LONG_AGO)
    Record.objects.update(metadata={"author": "A. Person", "subject": "Roof"})
    destroyed(town, old)
    old.refresh_from_db()
    assert (old.title, old.metadata, old.puid) == ("Paper 1", {}, new.puid)
    kept = Kept(fields=(), metadata=("subject",))
    actions.set_practice(town.who("manager"), Practice(kept=kept), now=town.now)
    destroyed(town, new)
    new.refresh_from_db()
    assert (new.title, new.captured_by, new.puid) == ("(title removed)", "", "")
    assert new.metadata == {"subject": "Roof"}
    assert (new.rule, new.record_date, new.due_on is not None) == ("REP-6", LONG_AGO, True)
    body = Certificate.objects.order_by("-pk")[0].body
    assert "Paper 2" not in json.dumps(body)
    assert body["items"][0]["title"] == "(title removed)"


def test_the_names_of_files_can_stay(town):
    [one] = town.file(LONG_AGO)
    name = one.components.get().name
    kept = Kept(fields=(*Kept().fields, Surviving.FILE_NAME))
    actions.set_practice(town.who("manager"), Practice(kept=kept), now=town.now)
    destroyed(town, one)
    assert one.components.get().name == name


def test_a_review_that_is_approved_before_the_change_follows_the_change(town):
    [one] = town.file(LONG_AGO)
    review = approved(town, one)
    actions.set_practice(town.who("manager"), Practice(kept=Kept(fields=())), now=town.now)
    done = actions.execute(town.who("manager"), review, now=town.now)
    actions.carry_out(done.pk, now=town.now)
    one.refresh_from_db()
    assert one.title == "(title removed)"
