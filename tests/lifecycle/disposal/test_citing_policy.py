"""A destruction cites the clauses of the policy that governs the schedule of its rule (RET-08)."""

import json
import subprocess
import sys

import pypdfium2
from tests.lifecycle.disposal.test_destroying import VERIFIER, destroyed
from tests.lifecycle.disposal.test_destroying import executing as executing
from tests.lifecycle.retention.test_clauses import FIRST, SECOND, name
from tests.lifecycle.retention.test_editions import housing, published  # noqa: F401
from tests.lifecycle.retention.test_retention_verbs import work
from tests.lifecycle.town import LONG_AGO, RULES

from muniment.foundation.content.queries import store
from muniment.lifecycle.disposal import queries
from muniment.lifecycle.disposal.models import Certificate
from muniment.lifecycle.retention import actions


def governed(town, *clauses):
    """A record whose rule stands in a schedule that names these clauses."""
    [record] = town.file(LONG_AGO)
    actions.import_edition(town.who("manager"), "HOUSING", 1, [RULES[0]], now=town.now)
    name(town, *clauses)
    published(town)
    work(town)
    return record


def verdict(document, tmp_path) -> int:
    path = tmp_path / "certificate.json"
    path.write_text(json.dumps(document), "utf-8")
    command = [sys.executable, str(VERIFIER), "certificate", str(path)]
    return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode


def test_the_certificate_cites_each_clause_and_a_stranger_can_check_that(housing, tmp_path):  # noqa: F811
    record = governed(housing, FIRST, SECOND)
    made = destroyed(housing, record)
    body = Certificate.objects.get(reference=made.certificate).body
    assert [(one["policy"], one["paragraph"], one["says"]) for one in body["clauses"]] == [
        (FIRST.policy, "4.2", FIRST.says),
        (SECOND.policy, "4.10", SECOND.says),
    ]
    [item] = body["items"]
    assert (item["schedule"], item["edition"]) == ("HOUSING", 1)
    assert item["clauses"] == [FIRST.named, SECOND.named]
    document = queries.certificate_document(housing.who("owner"), made.certificate)
    assert verdict(document, tmp_path) == 0
    document["clauses"][0]["says"] = "Nothing is destroyed."
    assert verdict(document, tmp_path) != 0


def test_the_pdf_of_the_certificate_cites_them_too(housing):  # noqa: F811
    made = destroyed(housing, governed(housing, FIRST))
    kept = Certificate.objects.get(reference=made.certificate)
    with store().open(kept.pdf_id) as stream:
        pages = pypdfium2.PdfDocument(stream.read())
    text = " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pages)
    assert f"Under {FIRST.named}: {FIRST.says}" in text
    assert FIRST.address in text.replace(" ", "")


def test_a_certificate_of_rules_without_a_policy_is_as_before(town, tmp_path):
    made = destroyed(town, *town.file(LONG_AGO))
    document = queries.certificate_document(town.who("owner"), made.certificate)
    assert document["clauses"] == [] and "clauses" not in document["items"][0]
    assert verdict(document, tmp_path) == 0
