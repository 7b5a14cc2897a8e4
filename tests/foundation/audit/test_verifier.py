"""Promise 18: what leaves Muniment can be checked without it, and no alteration passes."""

import copy
import io
import json
import random
import subprocess
import sys
from itertools import pairwise

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from tests.foundation.audit.helpers import AT, draft, fill, sign

from muniment.foundation.audit import queries
from muniment.foundation.audit.actions import record
from muniment.foundation.audit.adapters import folder, keys
from muniment.foundation.audit.rules import canonical, notes
from muniment.foundation.audit.verifier import muniment_verify
from muniment.foundation.audit.verifier.muniment_verify import Rejected

COUNT = 1000


def content(number):
    return {
        "certificate": f"C-{number:04d}",
        "record": f"R-{number:010d}",
        "title": "Rent ledger — Llŷn 'A' \"B\"",
        "sha256": [f"{number:064x}", "ab" * 32],
        "approved_by": {"manager": "P-AAAAA-BBBBB", "owner": None},
        "destroyed": True,
        "bytes": 12345 + number,
    }


def event_of(certificate):
    detail = {"certificate_sha256": canonical.certificate_digest(certificate)}
    return draft(kind="disposal:record:destroyed", detail=detail)


def certified(count):
    """`count` certificates after five other events, proven against two checkpoints."""
    fill(5)
    for start in (0, count // 2):
        batch = [content(number) for number in range(start, start + count // 2)]
        with transaction.atomic():
            record([event_of(certificate) for certificate in batch], at=AT)
        sign(start)
    return [content(number) | {"proof": queries.proof_block(5 + number)} for number in range(count)]


@pytest.fixture
def certificates(key, db):
    return certified(20)


@pytest.fixture
def exported(key, db):
    for first in (0, 10, 20):
        fill(10, first=first)
        sign(first)
    fill(3, first=30)
    return exported_text()


def exported_text():
    stream = io.StringIO(newline="\n")
    queries.export(stream)
    return stream.getvalue()


def verify(certificate, note=None, key=None):
    return muniment_verify.verify_certificate(json.dumps(certificate, indent=2), note, key)


def check_export(text, note=None, key=None):
    return muniment_verify.verify_export(io.StringIO(text, newline="\n"), note, key)


def places(value, path=()):
    """Every place in a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for name, item in items:
        yield (*path, name)
        if isinstance(item, dict | list):
            yield from places(item, (*path, name))


def alter(certificate, chance):
    """The certificate with one thing in it changed, removed or added."""
    altered = copy.deepcopy(certificate)
    path = chance.choice(list(places(altered)))
    inside = altered
    for name in path[:-1]:
        inside = inside[name]
    how = chance.choice(["change", "change", "change", "remove", "add"])
    if how == "change":
        inside[path[-1]] = changed(inside[path[-1]], chance)
    elif how == "remove":
        del inside[path[-1]]
    elif isinstance(inside, dict):
        inside["added"] = 1
    else:
        inside.append("ab" * 32)
    return altered


def changed(value, chance):
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, int):
        return value + chance.choice([-1, 1, 2**40])
    if isinstance(value, str):
        position = chance.randrange(len(value))
        letter = chance.choice([letter for letter in "0aA \n+" if letter != value[position]])
        return value[:position] + letter + value[position + 1 :]
    return [] if value else 0


def test_a_thousand_certificates_are_accepted_and_a_thousand_altered_ones_rejected(key, db):
    chance = random.Random(18)
    public = keys.verifier_key()
    trusted = muniment_verify.Key(public.name, public.public)
    for certificate in certified(COUNT):
        assert verify(certificate, key=trusted).size in (505, 1005)
        altered = alter(certificate, chance)
        assert altered != certificate
        with pytest.raises(Rejected):
            verify(altered, key=trusted)


def test_the_proof_of_one_certificate_proves_no_other(certificates):
    for one, other in pairwise(certificates):
        with pytest.raises(Rejected, match="not the one"):
            verify(one | {"proof": other["proof"]})


def test_a_certificate_is_compared_with_a_checkpoint_that_was_kept(certificates):
    first, last = folder.folder() / "15.checkpoint", folder.folder() / "25.checkpoint"
    assert verify(certificates[0], first.read_text()).size == 15
    with pytest.raises(Rejected, match="ask for a proof"):
        verify(certificates[0], last.read_text())
    again = content(0) | {"proof": queries.proof_block(5, size=25)}
    assert verify(again, last.read_text()).size == 25


def test_a_certificate_forged_with_a_key_of_ones_own_passes_only_without_the_right_key(
    certificates,
):
    forged = forge(content(7) | {"title": "Something else"})
    assert verify(forged)
    public = keys.verifier_key()
    with pytest.raises(Rejected, match="another key"):
        verify(forged, key=muniment_verify.Key(public.name, public.public))


def forge(certificate):
    thief = notes.SigningKey(keys.verifier_key().name, bytes(32))
    event = event_of(certificate)
    text = canonical.event_text(event, seq=0, at=canonical.instant(AT), commitments={})
    root = muniment_verify.leaf_hash(text)
    note = notes.sign(notes.CheckpointNote(thief.name, notes.TreeHead(1, root)), thief)
    proof = {"event": text, "leaf_index": 0, "tree_size": 1, "inclusion": [], "checkpoint": note}
    return certificate | {"proof": proof | {"key": str(thief.verifier)}}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", '{"proof":1}', '{"proof":{}}', '{"a":1,"a":1,"proof":{}}', "[" * 9999],
)
def test_what_is_no_certificate_is_rejected(text):
    with pytest.raises(Rejected):
        muniment_verify.verify_certificate(text, None, None)


def test_an_export_is_accepted_with_and_without_a_checkpoint_that_was_kept(exported):
    assert check_export(exported) == queries.head()
    assert check_export(exported, (folder.folder() / "20.checkpoint").read_text()).size == 33


def test_an_empty_log_can_be_exported(key, db):
    assert check_export(exported_text()).size == 0


def test_an_export_tells_nothing_personal(key, db):
    with transaction.atomic():
        record(draft(private={"name": "Ms Applewhite"}), at=AT)
    assert "Applewhite" not in exported_text()
    assert check_export(exported_text()).size == 1


def test_no_letter_of_an_export_can_be_changed(exported):
    chance = random.Random(20)
    for position in chance.sample(range(len(exported)), 400):
        letter = "0" if exported[position] != "0" else "1"
        with pytest.raises(Rejected):
            check_export(exported[:position] + letter + exported[position + 1 :])


def test_no_line_of_an_export_can_be_left_out_repeated_or_moved(exported):
    lines = exported.splitlines(keepends=True)
    for number in range(len(lines)):
        for other in (
            lines[:number] + lines[number + 1 :],
            [*lines[: number + 1], *lines[number:]],
            [*lines[:number], *lines[number + 1 : number + 2], lines[number], *lines[number + 2 :]],
        ):
            if other != lines:
                with pytest.raises(Rejected):
                    check_export("".join(other))


def test_an_export_that_was_cut_off_is_rejected(exported):
    for length in range(0, len(exported) - 1, 97):
        with pytest.raises(Rejected):
            check_export(exported[:length])


def test_an_export_of_a_rolled_back_log_is_rejected_by_a_later_checkpoint(exported):
    fill(3, first=33)
    sign(99)
    with pytest.raises(Rejected, match="covers 36"):
        check_export(exported, folder.latest())


def test_it_runs_alone_on_the_standard_library(certificates, exported_file, tmp_path):
    certificate = tmp_path / "certificate.json"
    certificate.write_text(json.dumps(certificates[3]))
    note = folder.folder() / "15.checkpoint"
    public = str(keys.verifier_key_path())
    assert run("certificate", certificate, "--checkpoint", note, "--key", public) == 0
    assert (
        run("export", exported_file, "--checkpoint", note, "--key", str(keys.verifier_key())) == 0
    )
    certificate.write_text(certificate.read_text().replace("C-0003", "C-0004"))
    assert run("certificate", certificate) == 1
    assert run("certificate", tmp_path / "absent.json") == 2


@pytest.fixture
def exported_file(certificates, tmp_path):
    path = tmp_path / "audit.jsonl"
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        queries.export(stream)
    return path


def run(*arguments):
    # -I and -S: no environment, no site-packages, nothing but the standard library.
    command = [sys.executable, "-I", "-S", muniment_verify.__file__, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode


def test_its_ed25519_agrees_with_another_implementation():
    for number in range(60):
        private = Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "little"))
        public = private.public_key().public_bytes_raw()
        message = bytes(number)
        signature = private.sign(message)
        assert muniment_verify.signed(public, message, signature)
        assert not muniment_verify.signed(public, message + b"x", signature)
        for spoilt in (0, 31, 32, 63):
            wrong = bytearray(signature)
            wrong[spoilt] ^= 1 + number
            assert not muniment_verify.signed(public, message, bytes(wrong))


def test_its_ed25519_passes_the_vectors_of_rfc_8032():
    for public, message, signature in (
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ):
        given = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
        assert muniment_verify.signed(*given)


def test_a_signature_that_was_made_longer_by_the_order_of_the_group_is_refused():
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    public, signature = private.public_key().public_bytes_raw(), private.sign(b"m")
    s = int.from_bytes(signature[32:], "little") + muniment_verify.L
    malleable = signature[:32] + s.to_bytes(32, "little")
    assert not muniment_verify.signed(public, b"m", malleable)
    assert not muniment_verify.signed(b"\xff" * 32, b"m", signature)
