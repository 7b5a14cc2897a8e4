"""The content store from the command line: sealed under keys that change, and copied."""

import pytest
from tests.cli.shell import Shell


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


def test_a_body_is_sealed_from_its_first_day(nobodys_shell):
    nobodys_shell.json("init", "--seal")
    found = nobodys_shell.json("store", "keys", "status")
    assert found["since"] and len(found["keys"]) == 1
    folder = nobodys_shell.home / "keys" / "content"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o400]


@pytest.fixture
def with_copy(own_shell, tmp_path):
    """The same body with a folder for a second copy."""
    disk = {"MUNIMENT_CONTENT_COPY": str(tmp_path / "disk")}
    opened = Shell({**own_shell.environment, **disk})
    yield opened
    opened.close()


def test_a_second_copy_is_kept_repairs_the_store_and_is_given_up_for_a_reason(
    own_shell, with_copy, source, tmp_path
):
    shell, disk = with_copy, tmp_path / "disk"
    source("lease.txt", "The lease of the pavilion.\n")
    shell.json("capture", source.folder, "--into", "GEN/ADM")
    assert own_shell.refused("store", "copy") == ["no_copy"]
    assert shell.refused("store", "copy", "--as", "d.quillon") == ["not_permitted"]
    made = shell.json("store", "copy")
    assert made["copied"] == made["held"] > 0
    assert (made["left"], made["failed"], made["folder"]) == (0, [], str(disk))
    assert shell.json("store", "copy")["copied"] == 0
    first = next((shell.home / "content" / "blobs").glob("*/*/*"))
    first.chmod(0o600)
    first.write_bytes(b"rotten")
    found = shell.json("check")
    assert (found["clean"], found["copies"], found["corrupt"]) == (True, made["held"], [])
    assert [one == first.name.split(".")[0] for one in found["repaired"]] == [True]
    assert first.read_bytes() != b"rotten"
    disk.rename(tmp_path / "broken")
    assert "Is its disk there?" in shell.json("check", expect=1)["away"]
    assert shell.refused("store", "copy") == ["copy_away"]
    assert shell.refused("store", "copy", "--forget") == ["no_reason"]
    given_up = shell.json("store", "copy", "--forget", "--reason", "The disk broke")
    assert given_up == {"forgotten": made["held"]}
    assert shell.json("check")["clean"]
