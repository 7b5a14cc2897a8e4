"""Versions, merges and suggestions on the command line."""

import pytest

INTO, ELSEWHERE = "GEN/ADM", "GEN/DRF"


@pytest.fixture(scope="module")
def filed(own_shell, tmp_path_factory):
    """Two versions of a paper in one class, and the same bytes in two; their references."""
    top = tmp_path_factory.mktemp("papers")
    names = {"Tariff of bins v1.txt": "bins 1", "Tariff of bins v2.txt": "bins 2"}
    made = {}
    for place, files in ((INTO, {**names, "Rota.txt": "a rota"}), (ELSEWHERE, {"R.txt": "a rota"})):
        folder = top / place.replace("/", "-")
        folder.mkdir()
        for name, words in files.items():
            (folder / name).write_text(words)
        told = own_shell.json("capture", folder, "--into", place, "--items")
        made |= {one["path"]: one["record"] for one in told["results"]}
    return made


def test_versions_are_listed_accepted_and_refused(own_shell, filed):
    one, two = filed["Tariff of bins v1.txt"], filed["Tariff of bins v2.txt"]
    [pair] = own_shell.json("duplicates", "versions", "--of", one)["offered"]
    assert (pair["earlier"], pair["later"]) == (one, two) and pair["why"]
    assert one in own_shell.run("duplicates", "versions").out
    own_shell.json("duplicates", "accept-versions", one, two)
    assert "the earliest first" in own_shell.run("duplicates", "versions", "--of", two).out
    assert own_shell.refused("duplicates", "accept-versions", one, one) == ["itself"]
    own_shell.json("duplicates", "refuse-versions", one, two)
    assert own_shell.json("duplicates", "versions", "--of", one)["offered"] == []


def test_a_merge_says_first_why_it_cannot_be_done(own_shell, filed):
    one, two = filed["Rota.txt"], filed["R.txt"]
    told = own_shell.json("duplicates", "merge", one, two)
    assert not told["possible"] and told["reasons"] and told["places"] == ["R.txt"]
    words = ("duplicates", "merge", one, two, "--do")
    assert {"other_readers", "no_reason"} <= set(own_shell.refused(*words))
    assert own_shell.json("duplicates", "same")["groups"] == []
    assert "merged" in own_shell.json("duplicates", "report")["units"][0]
    assert own_shell.json("duplicates", "report", "--months")["months"] == []


def test_what_is_not_filed_yet_is_suggested_a_class(own_shell, filed):
    own_shell.json("advice", "learn")
    found = own_shell.json("advice", "suggest", "Tariff of bins")["suggestions"]
    assert found and found[0]["words"]
    assert own_shell.json("advice", "suggest", "Zyxwv")["suggestions"] == []
