"""The pages of classes that come from another body."""

import base64
import io
import json
import re

import pytest
from django.urls import reverse

from muniment.exchange.moves.models import IncomingClass, Move
from muniment.exchange.moves.types import MoveState
from muniment.holdings.fileplan import queries as plan

from . import town

pytestmark = pytest.mark.django_db
ROWS = b"Ref,Name,Retention period\nEST/04,Bills,6 years\nEST/05,Invoices for lamps,\n"


def text_of(answer):
    return " ".join(answer.content.decode().split())


def at(route, *args):
    return reverse(route, args=args)


def test_a_list_is_looked_at_brought_in_and_taken_out_with_what_is_decided(as_, world):
    client = as_("manager")
    sent = io.BytesIO(ROWS)
    sent.name = "classes.csv"
    page = text_of(client.post(at("import_incoming", world.move), {"file": sent}))
    assert "Invoices for lamps" in page and "1 class to add, 1 class to change" in page
    broken = io.BytesIO(b"Ref,Name\n,Bills\n")
    broken.name = "classes.csv"
    answer = client.post(at("import_incoming", world.move), {"file": broken})
    assert "Line 2: It has no reference." in text_of(answer)
    for kind in ("csv", "json", "xlsx"):
        assert client.get(at("export_map", world.move, kind)).status_code == 200
    [row] = json.loads(client.get(at("export_map", world.move, "json")).content)
    assert (row["reference"], row["decision"]) == ("EST/04", "undecided")


SENT_ON = ("name", "content", "seen")
THEIRS = b"Nr,What,Law,How many,Kept\nEST/08,Lamps,Act,30,6 years\n"


def test_the_columns_of_another_body_are_chosen_on_the_page(as_, world):
    client, here = as_("manager"), at("import_incoming_columns", world.move)
    assert here in client.get(at("import_incoming", world.move)).content.decode()
    assert "Bring in the list of classes" in text_of(client.get(here))
    sent = io.BytesIO(THEIRS)
    sent.name = "classes.csv"
    page = text_of(client.post(here, {"file": sent}))
    assert "Which column is which" in page and "EST/08" in page
    form = {"name": "classes.csv", "content": base64.b64encode(THEIRS).decode()}
    answer = client.post(here, {**form, "column_title": "What"})
    assert answer.status_code == 422
    assert "Choose the column that has the reference." in text_of(answer)
    chosen = {**form, "column_reference": "Nr", "column_title": "What", "column_period": "Kept"}
    wrong = text_of(client.post(here, {**chosen, "column_records": "What"}))
    assert "Line 2" in wrong and "Which column is which" in wrong
    page = text_of(client.post(here, {**chosen, "column_records": "How many"}))
    assert "1 class to add" in page
    again = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in SENT_ON}
    assert client.post(here, again).status_code == 303
    made = IncomingClass.objects.get(reference="EST/08")
    assert (made.title, made.their_period, made.records) == ("Lamps", "6 years", 30)
    assert made.their_rule == ""  # “Law” was not chosen


@pytest.mark.parametrize("name", ["list.json", "list.yaml"])
def test_a_list_with_entries_has_its_columns_chosen_too(as_, world, name):
    client, here = as_("manager"), at("import_incoming_columns", world.move)
    sent = b'[{"Nr": "EST/08", "What": "Lamps", "title": "not this"}]'
    form = {"name": name, "content": base64.b64encode(sent).decode()}
    page = text_of(client.post(here, {**form, "column_reference": "Nr", "column_title": "What"}))
    assert "Lamps" in page and "1 class to add" in page and "not this" not in page


def test_each_class_gets_a_rule_or_is_not_taken_and_then_the_move_goes_live(as_, world):
    reference = town.move(
        "SBC", *({"reference": f"A/{n}", "title": "Invoices for lamps"} for n in (1, 2, 3))
    )
    client, here = as_("manager"), at("map_incoming", reference)
    page = text_of(client.get(here))
    assert "Suggested: FIN-01 Invoices" in page and "FIN-01 Invoices (suggested)" in page
    one, two, three = IncomingClass.objects.filter(move__code="SBC").order_by("pk")
    seen = {f"seen_{each.pk}": "" for each in (one, two, three)}
    sent = {**seen, f"rule_{one.pk}": "FIN-01", f"rule_{two.pk}": "-"}
    answer = client.post(here, sent)
    assert answer.status_code == 422 and "Say why A/2 is not taken." in text_of(answer)
    sent[f"why_{two.pk}"] = "The county keeps it"
    assert client.post(here, sent).status_code == 303
    page = text_of(client.get(at("body_move", reference)))
    assert "2 of 3 mapped, 1 of them not taken" in page and "A/3 is not mapped" in page
    refused = client.post(at("go_live", reference))
    assert refused.status_code == 422 and "A/3 is not mapped" in text_of(refused)
    client.post(here, {f"seen_{three.pk}": "", f"rule_{three.pk}": "GOV-01"})
    assert client.post(at("go_live", reference)).status_code == 303
    assert Move.objects.get(code="SBC").state == MoveState.LIVE
    assert plan.class_named("A/1").rule == "FIN-01"
    found = text_of(client.get(at("class", "A/1")))
    assert "SBC:A/1" in found
    assert "went live" in text_of(client.get(at("body_move", reference))).lower()


def test_what_somebody_else_decided_meanwhile_is_not_undone_by_a_form_that_is_older(as_, world):
    client, here = as_("manager"), at("map_incoming", world.move)
    one = IncomingClass.objects.get()
    IncomingClass.objects.update(rule="GOV-01")
    answer = client.post(here, {f"seen_{one.pk}": "", f"rule_{one.pk}": ""})
    assert answer.status_code == 422 and "Nothing would change" in text_of(answer)
    assert IncomingClass.objects.get().rule == "GOV-01"


def test_who_may_not_map_sees_how_far_it_is_and_no_way_to_change_it(as_, world):
    client = as_("staff")
    assert world.move in text_of(client.get(at("body_moves")))
    page = text_of(client.get(at("body_move", world.move) + "?which=undecided"))
    assert "0 of 1 mapped" in page and at("map_incoming", world.move) not in page
    assert client.get(at("body_move", "MV-99")).status_code == 404
