"""The detectors of personal data on texts that others labelled."""

import json
import tarfile

import pytest

from muniment.holdings.naming.rules import personal_data
from muniment.holdings.naming.types import Personal

# Their labels for our kinds, with the recall that is owed: numbers abroad that have neither a
# country code nor a leading 0 are no phone numbers to us.
LABELS = {
    Personal.PHONE: ("PHONE_NUMBER", 0.8),
    Personal.CARD: ("CREDIT_CARD", 0.99),
    Personal.EMAIL: ("EMAIL_ADDRESS", 0.99),
}
FILE = "pii-presidio-research/synth_dataset_v2.dev300.json"


@pytest.fixture
def labelled(shared_data):
    archive = shared_data / "pii-labelled.tar.gz"
    if not archive.is_file():
        pytest.skip("the labelled texts are not on this machine")
    with tarfile.open(archive) as opened:
        return json.load(opened.extractfile(FILE))


def overlap(one, other):
    return one[0] < other[1] and other[0] < one[1]


@pytest.mark.parametrize("kind", LABELS)
def test_what_others_labelled_is_found_and_little_else(labelled, kind):
    label, owed = LABELS[kind]
    right = wrong = missed = 0
    for text in labelled:
        wanted = [
            (one["start_position"], one["end_position"])
            for one in text["spans"]
            if one["entity_type"] == label
        ]
        found = personal_data(text["full_text"], [kind]).get(kind, [])
        right += sum(any(overlap(one, span) for span in wanted) for one in found)
        wrong += sum(not any(overlap(one, span) for span in wanted) for one in found)
        missed += sum(not any(overlap(one, span) for one in found) for span in wanted)
    precision, recall = right / (right + wrong), right / (right + missed)
    print(f"{kind}: precision {precision:.2f}, recall {recall:.2f} of {right + missed}")
    assert precision >= 0.95 and recall >= owed
