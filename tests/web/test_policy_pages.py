"""The pages of policies: what a reader is shown first, what can be cited, and what is asked."""

import csv
import io

import pytest
from django.urls import reverse
from tests.governance.policies import in_town

from muniment.foundation.kernel import clock
from muniment.governance.policies import actions, queries
from muniment.governance.policies.models import Policy, PolicyVersion
from muniment.governance.policies.types import State

from . import town
from .forms_on_page import form_for

pytestmark = pytest.mark.django_db


def text_of(answer):
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return data.decode()


def main_of(answer):
    return text_of(answer).split("<main")[1].split("</main>")[0]


def here(name, *at, **query):
    return reverse(name, args=at, query=query)


def send(client, name, reference, **typed):
    to = here(name, reference)
    return client.post(to, form_for(text_of(client.get(to)), to, to).filled(typed))


@pytest.fixture
def there(world):
    """The references of the policies and bodies of the town."""
    return world.governed


def page_of(client, reference, **query):
    return main_of(client.get(here("policy", reference, **query)))


def who(name):
    return town.actor(name)


def of_town():
    return in_town.town_of(town.actor, clock.now())


def guide(title, text=in_town.TEXT, **said):
    """The reference of a guide in force."""
    return in_town.published(of_town(), in_town.guide(of_town(), title, text, **said))


def test_the_list_is_narrowed_by_each_thing_that_is_said_of_a_document(there, as_):
    client = as_("staff")
    page = main_of(client.get(here("policies")))
    assert "Mail policy" in page and "Saving mail" in page and "Guide to lamps" in page
    assert "1.1: out for comment" not in page and "Not in force yet" in page
    day = {"review_by-day": "1", "review_by-month": "1", "review_by-year": "2020"}
    for query, found in (
        ({"kind": "policy"}, ["Mail policy"]),
        ({"topic": "e-mail"}, ["Mail policy"]),
        ({"state": "consulting"}, ["Guide to lamps"]),
        ({"words": "sav"}, ["Saving mail", "Mail policy"]),
        ({"version": "1.1"}, ["Mail policy"]),
        ({"version": "nonsense"}, []),
        ({"owner": who("manager").reference}, ["Mail policy", "Saving mail", "Guide to lamps"]),
        (day, []),
    ):
        shown = main_of(client.get(here("policies", **query))).split("<table")[-1]
        for title in ("Mail policy", "Saving mail", "Guide to lamps"):
            assert (f"{title}</a>" in shown) is (title in found), (query, title)


def test_the_export_says_what_the_list_says_and_more(there, as_):
    export = text_of(as_("staff").get(here("policies", kind="policy", format="csv")))
    [row] = csv.DictReader(io.StringIO(export, newline=""))
    assert (row["Document"], row["Version"], row["Topics"]) == ("Mail policy", "1.1", "e-mail")
    assert row["Approved by"] == "Information Board" and row["Reference"] == there["policy"]


def test_a_review_that_is_overdue_is_said_in_the_list_on_the_page_and_in_health(there, as_):
    PolicyVersion.objects.filter(state=State.PUBLISHED).update(review_on="2020-01-31")
    client = as_("staff")
    assert "Overdue" in main_of(client.get(here("policies")))
    assert "Overdue" in page_of(client, there["policy"])
    assert "31 January 2020" in main_of(client.get(here("policy_health")))
    assert "Reviews due of your policies" in main_of(as_("manager").get(here("home")))


def test_every_paragraph_can_be_cited_and_what_was_typed_is_no_markup(there, as_):
    text = (
        "# One\n\nSay <b>this</b>. {#this}\n\n[x](javascript:alert(1))\n\n![p](https://x.example/p)"
    )
    page = page_of(as_("staff"), guide("Citing", text))
    assert 'id="p1.1"' in page and 'href="#p1.1"' in page
    assert "&lt;b&gt;this&lt;/b&gt;" in page and "{#this}" not in page
    assert 'href="javascript' not in page and "<img" not in page


def test_a_table_is_aligned_without_a_style_of_its_own(there, as_):
    page = page_of(as_("staff"), there["policy"])
    assert 'class="mun-text__right"' in page and "style=" not in page


def test_headings_follow_one_another_by_single_steps(there, as_):
    text = "### Deep\n\nA.\n\n# High\n\nB.\n\n##### Very deep\n\nC."
    page = page_of(as_("staff"), guide("Headings", text))
    assert "<h3>Very deep</h3>" in page and "<h2>High</h2>" in page


def test_an_older_version_says_so_before_it_is_read(there, as_):
    page = page_of(as_("staff"), there["policy"], version="1.0")
    assert "was superseded on" in page and "which is in force" in page and "90 days" in page
    assert as_("staff").get(here("policy", there["policy"], version="9.9")).status_code == 404


def test_a_draft_is_for_those_who_write_it_or_decide(there, as_):
    draft = in_town.guide(of_town(), "Secret guide")
    assert as_("staff").get(here("policy", draft)).status_code == 404
    assert "Draft" in page_of(as_("manager"), draft)


def test_two_versions_are_compared_in_words(there, as_):
    page = main_of(as_("staff").get(here("compare_policy", there["policy"], **{"from": "1.0"})))
    assert "Changed" in page and "Version 1.0 said" in page and "Version 1.1 says" in page
    assert "90 days" in page and "60 days" in page and "We keep records" not in page


def test_who_is_asked_acknowledges_the_text_that_they_read(there, as_):
    client = as_("staff")
    assert "Policies to acknowledge" in main_of(client.get(here("home")))
    page, to = (
        client.get(here("policy", there["policy"])),
        here("acknowledge_policy", there["policy"]),
    )
    filled = form_for(text_of(page), here("policy", there["policy"]), to).filled({})
    assert client.post(to, filled).status_code == 303
    assert "You acknowledged this version" in page_of(client, there["policy"])
    one = Policy.objects.get(reference=there["policy"])
    assert queries.acknowledged(who("staff"), one.in_force).text_digest == one.in_force.digest


def test_a_text_that_was_superseded_meanwhile_is_not_acknowledged(there, as_):
    client, to = as_("staff"), here("acknowledge_policy", there["policy"])
    old = PolicyVersion.objects.get(policy__reference=there["policy"], minor=0)
    answer = client.post(to, {"seen": old.digest})
    assert answer.status_code == 422 and "A newer version is in force" in text_of(answer)


def test_the_owner_sees_who_has_not_acknowledged_and_nobody_else_does(there, as_):
    actions.acknowledge(who("staff"), there["policy"], now=clock.now())
    to = here("acknowledgements", there["policy"])
    page = main_of(as_("manager").get(to))
    assert "1 of 8 have acknowledged it" in page and "Staff Person" not in page
    done = main_of(as_("manager").get(f"{to}?part=done&unit=Finance"))
    assert "Staff Person" in done and "SHA-256" in done
    export = text_of(as_("manager").get(f"{to}?format=csv&unit=Governance"))
    assert "Dro Person" in export and "Owner Person" not in export
    assert as_("staff").get(to).status_code == 403
    assert as_("auditor").get(to).status_code == 200


def test_a_change_is_suggested_in_two_clicks_and_answered(there, as_):
    client = as_("staff")
    assert here("suggest_change", there["policy"]) in page_of(client, there["policy"])
    assert send(client, "suggest_change", there["policy"], words="Say it").status_code == 303
    assert "Not answered yet" in main_of(client.get(here("my_proposals")))
    manager = as_("manager")
    assert "Proposals to answer" in main_of(manager.get(here("home")))
    assert "Say it" in main_of(manager.get(here("proposals_to_answer")))
    sent = send(manager, "answer_proposal", there["proposal"], answer="accepted", words="Right.")
    assert sent.status_code == 303
    assert "Accepted" in main_of(as_("staff").get(here("my_proposals")))


def test_what_is_written_is_shown_before_it_is_saved(there, as_):
    client, draft = as_("manager"), in_town.guide(of_town(), "Written")
    to = here("write_policy", draft)
    filled = form_for(text_of(client.get(to)), to, to).filled({"text": "# New\n\nNew words."})
    page = client.post(to, filled | {"preview": "yes"})
    assert page.status_code == 200 and "<h2>New</h2>" in text_of(page)
    assert PolicyVersion.objects.get(policy__reference=draft).text == in_town.TEXT.strip("\n")
    filled = form_for(text_of(page), to, to).filled({})
    assert client.post(to, filled).status_code == 303
    assert PolicyVersion.objects.get(policy__reference=draft).text == "# New\n\nNew words."


def test_a_policy_is_begun_from_a_template_that_says_all_that_it_must(there, as_):
    client, to = as_("manager"), here("add_policy")
    form = form_for(text_of(client.get(f"{to}?template=yes")), to, to)
    typed = {"title": "Records policy", "owner": "manager", "body": there["body"]}
    assert client.post(to, form.filled(typed)).status_code == 303
    made = Policy.objects.get(title="Records policy").reference
    assert "Not met" not in page_of(client, made)
    assert "# " not in text_of(client.get(to)).split('id="id_text"')[1].split("</textarea>")[0]


def test_a_text_that_is_wrong_is_told_in_the_preview_too(there, as_):
    client, draft = as_("manager"), in_town.guide(of_town(), "Written")
    to = here("write_policy", draft)
    wrong = {"text": "A. {#a}\n\nB. {#a}"}
    filled = form_for(text_of(client.get(to)), to, to).filled(wrong)
    answer = client.post(to, filled | {"preview": "yes"})
    assert answer.status_code == 422 and "have the same name: a" in text_of(answer)


def test_a_document_that_somebody_else_changed_is_not_described_unseen(there, as_):
    client, to = as_("manager"), here("describe_policy", there["aid"])
    filled = form_for(text_of(client.get(to)), to, to).filled({"summary": "Mine"})
    Policy.objects.filter(reference=there["aid"]).update(changed=99)
    answer = client.post(to, filled)
    assert answer.status_code == 422 and "changed it meanwhile" in text_of(answer)


def test_only_who_may_is_offered_and_let_in(there, as_):
    routes = ("describe_policy", "begin_version", "retire_policy", "link_policy", "shut_policy")
    for name, may in (("manager", True), ("staff", False), ("siro", False)):
        client = as_(name)
        page = page_of(client, there["policy"])
        for route in routes:
            address = here(route, there["policy"])
            assert (address in page) is may, (name, route)
            assert client.get(address).status_code == (200 if may else 403), (name, route)


def test_approval_is_for_members_of_the_body_and_cites_its_decision(there, as_):
    said = {"kind": "policy", "body": there["body"]}
    made = in_town.consulted(of_town(), in_town.guide(of_town(), "To approve", **said))
    decision = in_town.approved(of_town(), in_town.held(of_town(), there["body"]), made)
    assert "Its members can approve it: Owner Person" in page_of(as_("manager"), made)
    for name in ("manager", "auditor"):  # who writes it, and who only attends
        assert as_(name).get(here("approve_policy", made)).status_code in (403, 404), name
    form = text_of(as_("owner").get(here("approve_policy", made)))
    assert "Owner Person" in form and "It is right." in form and "Auditor Person" not in form
    assert send(as_("owner"), "approve_policy", made, decision=decision).status_code == 303
    assert here("decision", decision) in page_of(as_("manager"), made, version="1.0")


def test_what_publishing_changes_is_shown_first(there, as_):
    manager = who("manager")
    actions.begin(manager, there["policy"], now=clock.now())
    text = in_town.NEXT.replace("60 days", "30 days")
    actions.write(manager, there["policy"], text, now=clock.now())
    in_town.consulted(of_town(), there["policy"])
    actions.approve(who("owner"), there["policy"], now=clock.now())
    page = main_of(as_("manager").get(here("publish_policy", there["policy"])))
    for words in ("2.1 changed", "60 days before, 30 days from now", "8 people", "Saving mail"):
        assert words in page, words
    assert "1 class" in page and "FIN-01" in page
    assert send(as_("manager"), "publish_policy", there["policy"]).status_code == 303
    stale = page_of(as_("manager"), there["aid"])
    assert "Source changed: review" in stale and "Say that it is right still" in stale
    assert "Source changed: review it" in main_of(as_("staff").get(here("policy_health")))


def test_a_comment_stands_at_its_paragraph_and_is_answered_by_who_writes_it(there, as_):
    client = as_("staff")
    address = f"{here('comment_policy', there['draft'])}?paragraph=2.1"
    assert address in page_of(client, there["draft"])
    assert 'value="2.1"' in text_of(client.get(address))
    assert "Not answered yet" in page_of(client, there["draft"])
    sent = send(as_("manager"), "answer_policy_comment", there["comment"], answer="It is not.")
    assert sent.status_code == 303
    assert "Answer by Manager Person" in page_of(as_("staff"), there["draft"])


def test_links_lead_out_and_in_and_those_to_what_is_retired_are_told(there, as_):
    client = as_("staff")
    assert "What is linked to it" in page_of(client, there["policy"])
    assert here("rule", "FIN-01") in page_of(client, there["policy"])
    actions.retire(who("manager"), there["policy"], reason="It is old.", now=clock.now())
    assert "“Mail policy” is retired." in main_of(client.get(here("policy_health")))
    assert "was retired on" in page_of(client, there["policy"])


def test_values_that_differ_are_shown_with_each_text(there, as_):
    guide("Other box", "# Mail\n\nMail stays for {mailbox limit = 180 days}.")
    page = main_of(as_("staff").get(here("policy_health")))
    assert "180 days" in page and "60 days" in page and "Other box, paragraph 1.1" in page


def test_what_a_policy_must_say_is_met_or_not_with_its_paragraph(there, as_):
    page = page_of(as_("staff"), there["policy"])
    assert "Met" in page and 'href="#p1.1"' in page and "Not met" in page
    assert "What a policy on records must say" not in page_of(as_("staff"), there["draft"])


def test_what_the_policy_says_is_shown_where_the_work_is_done(there, as_, world):
    manager, said = who("manager"), {"now": clock.now()}
    for screen in ("close", "hold", "asset", "dispose"):
        actions.point(manager, there["policy"], screen, **said)
    link = f"{here('policy', there['policy'])}#p2.1"
    client = as_("manager")
    for name, at in (("upload", [world.folder]), ("register_paper", [world.folder])):
        page = text_of(client.get(here(name, *at)))
        assert f'href="{link}"' in page and "Mail stays in a mailbox for 60 days." in page, name
    assert link in text_of(client.get(here("add_anything")))
    bare = f'href="{here("policy", there["policy"])}"'
    for name, at in (
        ("close_folder", [world.folder]),
        ("place_hold", []),
        ("add_asset", []),
        ("change_asset", [world.asset]),
        ("propose", []),
        ("approve", [world.review]),
    ):
        assert bare in text_of(client.get(here(name, *at))), name


def test_the_public_reads_what_is_in_force_under_a_licence(there, client):
    assert "Mail policy" in main_of(client.get(here("public_policies")))
    page = main_of(client.get(here("public_policy", there["slug"])))
    for words in ("Version", "1.1", "Next review", "Open Government Licence v3.0", "60 days"):
        assert words in page, words
    for words in ("Manager Person", there["policy"], "Comment"):
        assert words not in page, words
    saved = client.get(here("public_policy_download", there["slug"], "md"))
    text = text_of(saved)
    assert text.startswith("# Mail policy") and "{" not in text and "Licence v3.0" in text
    saved = text_of(client.get(here("public_policy_download", there["slug"], "html")))
    assert "<h1>Mail policy</h1>" in saved and "Manager Person" not in saved
    assert client.get(here("public_policy_download", there["slug"], "pdf")).status_code == 404
    assert client.get(here("public_policy", "never-there")).status_code == 404


def test_what_is_shut_leaves_a_page_that_says_so(there, client):
    actions.shut(who("manager"), there["policy"], reason="A secret why.", now=clock.now())
    answer = client.get(here("public_policy", there["slug"]))
    page = text_of(answer)
    assert answer.status_code == 410 and "Mail policy" in page and "not published" in page.lower()
    assert "secret why" not in page and "60 days" not in page
    assert client.get(here("public_policy_download", there["slug"], "md")).status_code == 404
    assert "Mail policy" not in main_of(client.get(here("public_policies")))


def test_a_register_without_documents_says_what_to_do_next(people, as_):
    assert "Add the first one" in main_of(as_("manager").get(here("policies")))
    assert "A records manager can add one" in main_of(as_("staff").get(here("policies")))
    assert "Nothing waits for you" in main_of(as_("staff").get(here("to_acknowledge")))
