"""Holds, and the whole of a disposal, from the command line."""

import json
import subprocess
import sys

import pytest

INTO = "FIN/ACC/01/01"
PROPOSER, MANAGER, OWNER = "e.caddick", "t.wrenfield", "v.lockmere"


def capture(shell, source, *names):
    for name in names:
        source(f"{name}.txt", f"The text of {name}.\n")
    told = shell.json("capture", source.folder, "--into", INTO, "--items")
    return [one["record"] for one in told["results"]]


def propose(shell, records, *, by=PROPOSER):
    named = [word for one in records for word in ("--record", one)]
    words = ("--title", "Old invoices", "--reason", "Six years are over.")
    return shell.json("disposal", "propose", *words, *named, "--as", by)


def test_a_hold_is_placed_listed_stops_a_proposal_and_is_lifted(shell, source):
    [held, free] = capture(shell, source, "held", "free")
    words = ("--name", "Smith v Council", "--reason", "Claim", "--authority", "Legal Services")
    hold = shell.json("hold", "place", *words, "--record", held, "--review-on", "2030-01-01")
    assert hold["records"] == 1
    [row] = shell.json("hold", "list")["holds"]
    assert (row["hold"], row["kind"], row["state"]) == (hold["hold"], "litigation", "active")
    told = propose(shell, [held, free])
    assert told["records"] == 1 and told["left_out"][0]["record"] == held
    assert hold["hold"] in shell.json("retention", "explain", held)["holds"]
    [review] = told["reviews"]
    shell.json("disposal", "withdraw", review, "--reason", "Only a test.", "--as", PROPOSER)
    assert shell.refused("hold", "lift", hold["hold"])
    ended = ("--reason", "Settled", "--authority", "Legal Services")
    assert shell.json("hold", "lift", hold["hold"], *ended)["state"] == "lifted"
    assert shell.json("hold", "list")["holds"] == []
    assert len(shell.json("hold", "list", "--all")["holds"]) == 1
    assert shell.refused("hold", "list", "--as", "d.quillon") == ["not_permitted"]


def test_a_hold_on_a_class_covers_what_is_filed_later(shell, source):
    words = ("--name", "Audit", "--kind", "audit", "--reason", "Year end", "--authority", "NAO")
    hold = shell.json("hold", "place", *words, "--class", "FIN/ACC")["hold"]
    [record] = capture(shell, source, "after the hold")
    assert hold in shell.json("retention", "explain", record)["holds"]
    shell.json("hold", "lift", hold, "--reason", "Over", "--authority", "NAO")


def test_the_settings_of_reviews_are_shown_and_changed(shell):
    before = shell.json("disposal", "settings")
    assert (before["notice_days"], before["notice_needed"]) == (30, False)
    changed = shell.json("disposal", "settings", "--notice-days", "20", "--notice-needed")
    assert (changed["notice_days"], changed["notice_needed"], changed["late_days"]) == (
        20,
        True,
        14,
    )
    shell.json("disposal", "settings", "--notice-days", "30", "--notice-not-needed")
    assert shell.refused("disposal", "settings", "--late-days", "0") == ["late_days"]
    change = ("disposal", "settings", "--late-days", "5", "--as", "d.quillon")
    assert shell.refused(*change) == ["not_permitted"]


def look_into(shell, review, records):
    """Decide by folder, draw a sample, open it, and hold what is claimed."""
    as_manager = ("--as", MANAGER)
    [row] = shell.json("disposal", "folders", review, *as_manager)["folders"]
    assert (row["records"], row["to_destroy"]) == (4, 4)
    decided = ("disposal", "decide-folder", review, row["folder"], "--outcome", "destroy")
    assert shell.json(*decided, *as_manager)["records"] == 4
    [drawn] = shell.json("disposal", "sample", review, "--size", "1", *as_manager)["drawn"]
    assert drawn["record"] in records and drawn["of"] == 4
    shell.json("disposal", "open", review, drawn["record"], *as_manager)
    [drawn] = shell.json("disposal", "sample", review, *as_manager)["drawn"]
    assert len(drawn["opened"]) == 1
    too_many = ("disposal", "sample", review, "--size", "9", *as_manager)
    assert shell.refused(*too_many) == ["sample_size"]
    words = ("--name", "Claim", "--authority", "Legal Services", "--reason", "Claim")
    held = shell.json("disposal", "hold", review, "--record", records[3], *words, *as_manager)
    assert held["hold"]


def test_a_disposal_from_the_proposal_to_a_certificate_that_an_outsider_checks(
    shell, source, tmp_path
):
    records = capture(shell, source, "first", "second", "spared", "claimed")
    [review] = propose(shell, records)["reviews"]
    look_into(shell, review, records)
    assert shell.refused("disposal", "approve", review, "--as", PROPOSER) == ["own_proposal"]
    assert shell.refused("disposal", "execute", review, "--as", MANAGER)

    spare = ("disposal", "except", review, records[2], "--outcome", "keep_until")
    later = ("--keep-until", "2035-01-01", "--note", "Still wanted")
    shell.json(*spare, *later, "--as", MANAGER)
    signed = ("--reason", "Agreed.")
    assert shell.json("disposal", "list", "--as", OWNER)["reviews"][0]["awaits_you"]
    shell.json(
        "disposal", "approve", review, "--stage", "records_manager", *signed, "--as", MANAGER
    )
    assert shell.refused("disposal", "approve", review, "--as", MANAGER)
    done = shell.json("disposal", "approve", review, *signed, "--as", OWNER)
    assert done["state"] == "approved"
    shown = shell.json("disposal", "show", review)
    assert shown["waits_for"] == "somebody to carry it out"
    assert "as information asset owner on" in shell.run("disposal", "show", review).out
    assert [one["stage"] for one in shown["decisions"]] == [
        "records_manager",
        "information_asset_owner",
    ]

    ran = shell.json("disposal", "execute", review, "--as", PROPOSER)
    assert (ran["state"], ran["destroyed"]) == ("done", 2) and ran["certificate"]
    _destroyed(shell, records[0], tmp_path)
    assert shell.json("record", "show", records[2])["state"] == "declared"
    _certified(shell, review, ran["certificate"], tmp_path)
    assert shell.json("audit", "verify")["sound"] and shell.json("check")["clean"]
    assert shell.refused("disposal", "execute", review, "--as", PROPOSER)


def _destroyed(shell, record, tmp_path):
    shown = shell.json("record", "show", record)
    assert shown["state"] == "destroyed" and shown["certificate"] and shown["places"] == []
    assert shown["components"][0]["sha256"]
    words = ("record", "get", record, "--out", tmp_path / "gone")
    assert shell.refused(*words) == ["not_found"]


def _certified(shell, review, certificate, tmp_path):
    from muniment.foundation.audit.verifier import muniment_verify

    paper, data = tmp_path / "certificate.pdf", tmp_path / "certificate.json"
    shell.json("disposal", "certificate", certificate, "--out", paper)
    told = shell.json("disposal", "certificate", review, "--out", data)
    assert paper.read_bytes().startswith(b"%PDF-")
    assert json.loads(data.read_text()) == told["certificate"]
    assert shell.refused("disposal", "certificate", certificate, "--out", data) == ["exists"]
    assert json.loads(shell.run("disposal", "certificate", certificate).out) == told["certificate"]
    key = shell.home / "keys" / "audit-signing.pub"
    words = [sys.executable, "-I", muniment_verify.__file__, "certificate", data, "--key", key]
    assert subprocess.run(words, capture_output=True).returncode == 0
    _certified_for(shell, certificate, tmp_path, words)
    data.write_text(data.read_text().replace(review, "DR-999"))
    assert subprocess.run(words, capture_output=True).returncode == 1


def _certified_for(shell, certificate, tmp_path, words):
    """The proof leads to the checkpoint that an auditor happens to hold."""
    shell.json("people", "list")
    note, data = tmp_path / "held", tmp_path / "for-me.json"
    note.write_text(shell.json("audit", "checkpoint")["note"])
    prove = ("disposal", "certificate", certificate, "--checkpoint", note, "--out", data)
    shell.json(*prove)
    held = [*words[:4], data, *words[5:], "--checkpoint", note]
    assert subprocess.run(held, capture_output=True).returncode == 0
    assert subprocess.run([*words, "--checkpoint", note], capture_output=True).returncode == 1
    note.write_text("something else")
    assert shell.refused(*prove[:-1], tmp_path / "no.json") == ["checkpoint"]


def test_a_rejected_review_destroys_nothing(shell, source):
    records = capture(shell, source, "argued over")
    [review] = propose(shell, records)["reviews"]
    assert shell.refused("disposal", "reject", review, "--as", OWNER) == ["reason"]
    words = ("disposal", "reject", review, "--reason", "We are being sued.", "--as", OWNER)
    assert shell.json(*words)["state"] == "rejected"
    assert shell.json("record", "show", records[0])["state"] == "declared"
    assert shell.refused("disposal", "certificate", review) == ["not_found"]


def test_the_work_can_be_left_to_the_worker(shell, source):
    records = capture(shell, source, "slow")
    [review] = propose(shell, records)["reviews"]
    for person in (MANAGER, OWNER):
        shell.json("disposal", "approve", review, "--as", person)
    ran = shell.json("disposal", "execute", review, "--later", "--as", PROPOSER)
    assert ran["state"] == "executing"
    shell.json("worker", "--until-idle")
    assert shell.json("disposal", "show", review)["state"] == "done"


@pytest.mark.parametrize(
    "words",
    [
        ("show", "DR-999999"),
        ("approve", "nonsense"),
        ("certificate", "DC-999999"),
        ("execute", "DR-0"),
    ],
)
def test_a_review_that_is_not_there_is_refused(shell, words):
    assert shell.refused("disposal", *words) == ["not_found"]


def test_nothing_due_and_stages_unknown_are_refused(shell):
    words = ("disposal", "propose", "--title", "T", "--reason", "R", "--class", "HOU")
    assert shell.refused(*words) == ["nothing"]
    assert shell.refused("disposal", "approve", "DR-1", "--stage", "king") == ["unknown"]
    assert shell.refused("disposal", "confirm-clock") == ["reason"]
    assert shell.json("disposal", "confirm-clock", "--reason", "By radio.")["confirmed"]


def test_a_list_is_held_to_its_end_and_says_what_it_left_out(shell, source, tmp_path):
    [held] = capture(shell, source, "one of a list")
    listed = tmp_path / "held.csv"
    unknown = [f"R-00000-{number:05}" for number in range(1_001)]
    listed.write_text("\n".join(["Title,Reference", f"A,{held}", *(f"B,{r}" for r in unknown)]))
    words = ("--name", "Inquiry", "--kind", "inquiry", "--reason", "Asked", "--authority", "Court")
    hold = shell.json("hold", "place", *words, "--list", str(listed), "--search", "zebra")
    assert (hold["complete"], hold["records"], len(hold["left_out"])) == (True, 1, 1_001)
    assert hold["left_out"][0] == {
        "entry": unknown[0], "code": "unknown",
        "why": "There is no such record that the person who asked can see.",
    }  # fmt: skip
    shown = shell.json("hold", "show", hold["hold"])
    assert (shown["done"], shown["searches"], shown["on"]) == (1_002, ["zebra"], [held])
    assert shell.refused("hold", "confirm", hold["hold"]) == ["reason", "review_on"]
    given = ("--reason", "Not heard yet", "--review-on", "2099-01-01")
    assert shell.json("hold", "confirm", hold["hold"], *given)["review_on"] == "2099-01-01"
    assert shell.json("hold", "list", "--late")["holds"] == []
    assert shell.refused("hold", "extend", hold["hold"], "--search", "(zebra") == ["search"]
    assert shell.refused("hold", "extend", hold["hold"], "--list", "nowhere.txt") == ["not_found"]


def test_what_a_review_gives_another_rule_waits_until_one_is_set_or_it_is_decided_again(
    shell, source
):
    [waits, moved] = capture(shell, source, "waits", "moved")
    [review] = propose(shell, [waits, moved])["reviews"]
    for record, outcome in ((waits, "change_rule"), (moved, "transfer")):
        said = ("--outcome", outcome, "--note", "Of interest")
        shell.json("disposal", "except", review, record, *said, "--as", MANAGER)
    shell.json("disposal", "approve", review, "--as", MANAGER)
    shell.json("disposal", "approve", review, "--as", OWNER)
    [row] = shell.json("retention", "to-set")["rule_to_set"]
    assert (row["reference"], row["review"], row["reason"]) == (waits, review, "Of interest")
    assert shell.refused("retention", "set-rule", waits, "NOPE") == ["rule", "reason"]
    done = shell.json("retention", "set-rule", waits, "-", "--reason", "It was right")
    assert done["records"] == [waits] and shell.json("retention", "to-set")["rule_to_set"] == []
    assert "keep it for transfer" in shell.json("retention", "explain", moved)["sentence"]
    shell.json("retention", "decide-again", moved, "--reason", "Not wanted")
    assert shell.refused("retention", "decide-again", moved, "--reason", "So") == ["nothing"]


def test_routine_papers_go_daily_under_a_standing_approval_of_two_people(shell, source):
    [one, rare] = capture(shell, source, "routine", "rare")
    rule = shell.json("record", "show", one)["rule"]
    words = ("--title", "Notes", "--class", INTO, "--rule", rule, "--authority", "Policy 7")
    refused = shell.refused("disposal", "standing", "propose", *words, "--as", PROPOSER)
    assert refused == ["reason", "not_routine"]
    shell.json("retention", "routine", rule, "--reason", "Of little use", "--as", PROPOSER)
    shell.json("record", "of-value", rare, "--reason", "The only one", "--as", OWNER)
    why = ("--reason", "Nobody asks", "--as", PROPOSER)
    made = shell.json("disposal", "standing", "propose", *words, *why)["reference"]
    done = shell.json("disposal", "standing", "approve", made, "--as", OWNER)
    assert done["state"] == "in_force" and done["proposed_by"] != done["approved_by"]
    shell.json("disposal", "standing", "run", "--as", PROPOSER)
    told = shell.json("disposal", "standing", "show", made)
    assert told["runs"][0]["left_out"]["of_value"] == 1 and told["runs"][0]["destroyed"] >= 1
    assert shell.json("record", "show", one)["state"] == "destroyed"
    assert shell.json("record", "show", rare)["state"] == "declared"
    ended = shell.json("disposal", "standing", "end", made, "--reason", "No more", "--as", OWNER)
    assert ended["state"] == "ended"
    shell.json("retention", "routine", rule, "--end", "--reason", "Tried", "--as", PROPOSER)
    assert [row["state"] for row in shell.json("disposal", "standing", "list")["standing"]] == [
        "ended"
    ]
