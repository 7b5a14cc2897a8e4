"""Mail that Outlook packed (TNEF), and mail that is signed or locked as a whole (S/MIME, PGP)."""

import shutil
import subprocess
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.holdings.capture.post import packed

from muniment.foundation.content.adapters.extractor import cms, tnef
from muniment.foundation.content.adapters.extractor.outcome import Failure
from muniment.foundation.content.adapters.sandbox import Extractor
from muniment.foundation.content.states import DerivedState

pytestmark = pytest.mark.sandbox
openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
HEAD = b"From: a@example.org\nTo: b@example.org\nSubject: Slates\n"
ENTITY = (
    b'Content-Type: multipart/mixed; boundary="in"\n\n--in\nContent-Type: text/plain\n\n'
    b"The needle.\n--in\nContent-Type: application/pdf\n"
    b'Content-Disposition: attachment; filename="plan.pdf"\n\n%PDF-\n--in--\n'
)


def with_packed(data: bytes) -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = "a@example.org", "Roof"
    made.set_content("Outside.")
    made.add_attachment(data, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return made.as_bytes()


def test_what_outlook_packed_is_read_and_the_package_stays(extractor: Extractor) -> None:
    data = packed("The needle.", [("plan.txt", b"the plan"), ("other.txt", b"other")])
    made = extractor.extract(with_packed(data), name="mail.eml")
    assert "Outside." in made.text
    assert "The needle." in made.text
    assert [(one.name, one.content) for one in made.parts] == [
        ("winmail.dat", data),
        ("plan.txt", b"the plan"),
        ("other.txt", b"other"),
    ]
    alone = extractor.extract(data, name="winmail.dat")
    assert (alone.state, alone.text) == (DerivedState.DONE, "The needle.")
    assert len(alone.parts) == 2


def test_a_damaged_package_harms_nothing_beside_it(extractor: Extractor) -> None:
    data = packed("The needle.", [("plan.txt", b"the plan")])[:20] + b"\xff" * 40
    made = extractor.extract(with_packed(data), name="mail.eml")
    assert "Outside." in made.text
    assert made.parts[0].content == data
    assert "damaged" in made.reason


@given(st.binary(max_size=300))
def test_no_package_and_no_signature_breaks_its_reader(data: bytes) -> None:
    for read in (lambda: tnef.extract(tnef.MAGIC + data), lambda: cms.signed_content(data)):
        try:
            read()
        except Failure as failure:
            assert str(failure)
    assert cms.is_locked(data) in (True, False)


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and its certificate."""
    folder = tmp_path_factory.mktemp("identity")
    words = "req -x509 -newkey rsa:2048 -nodes -keyout key -out cert -days 2 -subj /CN=a"
    subprocess.run(["openssl", *words.split()], cwd=folder, check=True, capture_output=True)
    return folder


def smime(folder: Path, words: str) -> bytes:
    (folder / "entity").write_bytes(ENTITY)
    command = ["openssl", "cms", *words.split(), "-in", "entity"]
    command += ["cert"] if "-encrypt" in words else []
    made = subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout
    return HEAD + made


@openssl
@pytest.mark.parametrize("how", ["-sign", "-sign -nodetach", "-sign -nodetach -stream"])
def test_signed_mail_is_read_and_the_signature_stays_valid(
    extractor: Extractor, identity: Path, how: str
) -> None:
    raw = smime(identity, f"{how} -signer cert -inkey key")
    made = extractor.extract(raw, name="mail.eml")
    assert made.state is DerivedState.DONE
    assert "The needle." in made.text
    assert "plan.pdf" in [one.name for one in made.parts]
    assert "was not checked" in made.reason
    (identity / "kept").write_bytes(raw)  # what capture keeps: the bytes that came
    checked = "cms -verify -in kept -CAfile cert -purpose any"
    subprocess.run(["openssl", *checked.split()], cwd=identity, check=True, capture_output=True)


@openssl
def test_locked_mail_shows_its_headers_and_says_so(extractor: Extractor, identity: Path) -> None:
    made = extractor.extract(smime(identity, "-encrypt -aes256"), name="mail.eml")
    assert made.state is DerivedState.ENCRYPTED
    assert made.metadata["subject"] == "Slates"
    assert "needs a key" in made.reason
    assert "needle" not in made.text


def test_mail_locked_with_pgp_says_so(extractor: Extractor) -> None:
    raw = HEAD + (
        b'Content-Type: multipart/encrypted; boundary="p"; protocol="application/pgp-encrypted"\n\n'
        b"--p\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n"
        b"--p\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n--p--\n"
    )
    made = extractor.extract(raw, name="mail.eml")
    assert made.state is DerivedState.ENCRYPTED
    assert made.metadata["from"] == "a@example.org"
