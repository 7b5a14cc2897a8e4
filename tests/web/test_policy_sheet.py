"""A desk aid comes out of the printer on one sheet of paper."""

import io

import pypdfium2
import pytest
from django.urls import reverse
from tests.governance.policies import in_town

from muniment.foundation.kernel import clock
from muniment.governance.policies.types import Kind

from . import town
from .test_browser import CHROMIUM, browser, visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.seldom,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no Chromium at {CHROMIUM}"),
]
__all__ = ["browser", "visit"]
SENTENCE = "Save a message that is a record in the folder of the work that it belongs to. "


def long_text(words):
    """A text of so many words, in four sections with a list each."""
    each = words // 4
    body = " ".join((SENTENCE * words).split()[: each - 12])
    list_of = "- Save it today.\n- Name it well.\n- Delete what is left over."
    return "\n\n".join(f"# Step {number}\n\n{body}\n\n{list_of}" for number in range(1, 5))


def pages_of(page, reference):
    page.goto(reverse("policy_sheet", args=[reference]))
    printed = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    return printed[0].get_size(), len(printed), printed[0].get_textpage().get_text_bounded()


def test_a_desk_aid_of_350_words_is_one_page_of_a4_and_says_where_it_comes_from(visit, world):
    there = in_town.town_of(town.actor, clock.now())
    text = long_text(350)
    assert len(text.replace("#", "").replace("-", "").split()) >= 350
    made = in_town.guide(there, "Saving what is a record", text, kind=Kind.DESK_AID)
    in_town.published(there, made)
    page = visit("staff")
    (width, height), many, words = pages_of(page, made)
    assert many == 1
    assert (round(width), round(height)) == (595, 842)  # A4 in points
    assert "version 1.0" in words and "Saving what is a record" in words
    assert "Print this page" not in words and "Sign out" not in words
