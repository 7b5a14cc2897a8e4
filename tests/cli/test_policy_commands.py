"""Policies, guides and desk aids from the command line."""

from datetime import timedelta

import pytest

from muniment.foundation.kernel.clock import today

TEXT = """# Purpose

We keep records. {#purpose} {meets: commitment}

# Mail

Mail stays in a mailbox for {mailbox limit = 90 days}. {#mail}
"""
SOON = (today() + timedelta(days=14)).isoformat()


@pytest.fixture
def policies(own_shell):
    return lambda *words: own_shell.json("policies", *words)


@pytest.fixture
def written(tmp_path):
    def write(text=TEXT):
        file = tmp_path / "text.md"
        file.write_text(text)
        return file

    return write


def made(shell, written, title, text=TEXT, kind="guide", **options):
    words = ("policies", "add", title, "--kind", kind, "--owner", "m.ashgrove")
    more = [word for name, value in options.items() for word in (f"--{name}", value)]
    return shell.json(*words, "--text", written(text), *more)["reference"]


def published(shell, written, title, text=TEXT, **options):
    reference = made(shell, written, title, text, **options)
    shell.json("policies", "approve", reference)
    shell.json("policies", "publish", reference)
    return reference


def group(shell, name):
    terms = ("--terms", "It decides.")
    body = shell.json("bodies", "found", name, *terms)["reference"]
    for person, part in (("o.thornbury", "chair"), ("t.wrenfield", "secretary")):
        shell.json("bodies", "appoint", body, person, "--part", part)
    return body


def test_a_policy_goes_from_its_draft_through_comments_to_the_body_and_is_superseded(
    own_shell, policies, written
):
    body = group(own_shell, "Zinc board")
    one = made(own_shell, written, "Zinc policy", kind="policy", body=body)
    assert own_shell.refused("policies", "consult", one) == ["until"]
    policies("consult", one, "--until", SOON)
    assert own_shell.refused("policies", "write", one, written("Other")) == ["consulting"]
    staff = ("--as", "j.bexcombe", "policies")
    said = own_shell.json(*staff, "comment", one, "Why 90?", "--paragraph", "mail")["comment"]
    assert own_shell.refused(*staff, "end-consultation", one) == ["not_permitted"]
    policies("end-consultation", one)
    chair = ("--as", "o.thornbury", "policies")
    assert own_shell.refused(*chair, "approve", one) == ["comments"]
    policies("answer", said, "The law asks it.")
    [row] = policies("comments", one)["comments"]
    assert (row["by"], row["paragraph"], row["answer"]) == (
        "Jory Bexcombe",
        "2.1",
        "The law asks it.",
    )
    assert own_shell.refused("policies", "approve", one) == ["not_member"]
    own_shell.json(*chair, "approve", one)
    assert own_shell.refused("policies", "write", one, written("Other")) == ["settled"]
    looked = policies("publish", one, "--dry-run")
    assert (looked["state"], looked["impact"]["people"]) == ("approved", 0)
    assert policies("publish", one)["state"] == "published"
    policies("begin", one, "--great", "--note", "Longer")
    policies("write", one, written(TEXT.replace("90", "180")))
    rows = policies("compare", one, "--version", "2.0")["changes"]
    assert [(each["what"], each["after"]) for each in rows] == [("changed", "2.1")]
    policies("consult", one, "--until", SOON)
    assert policies("send-back", one, "--reason", "Too long")["state"] == "draft"
    policies("withdraw", one, "--reason", "Not now")
    states = [each["state"] for each in policies("show", one)["versions"]]
    assert states == ["withdrawn", "published"]


def test_documents_are_listed_by_what_is_said_of_them(own_shell, policies, written):
    one = published(own_shell, written, "Copper guide", topic="Roofs", summary="Of copper")
    other = made(own_shell, written, "Copper draft")

    def listed(*words):
        return [each["reference"] for each in policies("list", *words)["documents"]]

    narrow = ("--words", "copper")
    assert set(listed(*narrow)) == {one, other}
    assert listed(*narrow, "--topic", "roofs") == [one]
    assert listed(*narrow, "--state", "draft") == [other]
    assert listed(*narrow, "--kind", "desk-aid") == []
    assert set(listed(*narrow, "--owner", "m.ashgrove")) == {one, other}
    assert listed(*narrow, "--mine") == []
    assert listed(*narrow, "--approved-since", today().isoformat()) == [one]
    assert listed(*narrow, "--approved-since", SOON) == []
    assert listed(*narrow, "--review-by", SOON) == []
    assert listed(*narrow, "--review-by", "2999-01-01") == [one]
    assert own_shell.refused("policies", "list", "--state", "lost") == ["unknown"]
    assert own_shell.refused("policies", "list", "--owner", "nobody.here") == ["not_found"]
    staff = ("--as", "j.bexcombe", "policies")
    assert own_shell.refused(*staff, "show", other) == ["not_found"]
    assert own_shell.refused("policies", "show", "PO-NONE") == ["not_found"]
    assert "90 days" in own_shell.run("policies", "text", one).out
    assert "2.1" in own_shell.run("policies", "text", one, "--paragraphs").out
    policies("describe", one, "--title", "Copper manual", "--review-months", "6", "--topic", "")
    shown = policies("show", one)
    assert (shown["title"], shown["topics"], shown["summary"]) == ("Copper manual", [], "Of copper")
    assert own_shell.refused("policies", "describe", one, "--title", "Copper manual") == ["same"]
    wrong = ("policies", "add", " ", "--kind", "guide", "--owner", "ghost", "--text", written(" "))
    assert own_shell.refused(*wrong) == ["title", "owner", "text"]


def test_a_desk_aid_falls_behind_when_its_paragraph_changes_and_is_said_to_be_right(
    own_shell, policies, written
):
    guide = published(own_shell, written, "Tin guide")
    aid = published(own_shell, written, "Tin aid", "Mail goes.", kind="desk_aid")
    policies("extract", aid, guide, "mail")
    policies("link", aid, "document", guide, "--paragraph", "P1")
    assert own_shell.refused("policies", "link", aid, "rule", "NO-99") == ["target"]
    policies("begin", guide)
    policies("write", guide, written(TEXT.replace("90", "60")))
    policies("approve", guide)
    looked = policies("publish", guide, "--dry-run")["impact"]
    assert (looked["aids"], looked["pointing"]) == ([aid], [aid])
    assert looked["values"] == [{"name": "mailbox limit", "before": "90 days", "after": "60 days"}]
    policies("publish", guide)
    assert aid in [each["reference"] for each in policies("health")["stale"]]
    policies("confirm", aid, guide, "mail")
    assert aid not in [each["reference"] for each in policies("health")["stale"]]
    policies("retire", guide, "--reason", "Replaced")
    assert aid in [each["reference"] for each in policies("health")["broken"]]
    policies("unlink", aid, "document", guide)
    assert policies("show", aid)["links"] == []


def test_what_is_shown_at_work_and_to_the_public_is_set_and_ended(own_shell, policies, written):
    one = published(own_shell, written, "Lead guide")
    policies("point", one, "title", "--paragraph", "mail")
    policies("point", one, "close", "--role", "records_manager")
    mine = [each for each in policies("pointers")["pointers"] if each["reference"] == one]
    assert [(each["screen"], each["role"]) for each in mine] == [
        ("title", ""),
        ("close", "records_manager"),
    ]
    assert own_shell.refused("policies", "point", one, "tea") == ["unknown"]
    policies("unpoint", one, "close", "--role", "records_manager")
    policies("open", one, "lead-guide")
    assert own_shell.refused("policies", "open", one, "lead-guide") == ["same"]
    policies("shut", one, "--reason", "Under review")
    assert policies("show", one)["shut_at"]


def test_people_acknowledge_and_it_is_told_by_person_and_unit(own_shell, policies, written):
    one = published(own_shell, written, "Brass guide", audience="unit:HOU-REP")
    staff = ("--as", "j.bexcombe", "policies")
    asked = [each["reference"] for each in own_shell.json(*staff, "to-acknowledge")["documents"]]
    assert one in asked
    wrong = own_shell.refused(*staff, "acknowledge", one, "--seen", "0" * 64)
    assert wrong == ["changed"]
    done = own_shell.json(*staff, "acknowledge", one)
    assert own_shell.refused(*staff, "acknowledge", one) == ["same"]
    [row] = policies("acknowledgements", one)["acknowledgements"]
    assert (row["name"], row["text_digest"]) == ("Jory Bexcombe", done["text"])
    told = policies("outstanding", one)
    assert [each["name"] for each in told["outstanding"]] == ["Nerys Sorrelby"]
    assert told["units"] == [{"unit": "Repairs and Safety", "asked": 2, "acknowledged": 1}]
    assert own_shell.refused(*staff, "outstanding", one) == ["not_permitted"]
    assert own_shell.json("--as", "i.cravenhall", "policies", "outstanding", one)["units"]


def test_staff_propose_a_change_and_are_answered(own_shell, policies, written):
    one = published(own_shell, written, "Iron guide")
    staff, owner = ("--as", "j.bexcombe", "policies"), ("--as", "m.ashgrove", "policies")
    given = own_shell.json(*staff, "propose", one, "Say 60.", "--paragraph", "mail")["proposal"]
    waiting = own_shell.json(*owner, "proposals", "--to-answer")["proposals"]
    assert given in [each["reference"] for each in waiting]
    own_shell.json(*owner, "answer-proposal", given, "accepted", "It is right.")
    [mine] = own_shell.json(*staff, "proposals")["proposals"]
    assert (mine["answer"], mine["why"]) == ("accepted", "It is right.")
    assert len(policies("proposals", one)["proposals"]) == 1
    again = own_shell.refused(*owner, "answer-proposal", given, "rejected", "No.")
    assert again == ["answered"]


def test_the_text_to_begin_with_passes_the_check_of_what_a_policy_must_say(
    own_shell, policies, written
):
    template = own_shell.run("policies", "template").out
    one = published(own_shell, written, "Steel guide", template)
    told = policies("contents", one)
    assert told["complete"] and len(told["contents"]) == 6
    other = published(own_shell, written, "Slate guide")
    missing = [
        each["content"] for each in policies("contents", other)["contents"] if not each["met"]
    ]
    assert missing == ["role", "related", "roles", "monitoring", "publication"]


def test_values_that_differ_are_told_and_figures_count_them(own_shell, policies, written):
    before = policies("figures")
    one = published(own_shell, written, "Nickel guide", "# A\n\nKeep {nickel time = 3 days}.")
    other = published(own_shell, written, "Nickel card", "# A\n\nKeep {Nickel time = 4 days}.")
    after = policies("figures")
    assert after["published"] - before["published"] == 2
    assert after["conflicts"] - before["conflicts"] == 1
    found = [row for row in policies("health")["conflicts"] if row["name"].lower() == "nickel time"]
    assert {(row["policy"], row["value"]) for row in found} == {(one, "3 days"), (other, "4 days")}
