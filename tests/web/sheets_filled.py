"""A form of the pages, filled in as a person would."""

from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from .forms_on_page import form_for

WHY = {"reason": "The board decided so."}
LAST_DAY = {"on-day": "3", "on-month": "4", "on-year": "2024"}
SAME_PAGE, REFUSED, GONE, DONE = 200, 422, 404, 303


@dataclass(frozen=True)
class Sheet:
    """One form. `at`: what its address is made of. `shown_on`: the page it stands on, if that is
    not its own address. `looked_at`: the file that is shown before this form is. `again`: the
    answer when it comes a second time from another tab. `events`: what it leaves in the log."""

    route: str
    who: str
    at: tuple = ()
    typed: dict = field(default_factory=dict)
    shown_on: tuple = ()
    looked_at: str = ""
    first: int = DONE
    again: int = REFUSED
    events: int = 1
    files: dict = field(default_factory=dict)

    def address(self, names):
        return reverse(self.route, args=[one.format(**names) for one in self.at])

    def page(self, client, names):
        """The page that the form stands on, and its address."""
        if self.looked_at:
            address = self.address(names)
            look = form_for(text_of(client.get(address)), address, address)
            sent = look.filled({"file": _file("looked.csv", names[self.looked_at])})
            return address, client.post(address, sent)
        route, *at = self.shown_on or (self.route, *self.at)
        address = reverse(route, args=[one.format(**names) for one in at])
        return address, client.get(address)

    def fill_in(self, client, names):
        """What the form sends, once it has been found on its page and filled in."""
        shown_at, page = self.page(client, names)
        assert page.status_code == 200, (self.route, page.status_code)
        form = form_for(text_of(page), shown_at, self.address(names))
        typed = {name.format(**names): one.format(**names) for name, one in self.typed.items()}
        return form.filled(typed | dict.fromkeys(self.files))

    def send(self, client, names, filled):
        files = {
            name: [_file(*one) for one in many] if isinstance(many, list) else _file(*many)
            for name, many in self.files.items()
        }
        return client.post(self.address(names), filled | files)


def text_of(answer):
    return answer.content.decode()


def _file(name, content):
    return SimpleUploadedFile(name, content)
