from django.apps import AppConfig


class InboxConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.holdings.inbox"
    label = "inbox"
