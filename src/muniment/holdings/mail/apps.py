from django.apps import AppConfig


class MailConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.holdings.mail"
    label = "mail"
