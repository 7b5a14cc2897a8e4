"""Every page shows, to those who may see it, what it should; and does what its forms say."""

import csv
import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from muniment.foundation.access import actions as access
from muniment.foundation.access.types import SETUP
from muniment.foundation.audit import actions as audit_actions
from muniment.foundation.audit import queries as audit
from muniment.foundation.audit.verifier import muniment_verify
from muniment.foundation.kernel import clock

from . import town
from .addresses import NOT_PAGES, arguments, walk

pytestmark = pytest.mark.django_db


def text_of(answer):
    return answer.content.decode()


def test_somebody_with_every_role_reaches_every_page(as_, world):
    client = as_("everything")
    for name, address in walk(world):
        # Somebody who is signed in is sent on from the sign-in page.
        expected = 302 if name == "account_login" else 200
        assert client.get(address).status_code == expected, address


def test_files_are_served_to_be_saved(as_, world):
    client = as_("everything")
    for name in NOT_PAGES - {"review_progress", "hold_progress", "open_resource"}:
        answer = client.get(reverse(name, args=arguments(world).get(name, [])))
        assert answer.status_code == 200, name
        assert answer.headers["Content-Disposition"].startswith("attachment"), name
        assert answer.headers["Content-Security-Policy"].startswith("sandbox"), name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name


def test_each_role_has_a_home_page_of_its_own(as_, world):
    expected = {
        "staff": ["Folders of your unit", "Find a record"],
        "manager": ["Files without readable text", "Reviews awaiting decisions", "Without a rule"],
        "owner": ["Reviews that await your decision"],
        "auditor": ["Events in the audit log"],
        "admin": ["Jobs failed"],
        "siro": ["Active holds"],
    }
    for username, words in expected.items():
        page = text_of(as_(username).get("/"))
        for one in words:
            assert one in page, (username, one)


def test_each_number_of_the_home_page_is_that_of_its_rows(as_, world):
    client = as_("everything")
    page = text_of(client.get("/"))
    figures = re.findall(
        r'mun-figure__link" href="([^"]+)">\s*<span class="mun-figure__count">([0-9,]+)<', page
    )
    assert len(figures) > 8
    for address, number in figures:
        rows = text_of(client.get(address.replace("&amp;", "&")))
        words = f">{number} " if number != "0" else "mun-empty"
        if "/admin/store/" not in address:
            assert words in rows or f"{number} event" in rows, (address, number)


def test_a_role_sees_in_the_menu_only_what_it_can_use(as_, world):
    page = text_of(as_("admin").get("/"))
    assert ">Find<" not in page.replace(" ", "").replace("\n", "")
    assert "/file-plan/" not in page
    assert "/admin/" in page


def test_titles_are_never_taken_for_markup(as_, world):
    client = as_("everything")
    for address in (
        reverse("folder", args=[world.folder]),
        reverse("record", args=[world.hostile]),
        reverse("look", args=[world.hostile, 1]),
        reverse("hold", args=[world.hold]),
        "/find/?q=alert",
        "/lifecycle/due/",
    ):
        page = text_of(client.get(address))
        assert "<img src=x" not in page and "<script>alert" not in page, address
    assert "&lt;img src=x" in text_of(client.get(reverse("record", args=[world.hostile])))


def test_an_exported_list_holds_every_row_and_no_formula(as_, world):
    town.add(world.folder, "=HYPERLINK(evil).txt", b"formula")
    answer = as_("manager").get(reverse("folder", args=[world.folder]) + "?format=csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert len(rows) == 1 + 4
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")]


def test_a_list_is_sorted_and_paged_to_the_end(as_, world):
    client = as_("manager")
    address = reverse("folder", args=[world.folder])
    up = text_of(client.get(f"{address}?sort=title"))
    down = text_of(client.get(f"{address}?sort=-title"))
    assert (up.index("Invoice 1") < up.index("Invoice 2")) is True
    assert (down.index("Invoice 1") < down.index("Invoice 2")) is False
    assert client.get(f"{address}?page=999&sort=nonsense").status_code == 200


def test_a_person_without_sight_of_a_record_is_told_that_there_is_none(as_, world):
    for name in ("record", "look", "download"):
        address = reverse(name, args=arguments(world)[name])
        assert as_("auditor").get(address).status_code in (403, 404)
        missing = address.replace(world.record, "R-00000-00000")
        assert as_("staff").get(missing).status_code == 404


def test_a_form_comes_back_with_every_reason_at_its_field(as_, world):
    answer = as_("manager").post("/lifecycle/holds/place/", {})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "There is a problem" in page
    for reason in ("Give the hold a name.", "Choose why.", "Give a reason."):
        assert page.count(reason) == 2, reason


def test_what_a_verb_refuses_is_shown_on_the_form(as_, world):
    given = {"name": "n", "kind": "litigation", "reason": "r", "authority": "a"}
    answer = as_("manager").post("/lifecycle/holds/place/", given)
    assert answer.status_code == 422
    assert "There is a problem" in text_of(answer)


def test_a_form_sent_twice_is_carried_out_once(as_, world):
    client = as_("admin")
    given = {"name": "New Person", "username": "new", "clearance": "OFFICIAL", "once": "key-1"}
    first = client.post("/admin/people/add/", given)
    size = audit.size()
    second = client.post("/admin/people/add/", given)
    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"]
    assert audit.size() == size


def test_a_refused_form_leaves_its_event_and_can_be_sent_again(as_, world):
    client = as_("admin")
    given = {"name": "N", "username": "staff", "clearance": "OFFICIAL", "once": "key-2"}
    size = audit.size()
    assert client.post("/admin/people/add/", given).status_code == 422
    assert audit.size() == size + 1
    assert audit.event(size).kind == "access:person:add:refused"
    assert client.post("/admin/people/add/", given | {"username": "x9"}).status_code == 303


def test_files_are_added_once_however_often_the_form_comes(as_, world):
    client = as_("dro")
    address = reverse("upload", args=[world.folder])

    def send():
        files = [SimpleUploadedFile(name, name.encode()) for name in ("one.txt", "two.txt")]
        return client.post(address, {"chosen": files, "once": "upload-1"})

    first = send()
    size = audit.size()
    second = send()
    assert first.status_code == second.status_code == 303
    assert audit.size() == size
    page = text_of(client.get(second["Location"]))
    assert "2 files filed" in page and "one" in page


def test_an_empty_file_is_a_record_and_no_file_is_a_mistake(as_, world):
    client = as_("dro")
    address = reverse("upload", args=[world.folder])
    answer = client.post(address, {"chosen": SimpleUploadedFile("empty.txt", b"")})
    assert "1 file filed" in text_of(client.get(answer["Location"]))
    assert client.post(address, {}).status_code == 422


def test_a_download_is_byte_for_byte_and_on_the_record(as_, world):
    client = as_("dro")
    answer = client.get(reverse("download", args=[world.hostile, 1]))
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert "\r" not in answer.headers["Content-Disposition"]
    assert audit.event(audit.size() - 1).kind == "records:content:read"


def test_a_role_taken_away_is_gone_at_the_next_request(as_, world):
    client = as_("manager")
    assert client.get("/lifecycle/holds/place/").status_code == 200
    manager = world.people["manager"]
    for held in manager.roles_held.all():
        access.end_role(SETUP, held.pk, now=clock.now())
    assert client.get("/lifecycle/holds/place/").status_code == 403


def test_nobody_approves_what_they_proposed(as_, world):
    answer = as_("manager").post(reverse("approve", args=[world.review]), {"version": 1})
    assert answer.status_code in (403, 422)


def test_a_review_is_approved_by_two_and_carried_out(as_, world):
    review = world.review
    version = text_of(as_("dro").get(reverse("approve", args=[review])))
    number = version.split('name="version" value="')[1].split('"')[0]
    answer = as_("dro").post(reverse("approve", args=[review]), {"version": number})
    assert answer.status_code == 303
    stale = as_("owner").post(reverse("approve", args=[review]), {"version": number})
    assert stale.status_code == 422
    again = text_of(as_("owner").get(reverse("approve", args=[review])))
    number = again.split('name="version" value="')[1].split('"')[0]
    done = as_("owner").post(reverse("approve", args=[review]), {"version": number})
    assert done.status_code == 303
    page = text_of(as_("manager").get(reverse("execute", args=[review])))
    number = page.split('name="version" value="')[1].split('"')[0]
    assert (
        as_("manager").post(reverse("execute", args=[review]), {"version": number}).status_code
        == 303
    )
    town.carry_out(review)
    assert "Done" in text_of(as_("manager").get(reverse("review", args=[review])))


def test_a_search_finds_what_the_reader_may_see_and_nothing_else(as_, world):
    assert "Invoice 1" in text_of(as_("staff").get("/find/?q=invoice"))
    assert as_("auditor").get("/find/?q=invoice").status_code == 403
    for bad in ('"', "AND (", "title:", "*", "a" * 3000, "class:NOPE", "-"):
        assert as_("staff").get("/find/", {"q": bad}).status_code == 200, bad


def test_filters_narrow_a_search_whatever_was_left_open_in_it(as_, world):
    staff = as_("staff")
    assert "Invoice 1" in text_of(staff.get("/find/", {"q": "invoice", "file_class": "FIN/01"}))
    for typed in ("invoice", "(invoice", '"invoice', "invoice OR contract", "invoice) OR ("):
        page = staff.get("/find/", {"q": typed, "file_class": "GOV"})
        assert page.status_code == 200 and "Invoice 1" not in text_of(page), typed
    quoted = staff.get("/find/", {"q": "invoice", "format": 'pdf" OR "txt'})
    assert quoted.status_code == 200 and "Invoice 1" not in text_of(quoted)


def test_a_certificate_is_proven_against_the_checkpoint_that_an_outsider_holds(as_, world):
    owner, address = as_("owner"), reverse("certificate_json", args=[world.certificate])
    seen = reverse("certificate", args=[world.certificate])
    assert f'action="{address}"' in text_of(owner.get(seen))
    town.add(world.folder, "Later.txt", b"Later")
    later = audit_actions.checkpoint(now=clock.now())
    first, other = owner.get(address).json(), owner.get(address, {"size": later.size}).json()
    assert first["proof"]["tree_size"] < other["proof"]["tree_size"] == later.size
    muniment_verify.verify_certificate(json.dumps(other), later.note, None)
    with pytest.raises(muniment_verify.Rejected):
        muniment_verify.verify_certificate(json.dumps(first), later.note, None)
    assert owner.get(address, {"size": "many"}).status_code == 422
    assert owner.get(address, {"size": later.size + 1}).status_code == 404


def test_effective_access_says_why_and_shows_no_title_that_is_not_ones_own(as_, world):
    page = text_of(as_("admin").get("/admin/access/", {"thing": world.record, "person": "siro"}))
    assert "Siro Person cannot see it." in page
    assert "Invoice 1" not in page
    missing = as_("admin").get("/admin/access/", {"thing": "R-00000-00000"})
    assert missing.status_code == 422


def test_the_log_shows_personal_values_only_to_those_who_see_the_thing(as_, world):
    for seq in range(audit.size()):
        event = audit.event(seq)
        if event.object_reference == f"record:{world.record}":
            assert "Invoice 1" not in text_of(as_("auditor").get(f"/admin/audit/{seq}/"))


def test_a_broken_page_is_still_a_page(as_, world, monkeypatch, settings):
    from muniment.web.views import todo

    monkeypatch.setattr(todo, "lifecycle", lambda request: 1 / 0)
    client = as_("manager")
    client.raise_request_exception = False
    answer = client.get("/lifecycle/")
    assert answer.status_code == 500
    assert "fault in the service" in text_of(answer)
    assert "ZeroDivisionError" not in text_of(answer)


def test_a_record_that_is_narrowed_is_gone_for_others_at_once(as_, world):
    address = reverse("record", args=[world.record])
    assert as_("staff").get(address).status_code == 200
    given = {"open_own": "own", "open_to": ["GOV"]}
    answer = as_("manager").post(reverse("narrow_record", args=[world.record]), given)
    assert answer.status_code == 303
    assert as_("staff").get(address).status_code == 404
    assert "Invoice 1" not in text_of(as_("staff").get("/find/?q=invoice"))
    none = {"open_own": "own"}
    refused = as_("manager").post(reverse("narrow_record", args=[world.record]), none)
    assert "Tick at least one unit." in text_of(refused)


def test_a_form_from_elsewhere_is_refused_with_a_page_that_says_what_to_do(people):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(people["admin"])
    answer = client.post("/admin/people/add/", {"name": "X"})
    assert answer.status_code == 403
    assert "This form is too old" in text_of(answer)


def test_a_class_is_changed_and_shows_where_its_values_come_from(as_, world):
    client = as_("dro")
    page = text_of(client.get(reverse("class", args=["FIN/01"])))
    assert "Set in FIN" in page
    given = {"title": "Invoices and receipts", "rule": "FIN-01", "access": "units"}
    refused = client.post(reverse("change_class", args=["FIN/01"]), given)
    assert "Tick at least one unit." in text_of(refused)
    done = client.post(reverse("change_class", args=["FIN/01"]), given | {"open_to": ["FIN"]})
    assert done.status_code == 303
    assert "Set in FIN/01" in text_of(client.get(reverse("class", args=["FIN/01"])))
    assert "Invoices and receipts" in text_of(client.get("/file-plan/"))


def test_text_that_could_not_be_read_is_tried_again(as_, world):
    from muniment.foundation.content import actions as content
    from muniment.foundation.content.states import DerivedState
    from muniment.foundation.content.types import Extraction

    client = as_("manager")
    address = reverse("record", args=[world.record])
    assert "Try again" not in text_of(client.get(address))
    assert client.post(reverse("retry_text", args=[world.record])).status_code == 422
    component = town.components_of(world.record)[0]
    failed = Extraction(DerivedState.TIMED_OUT, reason="It took too long.")
    content.save_extraction(component.sha256, failed, now=clock.now())
    assert "It took too long." in text_of(client.get(address))
    assert "It took too long." in text_of(client.get("/admin/store/unread/"))
    assert client.post(reverse("retry_text", args=[world.record])).status_code == 303
    assert "Waiting" in text_of(client.get(address))


def test_a_file_that_is_too_large_and_a_full_disk_are_said_plainly(as_, world, settings):
    client = as_("dro")
    address = reverse("upload", args=[world.folder])
    settings.MUNIMENT_MAX_UPLOAD_BYTES = 10
    large = SimpleUploadedFile("large.txt", b"x" * 11)
    assert "At most 10 bytes" in text_of(client.post(address, {"chosen": large}))
    settings.MUNIMENT_HEADROOM_BYTES = 2**60
    answer = client.post(address, {"chosen": SimpleUploadedFile("small.txt", b"x")})
    assert answer.status_code == 507
    assert "There is no room left" in text_of(answer)
    assert client.get(reverse("record", args=[world.record])).status_code == 200
