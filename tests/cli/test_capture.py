"""Capturing from the command line: counts, dry run, resuming, mail, and what cannot be taken."""

import os
from email.message import EmailMessage

import pytest

INTO = "GEN/ADM"


def message(subject="Roof repair", attach=True):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@x.example", "b@x.example", subject
    made["Date"] = "Tue, 05 May 2015 10:00:00 +0000"
    made["Message-ID"] = f"<{subject.replace(' ', '.')}@x.example>"
    made.set_content("The slates came off in the storm.\n")
    if attach:
        made.add_attachment("cost,1\n", filename="cost.csv", subtype="csv")
    return made.as_bytes()


def events(shell):
    return shell.json("audit", "show", "--limit", "1")["events"][0]["seq"]


def check_sum(told):
    counted = sum(told[name] for name in ("captured", "linked", "refused", "failed", "opened"))
    assert told["items"] == counted
    return told


def test_a_dry_run_tells_what_would_be_tried_and_touches_nothing(shell, source):
    source("one.txt")
    os.symlink("/etc/passwd", source.folder / "link")
    before = events(shell)
    told = check_sum(shell.json("capture", source.folder, "--into", INTO, "--dry-run"))
    assert (told["items"], told["captured"], told["refused"]) == (2, 1, 1)
    assert events(shell) == before and "capture" not in told


def test_a_dry_run_tests_the_place_as_a_capture_does(shell, source):
    words = ("capture", source("one.txt"), "--into")
    assert shell.refused(*words, "NO/SUCH", "--dry-run") == ["not_found"]
    assert shell.refused(*words, INTO, "--dry-run", "--as", "z.marchbank") == ["not_permitted"]
    assert shell.refused(*words, INTO, "--as", "z.marchbank") == ["not_permitted"]
    assert shell.refused("capture", source.folder / "absent", "--into", INTO) == ["not_found"]


def test_a_capture_counts_every_item_links_duplicates_and_reads_the_text(shell, source):
    source("A/first.txt", "The same bytes.\n")
    source("A/second.txt", "The same bytes.\n")
    source("A/third.txt", "Other bytes.\n")
    source("B/empty.txt", "")
    os.symlink("/etc/passwd", source.folder / "A" / "link")
    os.mkfifo(source.folder / "B" / "pipe")
    told = check_sum(shell.json("capture", source.folder, "--into", INTO, "--items"))
    assert (told["items"], told["captured"], told["linked"]) == (6, 3, 1)
    assert (told["refused"], told["failed"], told["already"]) == (2, 0, 0)
    assert told["text"]["done"] == 2 and told["text_left"] == 0
    results = {one["path"]: one for one in told["results"]}
    assert results["A/second.txt"]["outcome"] == "linked"
    assert results["A/second.txt"]["record"] == results["A/first.txt"]["record"]
    assert results["A/link"]["reason"] and results["B/pipe"]["reason"]
    assert [results[path]["record"] for path in ("A/link", "B/pipe")] == ["", ""]


def test_capturing_again_takes_only_what_is_new(shell, source):
    source("C/one.txt", "one\n")
    first = shell.json("capture", source.folder, "--into", INTO)
    source("C/two.txt", "two\n")
    again = check_sum(shell.json("capture", source.folder, "--into", INTO))
    assert again["capture"] == first["capture"]
    assert (again["items"], again["captured"], again["already"]) == (2, 2, 1)
    third = shell.json("capture", source.folder, "--into", INTO)
    assert (third["captured"], third["already"], third["text"]) == (2, 2, {})


def test_a_message_is_one_record_with_its_attachments(shell, source):
    file = source("roof.eml", message())
    told = shell.json("capture", file, "--into", INTO, "--items")
    assert (told["items"], told["captured"]) == (1, 1)
    shown = shell.json("record", "show", told["results"][0]["record"])
    assert shown["title"] == "Roof repair" and shown["record_date"] == "2015-05-05"
    parts = [(one["component"], one["role"], one["name"]) for one in shown["components"]]
    assert parts == [(1, "original", "roof.eml"), (2, "attachment", "cost.csv")]


def test_each_message_of_a_mailbox_is_a_record(shell, source):
    mails = [message(f"Letter {number}", attach=False) for number in range(3)]
    box = b"".join(b"From a@x.example Tue May  5 10:00:00 2015\n" + one + b"\n" for one in mails)
    told = check_sum(shell.json("capture", source("post.mbox", box), "--into", INTO, "--items"))
    assert (told["items"], told["captured"], told["opened"]) == (4, 3, 1)
    assert told["results"][0]["path"] == "post.mbox/000001.eml"


def test_a_folder_of_the_file_plan_can_be_the_place(shell, source):
    folder = shell.json("folder", "open", INTO, "--title", "Loose papers")["folder"]
    told = shell.json("capture", source("loose.txt", "loose\n"), "--into", folder, "--items")
    shown = shell.json("record", "show", told["results"][0]["record"])
    assert (shown["folder"], shown["folder_title"]) == (folder, "Loose papers")


def test_the_text_can_be_left_to_the_worker(shell, source):
    file = source("later.txt", "read me later\n")
    told = shell.json("capture", file, "--into", INTO, "--later", "--items")
    assert "text" not in told
    assert shell.json("jobs", "list", "--state", "queued", "--kind", "capture.derive")["jobs"]
    shell.json("worker", "--until-idle")
    shown = shell.json("record", "show", told["results"][0]["record"])
    assert shown["components"][0]["text"] == "done"


def test_many_documents_are_read_by_processes_of_their_own(shell, source):
    for number in range(80):
        source(f"D/{number}.txt", f"Number {number}.\n")
    told = shell.json("capture", source.folder, "--into", INTO)
    assert told["text"] == {"done": 80} and told["text_left"] == 0


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="there is no file that fails")
def test_what_fails_to_be_read_is_counted_and_ends_with_1(shell):
    told = check_sum(shell.json("capture", "/proc/self/mem", "--into", INTO, "--items", expect=1))
    assert (told["items"], told["failed"]) == (1, 1)
    assert told["results"][0]["reason"]


def test_people_read_the_counts_and_why_an_item_was_left(shell, source):
    source("E/kept.txt", "kept\n")
    os.symlink("/", source.folder / "E" / "out\x1b[2J")
    ran = shell.run("capture", source.folder, "--into", INTO)
    assert ran.code == 0
    assert "2 items: 1 captured, 0 linked, 1 refused, 0 failed" in ran.out
    assert "refused   E/out\\x1b[2J: It is a link" in ran.out and "\x1b" not in ran.out
