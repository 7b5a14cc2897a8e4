"""What hostile text has become part of, in a page or in a table."""

import csv
import io
from html.parser import HTMLParser

from tests.access.payloads import ANSWER, MARK


class Page(HTMLParser):
    """Finds what hostile text has become part of the markup."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.faults, self.inside = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.inside.append(tag)
        if MARK in tag or tag in {"math", "base", "object", "embed", "iframe"}:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            where = (value or "").strip().lower()
            runs = name in {"href", "src", "action", "formaction"} and where.startswith(
                ("javascript:", "data:", "//")
            )
            runs |= name == "content" and "url=" in where
            if name.startswith("on") or MARK in name or runs or name == "style":
                self.faults.append(f"<{tag} {name}={value!r}>")

    def handle_endtag(self, tag):
        if tag in self.inside:
            del self.inside[len(self.inside) - 1 - self.inside[::-1].index(tag) :]

    def handle_data(self, data):
        if {"script", "style"} & set(self.inside) and MARK in data:
            self.faults.append(f"in a script: {data[:60]}")

    def handle_comment(self, data):
        if MARK in data:
            self.faults.append(f"in a comment: {data[:60]}")


def faults_of(answer):
    """What is wrong with an answer, whatever its type."""
    kind = answer.headers.get("Content-Type", "")
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = data.decode("utf-8", "replace")
    faults = ["a template was run"] if ANSWER in text or "root:x:" in text else []
    if kind.startswith("text/html"):
        faults += Page(text).faults
    if kind.startswith("text/csv"):
        faults += formulas_in(text)
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        faults.append("no nosniff")
    return faults


def formulas_in(text):
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    return [f"a formula: {cell[:30]}" for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t")]
