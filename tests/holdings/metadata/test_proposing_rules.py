"""What a document says of itself becomes texts that a person could have typed, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.holdings.metadata.rules import origin_in_words, texts_proposed
from muniment.holdings.metadata.types import PROPERTIES


@pytest.mark.parametrize(
    ("source", "facts", "language", "texts"),
    [
        ("document:title", {"title": " Rents \n 2024 "}, "", [["Rents 2024"]]),
        ("document:title", {"title": "Microsoft Word - rents.doc"}, "", []),
        ("document:title", {"title": "Untitled 1"}, "", []),
        ("document:title", {"title": "rents.docx"}, "", []),
        ("document:author", {"creator": "Ada Byron"}, "", [["Ada Byron"]]),
        ("document:author", {"creator": "Ben", "initial-creator": "Ada"}, "", [["Ada"]]),
        ("document:author", {"creator": "Administrator"}, "", []),
        ("document:author", {"creator": "python-docx"}, "", []),
        ("document:keywords", {"keywords": "a; b,a"}, "", [["a", "b"], ["a; b,a"]]),
        ("document:keywords", {"keyword": "rent"}, "", [["rent"]]),
        ("document:keywords", {"keywords": ";,"}, "", []),
        ("document:created", {"created": "2019-05-06T10:11:12Z"}, "", [["2019-05-06"]]),
        ("document:created", {"creation-date": "2019-05-06"}, "", [["2019-05-06"]]),
        ("document:created", {"created": "1601-01-01T00:00:00"}, "", []),
        ("document:created", {"created": "last May"}, "", []),
        ("document:language", {}, "cy", [["Welsh"], ["cy"]]),
        ("document:language", {}, "", []),
        ("document:subject", {"title": "Rents"}, "en", []),
    ],
)  # fmt: skip
def test_it_says_what_a_person_would_have_typed(source, facts, language, texts):
    assert texts_proposed(source, facts, language) == texts


NAMES = ("title", "creator", "subject", "keywords", "created", "modified", "date")


@given(
    st.sampled_from(sorted(PROPERTIES)),
    st.dictionaries(st.sampled_from(NAMES), st.text(max_size=60)),
    st.text(max_size=3),
)
def test_whatever_a_document_says_no_proposal_is_empty(source, facts, language):
    for texts in texts_proposed(source, facts, language):
        assert texts and all(texts)
    assert origin_in_words(source)
