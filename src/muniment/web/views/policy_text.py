"""The text of a policy on its page: paragraph by paragraph, each with a place to cite it by."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from muniment.governance.policies import rules
from muniment.governance.policies.types import Change, Paragraph

# What was typed stands in the HTML with its signs escaped: these are tags of the renderer alone.
_HEADING = re.compile(r"<(/?)h[1-6]>")
_ALIGNED = re.compile(r'<(t[dh]) style="text-align:(left|right|center)">')
TOP, DEEPEST = 2, 6  # the title of the page is its first heading


@dataclass(frozen=True, slots=True)
class Shown:
    """A paragraph as the page shows it."""

    number: str
    key: str
    html: Markup
    heading: bool
    words: str

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return anchor_of(self.number)


def anchor_of(number: str) -> str:
    """The place of a paragraph on the page of its document."""
    return f"p{number}"


def shown(text: str) -> list[Shown]:
    """The paragraphs of a text in order, with headings that follow one another by single steps."""
    found, least, last = rules.paragraphs(text), 7, TOP - 1
    least = min((one.level for one in found if one.level), default=1)
    rows = []
    for one in found:
        depth = min(one.level - least + TOP, last + 1, DEEPEST) if one.level else 0
        last = depth or last
        html = as_html(one, depth)
        rows.append(Shown(one.number, one.key, html, one.heading or bool(depth), one.words))
    return rows


def as_html(paragraph: Paragraph, depth: int = 0) -> Markup:
    """A paragraph as HTML, its heading at this depth (0: as a line in bold type)."""
    html = _ALIGNED.sub(r'<\1 class="mun-text__\2">', rules.html(paragraph))
    if depth:
        html = _HEADING.sub(rf"<\1h{depth}>", html)
    else:
        html = _HEADING.sub(lambda tag: "</strong></p>" if tag[1] else "<p><strong>", html)
    return Markup(html)  # noqa: S704 - rules.html lets nothing that was typed become a tag


def sections(some: Sequence[Shown]) -> list[Shown]:
    """The numbered headings, for the contents of a page."""
    return [one for one in some if one.heading and "." not in one.number]


def told(change: Change) -> dict[str, Any]:
    """What became of a paragraph, for the page that compares two texts."""
    before, after = change.before, change.after
    return {
        "what": change.label,
        "before": {"number": before.number, "html": as_html(before)} if before else None,
        "after": {"number": after.number, "html": as_html(after)} if after else None,
    }
