"""What a reader and an administrator are told of damaged files."""

import hashlib
import re

import pytest
from django.urls import reverse

from muniment.foundation.access.types import SETUP
from muniment.foundation.content import actions as content
from muniment.foundation.content.queries import store
from muniment.foundation.kernel import clock

pytestmark = pytest.mark.django_db

WHOLE = b"<script>alert(1)</script>"


def words_of(answer) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text)


def given(answer) -> bytes:
    return b"".join(answer.streaming_content)


@pytest.fixture
def file(world):
    """Where the content of a record lies."""
    path = store().path_for(hashlib.sha256(WHOLE).hexdigest())
    path.chmod(0o600)
    return path


def test_a_damaged_file_is_never_given_out_and_the_page_says_so(as_, world, file):
    file.write_bytes(b"rotten")
    answer = as_("dro").get(reverse("download", args=[world.hostile, 1]))
    assert answer.status_code == 422
    assert "is not given out" in words_of(answer)
    assert b"rotten" not in answer.content
    said = as_("everything").get("/admin/store/")
    assert "Second copy None" in words_of(said)
    assert "No copy could repair these" in words_of(said)
    assert reverse("record", args=[world.hostile]) in said.content.decode()
    assert ": corrupt in the store, found" in words_of(said)
    assert "A file that no record you can see holds: corrupt" in words_of(
        as_("admin").get("/admin/store/")
    )


def test_a_damaged_file_is_repaired_by_the_reader_and_the_page_says_so(
    as_, world, file, settings, tmp_path
):
    settings.MUNIMENT_CONTENT_COPY = tmp_path / "copy"
    content.copy_content(SETUP, now=clock.now())
    file.unlink()
    assert given(as_("dro").get(reverse("download", args=[world.hostile, 1]))) == WHOLE
    said = words_of(as_("admin").get("/admin/store/"))
    assert "Repaired in the last 90 days: 1" in said
    assert "Missing in the store, repaired" in said
    assert re.search(r"Second copy All \(\d+ files\)", said)
    file.chmod(0o600)
    file.write_bytes(b"rotten")
    assert as_("admin").post("/admin/store/check/").status_code == 303
    assert "1 repaired from the other copy" in words_of(as_("admin").get("/admin/store/"))
    settings.MUNIMENT_CONTENT_COPY = tmp_path / "elsewhere"
    assert "Second copy Out of reach" in words_of(as_("admin").get("/admin/store/"))
