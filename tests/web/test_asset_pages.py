"""The pages of the register of information assets: what is shown to whom, and what they do."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.governance.assets.registered import PROCESSING, WHOLE, registered

from muniment.foundation.access import actions as accounts
from muniment.foundation.access.types import SETUP
from muniment.foundation.kernel import clock
from muniment.governance.assets import actions, queries
from muniment.governance.assets.models import Asset
from muniment.governance.assets.types import FIELDS, AssetState, DelegationDraft, Group
from muniment.web.forms.assets import AssetForm

from . import town
from .forms_on_page import form_for
from .in_tray import csv_of

pytestmark = pytest.mark.django_db


def text_of(answer):
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return data.decode()


def main_of(answer):
    return text_of(answer).split("<main")[1].split("</main>")[0]


def here(name, *at, **query):
    return reverse(name, args=at, query=query)


def made(title, **said):
    """The reference of an entry in the register of finance, owned by its owner."""
    values = {"unit": "FIN", "owner": "owner", "classes": "FIN", "title": title, **said}
    return registered(town.actor("manager"), clock.now(), **values)


def change(client, reference, **typed):
    to = here("change_asset", reference)
    sent = form_for(text_of(client.get(to)), to, to).filled(typed)
    return client.post(to, sent)


def test_the_list_shows_how_each_entry_stands_and_its_figures_lead_to_their_rows(world, as_):
    made("Lamp posts", description="", review_on="2020-01-31")
    client = as_("staff")
    page = main_of(client.get(here("assets")))
    assert "3 entries" in page and "Lamp posts" in page and "Overdue" in page
    assert "Description" in page and "Nobody" in page  # what is missing; the town's has no owner
    for want, titles in {
        "orphaned": ["Tenancy files"],
        "due": ["Lamp posts"],
        "incomplete": ["Lamp posts", "Tenancy files"],
        "vital": [],
    }.items():
        shown = main_of(client.get(here("assets", want=want)))
        for title in ("Lamp posts", "Tenancy files"):
            assert (title in shown) is (title in titles), (want, title)
    assert "No entry fits" in shown


def test_the_list_is_narrowed_by_unit_words_and_what_is_ones_own(world, as_):
    made("Lamp posts", unit="FIN")
    client = as_("owner")
    own = main_of(client.get(here("assets", mine="on")))
    assert "Lamp posts" in own and "Tenancy files" not in own
    assert "Lamp posts" not in main_of(client.get(here("assets", unit="GOV")))
    assert "Tenancy files" not in main_of(client.get(here("assets", words="lam")))


def test_an_empty_register_says_what_to_do_next(people, as_):
    assert "import a register" in main_of(as_("manager").get(here("assets")))
    assert "A records manager can add" in main_of(as_("staff").get(here("assets")))


def test_the_export_is_narrowed_as_the_list_and_goes_in_again_without_change(world, as_):
    made("Lamp posts", description='=SUM(A1)\n"quoted", and more')
    client = as_("manager")
    export = text_of(client.get(here("assets", words="lamp", format="csv")))
    [row] = csv.DictReader(io.StringIO(export, newline=""))
    assert (row["title"], row["owner"]) == ("Lamp posts", "owner")
    assert row["description"].startswith("'=SUM")
    to = here("import_assets")
    file = SimpleUploadedFile("out.csv", export.encode())
    asked = text_of(client.post(to, {"file": file}))
    looked = text_of(client.post(to, form_for(asked, to, to).filled({})))
    assert "Nothing to do" in looked and "0 rows are left out" in looked


def test_one_entry_shows_what_it_says_covers_and_lacks(world, as_):
    reference = made(
        "Lamp posts", boxes=world.box, sources=world.source, system="Lampware", risks="One\nTwo"
    )
    page = main_of(as_("manager").get(here("asset", reference)))
    assert '<span class="mun-wrap mun-lines">One\nTwo</span>' in page
    for words in ("Owner Person", "To let homes.", "Lampware", "Public task", "2 years"):
        assert words in page, words
    for link in (here("class", "FIN"), here("box", world.box), here("source", world.source)):
        assert f'href="{link}"' in page
    assert "Approval asks for" not in page
    page = main_of(as_("staff").get(here("asset", world.asset)))
    assert "Approval asks for:</strong> information asset owner" in page
    assert here("change_asset", world.asset) not in page


def test_what_a_reader_may_not_open_has_no_link(world, as_):
    reference = made("Lamp posts", boxes=world.box, sources=world.source)
    page = main_of(as_("auditor").get(here("asset", reference)))
    assert world.box in page and here("box", world.box) not in page
    assert here("source", world.source) not in page and "The scanner" not in page


def test_a_change_keeps_what_was_said_before_with_who_and_when(world, as_):
    reference = made("Lamp posts")
    answer = change(as_("owner"), reference, location="Cellar <3>")
    assert answer.status_code == 303
    one = Asset.objects.get(reference=reference)
    assert one.values["location"] == "Cellar <3>" and one.version == 2
    page = main_of(as_("staff").get(here("asset", reference)))
    assert "Owner Person" in page and "1 field" in page
    every = main_of(as_("staff").get(here("asset_versions", reference)))
    assert "<del" in every and "File plan</del>" in every and "Cellar &lt;3&gt;</ins>" in every


def test_versions_say_who_a_person_and_a_unit_are_by_name(world, as_):
    reference = made("Lamp posts")
    change(as_("manager"), reference, owner="Manager Person", unit="GOV")
    page = main_of(as_("staff").get(here("asset_versions", reference)))
    assert "Owner Person</del>" in page and "Manager Person</ins>" in page
    assert "Finance</del>" in page and "Governance</ins>" in page


def test_the_form_begins_with_what_is_said_and_sending_it_unchanged_changes_nothing(world, as_):
    reference = made("Lamp posts", access_on="2025-03-04", special="no", risks="One\nTwo")
    answer = change(as_("manager"), reference)
    assert answer.status_code == 422 and "says of it already" in text_of(answer)
    assert Asset.objects.get(reference=reference).version == 1


def test_two_people_do_not_write_over_each_other(world, as_):
    reference = made("Lamp posts")
    to = here("change_asset", reference)
    sent = form_for(text_of(as_("manager").get(to)), to, to).filled({"volume": "9 GB"})
    change(as_("owner"), reference, volume="8 GB")
    answer = as_("manager").post(to, sent)
    assert answer.status_code == 422 and "Owner Person has changed it meanwhile" in text_of(answer)


def test_a_refused_entry_shows_every_reason_at_the_top_and_at_its_field(world, as_):
    client, to = as_("manager"), here("add_asset")
    form = form_for(text_of(client.get(to)), to, to)
    wrong = {"owner": "nobody", "classes": "ZZZ", "rule": "ZZZ", "recovery_time": "soon"}
    answer = client.post(to, form.filled(wrong))
    page, fields = text_of(answer), ("title", "kind", "unit", "owner", "classes", "rule")
    assert answer.status_code == 422
    for name in (*fields, "recovery_time"):
        assert f'href="#id_{name}"' in page and f'id="id_{name}-error"' in page, name


def test_a_form_asks_for_every_field_of_the_register(world, as_):
    asked = {
        one.name for _, _, some in AssetForm(actor=town.actor("manager")).groups() for one in some
    }
    assert asked == {one.name for one in FIELDS}


def test_the_owner_can_be_named_as_people_are_called(world, as_):
    client, to = as_("manager"), here("add_asset")
    form = form_for(text_of(client.get(to)), to, to)
    for name in ("Owner Person", "OWNER", " owner "):
        sent = {"title": f"By {name}", "kind": "other", "unit": "FIN", "owner": name}
        assert client.post(to, form.filled(sent)).status_code == 303, name
        assert Asset.objects.latest("pk").owner.username == "owner"


def test_an_entry_is_approved_retired_and_brought_back(world, as_):
    reference, client = made("Lamp posts"), as_("owner")
    assert client.post(here("approve_asset", reference)).status_code == 303
    again = client.post(here("approve_asset", reference))
    assert again.status_code == 422 and "It is approved." in text_of(again)
    retired = client.post(here("retire_asset", reference), {"reason": "Sold."})
    assert retired.status_code == 303
    assert "Sold." in main_of(client.get(here("asset", reference)))
    assert "Lamp posts" not in main_of(client.get(here("assets")))
    client.post(here("restore_asset", reference), {"reason": "Bought back."})
    assert Asset.objects.get(reference=reference).state == AssetState.DRAFT


def test_what_is_not_complete_is_not_approved_and_every_gap_is_told(world, as_):
    reference = made("Lamp posts", owner="", description="", marking="")
    answer = as_("manager").post(here("approve_asset", reference))
    page = text_of(answer)
    assert answer.status_code == 422
    for label in ("information asset owner", "description", "highest classification"):
        assert f"An approved entry says this: {label}." in page


def test_buttons_and_forms_are_for_those_who_may(world, as_):
    reference = made("Lamp posts")
    forms = [here(f"{deed}_asset", reference) for deed in ("change", "approve", "retire")]
    for who, may in (("owner", True), ("manager", True), ("siro", True), ("staff", False)):
        client = as_(who)
        page = main_of(client.get(here("asset", reference)))
        assert [one in page for one in forms] == [may] * 3, who
        assert [client.get(one).status_code for one in forms] == [200 if may else 403] * 3, who
    page = main_of(as_("staff").get(here("assets")))
    assert here("add_asset") not in page and here("import_assets") not in page
    assert as_("staff").get(here("add_asset")).status_code == 403


def test_a_register_is_looked_at_and_brought_in_with_its_columns(world, as_):
    client, to = as_("manager"), here("import_assets")
    known = made("Known")
    rows = [
        {"Ref": known, "Asset name": "Known", "Dept": "", "Watts": "40"},
        {"Ref": "", "Asset name": "Lamp posts", "Dept": "Finance", "Watts": "40"},
        {"Ref": "", "Asset name": "Roofs", "Dept": "Nowhere", "Watts": ""},
    ]
    data = csv_of(rows[0]) + b"".join(csv_of(one).split(b"\r\n", 1)[1] for one in rows[1:])
    asked = text_of(client.post(to, {"file": SimpleUploadedFile("list.csv", data)}))
    assert "Watts" in asked
    typed = {"column_unit": "Dept", "column_volume": "Watts", "all_kind": "other"}
    looked = text_of(client.post(to, form_for(asked, to, to).filled(typed)))
    assert "1 entry to make, 1 entry to change" in looked
    assert "There is no unit Nowhere" in looked
    answer = client.post(to, form_for(looked, to, to).filled({}))
    assert answer.status_code == 303
    assert "2 entries made or changed, 1 row left out" in text_of(client.get(here("assets")))
    posts = Asset.objects.get(title="Lamp posts")
    assert (posts.values["kind"], posts.values["volume"], posts.unit.reference) == (
        "other",
        "40",
        "FIN",
    )


def test_the_record_of_processing_shows_both_parts_and_what_they_lack(world, as_):
    made("Lamp posts", purposes="", recipients="")
    for_others = {"part": "processor", "controllers": "Northbrook", "processing": "Storing"}
    made("Post of others", **for_others)
    client = as_("auditor")
    page = main_of(client.get(here("asset_processing")))
    assert "As a controller (2)" in page and "As a processor (1)" in page
    assert 'mun-missing">Purposes; categories of recipients</span>' in page
    other = main_of(client.get(here("asset_processing", part="processor")))
    assert "Northbrook" in other and "Lamp posts" not in other
    export = text_of(client.get(here("asset_processing", part="processor", format="csv")))
    [row] = csv.DictReader(io.StringIO(export, newline=""))
    assert (row["Controllers (a)"], row["Missing"]) == ("Northbrook", "")


def test_strangers_read_what_is_published_and_nothing_else(world, client):
    shown = made("Lamp posts", public_value="Light")
    hidden = made("Secret lamps", published="no")
    made("Draft lamps")
    for one in (shown, hidden):
        actions.approve(town.actor("manager"), one, now=clock.now())
    page = text_of(client.get(here("public_assets")))
    assert "Lamp posts" in page and "Head of Housing" in page and "Light" in page
    for words in ("Secret lamps", "Draft lamps", "Owner Person", "To let homes", "OFFICIAL"):
        assert words not in page, words
    rows = json.loads(text_of(client.get(here("public_assets_download", "json"))))
    assert [one["title"] for one in rows] == ["Lamp posts"]
    listed = text_of(client.get(here("public_assets_download", "csv")))
    assert "Lamp posts" in listed and "owner_post" in listed
    assert "Secret" not in listed and "Owner Person" not in listed
    assert "Lamp posts" in text_of(client.get(here("public_assets", q="LAM pos")))
    assert "No entry has these words" in text_of(client.get(here("public_assets", q="roof")))
    assert client.get(here("public_assets_download", "xml")).status_code == 404


def test_a_class_names_the_assets_that_cover_it_to_those_who_may_know(world, as_):
    link = here("asset", world.asset)
    assert f'href="{link}"' in main_of(as_("staff").get(here("class", "FIN/01")))
    assert link not in main_of(as_("staff").get(here("class", "GOV")))


def test_home_says_what_there_is_to_do_about_assets(world, as_):
    made("Lamp posts", description="", review_on="2020-01-31")
    owner = main_of(as_("owner").get(here("home")))
    assert "Your information assets to review" in owner
    assert here("assets", want="incomplete", mine="on").replace("&", "&amp;") in owner
    manager = main_of(as_("manager").get(here("home")))
    assert "Information assets without an owner" in manager
    assert "nformation assets" not in main_of(as_("staff").get(here("home")))


def test_when_its_owner_leaves_the_page_says_who_it_was(world, as_, people):
    reference = made("Lamp posts")
    accounts.record_leaver(SETUP, people["owner"].reference, now=clock.now() + timedelta(hours=1))
    page = main_of(as_("manager").get(here("asset", reference)))
    assert "Nobody" in page and "Owner Person has left" in page and "Left without an owner" in page


def test_governance_is_in_the_menu_of_those_who_see_the_register(people, as_):
    for who, there in (("staff", True), ("siro", True), ("auditor", True), ("admin", False)):
        page = text_of(as_(who).get(here("home")))
        assert ('href="/governance/assets/"' in page.split("<main")[0]) is there, who
    assert as_("admin").get(here("assets")).status_code == 403


def test_a_steward_is_asked_for_what_is_delegated_and_for_nothing_else(world, as_):
    reference = made("Lamp posts")
    draft = DelegationDraft("staff", (Group.BACKUP,))
    actions.delegate(town.actor("owner"), reference, draft, now=clock.now())
    client, to = as_("staff"), here("change_asset", reference)
    form = form_for(text_of(client.get(to)), to, to)
    assert "backup" in form.names and not {"title", "owner", "unit"} & form.names
    assert change(client, reference, backup="Every night").status_code == 303
    assert queries.said_of(Asset.objects.get(reference=reference))["backup"] == "Every night"
    assert client.get(here("approve_asset", reference)).status_code == 403


def test_what_the_town_says_is_whole(world):
    assert set(WHOLE) | set(PROCESSING) <= {one.name for one in FIELDS}
