"""What a person is told, and how it reaches them beside the page."""

from enum import StrEnum


class Mail(StrEnum):
    """How a person wants to be told by e-mail that there is something new for them."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"

    @property
    def label(self) -> str:
        """The choice in words."""
        return LABELS[self]


LABELS = {
    Mail.AT_ONCE: "At once",
    Mail.DAILY: "Once a day, in the morning",
    Mail.NEVER: "Never: I look at the page",
}
