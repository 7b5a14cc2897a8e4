"""Backing up, proving and restoring, as it is typed."""

from pathlib import Path

from tests.cli.conftest import ON_POSTGRESQL


def test_a_body_is_backed_up_proven_and_put_back(empty_shell, databases, tmp_path):
    to = tmp_path / "backups"
    assert empty_shell.run("restore", to, "--verify").code == 2
    empty_shell.json("init", "--username", "op", "--name", "Op Erator")
    assert empty_shell.refused("backup") == ["no_folder"]
    assert empty_shell.refused("restore", to) == ["usage"]
    made = empty_shell.json("backup", "--to", to)
    assert (made["missing"], made["removed"]) == ([], [])
    empty_shell.json("units", "add", "LATE", "--name", "Opened after the backup")
    proof = empty_shell.json("restore", to, "--verify")
    assert (proof["sound"], proof["name"], proof["into"]) == (True, made["name"], "")
    empty_shell.run("worker", "--until-idle")  # signs a checkpoint about what will be lost
    ledger = empty_shell.home.parent / "checkpoints" / "destroyed.ledger"
    ledger.touch()
    done = empty_shell.json("restore", to, "--swap", "--reason", "Flood")
    assert done["swapped"]
    if ON_POSTGRESQL:
        databases.names += [one.split()[1] for one in done["kept"] if one.startswith("database")]
    assert any(Path(one).is_dir() for one in done["kept"])
    assert "LATE" not in empty_shell.run("units", "list").out
    empty_shell.run("worker", "--until-idle")
    log = empty_shell.json("audit", "verify")
    assert (log["sound"], log["faults"]) == (True, [])
    assert "backup:body:restored" in empty_shell.run("audit", "show").out


def test_a_damaged_backup_ends_with_one_and_names_the_file(shell, tmp_path):
    to = tmp_path / "backups"
    made = shell.json("backup", "--to", to)
    settings = to / "snapshots" / made["name"] / "settings.json"
    settings.write_text(settings.read_text().replace("35", "36"))
    proof = shell.json("restore", to, "--verify", expect=1)
    assert not proof["sound"]
    assert [str(settings) in one for one in proof["faults"]] == [True]
