from django.apps import AppConfig


class NamingConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.holdings.naming"
    label = "naming"
