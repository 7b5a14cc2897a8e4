"""Searching from the command line, as different people."""

import pytest

SECRET_PLACE, OPEN_PLACE = "ERC/CAS", "GEN/ADM"


@pytest.fixture(scope="module")
def filed(shell, tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")
    for number in range(7):
        (folder / f"Kestrel survey {number}.txt").write_text(f"A kestrel nests on roof {number}.\n")
    shell.json("capture", folder, "--into", OPEN_PLACE)
    hidden = tmp_path_factory.mktemp("hidden") / "Grievance.txt"
    hidden.write_text("The kestrel of the complainant, told in confidence.\n")
    shell.json("capture", hidden, "--into", SECRET_PLACE, "--as", "h.stanmere")


def test_records_are_found_by_words_in_their_text_with_the_passage(shell, filed):
    told = shell.json("search", "nests roof")
    assert told["total"] == len(told["hits"]) == 7
    hit = told["hits"][0]
    assert hit["class"] == OPEN_PLACE and hit["title"].startswith("Kestrel survey")
    assert "nests" in [part["text"].lower() for part in hit["snippet"] if part["hit"]]
    assert shell.json("search", '"nests on roof 3"')["total"] == 1
    assert shell.json("search", "kestrel NOT title:survey", "--as", "h.stanmere")["total"] == 1
    assert shell.json("search", "no-such-word-anywhere")["total"] == 0


def test_everybody_finds_only_what_they_may_see_and_totals_say_no_more(shell, filed):
    def found(name):
        return shell.json("search", "kestrel", "--as", name)["total"]

    assert (found("h.stanmere"), found("e.caddick"), found("i.cravenhall")) == (8, 7, 0)


def test_pages_go_on_to_the_end_without_repeating(shell, filed):
    seen, offset = [], 0
    while offset is not None:
        page = shell.json("search", "kestrel", "--limit", "3", "--offset", str(offset))
        seen += [one["reference"] for one in page["hits"]]
        offset = page["next_offset"]
    assert len(seen) == len(set(seen)) == page["total"] == 7
    assert shell.json("search", "kestrel", "--offset", "100")["next_offset"] is None


def test_a_query_that_is_malformed_is_answered_with_a_note(shell, filed):
    told = shell.json("search", 'kestrel AND (roof "nests')
    assert told["notes"] and isinstance(told["total"], int)


def test_people_read_titles_places_and_passages(shell, filed):
    out = shell.run("search", "kestrel", "--limit", "2").out
    assert "7 records found, from 1 to 2" in out and "nests on" in out and OPEN_PLACE in out
