"""Tokens on the command line: issued to whoever acts, shown once, ended at once."""


def test_a_token_is_issued_listed_without_its_secret_and_revoked(shell):
    made = shell.json("tokens", "issue", "--name", "nightly export", "--days", "7")
    assert made["secret"].startswith("mun_")
    [row] = [one for one in shell.json("tokens", "list")["tokens"] if one["token"] == made["token"]]
    assert row["name"] == "nightly export" and row["revoked_at"] is None
    assert made["secret"] not in shell.run("tokens", "list").out
    shell.json("tokens", "revoke", made["token"])
    assert shell.refused("tokens", "revoke", made["token"]) == ["revoked"]


def test_a_token_says_what_it_is_for_and_strangers_cannot_end_it(shell):
    assert shell.refused("tokens", "issue", "--name", " ") == ["name"]
    made = shell.json("tokens", "issue", "--name", "mine")
    assert shell.refused("tokens", "revoke", made["token"], "--as", "d.quillon") == ["not_found"]
