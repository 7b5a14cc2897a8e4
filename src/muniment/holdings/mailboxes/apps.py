from django.apps import AppConfig


class MailboxesConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.holdings.mailboxes"
    label = "mailboxes"
