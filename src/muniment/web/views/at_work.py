"""What the policy says, shown where the work is done."""

from typing import Any

from django.urls import reverse

from muniment.governance.policies import queries
from muniment.governance.policies.types import Screen
from muniment.web.door import Request
from muniment.web.views.policy_text import anchor_of

LONGEST = 300  # letters of a paragraph that is shown; the rest is behind its link


def says(request: Request, screen: Screen) -> list[dict[str, Any]]:
    """The documents that are shown to the reader at this place of work, with the words of the
    paragraph where one is named."""
    rows = []
    for one in queries.pointed_at(request.actor, screen):
        here, paragraph = reverse("policy", args=[one.reference]), one.paragraph
        at = f"#{anchor_of(paragraph.number)}" if paragraph else ""
        rows.append({"title": one.title, "href": f"{here}{at}", "words": _words(paragraph)})
    return rows


def _words(paragraph: Any) -> str:
    words = paragraph.words if paragraph else ""
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rsplit(' ', 1)[0]} …"
