"""The forms of a page, as a browser reads them: what each would send if nobody typed anything."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

BUTTONS = ("submit", "button", "reset", "image")


@dataclass
class PageForm:
    """One form: where it is sent, and the values of each name that it holds, in order."""

    action: str
    values: dict = field(default_factory=dict)
    names: set = field(default_factory=set)

    def filled(self, typed):
        """What is sent when a person types this. Nobody types where there is no box."""
        unknown = set(typed) - self.names
        assert not unknown, f"the form has no {sorted(unknown)}: it has {sorted(self.names)}"
        return self.values | typed


class _Reader(HTMLParser):
    """Collects the forms that are sent with POST."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.forms, self.form = [], None
        self.select = self.area = None

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            posts = found.get("method", "get").lower() == "post"
            self.form = PageForm(found.get("action", "")) if posts else None
            self.forms += [self.form] if posts else []
        elif self.form is not None:
            self._part(tag, found)

    def _part(self, tag, found):
        name = found.get("name", "")
        if tag == "input" and name and found.get("type", "text") not in BUTTONS:
            self._input(name, found.get("type", "text"), found)
        elif tag == "select":
            self.select, self.chosen = name, None
            self.form.names.add(name)
        elif tag == "option" and self.select and (self.chosen is None or "selected" in found):
            self.chosen = found.get("value", "")
        elif tag == "textarea":
            self.area, self.text = name, ""
            self.form.names.add(name)

    def _input(self, name, kind, found):
        self.form.names.add(name)
        if kind == "file" or (kind in ("radio", "checkbox") and "checked" not in found):
            return
        value = found.get("value") or ""
        if kind == "checkbox":
            self.form.values.setdefault(name, []).append(value)
        else:
            self.form.values[name] = value

    def handle_data(self, data):
        if self.area is not None:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select" and self.select:
            self.form.values[self.select] = self.chosen or ""
            self.select = None
        elif tag == "textarea" and self.area is not None:
            self.form.values[self.area] = self.text.removeprefix("\n")
            self.area = None


def form_for(page, shown_at, address):
    """The form on the page at `shown_at` that is sent to `address`; the last if there are more."""
    reader = _Reader()
    reader.feed(page)
    there = [one for one in reader.forms if (one.action or shown_at.partition("?")[0]) == address]
    assert there, f"no form on {shown_at} is sent to {address}"
    return there[-1]
