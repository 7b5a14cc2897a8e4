"""The content store from the command line: sealed, under keys that change."""


def test_a_body_seals_what_it_has_and_changes_its_keys(own_shell, source, tmp_path):
    shell = own_shell
    source("minutes.txt", "The committee met.\n"), source("notes.txt")
    shell.json("capture", source.folder, "--into", "GEN/ADM")
    assert shell.refused("store", "keys", "rotate") == ["content_keys"]
    assert "is not sealed" in shell.run("store", "keys", "status").out
    assert shell.refused("store", "seal", "--as", "d.quillon") == ["not_permitted"]
    done = shell.json("store", "seal")
    assert done == {"sealed": 2, "plain": 0}
    assert shell.json("store", "seal") == {"sealed": 0, "plain": 0}
    found = shell.json("store", "keys", "status")
    assert (found["sealed"], found["plain"], found["overdue"]) == (done["sealed"], 0, False)
    assert [one["key"] for one in found["keys"]] == [1]
    assert f"are in {found['folder']}" in shell.run("store", "keys", "status").out
    turned = shell.json("store", "keys", "rotate")
    assert turned == {"key": 2, "wrapped": found["keys"][0]["serves"]}
    saved = shell.json("store", "keys", "save", tmp_path / "wraps")
    assert saved["keys"] == turned["wrapped"]
    assert shell.refused("store", "keys", "save", tmp_path / "wraps") == ["exists"]
    assert shell.json("store", "keys", "load", tmp_path / "wraps")["keys"] == saved["keys"]
    assert shell.refused("store", "keys", "load", tmp_path / "no") == ["not_found"]
    assert shell.json("check")["clean"]


def test_a_body_is_sealed_from_its_first_day(empty_shell):
    empty_shell.json("init", "--seal")
    found = empty_shell.json("store", "keys", "status")
    assert found["since"] and len(found["keys"]) == 1
    folder = empty_shell.home / "keys" / "content"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o400]
